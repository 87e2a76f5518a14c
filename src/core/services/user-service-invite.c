#include "config.h"

#include "core/client/error.h"
#include "core/client/json.h"
#include "core/services/user-service-private.h"
#include "core/services/write.h"

static OrchInvitation *
parse_invitation (OrchClient *client, const char *user_id, JsonNode *reply)
{
  JsonObject *row = JSON_NODE_HOLDS_OBJECT (reply) ? json_node_get_object (reply) : NULL;
  const char *id = orch_json_get_string (row, "id");

  if (id == NULL || *id == '\0' || g_strcmp0 (orch_json_get_string (row, "user_id"), user_id) != 0)
    return NULL;

  g_autofree char *escaped = g_uri_escape_string (id, NULL, FALSE);
  OrchInvitation *invitation = g_new0 (OrchInvitation, 1);

  invitation->link = g_strdup_printf ("%s/ui/onboarding?invitation_id=%s",
                                      orch_client_get_base_url (client), escaped);
  invitation->expires = orch_json_get_time (row, "expires_at");

  return invitation;
}

static void
invited_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  OrchClient *client = ORCH_CLIENT (source);
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) reply = orch_client_send_finish (client, result, &error);

  if (reply == NULL) {
    orch_write_return_error (task, g_steal_pointer (&error));
    return;
  }

  OrchInvitation *invitation = parse_invitation (client, g_task_get_task_data (task), reply);

  if (invitation != NULL) {
    orch_write_succeed (task, NULL);
    g_task_return_pointer (task, invitation, (GDestroyNotify) orch_invitation_free);
  } else {
    orch_write_return_error (task,
                             g_error_new_literal (ORCH_ERROR, ORCH_ERROR_BAD_REPLY,
                                                  "The reply is not an invitation of this user"));
  }
}

/**
 * orch_user_service_invite_async:
 * @self: a user service
 * @user_id: whom to invite
 * @cancellable: (nullable): a cancellable
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Makes an invitation to the proxy's web page: POST /invitation/new (contract §5).
 */
void
orch_user_service_invite_async (OrchUserService *self, const char *user_id,
                                GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_return_if_fail (ORCH_IS_USER_SERVICE (self));
  g_return_if_fail (user_id != NULL);

  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (JsonObject) body = json_object_new ();
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), body);

  g_task_set_source_tag (task, orch_user_service_invite_async);
  g_task_set_task_data (task, g_strdup (user_id), g_free);
  orch_write_begin (task, self->server,
                    orch_activity_new (ORCH_ACTIVITY_INVITE_USER, user_id, NULL, NULL));
  json_object_set_string_member (body, "user_id", user_id);

  g_autoptr (OrchRequest) request = orch_request_new_post (node, "invitation", "new", NULL);
  orch_client_send_async (self->client, request, cancellable, invited_cb, g_steal_pointer (&task));
}

/**
 * orch_user_service_invite_finish:
 * @self: a user service
 * @result: the result
 * @error: return location; %ORCH_ERROR_MASTER_KEY if the proxy makes no invitations with the key
 *   that it was started with
 *
 * Returns: (transfer full): the invitation, or %NULL with @error set
 */
OrchInvitation *
orch_user_service_invite_finish (OrchUserService *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_user_service_invite_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
