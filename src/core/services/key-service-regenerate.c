#include "config.h"

#include "core/client/error.h"
#include "core/client/json.h"
#include "core/model/key-metadata.h"
#include "core/rules/regeneration.h"
#include "core/services/key-alias.h"
#include "core/services/key-info.h"
#include "core/services/update.h"
#include "core/services/write.h"

#include "core/services/key-service-private.h"

/* The data of a task. */
typedef struct {
  OrchKey *old;              /* (owned): with the old secret */
  OrchKeyMaterial *material; /* (owned): what was asked for; once there is an answer, the key's */
  OrchUpdate *update;        /* (owned) (nullable): what is changed with it */
  char *grace_period;        /* (owned) (nullable) */
  JsonNode *body;            /* (owned) (nullable): without the secret */
  gboolean server_chooses;   /* the secret */
  OrchKey *key;              /* (owned) (nullable): with the new secret */
  OrchChanges *details;      /* (owned) (nullable): what the outcome is about */
} Regeneration;

static void
regeneration_free (Regeneration *this)
{
  g_clear_object (&this->old);
  g_clear_pointer (&this->material, orch_key_material_free);
  g_clear_pointer (&this->update, orch_update_free);
  g_free (this->grace_period);
  g_clear_pointer (&this->body, json_node_unref);
  g_clear_object (&this->key);
  g_clear_pointer (&this->details, orch_changes_free);
  g_free (this);
}

static const OrchChanges *
get_changes (const Regeneration *this)
{
  return this->update != NULL ? this->update->changes : NULL;
}

static void
take_record (Regeneration *this, JsonObject *record)
{
  orch_key_assign_json (this->key, record);
  orch_key_set_record (this->key, record);
  if (this->update != NULL)
    this->details = orch_changes_find_not_taken (get_changes (this), record);
}

static void
note_success (GTask *task)
{
  Regeneration *this = g_task_get_task_data (task);
  OrchActivity *activity = orch_write_get_activity (task);

  orch_activity_set_previous_id (activity, orch_key_get_id (this->old));
  orch_activity_set_record (activity, this->material->key_id,
                            orch_key_get_display_name (this->key));
  orch_write_succeed (task, this->details);
}

static void
new_record_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (JsonObject) record = orch_key_info_read_finish (ORCH_CLIENT (source), result, NULL);
  Regeneration *this = g_task_get_task_data (task);

  /* The new secret works in any case; without the record, the reply has to do. */
  if (record != NULL)
    take_record (this, record);
  orch_key_set_asked_at (this->key, g_get_monotonic_time ());
  note_success (task);
  g_task_return_pointer (task, orch_key_material_copy (this->material),
                         (GDestroyNotify) orch_key_material_free);
}

static void
take_reply (GTask *task, JsonNode *reply)
{
  OrchKeyService *self = g_task_get_source_object (task);
  Regeneration *this = g_task_get_task_data (task);
  JsonObject *row = orch_json_get_root (reply);
  g_autoptr (OrchKeyMaterial) material =
      row != NULL ? orch_key_service_take_material (row, this->material) : NULL;

  /* A secret that was chosen here must be the one; the ID of the server's own belongs to it. */
  if (material == NULL || g_strcmp0 (orch_json_get_string (row, "token_id"), material->key_id) != 0
      || (!this->server_chooses && !g_str_equal (material->key_id, this->material->key_id))) {
    orch_write_return_error (
        task, orch_error_new_bad_answer ("The reply does not hold the key asked for"));
    return;
  }

  g_clear_pointer (&this->material, orch_key_material_free);
  this->material = g_steal_pointer (&material);
  json_object_set_string_member (row, "token", this->material->key_id);
  this->key = orch_key_new_from_json (row);
  orch_server_set_edition (self->server, ORCH_EDITION_ENTERPRISE);

  /* Whoever cancels from now on must still be told the secret. */
  g_task_set_check_cancellable (task, FALSE);
  orch_key_info_read_async (self->client, this->material->key_id, g_task_get_cancellable (task),
                            new_record_read_cb, g_object_ref (task));
}

static void send_regeneration (GTask *task);

/* What a server that makes all secrets itself is asked, where a lost answer locks nobody out. */
static void
let_server_choose (GTask *task)
{
  Regeneration *this = g_task_get_task_data (task);

  if (this->grace_period == NULL) {
    orch_write_return_error (task, g_error_new_literal (ORCH_REGENERATION_ERROR,
                                                        ORCH_REGENERATION_ERROR_NEEDS_GRACE,
                                                        "The server makes all secrets itself"));
    return;
  }

  this->server_chooses = TRUE;
  send_regeneration (task);
}

