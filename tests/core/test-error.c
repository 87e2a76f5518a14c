#include "config.h"

#include <libsoup/soup.h>

#include "core/client/error.h"
#include "fixture.h"

static const struct {
  const char *fixture;
  OrchErrorCode code;
  const char *field;
  const char *text;
} recorded[] = {
  { "daily_activity_400", ORCH_ERROR_INVALID, NULL, "Please provide start_date and end_date" },
  { "daily_activity_403", ORCH_ERROR_NOT_PERMITTED, NULL,
    "Non-admin users can only view their own spend data." },
  { "error_400_model", ORCH_ERROR_INVALID, NULL,
    "/chat/completions: Invalid model name passed in model=no-such. Call "
    "`/v1/models` to view available models for your key." },
  { "error_401_blocked", ORCH_ERROR_KEY_BLOCKED, NULL,
    "Key is blocked. Update via `/key/unblock` if you're an admin." },
  { "error_401_expired", ORCH_ERROR_KEY_EXPIRED, NULL,
    "Authentication Error - Expired Key. Key Expiry time 2026-11-23 "
    "21:39:42.615000+00:00 and current time 2026-11-23 21:39:44.826717+00:00" },
  { "error_401_no_key", ORCH_ERROR_KEY_MISSING, NULL, "No api key passed in." },
  { "error_401_no_sk", ORCH_ERROR_KEY_MALFORMED, NULL,
    "LiteLLM Virtual Key expected. Received=****, expected to start with 'sk-'." },
  { "error_401_not_in_db", ORCH_ERROR_KEY_UNKNOWN, NULL,
    "Invalid proxy server token passed. Received API Key = sk-...0123, Key Hash "
    "(Token) =2a1daa497a221ff76a313bae3dcd42f7fe1f1e80422ce882c59598d46399cbfb. "
    "Unable to find token in cache or `LiteLLM_VerificationTokenTable`" },
  { "error_401_role", ORCH_ERROR_NOT_PERMITTED, NULL,
    "Only proxy admin can be used to generate, delete, update info for new "
    "keys/users/teams. Route=/key/update. Your role=internal_user_viewer. Your "
    "user_id=pb6b04******ie" },
  { "error_401_unknown_key", ORCH_ERROR_KEY_UNKNOWN, NULL,
    "Invalid proxy server token passed. Received API Key = sk-...6789, Key Hash "
    "(Token) =f99c3b71b32f146d2441f8b7b1e50dc3129f214cf682785644a108c875b284bc. "
    "Unable to find token in cache or `LiteLLM_VerificationTokenTable`" },
  { "error_403_key_routes", ORCH_ERROR_KEY_ROUTES, NULL,
    "Virtual key is not allowed to call this route. Only allowed to call routes: "
    "['llm_api_routes']. Tried to call route: /v2/user/info" },
  { "error_403_viewer", ORCH_ERROR_NOT_PERMITTED, NULL,
    "user not allowed to access this route, role= proxy_admin_viewer. Trying to "
    "access: /key/update" },
  { "error_404_path", ORCH_ERROR_ROUTE_MISSING, NULL, "Not Found" },
  { "error_405", ORCH_ERROR_ROUTE_MISSING, NULL, "Method Not Allowed" },
  { "error_429_rate_limit", ORCH_ERROR_RATE_LIMITED, NULL,
    "Rate limit exceeded for api_key: "
    "bb9ce95bf47d69d95aea9c2458a4a7be3d6b6ec2095b1b591b56356a191e4f8a. Limit type: "
    "requests. Current limit: 1, Remaining: 0. Limit resets at: 2026-11-23 21:41:08 "
    "UTC" },
  { "error_budget_exceeded", ORCH_ERROR_BUDGET_EXCEEDED, NULL,
    "Budget has been exceeded! Key=key (sk-...6789) Current cost: 5.0, Max budget: "
    "1.0" },
  { "error_mgmt_422", ORCH_ERROR_INVALID, NULL, "users.0.nope: Extra inputs are not permitted" },
  { "error_rfc9457", ORCH_ERROR_INVALID, NULL, "Unrecognized query parameter(s): nope." },
  { "invitation_500_master", ORCH_ERROR_MASTER_KEY, NULL,
    "Foreign key constraint violated: `LiteLLM_InvitationLink_created_by_fkey (index)`" },
  { "key_block_401_target", ORCH_ERROR_KEY_UNKNOWN, NULL,
    "Invalid proxy server token passed. "
    "key=0000000000000000000000000000000000000000000000000000000000000000, not found in db. "
    "Create key via `/key/generate` call." },
  { "key_block_404", ORCH_ERROR_NOT_FOUND, NULL, "Key not found." },
  { "key_block_403", ORCH_ERROR_NOT_PERMITTED, NULL,
    "Only proxy admins, team admins, or org admins can call /key/block. "
    "user_role=internal_user, user_id=probe-own" },
  { "key_bulk_update_403", ORCH_ERROR_NOT_PERMITTED, NULL,
    "Only proxy admins can perform bulk key updates" },
  { "key_delete_403", ORCH_ERROR_NOT_PERMITTED, NULL, "You are not authorized to delete this key" },
  { "key_delete_404", ORCH_ERROR_NOT_FOUND, NULL, "No keys found" },
  { "key_generate_400", ORCH_ERROR_INVALID, "budget_duration",
    "Invalid budget_duration '2mo'. Use a format like '1h', '24h', '7d', or '30d'." },
  { "key_generate_400_alias", ORCH_ERROR_EXISTS, "key_alias",
    "Key with alias 'probe-chosen' already exists. Unique key aliases across all "
    "keys are required." },
  { "key_info_403", ORCH_ERROR_NOT_PERMITTED, NULL,
    "You are not allowed to access this key's info. Your role=internal_user" },
  { "key_info_404_master", ORCH_ERROR_NOT_FOUND, NULL, "Key not found in database" },
  { "key_list_400", ORCH_ERROR_INVALID, NULL,
    "Invalid sort column. Must be one of: spend, max_budget, created_at, "
    "updated_at, token, key_alias" },
  { "key_list_422", ORCH_ERROR_INVALID, "size", "Input should be less than or equal to 100" },
  { "key_update_400_alias", ORCH_ERROR_EXISTS, "key_alias",
    "Key with alias 'probe-dup' already exists. Unique key aliases across all keys "
    "are required." },
  { "key_update_403_budget", ORCH_ERROR_NOT_PERMITTED, NULL,
    "Only proxy admins, team admins, or org admins can call /key/update "
    "(max_budget/spend). user_role=internal_user, user_id=probe-own" },
  { "key_update_403_owner", ORCH_ERROR_NOT_PERMITTED, NULL,
    "Only proxy admins, team admins, or org admins can call /key/update. "
    "user_role=internal_user, user_id=probe-own" },
  { "key_update_404", ORCH_ERROR_NOT_FOUND, NULL, "Key not found." },
  { "key_update_422", ORCH_ERROR_INVALID, NULL, "either key or key_alias must be provided" },
  { "key_update_enterprise", ORCH_ERROR_ENTERPRISE, NULL,
    "This feature is only available for LiteLLM Enterprise users: tags. You must be "
    "a LiteLLM Enterprise user to use this feature. If you have a license please "
    "set `LITELLM_LICENSE` in your env. Get a 7 day trial key here: "
    "https://www.litellm.ai/enterprise#trial. \nPricing: "
    "https://www.litellm.ai/#pricing" },
  { "over_budget_models", ORCH_ERROR_BUDGET_EXCEEDED, NULL,
    "Budget has been exceeded! Key=key (sk-...6789) Current cost: 5.0, Max budget: "
    "1.0" },
  { "regenerate_401", ORCH_ERROR_NOT_PERMITTED, NULL,
    "Only proxy admin can be used to generate, delete, update info for new "
    "keys/users/teams. Route=/key/regenerate. Your role=internal_user_viewer. Your "
    "user_id=pb6b04******ie" },
  { "regenerate_403", ORCH_ERROR_NOT_PERMITTED, NULL,
    "user not allowed to access this route, role= proxy_admin_viewer. Trying to "
    "access: /key/regenerate" },
  { "regenerate_500", ORCH_ERROR_ENTERPRISE, NULL,
    "Regenerating Virtual Keys is an Enterprise feature, You must be a LiteLLM "
    "Enterprise user to use this feature. If you have a license please set "
    "`LITELLM_LICENSE` in your env. Get a 7 day trial key here: "
    "https://www.litellm.ai/enterprise#trial. \nPricing: "
    "https://www.litellm.ai/#pricing" },
  { "reset_spend_400", ORCH_ERROR_INVALID, NULL, "reset_to (99.0) must be <= current spend (1.0)" },
  { "reset_spend_403", ORCH_ERROR_NOT_PERMITTED, NULL,
    "You must be a proxy admin or team admin to reset key spend" },
  { "user_delete_404", ORCH_ERROR_NOT_FOUND, NULL, "User not found, passed user_id=no-such-probe" },
  { "user_info_403", ORCH_ERROR_NOT_PERMITTED, NULL,
    "key not allowed to access this user's info. user_id=probe-oth, key's "
    "user_id=probe-own" },
  { "user_list_400", ORCH_ERROR_INVALID, NULL,
    "Invalid sort column. Must be one of: user_id, user_email, created_at, spend, "
    "user_alias, user_role" },
  { "user_list_403", ORCH_ERROR_NOT_PERMITTED, NULL,
    "Only proxy admins and organization admins can list users." },
  { "user_list_422", ORCH_ERROR_INVALID, "page_size", "Input should be less than or equal to 100" },
  { "user_new_401", ORCH_ERROR_NOT_PERMITTED, NULL,
    "Only proxy admin can be used to generate, delete, update info for new "
    "keys/users/teams. Route=/user/new. Your role=internal_user. Your "
    "user_id=pb6b04******wn" },
  { "user_new_409", ORCH_ERROR_EXISTS, "user_id", "User with id probe-new1 already exists" },
  { "user_new_409_email", ORCH_ERROR_EXISTS, "user_email",
    "User with email Hu-1@example.org already exists" },
  { "user_new_422", ORCH_ERROR_INVALID, "user_role",
    "Input should be <LitellmUserRoles.PROXY_ADMIN: 'proxy_admin'>, "
    "<LitellmUserRoles.PROXY_ADMIN_VIEW_ONLY: 'proxy_admin_viewer'>, "
    "<LitellmUserRoles.INTERNAL_USER: 'internal_user'> or "
    "<LitellmUserRoles.INTERNAL_USER_VIEW_ONLY: 'internal_user_viewer'>" },
  { "user_update_403", ORCH_ERROR_NOT_PERMITTED, NULL,
    "Only proxy admin can be used to generate, delete, update info for new "
    "keys/users/teams. Route=/user/update. Your role=internal_user. Your "
    "user_id=pb6b04******th" },
  { "user_update_422", ORCH_ERROR_INVALID, NULL, "Either user id or user email must be provided" },
  { "v1_81_expired", ORCH_ERROR_KEY_EXPIRED, NULL,
    "Authentication Error - Expired Key. Key Expiry time 2026-11-24 02:33:18.915000+00:00 and "
    "current time 2026-11-24 02:33:20.442218+00:00" },
  { "v1_81_over_budget", ORCH_ERROR_BUDGET_EXCEEDED, NULL,
    "ExceededBudget: User=probe-over over budget. Spend=5.0, Budget=1.0" },
  { "v1_81_user_list_own", ORCH_ERROR_NOT_PERMITTED, NULL,
    "Only proxy admin can be used to generate, delete, update info for new keys/users/teams. "
    "Route=/user/list. Your role=internal_user. Your user_id=probe-*wn" },
  { "v1_81_user_update_422", ORCH_ERROR_INVALID, "max_budget",
    "Input should be a valid number, unable to parse string as a number" },
  { "v1_93_expired", ORCH_ERROR_KEY_EXPIRED, NULL,
    "Authentication Error - Expired Key. Key Expiry time 2026-11-24 02:33:22.100000+00:00 and "
    "current time 2026-11-24 02:33:23.810521+00:00" },
  { "v1_93_over_budget", ORCH_ERROR_BUDGET_EXCEEDED, NULL,
    "ExceededBudget: User=probe-over over budget. Spend=5.0, Budget=1.0" },
  { "v1_93_user_list_own", ORCH_ERROR_NOT_PERMITTED, NULL,
    "Only proxy admins and organization admins can list users." },
  { "v1_93_user_update_422", ORCH_ERROR_INVALID, "max_budget",
    "Input should be a valid number, unable to parse string as a number" },
  { "v2_user_info_400", ORCH_ERROR_INVALID, NULL,
    "user_id is required. Either pass it as a query parameter or authenticate with "
    "a user-bound key." },
  { "v2_user_info_404", ORCH_ERROR_NOT_FOUND, NULL, "User not found: probe-oth" },
  { "v2_user_info_404_master", ORCH_ERROR_NOT_FOUND, NULL, "User not found: default_user_id" },
};

