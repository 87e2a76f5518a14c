#include "config.h"

#include "core/model/field-values.h"

/*
 * orch_field_values_init:
 * @fields: a model's table, of at most 32 rows
 *
 * Begins with every field unset and unknown.
 */
void
orch_field_values_init (OrchFieldValues *self, const OrchField *fields, guint n_fields)
{
  g_assert (n_fields <= 8 * sizeof self->known);

  self->fields = fields;
  self->n_fields = n_fields;
  self->known = 0;
  self->values = g_new0 (GVariant *, n_fields);
}

/*
 * orch_field_values_clear:
 *
 * Frees what @self holds.
 */
void
orch_field_values_clear (OrchFieldValues *self)
{
  for (guint i = 0; i < self->n_fields; i++)
    g_clear_pointer (&self->values[i], g_variant_unref);
  g_clear_pointer (&self->values, g_free);
}

/* What is shown is what the proxy has, to the second. */
static gboolean
is_same (const OrchField *field, GVariant *a, GVariant *b)
{
  if (field->kind == ORCH_FIELD_EXPIRY && a != NULL && b != NULL)
    return g_variant_equal (a, b);

  return orch_field_equal (field, a, b);
}

/*
 * orch_field_values_take:
 * @value: (nullable): the value, not floating
 *
 * Sets one field, which is known from now on.
 *
 * Returns: whether that is a change
 */
gboolean
orch_field_values_take (OrchFieldValues *self, guint index, GVariant *value)
{
  self->known |= 1u << index;

  if (is_same (&self->fields[index], self->values[index], value))
    return FALSE;

  g_clear_pointer (&self->values[index], g_variant_unref);
  self->values[index] = value != NULL ? g_variant_ref (value) : NULL;

  return TRUE;
}

/*
 * orch_field_values_take_row:
 *
 * Takes over the fields that a record of the proxy tells.
 *
 * Returns: whether anything changed
 */
gboolean
orch_field_values_take_row (OrchFieldValues *self, JsonObject *row)
{
  gboolean changed = FALSE;

  for (guint i = 0; i < self->n_fields; i++) {
    if (orch_field_is_told (&self->fields[i], row)) {
      g_autoptr (GVariant) value = orch_field_read (&self->fields[i], row);

      changed |= orch_field_values_take (self, i, value);
    }
  }

  return changed;
}

/*
 * orch_field_values_take_known:
 *
 * Takes over the fields that @fresh, of the same table, knows.
 *
 * Returns: whether anything changed
 */
gboolean
orch_field_values_take_known (OrchFieldValues *self, const OrchFieldValues *fresh)
{
  gboolean changed = FALSE;

  for (guint i = 0; i < self->n_fields; i++)
    if (fresh->known & (1u << i))
      changed |= orch_field_values_take (self, i, fresh->values[i]);

  return changed;
}

/*
 * orch_field_values_get_text:
 *
 * Returns: (transfer none) (nullable): the text of a field that holds one
 */
const char *
orch_field_values_get_text (const OrchFieldValues *self, guint index)
{
  return self->values[index] != NULL ? g_variant_get_string (self->values[index], NULL) : NULL;
}

/*
 * orch_field_values_get_money:
 * @usd: (out) (optional): the amount; untouched if it is unset
 *
 * Returns: whether a field that holds an amount is set
 */
gboolean
orch_field_values_get_money (const OrchFieldValues *self, guint index, double *usd)
{
  if (self->values[index] == NULL)
    return FALSE;

  if (usd != NULL)
    *usd = g_variant_get_double (self->values[index]);

  return TRUE;
}

/*
 * orch_field_values_diff:
 *
 * Finds the fields in which @after differs. A field that @after knows nothing about is no
 * difference.
 *
 * Returns: (transfer full): the changes, in the order of the table; maybe empty
 */
OrchChanges *
orch_field_values_diff (const OrchFieldValues *before, const OrchFieldValues *after)
{
  OrchChanges *changes = orch_changes_new ();

  for (guint i = 0; i < after->n_fields; i++)
    if ((after->known & (1u << i))
        && !orch_field_equal (&after->fields[i], before->values[i], after->values[i]))
      orch_changes_add (changes, &after->fields[i], before->values[i], after->values[i]);

  return changes;
}
