#include "config.h"

#include "core/client/error.h"
#include "core/client/json.h"
#include "core/model/key-metadata.h"
#include "core/services/key-info.h"

#include "core/services/key-service-private.h"
#include "core/services/write.h"

/* The data of a task. */
typedef struct {
  OrchKeyMaterial *material; /* (owned): what was asked for; once there is a key, the key's */
  OrchChanges *values;       /* (owned): what to create it with, and the alias */
  JsonNode *body;            /* (owned): without the secret */
  gboolean server_chooses;   /* the secret */
  OrchKey *key;              /* (owned) (nullable): once there is one */
  OrchChanges *not_taken;    /* (owned) (nullable): what the proxy did not store of the values */
} Generation;

static void
generation_free (Generation *generation)
{
  g_clear_pointer (&generation->material, orch_key_material_free);
  g_clear_pointer (&generation->values, orch_changes_free);
  g_clear_pointer (&generation->body, json_node_unref);
  g_clear_object (&generation->key);
  g_clear_pointer (&generation->not_taken, orch_changes_free);
  g_free (generation);
}

static void
add_members (JsonObject *from, JsonObject *to)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, from);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    json_object_set_member (to, name, json_node_copy (node));
}

/* @carried: (nullable): members of the body that are in no table of fields */
static Generation *
generation_new (const OrchKeyMaterial *material, const char *key_type, const OrchChanges *values,
                JsonObject *carried)
{
  Generation *generation = g_new0 (Generation, 1);
  g_autoptr (JsonObject) body = json_object_new ();

  generation->material = orch_key_material_copy (material);
  generation->values = orch_key_service_complete_values (values, material->alias);
  if (material->user_id != NULL)
    json_object_set_string_member (body, "user_id", material->user_id);
  if (key_type != NULL)
    json_object_set_string_member (body, "key_type", key_type);
  orch_key_changes_write (generation->values, NULL, body);
  if (carried != NULL)
    add_members (carried, body);
  generation->body = json_node_init_object (json_node_alloc (), body);

  return generation;
}

static void
take_row (Generation *generation, JsonObject *row, gboolean is_record)
{
  g_clear_pointer (&generation->not_taken, orch_changes_free);
  generation->not_taken = orch_key_service_find_not_taken (generation->values, row, is_record);

  if (generation->key == NULL)
    generation->key = orch_key_new_from_json (row);
  else
    orch_key_assign_json (generation->key, row);
  orch_key_set_asked_at (generation->key, g_get_monotonic_time ());
  if (is_record)
    orch_key_set_record (generation->key, row);
}

/* A secret that exists is answered as if it were new, and nothing is changed (contract §3). */
static gboolean
is_of_user (const Generation *generation, JsonObject *row)
{
  return g_strcmp0 (orch_json_get_string (row, "user_id"), generation->material->user_id) == 0;
}

static void
return_bad_answer (GTask *task)
{
  orch_write_return_error (task,
                           orch_error_new_bad_answer ("The reply does not hold the key asked for"));
}

static void
return_material (GTask *task)
{
  Generation *generation = g_task_get_task_data (task);

  orch_activity_set_record (orch_write_get_activity (task), generation->material->key_id,
                            orch_key_get_display_name (generation->key));
  orch_write_succeed (task, generation->not_taken);
  g_task_return_pointer (task, orch_key_material_copy (generation->material),
                         (GDestroyNotify) orch_key_material_free);
}

static void
record_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (JsonObject) row = orch_key_info_read_finish (ORCH_CLIENT (source), result, NULL);
  Generation *generation = g_task_get_task_data (task);

  if (row != NULL && !is_of_user (generation, row)) {
    return_bad_answer (task);
    return;
  }

  /* The key exists in any case; without the record, the reply has to do. */
  if (row != NULL)
    take_row (generation, row, TRUE);
  return_material (task);
}

static void
take_reply (GTask *task, JsonNode *reply)
{
  OrchKeyService *self = g_task_get_source_object (task);
  Generation *generation = g_task_get_task_data (task);
  JsonObject *row = orch_json_get_root (reply);
  g_autoptr (OrchKeyMaterial) material =
      row != NULL ? orch_key_service_take_material (row, generation->material) : NULL;

  /* A secret that was chosen here must be the one; the ID of the server's own belongs to it. */
  if (material == NULL || !is_of_user (generation, row)
      || g_strcmp0 (orch_json_get_string (row, "token"), material->key_id) != 0
      || (!generation->server_chooses
          && !g_str_equal (material->key_id, generation->material->key_id))) {
    return_bad_answer (task);
    return;
  }

  g_clear_pointer (&generation->material, orch_key_material_free);
  generation->material = g_steal_pointer (&material);
  take_row (generation, row, FALSE);

  /* Whoever cancels from now on must still be told the secret. */
  g_task_set_check_cancellable (task, FALSE);
  orch_key_info_read_async (self->client, generation->material->key_id,
                            g_task_get_cancellable (task), record_read_cb, g_object_ref (task));
}

static void send_generation (GTask *task);