static void
regenerated_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) reply = orch_client_send_finish (ORCH_CLIENT (source), result, &error);
  OrchKeyService *self = g_task_get_source_object (task);
  Regeneration *this = g_task_get_task_data (task);

  if (reply != NULL) {
    take_reply (task, reply);
  } else if (!this->server_chooses && orch_key_service_notice_forbidden_keys (self, error)) {
    let_server_choose (task);
  } else {
    if (g_error_matches (error, ORCH_ERROR, ORCH_ERROR_ENTERPRISE))
      orch_server_set_edition (self->server, ORCH_EDITION_COMMUNITY);
    orch_write_return_error (task, g_steal_pointer (&error));
  }
}

static OrchActivity *
describe (const Regeneration *this)
{
  g_autoptr (OrchChanges) changes =
      this->update != NULL ? orch_update_get_real_changes (this->update) : NULL;

  return orch_activity_new (ORCH_ACTIVITY_REGENERATE_KEY, orch_key_get_id (this->old),
                            orch_key_get_display_name (this->old), changes);
}

static void
send_regeneration (GTask *task)
{
  OrchKeyService *self = g_task_get_source_object (task);
  Regeneration *this = g_task_get_task_data (task);
  g_autoptr (OrchRequest) request =
      this->server_chooses
          ? orch_request_new_post_secret (this->body, NULL, NULL, "key", "regenerate", NULL)
          : orch_request_new_post_secret (this->body, "new_key", this->material->secret, "key",
                                          "regenerate", NULL);

  orch_write_begin (task, self->server, describe (this));
  orch_client_send_async (self->client, request, g_task_get_cancellable (task), regenerated_cb,
                          g_object_ref (task));
}

static void
begin_to_send (GTask *task)
{
  OrchKeyService *self = g_task_get_source_object (task);

  if (self->forbids_chosen_keys)
    let_server_choose (task);
  else
    send_regeneration (task);
}

static void
alias_checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (orch_key_alias_check_finish (ORCH_CLIENT (source), result, &error))
    begin_to_send (task);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static JsonNode *
create_body (const Regeneration *this, JsonObject *fresh)
{
  g_autoptr (JsonObject) body = json_object_new ();

  json_object_set_string_member (body, "key", orch_key_get_id (this->old));
  if (this->grace_period != NULL)
    json_object_set_string_member (body, "grace_period", this->grace_period);
  if (this->update != NULL)
    orch_key_changes_write (get_changes (this), fresh, body);

  return json_node_init_object (json_node_alloc (), body);
}

/* Whether nothing in the record as it is now speaks against it. */
static gboolean
check_fresh (Regeneration *this, JsonObject *row, GError **error)
{
  g_autoptr (OrchKey) fresh = orch_key_new_from_json (row);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  if (orch_key_is_deleted (fresh)) {
    g_set_error_literal (error, ORCH_ERROR, ORCH_ERROR_NOT_FOUND, "The key was deleted");
    return FALSE;
  }
  if (this->update != NULL && !orch_update_take_fresh (this->update, row)) {
    this->details = g_steal_pointer (&this->update->details);
    g_set_error_literal (error, ORCH_REGENERATION_ERROR, ORCH_REGENERATION_ERROR_CHANGED,
                         "Somebody else changed the same fields");
    return FALSE;
  }

  return orch_regeneration_check (fresh, get_changes (this), now, error);
}

static void
fresh_record_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  OrchClient *client = ORCH_CLIENT (source);
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) row = orch_key_info_read_finish (client, result, &error);
  Regeneration *this = g_task_get_task_data (task);
  const OrchChange *alias = NULL;

  if (row == NULL || !check_fresh (this, row, &error)) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }

  this->body = create_body (this, row);
  if (this->update != NULL)
    alias = orch_changes_find (get_changes (this), orch_key_field (ORCH_KEY_ALIAS)->name);

  /* The proxy itself does not look whether it is free (contract §4). */
  if (alias != NULL && alias->to != NULL)
    orch_key_alias_check_async (client, g_variant_get_string (alias->to, NULL),
                                orch_key_get_id (this->old), g_task_get_cancellable (task),
                                alias_checked_cb, g_object_ref (task));
  else
    begin_to_send (task);
}

/**
 * orch_key_service_regenerate_user_key_async:
 * @self: a key service
 * @key: the key; it keeps its ID, which is of the old secret
 * @material: the new secret, made beforehand so that it can be kept before anything is sent; copied
 * @changes: (nullable): what to change with it; copied
 * @overwrite: %TRUE if the person knows that somebody else changed these fields meanwhile
 * @grace_period: (nullable): for how long the old secret goes on working ("24h"), see
 *   orch_regeneration_is_grace_period(); %NULL for not at all, unless the server has a rule
 * @cancellable: (nullable): a cancellable
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Gives a key another secret: POST /key/regenerate (contract §4), the Enterprise edition's. Reads
 * the record before and after it. Where the server forbids chosen keys, it is asked once more
 * without the secret, if there is a grace period. It is never sent again in any other case: what
 * became of a key whose answer was lost, orch_key_service_find_regenerated_async() tells.
 *
 * Cancelled while the write is under way, it may or may not have happened; cancelled later, it
 * ends well.
 */
