#include "config.h"

#include "core/client/json.h"
#include "demo/demo-person-keys.h"
#include "demo/demo-keys.h"

typedef struct {
  const char *alias;
  GPtrArray *rows;
} Search;

static void
consider (const OrchDemoKey *key, gpointer user_data)
{
  Search *self = user_data;

  if (g_strcmp0 (orch_json_get_string (key->row, "key_alias"), self->alias) == 0)
    g_ptr_array_add (self->rows, json_object_ref (key->row));
}

/* All keys with an alias: (transfer full) (element-type JsonObject). The proxy keeps aliases apart,
 * but two requests at the same moment get past it. */
GPtrArray *
orch_demo_keys_find_alias (OrchDemoKeys *self, const char *alias)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  Search search = { alias, rows };
  OrchDemoKey key = { 0, 0, NULL };

  orch_demo_keys_foreach_row (self, consider, &search);
  if (orch_demo_person_keys_find_alias (alias, orch_demo_keys_get_n_people (self), &key.index,
                                        &key.number)
      && orch_demo_keys_is_unchanged (self, key.index, key.number))
    g_ptr_array_add (rows, orch_demo_keys_dup_row (self, &key));

  return rows;
}

/* Whether a key has an alias. @but_token: (nullable): a key that does not count */
gboolean
orch_demo_keys_has_alias (OrchDemoKeys *self, const char *alias, const char *but_token)
{
  g_autoptr (GPtrArray) rows = orch_demo_keys_find_alias (self, alias);

  for (guint i = 0; i < rows->len; i++) {
    if (g_strcmp0 (orch_json_get_string (g_ptr_array_index (rows, i), "token"), but_token) != 0)
      return TRUE;
  }

  return FALSE;
}