static void
generated_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) reply = orch_client_send_finish (ORCH_CLIENT (source), result, &error);
  OrchKeyService *self = g_task_get_source_object (task);
  Generation *generation = g_task_get_task_data (task);

  if (reply != NULL) {
    take_reply (task, reply);
  } else if (!generation->server_chooses && orch_key_service_notice_forbidden_keys (self, error)) {
    generation->server_chooses = TRUE;
    send_generation (task);
  } else {
    orch_write_return_error (task, g_steal_pointer (&error));
  }
}

static void
send_generation (GTask *task)
{
  OrchKeyService *self = g_task_get_source_object (task);
  Generation *generation = g_task_get_task_data (task);
  g_autoptr (OrchRequest) request =
      generation->server_chooses
          ? orch_request_new_post_secret (generation->body, NULL, NULL, "key", "generate", NULL)
          : orch_request_new_post_secret (generation->body, "key", generation->material->secret,
                                          "key", "generate", NULL);

  orch_client_send_async (self->client, request, g_task_get_cancellable (task), generated_cb,
                          g_object_ref (task));
}

static OrchActivity *
describe (const Generation *generation, const char *replaced_id)
{
  const OrchKeyMaterial *material = generation->material;
  OrchActivity *activity = orch_activity_new (
      replaced_id != NULL ? ORCH_ACTIVITY_REPLACE_KEY : ORCH_ACTIVITY_CREATE_KEY,
      generation->server_chooses ? NULL : material->key_id, material->alias, generation->values);

  orch_activity_set_previous_id (activity, replaced_id);

  return activity;
}

/**
 * orch_key_service_generate_async:
 * @self: a key service
 * @material: what to create: user ID, alias and secret; copied. There must be a user ID, because a
 *   key without one belongs to nobody
 * @key_type: (nullable): `llm_api`, `management` or `read_only`; %NULL for the proxy's default
 * @values: what else to create the key with; unset values and an alias in it are not looked at;
 *   copied
 * @cancellable: (nullable): a cancellable
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Creates a key: sends POST /key/generate (contract §3) and reads the record, which is compared
 * with what was asked for. Whether the alias is free, orch_key_alias_check_async() tells before.
 * Where the server forbids chosen keys, it is asked once more without the secret. It is never sent
 * again in any other case: what became of a key whose answer was lost,
 * orch_key_service_find_generated_async() tells.
 *
 * Cancelled while the write is under way, it may or may not have happened; cancelled later, it
 * ends well.
 */
void
orch_key_service_generate_async (OrchKeyService *self, const OrchKeyMaterial *material,
                                 const char *key_type, const OrchChanges *values,
                                 GCancellable *cancellable, GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_return_if_fail (ORCH_IS_KEY_SERVICE (self));
  g_return_if_fail (material != NULL);
  g_return_if_fail (material->user_id != NULL && *material->user_id != '\0');
  g_return_if_fail (material->alias == NULL || *material->alias != '\0');
  g_return_if_fail (values != NULL);

  orch_key_service_generate_carried_async (self, material, key_type, values, NULL, NULL,
                                           cancellable, callback, user_data);
}

/* As orch_key_service_generate_async(), which it ends as, for a key that takes the place of
 * @replaced_id (nullable): with the members @carried (nullable) in its body, too, and perhaps
 * without an owner. */
void
orch_key_service_generate_carried_async (OrchKeyService *self, const OrchKeyMaterial *material,
                                         const char *key_type, const OrchChanges *values,
                                         JsonObject *carried, const char *replaced_id,
                                         GCancellable *cancellable, GAsyncReadyCallback callback,
                                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Generation *generation = generation_new (material, key_type, values, carried);

  generation->server_chooses = self->forbids_chosen_keys;
  g_task_set_source_tag (task, orch_key_service_generate_async);
  g_task_set_task_data (task, generation, (GDestroyNotify) generation_free);
  orch_write_begin (task, self->server, describe (generation, replaced_id));
  send_generation (task);
}

/**
 * orch_key_service_generate_finish:
 * @self: a key service
 * @result: the result
 * @key: (out) (optional) (transfer full): the new key
 * @not_taken: (out) (optional) (nullable) (transfer full): what the proxy did not store of the
 *   values, %NULL if it stored all, or if the record could not be read and nothing contradicts
 * @error: return location; %ORCH_ERROR_EXISTS with the field if another key has the alias,
 *   %ORCH_ERROR_INVALID, %ORCH_ERROR_ENTERPRISE, %ORCH_ERROR_NOT_PERMITTED; see
 *   orch_error_may_have_happened()
 *
 * Returns: (transfer full): the new key's material, with the server's secret if it has chosen one,
 *   or %NULL with @error set
 */
OrchKeyMaterial *
orch_key_service_generate_finish (OrchKeyService *self, GAsyncResult *result, OrchKey **key,
                                  OrchChanges **not_taken, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_key_service_generate_async), NULL);

  Generation *generation = g_task_get_task_data (G_TASK (result));
  OrchKeyMaterial *material = g_task_propagate_pointer (G_TASK (result), error);

  if (key != NULL)
    *key = material != NULL ? g_object_ref (generation->key) : NULL;
  if (not_taken != NULL)
    *not_taken = NULL;
  if (material != NULL && not_taken != NULL && orch_changes_get_n (generation->not_taken) > 0)
    *not_taken = g_steal_pointer (&generation->not_taken);

  return material;
}