static GError *
error_from_text (guint status, const char *text)
{
  g_autoptr (JsonNode) body = json_from_string (text, NULL);

  g_assert_nonnull (body);

  return orch_error_new_from_reply (status, body);
}

/* Shape 1, with some type. */
static GError *
error_from_message (guint status, const char *message)
{
  g_autofree char *escaped = g_strescape (message, NULL);
  g_autofree char *text = g_strdup_printf (
      "{\"error\": {\"message\": \"%s\", \"type\": \"auth_error\", \"param\": \"None\"}}", escaped);

  return error_from_text (status, text);
}

static void
test_recorded (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (recorded); i++) {
    guint status;
    g_autoptr (JsonNode) body = fixture_load (recorded[i].fixture, &status);
    g_autoptr (GError) error = orch_error_new_from_reply (status, body);

    g_test_message ("%s", recorded[i].fixture);
    g_assert_error (error, ORCH_ERROR, (int) recorded[i].code);
    g_assert_cmpstr (error->message, ==, recorded[i].text);
    g_assert_cmpstr (orch_error_get_field (error), ==, recorded[i].field);
    g_assert_cmpuint (orch_error_get_status (error), ==, status);
  }
}

/* The table above names every recorded refusal. */
static void
test_complete (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fixtures", NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *file;
  guint n_refusals = 0;

  g_assert_nonnull (dir);
  while ((file = g_dir_read_name (dir)) != NULL) {
    g_autofree char *name = NULL;
    g_autoptr (JsonNode) body = NULL;
    guint status;

    if (!g_str_has_suffix (file, ".json"))
      continue;
    name = g_strndup (file, strlen (file) - strlen (".json"));
    body = fixture_load (name, &status);
    if (!SOUP_STATUS_IS_SUCCESSFUL (status))
      n_refusals++;
  }

  g_assert_cmpuint (n_refusals, ==, G_N_ELEMENTS (recorded));
}

