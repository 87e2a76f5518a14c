#include "config.h"

#include <string.h>

#include "core/client/json.h"
#include "demo/demo-key-rows.h"
#include "demo/demo-rows.h"
#include "demo/demo-server.h"
#include "demo/demo-time.h"
#include "demo/demo-auth.h"

static OrchDemoReply *
dup_secret (SoupMessageHeaders *headers, char **secret)
{
  static const char *const names[] = { "x-litellm-api-key", "Authorization", "x-api-key" };
  const char *header = NULL;
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (names) && header == NULL; i++)
    header = soup_message_headers_get_one (headers, names[i]);

  if (header == NULL || *header == '\0')
    return orch_demo_reply_auth_error (SOUP_STATUS_UNAUTHORIZED,
                                       "Authentication Error, No api key passed in.");

  if (g_ascii_strncasecmp (header, "Bearer ", strlen ("Bearer ")) == 0)
    header += strlen ("Bearer ");
  else if (strcmp (names[i - 1], "Authorization") == 0)
    return orch_demo_reply_auth_error (SOUP_STATUS_UNAUTHORIZED,
                                       "Authentication Error, Malformed API Key passed in. Ensure "
                                       "Key has `Bearer ` prefix.");

  *secret = g_strdup (header);
  return NULL;
}

static OrchDemoReply *
reply_not_a_key (const char *secret)
{
  gsize length = strlen (secret);
  g_autofree char *start = length > 8 ? g_strndup (secret, 4) : g_strdup ("");
  const char *end = length > 8 ? secret + length - 4 : "";

  return orch_demo_reply_auth_error (SOUP_STATUS_UNAUTHORIZED,
                                     "LiteLLM Virtual Key expected. Received=%s****%s, expected to "
                                     "start with 'sk-'.",
                                     start, end);
}

static OrchDemoReply *
reply_unknown (const char *secret)
{
  g_autofree char *name = orch_demo_secret_dup_name (secret);
  g_autofree char *hash = orch_demo_secret_dup_token (secret);

  return orch_demo_reply_error (SOUP_STATUS_UNAUTHORIZED, "token_not_found_in_db", "key",
                                "Authentication Error, Invalid proxy server token passed. Received "
                                "API Key = %s, Key Hash (Token) =%s. Unable to find token in cache "
                                "or `LiteLLM_VerificationTokenTable`",
                                name, hash);
}

static OrchDemoReply *
reply_expired (JsonObject *key)
{
  g_autofree char *expiry = orch_demo_time_to_python_text (orch_demo_row_get_time (key, "expires"));
  g_autofree char *now = orch_demo_time_to_python_text (g_get_real_time ());

  return orch_demo_reply_error (SOUP_STATUS_UNAUTHORIZED, "expired_key",
                                orch_json_get_string (key, "key_name"),
                                "Authentication Error - Expired Key. Key Expiry time %s and "
                                "current time %s",
                                expiry, now);
}

/* Shows the ends of a user ID only; a caller without a role has no user ID to show. */
static char *
mask_user_id (const char *user_id)
{
  glong length = user_id != NULL ? g_utf8_strlen (user_id, -1) : (glong) strlen ("unknown");
  g_autofree char *stars = NULL, *start = NULL, *end = NULL;

  if (user_id == NULL || length <= 8)
    return g_strnfill ((gsize) length, '*');

  stars = g_strnfill ((gsize) length - 8, '*');
  start = g_utf8_substring (user_id, 0, 6);
  end = g_utf8_substring (user_id, length - 2, length);
  return g_strconcat (start, stars, end, NULL);
}

static OrchDemoReply *
reply_admins_only (OrchDemoCaller *caller, const char *path)
{
  g_autofree char *user_id =
      mask_user_id (caller->user_exists ? orch_demo_caller_get_user_id (caller) : NULL);

  return orch_demo_reply_auth_error (SOUP_STATUS_UNAUTHORIZED,
                                     "Authentication Error, Only proxy admin can be used to "
                                     "generate, delete, update info for new keys/users/teams. "
                                     "Route=%s. Your role=%s. Your user_id=%s",
                                     path, caller->role != NULL ? caller->role : "unknown",
                                     user_id);
}

static OrchDemoReply *
reply_viewer (OrchDemoRequest *request)
{
  return orch_demo_reply_auth_error (SOUP_STATUS_FORBIDDEN,
                                     "user not allowed to access this route, role= %s. Trying to "
                                     "access: %s",
                                     request->caller.role, request->path);
}

