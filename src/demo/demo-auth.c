#include "config.h"

#include <string.h>

#include "core/client/json.h"
#include "demo/demo-server.h"
#include "demo/demo-time.h"
#include "demo/demo-auth.h"

static OrchDemoReply *
dup_secret (SoupMessageHeaders *headers, char **secret)
{
  const char *custom = soup_message_headers_get_one (headers, "x-litellm-api-key");
  const char *header =
      custom != NULL ? custom : soup_message_headers_get_one (headers, "Authorization");

  if (header == NULL || *header == '\0')
    return orch_demo_reply_auth_error (SOUP_STATUS_UNAUTHORIZED,
                                       "Authentication Error, No api key passed in.");

  if (g_ascii_strncasecmp (header, "Bearer ", strlen ("Bearer ")) == 0)
    header += strlen ("Bearer ");
  else if (custom == NULL)
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
  g_autofree char *name = orch_demo_key_dup_name (secret);
  g_autofree char *hash = orch_demo_key_dup_hash (secret);

  return orch_demo_reply_error (SOUP_STATUS_UNAUTHORIZED, "token_not_found_in_db", "key",
                                "Authentication Error, Invalid proxy server token passed. Received "
                                "API Key = %s, Key Hash (Token) =%s. Unable to find token in cache "
                                "or `LiteLLM_VerificationTokenTable`",
                                name, hash);
}

static OrchDemoReply *
reply_expired (const OrchDemoKey *key, gint64 epoch)
{
  g_autofree char *name = orch_demo_key_dup_name (key->secret);
  g_autofree char *expiry =
      orch_demo_time_to_python_text (epoch + key->expires * G_TIME_SPAN_SECOND);
  g_autofree char *now = orch_demo_time_to_python_text (g_get_real_time ());

  return orch_demo_reply_error (
      SOUP_STATUS_UNAUTHORIZED, "expired_key", name,
      "Authentication Error - Expired Key. Key Expiry time %s and current "
      "time %s",
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

static gboolean
is_admin (OrchDemoCaller *caller)
{
  return caller->key == NULL || g_strcmp0 (caller->role, "proxy_admin") == 0;
}

/* Finds out whose the key is (contract, section 7). */
OrchDemoReply *
orch_demo_auth_identify (OrchDemoCaller *caller, SoupMessageHeaders *headers, OrchDemoStore *store)
{
  g_autofree char *secret = NULL;
  g_autoptr (JsonObject) row = NULL;
  OrchDemoReply *reply = dup_secret (headers, &secret);

  if (reply != NULL)
    return reply;
  if (strcmp (secret, ORCH_DEMO_MASTER_KEY) == 0)
    return NULL;
  if (!g_str_has_prefix (secret, "sk-"))
    return reply_not_a_key (secret);

  caller->key = orch_demo_keys_find (secret);
  if (caller->key == NULL)
    return reply_unknown (secret);
  if (caller->key->blocked)
    return orch_demo_reply_auth_error (SOUP_STATUS_UNAUTHORIZED,
                                       "Authentication Error, Key is blocked. Update via "
                                       "`/key/unblock` if you're an admin.");
  if (caller->key->expires < 0)
    return reply_expired (caller->key, orch_demo_store_get_epoch (store));

  if (caller->key->user_id != NULL)
    row = orch_demo_store_find (store, caller->key->user_id);
  if (row != NULL) {
    caller->user_exists = TRUE;
    caller->role = g_strdup (orch_json_get_string (row, "user_role"));
  }
  return NULL;
}

/* Some keys may call models only. */
OrchDemoReply *
orch_demo_auth_check_route (OrchDemoCaller *caller, const char *path)
{
  if (caller->key == NULL || caller->key->route == NULL || strcmp (path, "/models") == 0)
    return NULL;

  return orch_demo_reply_detail (SOUP_STATUS_FORBIDDEN,
                                 "Virtual key is not allowed to call this route. Only allowed to "
                                 "call routes: ['%s']. Tried to call route: %s",
                                 caller->key->route, path);
}

OrchDemoReply *
orch_demo_auth_require_admin_view (OrchDemoCaller *caller, const char *path)
{
  return orch_demo_caller_sees_all (caller) ? NULL : reply_admins_only (caller, path);
}

/* Who may call /user/update, and with which fields. */
OrchDemoReply *
orch_demo_auth_require_update (OrchDemoRequest *request)
{
  OrchDemoCaller *caller = &request->caller;
  g_autoptr (GList) names = NULL;

  if (is_admin (caller))
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
  return is_admin (caller) || g_strcmp0 (caller->role, "proxy_admin_viewer") == 0;
}

/* (nullable): some keys have no user. */
const char *
orch_demo_caller_get_user_id (OrchDemoCaller *caller)
{
  return caller->key != NULL ? caller->key->user_id : "default_user_id";
}