static void
test_by_type (void)
{
  static const struct {
    guint status;
    const char *body;
    OrchErrorCode code;
  } cases[] = {
    { 400, "{\"error\": {\"message\": \"m\", \"type\": \"expired_key\"}}", ORCH_ERROR_KEY_EXPIRED },
    { 400, "{\"error\": {\"message\": \"m\", \"type\": \"budget_exceeded\"}}",
      ORCH_ERROR_BUDGET_EXCEEDED },
    { 429, "{\"error\": {\"message\": \"m\", \"type\": \"budget_exceeded\"}}",
      ORCH_ERROR_BUDGET_EXCEEDED },
    { 404, "{\"error\": {\"message\": \"m\", \"type\": \"token_not_found_in_db\"}}",
      ORCH_ERROR_NOT_FOUND },
    { 429, "{\"error\": {\"message\": \"m\", \"type\": \"None\"}}", ORCH_ERROR_RATE_LIMITED },
    { 503, "{\"error\": {\"message\": \"m\", \"type\": \"no_db_connection\"}}",
      ORCH_ERROR_UNAVAILABLE },
    { 401, "{\"error\": {\"message\": \"m\", \"type\": \"no_db_connection\"}}",
      ORCH_ERROR_UNAVAILABLE },
    { 500,
      "{\"error\": {\"message\": \"Internal server error\", \"type\": "
      "\"internal_server_error\"}}",
      ORCH_ERROR_SERVER },
    { 404, "{\"detail\": \"Team not found\"}", ORCH_ERROR_NOT_FOUND },
    { 400, "{\"detail\": {\"error\": \"bad\"}}", ORCH_ERROR_INVALID },
    { 402, "{\"detail\": \"Pay\"}", ORCH_ERROR_FAILED },
    { 400, "{\"type\": \"urn:litellm:error:x\", \"title\": \"X\"}", ORCH_ERROR_INVALID },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = error_from_text (cases[i].status, cases[i].body);

    g_test_message ("%u %s", cases[i].status, cases[i].body);
    g_assert_error (error, ORCH_ERROR, (int) cases[i].code);
  }
}

