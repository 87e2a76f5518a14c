#include "config.h"

#include <string.h>

#include "core/client/error.h"
#include "core/services/key-info.h"

#include "core/services/key-service-private.h"

#include "core/services/replacement-private.h"

#define PAGE_SIZE 50 /* nobody leaves so many */

static void
note_life (OrchReplacement *self, gboolean at_new, OrchReplacementLife life)
{
  if (at_new)
    self->new_life = life;
  else
    self->old_life = life;
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) record = orch_key_info_read_finish (ORCH_CLIENT (source), result, &error);
  g_autoptr (OrchKey) key = record != NULL ? orch_key_new_from_json (record) : NULL;
  OrchReplacement *self = g_task_get_source_object (task);
  gboolean at_new = GPOINTER_TO_INT (g_task_get_task_data (task));

  if (key != NULL && orch_key_is_deleted (key))
    error = g_error_new_literal (ORCH_ERROR, ORCH_ERROR_NOT_FOUND, "The key was deleted");

  if (error == NULL) {
    note_life (self, at_new, ORCH_REPLACEMENT_LIFE_ALIVE);
    if (at_new)
      orch_replacement_take_new_key (self, record);
    g_task_return_pointer (task, g_steal_pointer (&record), (GDestroyNotify) json_object_unref);
    return;
  }

  note_life (self, at_new,
             g_error_matches (error, ORCH_ERROR, ORCH_ERROR_NOT_FOUND)
                 ? ORCH_REPLACEMENT_LIFE_GONE
                 : ORCH_REPLACEMENT_LIFE_UNKNOWN);
  g_task_return_error (task, g_steal_pointer (&error));
}

void
orch_replacement_look_async (OrchReplacement *self, gboolean at_new, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task =
      orch_replacement_start (self, orch_replacement_look_async, cancellable, callback, user_data);

  g_task_set_task_data (task, GINT_TO_POINTER (at_new), NULL);
  orch_key_info_read_async (self->service->client,
                            at_new ? self->record->new_key_id : self->record->old_key_id,
                            cancellable, read_cb, task);
}

JsonObject *
orch_replacement_look_finish (OrchReplacement *self, GAsyncResult *result, GError **error)
{
  g_assert (g_task_is_valid (result, self));
  g_assert (g_async_result_is_tagged (result, orch_replacement_look_async));

  return g_task_propagate_pointer (G_TASK (result), error);
}

static gboolean
is_rival (OrchReplacement *self, OrchKey *key)
{
  return g_strcmp0 (orch_key_get_id (key), self->record->new_key_id) != 0
         && orch_replacement_is_temporary_alias (orch_key_get_alias (key), self->record->alias)
         && g_strcmp0 (orch_key_get_user_id (key), self->record->user_id) == 0;
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) keys =
      orch_key_service_list_finish (ORCH_KEY_SERVICE (source), result, NULL, &error);
  OrchReplacement *self = g_task_get_source_object (task);
  g_autoptr (GPtrArray) rivals = g_ptr_array_new_with_free_func (g_object_unref);

  /* An old proxy cannot search, and who sees no keys still replaces them. */
  if (keys == NULL && !g_error_matches (error, ORCH_ERROR, ORCH_ERROR_ROUTE_MISSING)
      && !g_error_matches (error, ORCH_ERROR, ORCH_ERROR_NOT_PERMITTED)) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }

  for (guint i = 0; keys != NULL && i < keys->len; i++)
    if (is_rival (self, keys->pdata[i]))
      g_ptr_array_add (rivals, g_object_ref (keys->pdata[i]));
  g_task_return_pointer (task, g_steal_pointer (&rivals), (GDestroyNotify) g_ptr_array_unref);
}

void
orch_replacement_list_rivals_async (OrchReplacement *self, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = orch_replacement_start (self, orch_replacement_list_rivals_async,
                                                   cancellable, callback, user_data);
  g_autofree char *search = NULL;
  OrchKeyQuery query = { .descending = TRUE };

  /* Without an alias nothing tells what a key was made for. */
  if (self->record->alias == NULL) {
    g_task_return_pointer (task, g_ptr_array_new_with_free_func (g_object_unref),
                           (GDestroyNotify) g_ptr_array_unref);
    return;
  }

  search = orch_replacement_make_temporary_alias (self->record->alias, "");
  query.search = search;
  query.user_id = self->record->user_id;
  if (query.user_id != NULL && *query.user_id == '\0')
    query.user_id = NULL;
  orch_key_service_list_async (self->service, &query, 1, PAGE_SIZE, cancellable, listed_cb,
                               g_steal_pointer (&task));
}

GPtrArray *
orch_replacement_list_rivals_finish (OrchReplacement *self, GAsyncResult *result, GError **error)
{
  g_assert (g_task_is_valid (result, self));
  g_assert (g_async_result_is_tagged (result, orch_replacement_list_rivals_async));

  return g_task_propagate_pointer (G_TASK (result), error);
}