gboolean
orch_demo_caller_is_admin (OrchDemoCaller *caller)
{
  return caller->key == NULL || g_strcmp0 (caller->role, "proxy_admin") == 0;
}

/* Finds out whose the key is (contract, section 7). */
OrchDemoReply *
orch_demo_auth_identify (OrchDemoCaller *caller, SoupMessageHeaders *headers, OrchDemoStore *store)
{
  g_autofree char *secret = NULL, *token = NULL;
  g_autoptr (JsonObject) row = NULL;
  const char *user_id;
  OrchDemoReply *reply = dup_secret (headers, &secret);

  if (reply != NULL)
    return reply;
  if (strcmp (secret, ORCH_DEMO_MASTER_KEY) == 0)
    return NULL;
  if (!g_str_has_prefix (secret, "sk-"))
    return reply_not_a_key (secret);

  token = orch_demo_secret_dup_token (secret);
  caller->key = orch_demo_keys_find (orch_demo_store_get_keys (store), token);
  if (caller->key == NULL)
    caller->key = orch_demo_keys_find_deprecated (orch_demo_store_get_keys (store), token,
                                                  g_get_real_time ());
  if (caller->key == NULL)
    return reply_unknown (secret);
  if (orch_demo_key_row_is_blocked (caller->key))
    return orch_demo_reply_auth_error (SOUP_STATUS_UNAUTHORIZED,
                                       "Authentication Error, Key is blocked. Update via "
                                       "`/key/unblock` if you're an admin.");
  if (orch_demo_key_row_is_expired (caller->key, g_get_real_time ()))
    return reply_expired (caller->key);

  user_id = orch_demo_caller_get_user_id (caller);
  if (user_id != NULL)
    row = orch_demo_store_find (store, user_id);
  if (row != NULL) {
    caller->user_exists = TRUE;
    caller->role = g_strdup (orch_json_get_string (row, "user_role"));
  }
  return NULL;
}

OrchDemoReply *
orch_demo_auth_require_admin_view (OrchDemoCaller *caller, const char *path)
{
  return orch_demo_caller_sees_all (caller) ? NULL : reply_admins_only (caller, path);
}

/* Who may call what only administrators call. */
OrchDemoReply *
orch_demo_auth_require_admin (OrchDemoRequest *request)
{
  if (orch_demo_caller_is_admin (&request->caller))
    return NULL;
  if (orch_demo_caller_sees_all (&request->caller))
    return reply_viewer (request);

  return reply_admins_only (&request->caller, request->path);
}

/* Who may change keys of their own at least. */
OrchDemoReply *
orch_demo_auth_require_key_writer (OrchDemoRequest *request)
{
  const OrchDemoCaller *caller = &request->caller;

  if (caller->user_exists && (caller->role == NULL || strcmp (caller->role, "internal_user") == 0))
    return NULL;

  return orch_demo_auth_require_admin (request);
}

/* Who may call /user/update, and with which fields. */
OrchDemoReply *
orch_demo_auth_require_update (OrchDemoRequest *request)
{
  OrchDemoCaller *caller = &request->caller;
  g_autoptr (GList) names = NULL;

  if (orch_demo_caller_is_admin (caller))
    return NULL;
  if (!orch_demo_caller_sees_all (caller))
    return reply_admins_only (caller, request->path);

  names = request->body != NULL ? json_object_get_members (request->body) : NULL;
  for (GList *l = names; l != NULL; l = l->next) {
    if (strcmp (l->data, "user_email") != 0)
      return orch_demo_reply_auth_error (SOUP_STATUS_FORBIDDEN,
                                         "user not allowed to access this route, role= %s. Trying "
                                         "to access: %s and updating invalid param: %s. only "
                                         "user_email can be updated",
                                         caller->role, request->path, (const char *) l->data);
  }
  return NULL;
}

gboolean
orch_demo_caller_sees_all (OrchDemoCaller *caller)
{
  return orch_demo_caller_is_admin (caller) || g_strcmp0 (caller->role, "proxy_admin_viewer") == 0;
}

/* (nullable): some keys have no user. */
const char *
orch_demo_caller_get_user_id (OrchDemoCaller *caller)
{
  return caller->key != NULL ? orch_json_get_string (caller->key, "user_id") : "default_user_id";
}