static void
test_by_text (void)
{
  static const struct {
    guint status;
    const char *message;
    OrchErrorCode code;
  } cases[] = {
    { 401, "Malformed API Key passed in. Ensure Key has `Bearer ` prefix.",
      ORCH_ERROR_KEY_MISSING },
    { 401, "Key is blocked. Update via `/key/unblock` if you're admin.", ORCH_ERROR_KEY_BLOCKED },
    { 400, "Key is blocked.", ORCH_ERROR_INVALID },
    { 401, "invalid user key - user key does not exist in db. User Key=x", ORCH_ERROR_NOT_FOUND },
    { 401, "User=u has been deactivated via SCIM.", ORCH_ERROR_NOT_PERMITTED },
    { 400, "Admin-only endpoint. Not allowed to access this.", ORCH_ERROR_NOT_PERMITTED },
    { 500, "Internal Server Error, You must be a LiteLLM Enterprise user", ORCH_ERROR_ENTERPRISE },
    { 400, "This needs an enterprise license", ORCH_ERROR_ENTERPRISE },
    { 401, "Authentication Error, No DB Connected. See - https://docs.litellm.ai",
      ORCH_ERROR_UNAVAILABLE },
    { 500, "{'error': 'DB not connected. This endpoint needs a database'}",
      ORCH_ERROR_UNAVAILABLE },
    { 401, "Authentication Error, Can't reach database server at `db`:`5432`",
      ORCH_ERROR_UNAVAILABLE },
    { 401, "Authentication Error, All connection attempts failed", ORCH_ERROR_UNAVAILABLE },
    { 500, "Client is not connected to the query engine, you must call `connect()`",
      ORCH_ERROR_UNAVAILABLE },
    { 400,
      "Authentication Error, Error occurred during query execution:\nConnectorError (x: database "
      "\\\"litellm\\\" is not currently accepting connections)",
      ORCH_ERROR_UNAVAILABLE },
    { 401, "Authentication Error, FATAL: database is not currently accepting connections",
      ORCH_ERROR_UNAVAILABLE },
    { 500, "FATAL: the database system is starting up", ORCH_ERROR_UNAVAILABLE },
    { 500, "terminating connection due to administrator command", ORCH_ERROR_UNAVAILABLE },
    { 500, "Server has closed the connection.", ORCH_ERROR_UNAVAILABLE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = error_from_message (cases[i].status, cases[i].message);

    g_test_message ("%u %s", cases[i].status, cases[i].message);
    g_assert_error (error, ORCH_ERROR, (int) cases[i].code);
  }
}

/* No JSON, and JSON that LiteLLM does not write. */
static void
test_foreign (void)
{
  static const struct {
    guint status;
    OrchErrorCode code;
  } cases[] = {
    { 400, ORCH_ERROR_NOT_LITELLM },  { 401, ORCH_ERROR_NOT_LITELLM },
    { 403, ORCH_ERROR_NOT_LITELLM },  { 404, ORCH_ERROR_NOT_LITELLM },
    { 405, ORCH_ERROR_NOT_LITELLM },  { 413, ORCH_ERROR_NOT_LITELLM },
    { 429, ORCH_ERROR_RATE_LIMITED }, { 500, ORCH_ERROR_SERVER },
    { 501, ORCH_ERROR_SERVER },       { 502, ORCH_ERROR_UNAVAILABLE },
    { 503, ORCH_ERROR_UNAVAILABLE },  { 504, ORCH_ERROR_UNAVAILABLE },
    { 505, ORCH_ERROR_SERVER },
  };
  static const char *const bodies[] = { "{}",
                                        "[]",
                                        "null",
                                        "{\"error\": \"x\"}",
                                        "{\"error\": {\"reason\": \"x\"}}",
                                        "{\"detail\": []}",
                                        "{\"detail\": [1, {}]}",
                                        "{\"detail\": {}}",
                                        "{\"message\": \"x\"}",
                                        "{\"type\": \"x\"}" };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = orch_error_new_from_reply (cases[i].status, NULL);
    g_autofree char *prefix = g_strdup_printf ("HTTP %u ", cases[i].status);

    g_assert_error (error, ORCH_ERROR, (int) cases[i].code);
    g_assert_true (g_str_has_prefix (error->message, prefix));

    for (guint j = 0; j < G_N_ELEMENTS (bodies); j++) {
      g_autoptr (GError) json_error = error_from_text (cases[i].status, bodies[j]);

      g_test_message ("%u %s", cases[i].status, bodies[j]);
      g_assert_error (json_error, ORCH_ERROR, (int) cases[i].code);
    }
  }
}

