#include "config.h"

#include "core/model/changes.h"

struct _OrchChanges {
  GArray *items; /* (owned) (element-type OrchChange) */
};

static void
clear_change (gpointer data)
{
  OrchChange *change = data;

  g_clear_pointer (&change->from, g_variant_unref);
  g_clear_pointer (&change->to, g_variant_unref);
}

static GVariant *
ref_value (GVariant *value)
{
  return value != NULL ? g_variant_ref_sink (value) : NULL;
}

/**
 * orch_changes_new:
 *
 * Creates an empty set of changes.
 *
 * Returns: (transfer full): the changes
 */
OrchChanges *
orch_changes_new (void)
{
  OrchChanges *self = g_new0 (OrchChanges, 1);

  self->items = g_array_new (FALSE, FALSE, sizeof (OrchChange));
  g_array_set_clear_func (self->items, clear_change);

  return self;
}

/**
 * orch_changes_copy:
 * @self: changes
 *
 * Returns: (transfer full): a copy of @self
 */
OrchChanges *
orch_changes_copy (const OrchChanges *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  OrchChanges *copy = orch_changes_new ();
  for (guint i = 0; i < self->items->len; i++) {
    const OrchChange *change = orch_changes_get (self, i);

    orch_changes_add (copy, change->field, change->from, change->to);
  }

  return copy;
}

/**
 * orch_changes_free:
 * @self: (transfer full): changes
 *
 * Frees @self.
 */
void
orch_changes_free (OrchChanges *self)
{
  g_return_if_fail (self != NULL);

  g_array_unref (self->items);
  g_free (self);
}

/**
 * orch_changes_add:
 * @self: changes
 * @field: (transfer none): a field that is not in @self yet
 * @from: (nullable): its value before, %NULL for unset; a floating reference is sunk
 * @to: (nullable): its value after, %NULL for unset; a floating reference is sunk
 *
 * Adds the change of one field.
 */
void
orch_changes_add (OrchChanges *self, const OrchField *field, GVariant *from, GVariant *to)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (field != NULL);
  g_return_if_fail (orch_changes_find (self, field->name) == NULL);

  OrchChange change = { .field = field, .from = ref_value (from), .to = ref_value (to) };
  g_array_append_val (self->items, change);
}

/**
 * orch_changes_get_n:
 * @self: changes
 *
 * Returns: how many fields change
 */
guint
orch_changes_get_n (const OrchChanges *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->items->len;
}

/**
 * orch_changes_get:
 * @self: changes
 * @index: a position below orch_changes_get_n()
 *
 * Returns: (transfer none): the change at @index, in the order of adding
 */
const OrchChange *
orch_changes_get (const OrchChanges *self, guint index)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (index < self->items->len, NULL);

  return &g_array_index (self->items, OrchChange, index);
}

/**
 * orch_changes_find:
 * @self: changes
 * @field_name: a field's name in JSON
 *
 * Returns: (transfer none) (nullable): the change of that field, %NULL if it does not change
 */
const OrchChange *
orch_changes_find (const OrchChanges *self, const char *field_name)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (field_name != NULL, NULL);

  for (guint i = 0; i < self->items->len; i++) {
    const OrchChange *change = orch_changes_get (self, i);

    if (g_str_equal (change->field->name, field_name))
      return change;
  }

  return NULL;
}

/**
 * orch_changes_write:
 * @self: changes, none of which clears a field that cannot be cleared
 * @body: the body of a request
 *
 * Adds a member for each changed field to @body (contract §1).
 */
void
orch_changes_write (const OrchChanges *self, JsonObject *body)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (body != NULL);

  for (guint i = 0; i < self->items->len; i++) {
    const OrchChange *change = orch_changes_get (self, i);
    const OrchField *field = change->field;

    json_object_set_member (body, field->write_name != NULL ? field->write_name : field->name,
                            orch_field_write (field, change->to));
  }
}

/**
 * orch_changes_find_not_taken:
 * @self: changes that were sent
 * @row: the proxy's record afterwards
 *
 * Finds what the proxy dropped although it answered 200 (contract §1): the changes that @row does
 * not show. A field that @row does not mention was not taken.
 *
 * Returns: (transfer full): those changes, `from` being what the proxy has; maybe empty
 */
OrchChanges *
orch_changes_find_not_taken (const OrchChanges *self, JsonObject *row)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (row != NULL, NULL);

  OrchChanges *not_taken = orch_changes_new ();

  for (guint i = 0; i < orch_changes_get_n (self); i++) {
    const OrchChange *change = orch_changes_get (self, i);
    g_autoptr (GVariant) stored = orch_field_read (change->field, row);

    if (!orch_field_is_told (change->field, row)
        || !orch_field_equal (change->field, stored, change->to))
      orch_changes_add (not_taken, change->field, stored, change->to);
  }

  return not_taken;
}
