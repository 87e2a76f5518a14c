#include "config.h"

#include "core/client/error.h"
#include "core/client/json.h"
#include "core/rules/text.h"
#include "core/services/user-record.h"
#include "core/services/write.h"

#include "core/services/user-service-private.h"

typedef struct {
  OrchChanges *values;    /* (owned): what to create the user with */
  OrchUser *user;         /* (owned) (nullable): once there is one */
  OrchChanges *not_taken; /* (owned) (nullable): what the proxy did not store of it */
} Creation;

static void
creation_free (Creation *creation)
{
  orch_changes_free (creation->values);
  g_clear_object (&creation->user);
  g_clear_pointer (&creation->not_taken, orch_changes_free);
  g_free (creation);
}

/* Compares a record of the new user with what was sent. */
static void
take_record (Creation *creation, JsonObject *row)
{
  g_clear_pointer (&creation->not_taken, orch_changes_free);
  creation->not_taken = orch_changes_find_not_taken (creation->values, row);

  if (creation->user == NULL)
    creation->user = orch_user_new_from_json (row);
  else
    orch_user_assign_json (creation->user, row);
}

static void
return_user (GTask *task)
{
  Creation *creation = g_task_get_task_data (task);

  orch_activity_set_record (orch_write_get_activity (task), orch_user_get_id (creation->user),
                            orch_user_get_display_name (creation->user));
  orch_write_succeed (task, creation->not_taken);
  g_task_return_pointer (task, g_object_ref (creation->user), g_object_unref);
}

static void
record_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) row = orch_user_record_read_finish (ORCH_SERVER (source), result, &error);

  /* The user exists in any case; without the record, the reply has to do. */
  if (row != NULL)
    take_record (g_task_get_task_data (task), row);
  return_user (task);
}

static void
created_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) reply = orch_client_send_finish (ORCH_CLIENT (source), result, &error);
  OrchUserService *self = g_task_get_source_object (task);
  Creation *creation = g_task_get_task_data (task);

  if (reply == NULL) {
    orch_write_return_error (task, g_steal_pointer (&error));
    return;
  }

  JsonObject *row = JSON_NODE_HOLDS_OBJECT (reply) ? json_node_get_object (reply) : NULL;
  const char *user_id = orch_json_get_string (row, "user_id");

  if (user_id == NULL || *user_id == '\0') {
    orch_write_return_error (
        task, g_error_new_literal (ORCH_ERROR, ORCH_ERROR_BAD_REPLY,
                                   "The reply does not hold the ID of the new user"));
    return;
  }

  /* It repeats what was sent, so that only the record itself tells what was stored. */
  take_record (creation, row);
  orch_user_record_read_async (self->server, user_id, TRUE, g_task_get_cancellable (task),
                               record_read_cb, g_object_ref (task));
}

static const char *
find_text (const OrchChanges *values, const char *field_name)
{
  const OrchChange *value = orch_changes_find (values, field_name);

  return value != NULL && value->to != NULL ? g_variant_get_string (value->to, NULL) : NULL;
}

static gboolean
is_usable_id (const OrchChange *id)
{
  const char *text = id != NULL && id->to != NULL ? g_variant_get_string (id->to, NULL) : NULL;
  g_autofree char *stripped = text != NULL ? orch_text_strip (text) : NULL;

  return id == NULL || (text != NULL && *text != '\0' && g_str_equal (text, stripped));
}

/**
 * orch_user_service_create_async:
 * @self: a user service
 * @values: what to create the user with; copied. The role must be there, because the proxy has no
 *   default for it. The user ID (orch_user_id_field()) may be there, else the proxy makes one.
 * @cancellable: (nullable): a cancellable
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Creates a user without a key: POST /user/new, then GET /user/info, whose record is compared with
 * @values (contract §5). The proxy itself refuses an ID or e-mail address that is taken, and looks
 * at both before it writes anything.
 *
 * Cancelled while the write is under way, it may or may not have happened.
 */
void
orch_user_service_create_async (OrchUserService *self, const OrchChanges *values,
                                GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_return_if_fail (ORCH_IS_USER_SERVICE (self));
  g_return_if_fail (values != NULL);
  g_return_if_fail (orch_changes_find (values, "user_role") != NULL);
  g_return_if_fail (is_usable_id (orch_changes_find (values, "user_id")));

  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Creation *creation = g_new0 (Creation, 1);
  g_autoptr (JsonObject) body = json_object_new ();
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), body);

  creation->values = orch_changes_copy (values);
  g_task_set_source_tag (task, orch_user_service_create_async);
  g_task_set_task_data (task, creation, (GDestroyNotify) creation_free);

  orch_write_begin (task, self->server,
                    orch_activity_new (ORCH_ACTIVITY_CREATE_USER, find_text (values, "user_id"),
                                       find_text (values, "user_alias"), values));

  orch_changes_write (values, body);
  json_object_set_boolean_member (body, "auto_create_key", FALSE);

  g_autoptr (OrchRequest) request = orch_request_new_post (node, "user", "new", NULL);
  orch_client_send_async (self->client, request, cancellable, created_cb, g_steal_pointer (&task));
}

/**
 * orch_user_service_create_finish:
 * @self: a user service
 * @result: the result
 * @not_taken: (out) (optional) (nullable) (transfer full): what the proxy did not store of the
 *   values, %NULL if it stored all
 * @error: return location; %ORCH_ERROR_EXISTS if the ID or e-mail address is taken, with the
 *   field's name, and %ORCH_ERROR_BAD_REPLY if it is not known whether there is a new user
 *
 * Returns: (transfer full): the new user, or %NULL with @error set
 */
OrchUser *
orch_user_service_create_finish (OrchUserService *self, GAsyncResult *result,
                                 OrchChanges **not_taken, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_user_service_create_async), NULL);

  Creation *creation = g_task_get_task_data (G_TASK (result));
  OrchUser *user = g_task_propagate_pointer (G_TASK (result), error);

  if (not_taken != NULL)
    *not_taken = NULL;
  if (user != NULL && not_taken != NULL && orch_changes_get_n (creation->not_taken) > 0)
    *not_taken = g_steal_pointer (&creation->not_taken);

  return user;
}