static void
test_python (void)
{
  static const struct {
    const char *message;
    const char *text;
  } cases[] = {
    { "{'error': 'plain'}", "plain" },
    { "{'error': \"it's\"}", "it's" },
    { "{'error': 'it\\'s \"so\"'}", "it's \"so\"" },
    { "{'error': 'a\\nb \\\\ c\\x41'}", "a\nb \\ c\\x41" },
    { "{'error': 'first', 'code': 5}", "first" },
    { "Authentication Error, {'error': 'inner'}", "inner" },
    { "{'error': 'open", "{'error': 'open" },
    { "{'error': None}", "{'error': None}" },
    { "{'message': 'other'}", "{'message': 'other'}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = error_from_message (400, cases[i].message);

    g_assert_cmpstr (error->message, ==, cases[i].text);
  }
}

static void
test_validation (void)
{
  g_autoptr (GError) error = error_from_text (
      422,
      "{\"detail\": [{\"loc\": [\"body\", \"budget_limits\", 0, \"max_budget\"], \"msg\": "
      "\"Field required\", \"input\": \"sk-secret\", \"ctx\": {\"x\": \"password\"}}, {\"loc\": "
      "[\"body\"], \"msg\": \"Value error, second\"}, 5]}");

  g_assert_error (error, ORCH_ERROR, ORCH_ERROR_INVALID);
  g_assert_cmpstr (error->message, ==, "Field required; second");
  g_assert_cmpstr (orch_error_get_field (error), ==, "max_budget");
}

static void
test_masks_keys (void)
{
  static const struct {
    const char *message;
    const char *text;
  } cases[] = {
    { "Key=sk-abcdefghi, and sk-A_-123456789.", "Key=sk-…, and sk-…." },
    { "'sk-abcdefgh' sk-...6789 'sk-'", "'sk-abcdefgh' sk-...6789 'sk-'" },
    { "task-management-routes", "task-management-routes" },
    { "LiteLLM … Received=hel,lo, expected to start with 'sk-'.",
      "LiteLLM … Received=…, expected to start with 'sk-'." },
    { "Received=hell****, expected to start with 'sk-'.",
      "Received=hell****, expected to start with 'sk-'." },
  };
  g_autoptr (GError) detail = error_from_text (
      422, "{\"detail\": [{\"loc\": [\"body\", \"key\"], \"msg\": \"sk-0123456789 is bad\"}]}");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *body =
        g_strdup_printf ("{\"error\": {\"message\": \"%s\"}}", cases[i].message);
    g_autoptr (GError) error = error_from_text (400, body);

    g_assert_cmpstr (error->message, ==, cases[i].text);
  }
  g_assert_cmpstr (detail->message, ==, "sk-… is bad");
}

