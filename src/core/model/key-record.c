#include "config.h"

#include "core/client/json.h"
#include "core/model/key-record.h"
#include "core/model/key.h"

/* What other replies than GET /key/info use for a secret, or for whole users. */
static const char *const left_out[] = { "key", "api_key", "user", "created_by_user", NULL };

static JsonNode *copy_node (JsonNode *node);

/* Metadata is a person's own, whatever its entries are called; in other objects a password is a
 * user's, or its hash (contract §0.7, §12.7). */
static void
copy_member (const char *name, JsonNode *node, JsonObject *to)
{
  if (g_str_equal (name, "metadata"))
    json_object_set_member (to, name, json_node_copy (node));
  else if (!g_str_equal (name, "password"))
    json_object_set_member (to, name, copy_node (node));
}

static JsonNode *
copy_object (JsonObject *object)
{
  JsonNode *copy = json_node_new (JSON_NODE_OBJECT);
  JsonObject *members = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    copy_member (name, node, members);
  json_node_take_object (copy, members);

  return copy;
}

static JsonNode *
copy_array (JsonArray *array)
{
  JsonNode *copy = json_node_new (JSON_NODE_ARRAY);
  JsonArray *elements = json_array_new ();

  for (guint i = 0; i < json_array_get_length (array); i++)
    json_array_add_element (elements, copy_node (json_array_get_element (array, i)));
  json_node_take_array (copy, elements);

  return copy;
}

static JsonNode *
copy_node (JsonNode *node)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    return copy_object (json_node_get_object (node));
  if (JSON_NODE_HOLDS_ARRAY (node))
    return copy_array (json_node_get_array (node));

  return json_node_copy (node);
}

/* Replies to writes leave the records out that a key belongs to (contract §6.5). */
static gboolean
leaves_out (const char *name, JsonNode *newer)
{
  return g_str_has_suffix (name, "_table") && JSON_NODE_HOLDS_NULL (newer);
}

/*
 * orch_key_record_copy:
 *
 * Copies a key's record for being shown: without what might be a secret or a password.
 *
 * Returns: (transfer full): the record
 */
JsonObject *
orch_key_record_copy (JsonObject *row)
{
  JsonObject *record = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, row);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    if (!g_strv_contains (left_out, name))
      copy_member (name, node, record);

  return record;
}

/*
 * orch_key_record_refresh:
 * @record: a record for being shown; not changed, because copies of a key share it
 * @row: what the proxy told of the same key later, with other members, too
 *
 * Brings the members of @record up to date that @row also has.
 *
 * Returns: (transfer full): a new record
 */
JsonObject *
orch_key_record_refresh (JsonObject *record, JsonObject *row)
{
  g_autoptr (JsonObject) fresh = orch_key_record_copy (row);
  JsonObject *merged = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, record);
  while (json_object_iter_next_ordered (&iter, &name, &node)) {
    JsonNode *newer = json_object_get_member (fresh, name);

    if (newer != NULL && !leaves_out (name, newer))
      node = newer;
    json_object_set_member (merged, name, json_node_copy (node));
  }

  return merged;
}

/**
 * orch_key_foreach_fact:
 * @self: a key
 * @func: is called for each member
 * @user_data: for @func
 *
 * Tells everything that the server told with the last record read alone (see
 * orch_key_get_record()), in its order; nothing before.
 */
void
orch_key_foreach_fact (OrchKey *self, OrchKeyFactFunc func, gpointer user_data)
{
  g_return_if_fail (ORCH_IS_KEY (self));
  g_return_if_fail (func != NULL);

  JsonObject *record = orch_key_get_record (self);
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (record == NULL)
    return;

  json_object_iter_init_ordered (&iter, record);
  while (json_object_iter_next_ordered (&iter, &name, &node)) {
    g_autofree char *text = orch_json_to_text (node, TRUE);

    func (name, text, user_data);
  }
}