void
orch_key_service_regenerate_user_key_async (OrchKeyService *self, OrchKey *key,
                                            const OrchKeyMaterial *material,
                                            const OrchChanges *changes, gboolean overwrite,
                                            const char *grace_period, GCancellable *cancellable,
                                            GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (ORCH_IS_KEY_SERVICE (self));
  g_return_if_fail (ORCH_IS_KEY (key));
  g_return_if_fail (material != NULL);
  g_return_if_fail (grace_period == NULL || orch_regeneration_is_grace_period (grace_period));

  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Regeneration *this = g_new0 (Regeneration, 1);

  this->old = g_object_ref (key);
  this->material = orch_key_material_copy (material);
  if (changes != NULL && orch_changes_get_n (changes) > 0)
    this->update = orch_update_new (key, changes, overwrite);
  this->grace_period = g_strdup (grace_period);
  g_task_set_source_tag (task, orch_key_service_regenerate_user_key_async);
  g_task_set_task_data (task, this, (GDestroyNotify) regeneration_free);
  orch_key_info_read_async (self->client, orch_key_get_id (key), cancellable, fresh_record_read_cb,
                            g_steal_pointer (&task));
}

/**
 * orch_key_service_regenerate_user_key_finish:
 * @self: a key service
 * @result: the result
 * @key: (out) (optional) (transfer full): the key under its new ID
 * @details: (out) (optional) (nullable) (transfer full): what the proxy did not store of the
 *   changes; for %ORCH_REGENERATION_ERROR_CHANGED what somebody else changed
 * @error: return location; %ORCH_REGENERATION_ERROR, %ORCH_ERROR_ENTERPRISE if the server has no
 *   licence for it, %ORCH_ERROR_EXISTS with the field if another key has the alias: the old secret
 *   goes on working after all of these; see orch_error_may_have_happened() for the others
 *
 * Returns: (transfer full): the material with the new key ID, and the server's secret if it has
 *   chosen one, or %NULL with @error set
 */
OrchKeyMaterial *
orch_key_service_regenerate_user_key_finish (OrchKeyService *self, GAsyncResult *result,
                                             OrchKey **key, OrchChanges **details, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (
      g_async_result_is_tagged (result, orch_key_service_regenerate_user_key_async), NULL);

  Regeneration *this = g_task_get_task_data (G_TASK (result));
  OrchKeyMaterial *material = g_task_propagate_pointer (G_TASK (result), error);

  if (key != NULL)
    *key = material != NULL ? g_object_ref (this->key) : NULL;
  if (details != NULL)
    *details = NULL;
  if (details != NULL && this->details != NULL && orch_changes_get_n (this->details) > 0)
    *details = g_steal_pointer (&this->details);

  return material;
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) record = orch_key_info_read_finish (ORCH_CLIENT (source), result, &error);
  OrchKey *key;

  if (record == NULL) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }

  key = orch_key_new_from_json (record);
  orch_key_set_asked_at (key, g_get_monotonic_time ());
  orch_key_set_record (key, record);
  g_task_return_pointer (task, key, g_object_unref);
}

/**
 * orch_key_service_find_regenerated_async:
 * @self: a key service
 * @material: what orch_key_service_regenerate_user_key_async() was called with
 * @cancellable: (nullable): a cancellable
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Looks what became of a key whose answer was lost, see orch_error_may_have_happened(): GET
 * /key/info by the hash of the new secret. Writes nothing.
 */
void
orch_key_service_find_regenerated_async (OrchKeyService *self, const OrchKeyMaterial *material,
                                         GCancellable *cancellable, GAsyncReadyCallback callback,
                                         gpointer user_data)
{
  g_return_if_fail (ORCH_IS_KEY_SERVICE (self));
  g_return_if_fail (material != NULL);

  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, orch_key_service_find_regenerated_async);
  orch_key_info_read_async (self->client, material->key_id, cancellable, found_cb,
                            g_steal_pointer (&task));
}

/**
 * orch_key_service_find_regenerated_finish:
 * @self: a key service
 * @result: the result
 * @error: return location; %ORCH_ERROR_NOT_FOUND if the key was not regenerated with this secret
 *
 * Returns: (transfer full): the key under its new ID, or %NULL with @error set
 */
OrchKey *
orch_key_service_find_regenerated_finish (OrchKeyService *self, GAsyncResult *result,
                                          GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_key_service_find_regenerated_async),
                        NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
