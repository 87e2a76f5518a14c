#include "config.h"

#include "core/client/error.h"
#include "core/client/json.h"

#include "core/services/edition.h"

/* A hash that no secret has. */
#define NO_KEY "0000000000000000000000000000000000000000000000000000000000000000"

static OrchEdition
edition_from_text (const char *text)
{
  if (g_strcmp0 (text, "enterprise") == 0)
    return ORCH_EDITION_ENTERPRISE;

  return g_strcmp0 (text, "community") == 0 ? ORCH_EDITION_COMMUNITY : ORCH_EDITION_UNKNOWN;
}

static void
license_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) reply = orch_client_send_finish (ORCH_CLIENT (source), result, &error);
  OrchServer *server = g_task_get_source_object (task);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }

  if (reply != NULL)
    orch_server_set_edition (server, edition_from_text (orch_json_get_string (
                                         orch_json_get_root (reply), "license_type")));
  g_task_return_boolean (task, TRUE);
}

/* The licence is looked at before the key (contract §4). */
static void
no_key_regenerated_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) reply = orch_client_send_finish (ORCH_CLIENT (source), result, &error);
  OrchServer *server = g_task_get_source_object (task);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }

  if (g_error_matches (error, ORCH_ERROR, ORCH_ERROR_ENTERPRISE))
    orch_server_set_edition (server, ORCH_EDITION_COMMUNITY);
  else if (g_error_matches (error, ORCH_ERROR, ORCH_ERROR_NOT_FOUND))
    orch_server_set_edition (server, ORCH_EDITION_ENTERPRISE);
  g_task_return_boolean (task, TRUE);
}

static void
ask_for_no_key (GTask *task)
{
  OrchServer *server = g_task_get_source_object (task);
  g_autoptr (JsonObject) body = json_object_new ();
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), body);
  g_autoptr (OrchRequest) request = NULL;

  json_object_set_string_member (body, "key", NO_KEY);
  request = orch_request_new_post_secret (node, NULL, NULL, "key", "regenerate", NULL);
  orch_client_send_async (orch_server_get_client (server), request, g_task_get_cancellable (task),
                          no_key_regenerated_cb, g_object_ref (task));
}

/**
 * orch_edition_read_async:
 * @server: the server
 * @identity: the signed-in user
 * @cancellable: (nullable): a cancellable
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Finds out which edition of LiteLLM a server has: GET /health/license (contract §4), unless it is
 * known already. Whoever may not ask learns it from what regenerating a key is answered that does
 * not exist, and so changes nothing.
 */
void
orch_edition_read_async (OrchServer *server, const OrchIdentity *identity,
                         GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_return_if_fail (ORCH_IS_SERVER (server));
  g_return_if_fail (identity != NULL);

  g_autoptr (GTask) task = g_task_new (server, cancellable, callback, user_data);
  g_autoptr (OrchRequest) request = NULL;

  g_task_set_source_tag (task, orch_edition_read_async);
  if (orch_server_get_edition (server) != ORCH_EDITION_UNKNOWN) {
    g_task_return_boolean (task, TRUE);
    return;
  }
  if (!orch_identity_has_admin_view (identity) || identity->routes == ORCH_ROUTES_MANAGEMENT) {
    ask_for_no_key (task);
    return;
  }

  request = orch_request_new_get ("health", "license", NULL);
  orch_client_send_async (orch_server_get_client (server), request, cancellable, license_read_cb,
                          g_steal_pointer (&task));
}

/**
 * orch_edition_read_finish:
 * @server: the server
 * @result: the result
 * @edition: (out): the edition, %ORCH_EDITION_UNKNOWN also where the server gave no answer
 * @error: return location; only %G_IO_ERROR_CANCELLED
 *
 * Returns: %TRUE, or %FALSE if it was cancelled
 */
gboolean
orch_edition_read_finish (OrchServer *server, GAsyncResult *result, OrchEdition *edition,
                          GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, server), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_edition_read_async), FALSE);
  g_return_val_if_fail (edition != NULL, FALSE);

  *edition = orch_server_get_edition (server);

  return g_task_propagate_boolean (G_TASK (result), error);
}