static void
test_transport (void)
{
  const struct {
    GQuark domain;
    int cause;
    OrchErrorCode code;
  } cases[] = {
    { G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, ORCH_ERROR_HOST_NOT_FOUND },
    { G_RESOLVER_ERROR, G_RESOLVER_ERROR_TEMPORARY_FAILURE, ORCH_ERROR_HOST_NOT_FOUND },
    { G_IO_ERROR, G_IO_ERROR_HOST_NOT_FOUND, ORCH_ERROR_HOST_NOT_FOUND },
    { G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED, ORCH_ERROR_REFUSED },
    { G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE, ORCH_ERROR_UNREACHABLE },
    { G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE, ORCH_ERROR_UNREACHABLE },
    { G_IO_ERROR, G_IO_ERROR_PROXY_FAILED, ORCH_ERROR_UNREACHABLE },
    { G_IO_ERROR, G_IO_ERROR_TIMED_OUT, ORCH_ERROR_TIMED_OUT },
    { G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED, ORCH_ERROR_CONNECTION_LOST },
    { G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT, ORCH_ERROR_CONNECTION_LOST },
    { G_IO_ERROR, G_IO_ERROR_INVALID_DATA, ORCH_ERROR_BAD_REPLY },
    { G_IO_ERROR, G_IO_ERROR_NO_SPACE, ORCH_ERROR_FAILED },
    { G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE, ORCH_ERROR_TLS },
    { G_TLS_ERROR, G_TLS_ERROR_NOT_TLS, ORCH_ERROR_TLS },
    { G_TLS_ERROR, G_TLS_ERROR_EOF, ORCH_ERROR_CONNECTION_LOST },
    { SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_PARSING, ORCH_ERROR_NOT_LITELLM },
    { SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_TOO_MANY_RESTARTS, ORCH_ERROR_FAILED },
    { G_FILE_ERROR, G_FILE_ERROR_IO, ORCH_ERROR_FAILED },
  };
  g_autoptr (GError) cancelled =
      g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");
  g_autoptr (GError) still_cancelled = orch_error_new_from_transport (cancelled);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) cause = g_error_new_literal (cases[i].domain, cases[i].cause, "Cause");
    g_autoptr (GError) error = orch_error_new_from_transport (cause);

    g_assert_error (error, ORCH_ERROR, (int) cases[i].code);
    g_assert_cmpstr (error->message, ==, "Cause");
    g_assert_cmpuint (orch_error_get_status (error), ==, 0);
  }
  g_assert_error (still_cancelled, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_bad_certificate (void)
{
  static const struct {
    GTlsCertificateFlags problems;
    OrchErrorCode code;
  } cases[] = {
    { G_TLS_CERTIFICATE_UNKNOWN_CA, ORCH_ERROR_TLS_UNKNOWN_AUTHORITY },
    { G_TLS_CERTIFICATE_BAD_IDENTITY, ORCH_ERROR_TLS_WRONG_HOST },
    { G_TLS_CERTIFICATE_EXPIRED, ORCH_ERROR_TLS_EXPIRED },
    { G_TLS_CERTIFICATE_NOT_ACTIVATED, ORCH_ERROR_TLS_EXPIRED },
    { G_TLS_CERTIFICATE_REVOKED, ORCH_ERROR_TLS },
    { G_TLS_CERTIFICATE_INSECURE, ORCH_ERROR_TLS },
    { G_TLS_CERTIFICATE_GENERIC_ERROR, ORCH_ERROR_TLS },
    { G_TLS_CERTIFICATE_VALIDATE_ALL, ORCH_ERROR_TLS_UNKNOWN_AUTHORITY },
    { G_TLS_CERTIFICATE_BAD_IDENTITY | G_TLS_CERTIFICATE_EXPIRED, ORCH_ERROR_TLS_WRONG_HOST },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = orch_error_new_bad_certificate (cases[i].problems);

    g_assert_error (error, ORCH_ERROR, (int) cases[i].code);
  }
}

static void
test_details (void)
{
  g_autoptr (GError) redirected = orch_error_new_redirected (308, "https://other.example/");
  g_autoptr (GError) copied = g_error_copy (redirected);
  g_autoptr (GError) limited = orch_error_new_rate_limited (NULL, 60);
  g_autoptr (GError) foreign = g_error_new_literal (G_FILE_ERROR, G_FILE_ERROR_IO, "Other");

  g_assert_error (copied, ORCH_ERROR, ORCH_ERROR_REDIRECTED);
  g_assert_cmpstr (orch_error_get_location (copied), ==, "https://other.example/");
  g_assert_cmpuint (orch_error_get_status (copied), ==, 308);
  g_assert_null (orch_error_get_field (copied));

  g_assert_error (limited, ORCH_ERROR, ORCH_ERROR_RATE_LIMITED);
  g_assert_cmpuint (orch_error_get_retry_after (limited), ==, 60);

  g_assert_cmpuint (orch_error_get_status (foreign), ==, 0);
  g_assert_cmpuint (orch_error_get_retry_after (foreign), ==, 0);
  g_assert_null (orch_error_get_field (foreign));
  g_assert_null (orch_error_get_location (foreign));
}

/* What is found out without the server's words. */
static void
test_made_here (void)
{
  g_autoptr (GError) exists = orch_error_new_exists ("key_alias", "Taken");
  g_autoptr (GError) bad_answer = orch_error_new_bad_answer ("Cut");

  g_assert_error (exists, ORCH_ERROR, ORCH_ERROR_EXISTS);
  g_assert_cmpstr (orch_error_get_field (exists), ==, "key_alias");
  g_assert_cmpstr (exists->message, ==, "Taken");
  g_assert_false (orch_error_may_have_happened (exists));
  g_assert_error (bad_answer, ORCH_ERROR, ORCH_ERROR_BAD_REPLY);
  g_assert_true (orch_error_may_have_happened (bad_answer));
}

static void
test_about_key (void)
{
  g_autoptr (GError) foreign = g_error_new_literal (G_IO_ERROR, ORCH_ERROR_KEY_EXPIRED, "Other");

  for (int code = ORCH_ERROR_FAILED; code <= ORCH_ERROR_SERVER; code++) {
    g_autoptr (GError) error = g_error_new_literal (ORCH_ERROR, code, "Some");
    gboolean expected = code == ORCH_ERROR_KEY_MISSING || code == ORCH_ERROR_KEY_MALFORMED
                        || code == ORCH_ERROR_KEY_UNKNOWN || code == ORCH_ERROR_KEY_EXPIRED
                        || code == ORCH_ERROR_KEY_BLOCKED;

    g_assert_cmpint (orch_error_is_about_key (error), ==, expected);
  }
  g_assert_false (orch_error_is_about_key (foreign));
}

static void
test_offline (void)
{
  g_autoptr (GError) foreign = g_error_new_literal (G_IO_ERROR, ORCH_ERROR_REFUSED, "Other");
  g_autoptr (GError) refused = g_error_new_literal (ORCH_ERROR, ORCH_ERROR_REFUSED, "m");
  g_autoptr (GError) unavailable = g_error_new_literal (ORCH_ERROR, ORCH_ERROR_UNAVAILABLE, "m");
  g_autoptr (GError) denied = g_error_new_literal (ORCH_ERROR, ORCH_ERROR_NOT_PERMITTED, "m");

  g_assert_true (orch_error_is_offline (refused));
  g_assert_true (orch_error_is_offline (unavailable));
  g_assert_false (orch_error_is_offline (denied));
  g_assert_false (orch_error_is_offline (foreign));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/error/recorded", test_recorded);
  g_test_add_func ("/error/all-recorded", test_complete);
  g_test_add_func ("/error/by-type", test_by_type);
  g_test_add_func ("/error/by-text", test_by_text);
  g_test_add_func ("/error/foreign", test_foreign);
  g_test_add_func ("/error/python-text", test_python);
  g_test_add_func ("/error/validation", test_validation);
  g_test_add_func ("/error/masks-keys", test_masks_keys);
  g_test_add_func ("/error/transport", test_transport);
  g_test_add_func ("/error/bad-certificate", test_bad_certificate);
  g_test_add_func ("/error/details", test_details);
  g_test_add_func ("/error/made-here", test_made_here);
  g_test_add_func ("/error/about-key", test_about_key);
  g_test_add_func ("/error/offline", test_offline);

  return g_test_run ();
}
