#include "config.h"

#include "core/client/json.h"
#include "core/model/key-fields.h"
#include "core/model/key-metadata.h"

static const OrchChange *
find (const OrchChanges *changes, OrchKeyField field)
{
  return orch_changes_find (changes, orch_key_field (field)->name);
}

/* What a field is after the save. */
static GVariant *
get_result (const OrchChanges *changes, JsonObject *fresh_record, OrchKeyField field)
{
  const OrchChange *change = find (changes, field);

  if (change != NULL)
    return change->to != NULL ? g_variant_ref (change->to) : NULL;

  return orch_field_read (orch_key_field (field), fresh_record);
}

/* A field whose unset state no request can say by the field's own name. */
static gboolean
goes_with_metadata (const OrchChange *change)
{
  return change->field == orch_key_field (ORCH_KEY_METADATA)
         || (change->to == NULL && change->field->clear == ORCH_CLEAR_METADATA);
}

/* Copies the entries of `from` of which `reserved` says whether they are the person's. */
static void
copy_entries (JsonObject *from, gboolean reserved, JsonObject *to)
{
  const char *const *names = orch_key_field (ORCH_KEY_METADATA)->reserved;
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (from == NULL)
    return;

  json_object_iter_init_ordered (&iter, from);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    if (g_strv_contains (names, name) == reserved)
      json_object_set_member (to, name, json_node_copy (node));
}

/* The proxy replaces metadata whole: what was not changed has to be sent as it was read. */
static JsonObject *
make_metadata (const OrchChanges *changes, JsonObject *fresh_record)
{
  JsonObject *stored = orch_json_get_object (fresh_record, "metadata");
  const OrchChange *edited = find (changes, ORCH_KEY_METADATA);
  JsonObject *metadata = json_object_new ();

  copy_entries (stored, TRUE, metadata);
  if (edited == NULL) {
    copy_entries (stored, FALSE, metadata);
  } else if (edited->to != NULL) {
    g_autoptr (JsonNode) node = orch_field_write (edited->field, edited->to);

    copy_entries (json_node_get_object (node), FALSE, metadata);
  }

  for (guint i = 0; i < orch_changes_get_n (changes); i++) {
    const OrchChange *change = orch_changes_get (changes, i);

    if (change->field->clear != ORCH_CLEAR_METADATA)
      continue;

    json_object_remove_member (metadata, change->field->name);
    if (change->to != NULL)
      json_object_set_member (metadata, change->field->name,
                              orch_field_write (change->field, change->to));
  }

  return metadata;
}

/* The proxy plans the next rotation only when both settings come together (contract §2). */
static void
complete_rotation (const OrchChanges *changes, JsonObject *fresh_record, JsonObject *body)
{
  if (find (changes, ORCH_KEY_AUTO_ROTATE) == NULL
      && find (changes, ORCH_KEY_ROTATION_INTERVAL) == NULL)
    return;

  const OrchField *rotate = orch_key_field (ORCH_KEY_AUTO_ROTATE);
  const OrchField *interval = orch_key_field (ORCH_KEY_ROTATION_INTERVAL);
  g_autoptr (GVariant) is_on = get_result (changes, fresh_record, ORCH_KEY_AUTO_ROTATE);
  g_autoptr (GVariant) duration = get_result (changes, fresh_record, ORCH_KEY_ROTATION_INTERVAL);

  if (is_on == NULL || duration == NULL)
    return;

  json_object_set_member (body, rotate->name, orch_field_write (rotate, is_on));
  json_object_set_member (body, interval->name, orch_field_write (interval, duration));
}

static void
write_new (const OrchChanges *values, JsonObject *body)
{
  g_autoptr (OrchChanges) set = orch_changes_new ();

  for (guint i = 0; i < orch_changes_get_n (values); i++) {
    const OrchChange *value = orch_changes_get (values, i);

    if (value->to != NULL)
      orch_changes_add (set, value->field, NULL, value->to);
  }

  orch_changes_write (set, body);
}

/**
 * orch_key_changes_write:
 * @changes: changes of fields of orch_key_field(), none of which clears a field that cannot be
 *   cleared
 * @fresh_record: (nullable): the key as GET /key/info told it just now; %NULL for a new key
 * @body: the body of POST /key/update, or of POST /key/generate
 *
 * Adds to @body what the changes need (contract §2). As orch_changes_write(), and:
 *
 * - Metadata is sent only where it changes, or where the limits of models are taken away, and then
 *   whole: with every stored entry that is not the person's, see `reserved` in #OrchField.
 * - A rotation is sent with its interval, also if only one of them changes.
 * - For a new key nothing is sent that is unset.
 */
void
orch_key_changes_write (const OrchChanges *changes, JsonObject *fresh_record, JsonObject *body)
{
  g_autoptr (OrchChanges) direct = NULL;
  gboolean needs_metadata = FALSE;

  g_return_if_fail (changes != NULL);
  g_return_if_fail (body != NULL);

  if (fresh_record == NULL) {
    write_new (changes, body);
    return;
  }

  direct = orch_changes_new ();
  for (guint i = 0; i < orch_changes_get_n (changes); i++) {
    const OrchChange *change = orch_changes_get (changes, i);

    if (goes_with_metadata (change))
      needs_metadata = TRUE;
    else
      orch_changes_add (direct, change->field, change->from, change->to);
  }

  orch_changes_write (direct, body);
  complete_rotation (changes, fresh_record, body);
  if (needs_metadata)
    json_object_set_object_member (body, "metadata", make_metadata (changes, fresh_record));
}
