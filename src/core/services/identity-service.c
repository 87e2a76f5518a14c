#include "config.h"

#include <string.h>

#include "core/client/error.h"
#include "core/client/json.h"
#include "core/services/user-record.h"

#include "core/services/identity-service.h"

static void
role_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) row = orch_user_record_read_finish (ORCH_SERVER (source), result, &error);
  OrchIdentity *identity = g_task_get_task_data (task);

  if (row != NULL) {
    identity->role = orch_role_from_string (orch_json_get_string (row, "user_role"));
  } else if (g_error_matches (error, ORCH_ERROR, ORCH_ERROR_NOT_FOUND)) {
    identity->kind = ORCH_IDENTITY_MISSING_USER;
  } else {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }

  g_task_return_pointer (task, orch_identity_copy (identity), (GDestroyNotify) orch_identity_free);
}

static OrchRoutes
routes_of_key (JsonObject *info)
{
  g_auto (GStrv) names = orch_json_get_strv (info, "allowed_routes");

  if (names == NULL || names[0] == NULL)
    return ORCH_ROUTES_ALL;
  if (g_strv_contains ((const char *const *) names, "management_routes"))
    return ORCH_ROUTES_MANAGEMENT;

  for (guint i = 0; names[i] != NULL; i++)
    if (!g_str_equal (names[i], "info_routes") && !g_str_equal (names[i], "llm_api_routes"))
      return ORCH_ROUTES_ALL;

  return ORCH_ROUTES_READ_ONLY;
}

static OrchIdentity *
identity_from_key (JsonObject *reply, JsonObject *info)
{
  const char *user_id = orch_json_get_string (info, "user_id");
  OrchIdentity *identity = orch_identity_new (
      user_id != NULL ? ORCH_IDENTITY_USER : ORCH_IDENTITY_NO_USER, user_id, ORCH_ROLE_NONE);

  identity->routes = routes_of_key (info);
  identity->key_id = g_strdup (orch_json_get_string (reply, "key"));
  identity->expires = orch_json_get_time (info, "expires");

  return identity;
}

/* The master key is in no table: LiteLLM says so in these words (contract §7). Any other server's
 * 404, and one that LiteLLM gives for a missing route, must not look like it. */
static gboolean
is_about_master_key (const GError *error)
{
  return g_error_matches (error, ORCH_ERROR, ORCH_ERROR_NOT_FOUND)
         && strstr (error->message, "Key not found") != NULL;
}

static void
return_without_key (GTask *task, GError *error)
{
  g_autoptr (GError) cause = error;

  if (is_about_master_key (cause))
    g_task_return_pointer (task,
                           orch_identity_new (ORCH_IDENTITY_MASTER, NULL, ORCH_ROLE_PROXY_ADMIN),
                           (GDestroyNotify) orch_identity_free);
  else if (g_error_matches (cause, ORCH_ERROR, ORCH_ERROR_NOT_FOUND)
           || g_error_matches (cause, ORCH_ERROR, ORCH_ERROR_ROUTE_MISSING))
    g_task_return_new_error (task, ORCH_ERROR, ORCH_ERROR_NOT_LITELLM, "/key/info: %s",
                             cause->message);
  else
    g_task_return_error (task, g_steal_pointer (&cause));
}

static void
key_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = orch_client_send_finish (ORCH_CLIENT (source), result, &error);

  if (node == NULL) {
    return_without_key (task, g_steal_pointer (&error));
    return;
  }

  JsonObject *reply = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonObject *info = reply != NULL ? orch_json_get_object (reply, "info") : NULL;

  if (info == NULL) {
    g_task_return_new_error (task, ORCH_ERROR, ORCH_ERROR_NOT_LITELLM,
                             "/key/info did not answer with a key");
    return;
  }

  g_autoptr (OrchIdentity) identity = identity_from_key (reply, info);

  if (identity->kind == ORCH_IDENTITY_NO_USER) {
    g_task_return_pointer (task, g_steal_pointer (&identity), (GDestroyNotify) orch_identity_free);
    return;
  }

  OrchServer *server = g_task_get_source_object (task);
  const char *user_id = identity->user_id;
  /* A key for management may not call /v2/user/info, but /user/info (contract §7). */
  gboolean is_management_key = identity->routes == ORCH_ROUTES_MANAGEMENT;
  GCancellable *cancellable = g_task_get_cancellable (task);

  g_task_set_task_data (task, g_steal_pointer (&identity), (GDestroyNotify) orch_identity_free);
  orch_user_record_read_async (server, user_id, is_management_key, cancellable, role_read_cb,
                               g_steal_pointer (&task));
}

/**
 * orch_identity_service_identify_async:
 * @server: the server
 * @cancellable: (nullable): a cancellable
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Finds out whose key the transport uses: steps 1 and 2 of the sequence in contract §7. This takes
 * GET /key/info and, for a key with a user, the user's record.
 */
void
orch_identity_service_identify_async (OrchServer *server, GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (ORCH_IS_SERVER (server));

  g_autoptr (GTask) task = g_task_new (server, cancellable, callback, user_data);
  g_autoptr (OrchRequest) request = orch_request_new_get ("key", "info", NULL);

  g_task_set_source_tag (task, orch_identity_service_identify_async);
  orch_client_send_async (orch_server_get_client (server), request, cancellable, key_read_cb,
                          g_steal_pointer (&task));
}

/**
 * orch_identity_service_identify_finish:
 * @server: the server
 * @result: the result
 * @error: return location; %ORCH_ERROR_NOT_LITELLM if what answered is no LiteLLM proxy
 *
 * Finishes orch_identity_service_identify_async(). A key that is in no table is taken for the
 * master key; only the answer of /user/list proves it, and only that tells whether the signed-in
 * user sees users: `sees_users` is %FALSE here.
 *
 * Returns: (transfer full): the signed-in user, or %NULL with @error set
 */
OrchIdentity *
orch_identity_service_identify_finish (OrchServer *server, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, server), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_identity_service_identify_async),
                        NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
