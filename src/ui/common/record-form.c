#include "config.h"

#include "core/client/error.h"
#include "ui/common/models-row.h"
#include "ui/common/text-row.h"
#include "ui/common/words.h"

#include "ui/common/record-form.h"

typedef struct {
  OrchFieldRow *row;      /* (unowned) */
  const OrchField *field; /* (unowned): in a static table */
  gboolean has_value;     /* on the server */
} Item;

typedef struct {
  GArray *items;      /* (owned): Item */
  OrchServer *server; /* (owned) (nullable): what saves */
} OrchRecordFormPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (OrchRecordForm, orch_record_form, ADW_TYPE_BIN)

enum {
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static OrchRecordFormPrivate *
get_private (OrchRecordForm *self)
{
  return orch_record_form_get_instance_private (self);
}

static Item *
get_item (OrchRecordForm *self, guint index)
{
  return &g_array_index (get_private (self)->items, Item, index);
}

/* (nullable): by the field's name in JSON */
static OrchFieldRow *
find_row (OrchRecordForm *self, const char *field_name)
{
  for (guint i = 0; i < get_private (self)->items->len; i++)
    if (g_strcmp0 (get_item (self, i)->field->name, field_name) == 0)
      return get_item (self, i)->row;

  return NULL;
}

/* What a role never may is absent; what it may not do to this record says why. */
static void
update_access (OrchRecordForm *self, guint index)
{
  GtkWidget *row = GTK_WIDGET (get_item (self, index)->row);
  OrchReason reason = ORCH_REASON_NONE;
  OrchAccess access = ORCH_RECORD_FORM_GET_CLASS (self)->check_field (
      self, index, get_private (self)->server, &reason);

  gtk_widget_set_visible (row, access != ORCH_ACCESS_ABSENT);
  gtk_widget_set_sensitive (row, access != ORCH_ACCESS_INSENSITIVE);
  gtk_widget_set_tooltip_text (row, orch_words_reason (reason));
}

/* What has a value keeps one where the server cannot take it away; what has none is told before. */
static void
limit_unset (OrchServer *server, const Item *item)
{
  gboolean clears = orch_server_supports (server, item->field->clear_needs);

  if (ORCH_IS_TEXT_ROW (item->row))
    orch_text_row_limit_unset (ORCH_TEXT_ROW (item->row), clears || !item->has_value,
                               clears ? NULL : orch_words_cannot_unset (item->field));
}

static void
server_settled_cb (OrchRecordForm *self)
{
  orch_record_form_update_access (self);
  for (guint i = 0; i < get_private (self)->items->len; i++)
    limit_unset (get_private (self)->server, get_item (self, i));
}

static void
row_changed_cb (OrchRecordForm *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static char *
describe_error (OrchRecordForm *self, const GError *error, const char *field_name)
{
  OrchRecordFormClass *klass = ORCH_RECORD_FORM_GET_CLASS (self);

  if (g_error_matches (error, ORCH_ERROR, ORCH_ERROR_EXISTS) && klass->describe_taken != NULL)
    return g_strdup (klass->describe_taken (self, field_name));

  return orch_words_error (error);
}

static void
unref_value (gpointer data)
{
  GVariant **value = data;

  g_clear_pointer (value, g_variant_unref);
}

static void
orch_record_form_dispose (GObject *object)
{
  g_clear_object (&get_private (ORCH_RECORD_FORM (object))->server);

  G_OBJECT_CLASS (orch_record_form_parent_class)->dispose (object);
}

static void
orch_record_form_finalize (GObject *object)
{
  g_clear_pointer (&get_private (ORCH_RECORD_FORM (object))->items, g_array_unref);

  G_OBJECT_CLASS (orch_record_form_parent_class)->finalize (object);
}

static void
orch_record_form_class_init (OrchRecordFormClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = orch_record_form_dispose;
  G_OBJECT_CLASS (klass)->finalize = orch_record_form_finalize;

  /**
   * OrchRecordForm::changed:
   * @self: the form
   *
   * Emitted after a field was edited.
   */
  signals[CHANGED] = g_signal_new ("changed", ORCH_TYPE_RECORD_FORM, G_SIGNAL_RUN_FIRST,
                                   G_STRUCT_OFFSET (OrchRecordFormClass, changed), NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
orch_record_form_init (OrchRecordForm *self)
{
  get_private (self)->items = g_array_new (FALSE, FALSE, sizeof (Item));
}

/**
 * orch_record_form_add:
 * @self: a form
 * @row: a row in it
 * @field: what @row edits
 * @has_value: whether the server has one, which may be one that it cannot take away
 * @shown: (nullable): what the person begins with
 *
 * Begins to edit a field in @row.
 */
void
orch_record_form_add (OrchRecordForm *self, OrchFieldRow *row, const OrchField *field,
                      gboolean has_value, GVariant *shown)
{
  Item item = { .row = row, .field = field, .has_value = has_value };

  g_return_if_fail (ORCH_IS_RECORD_FORM (self));
  g_return_if_fail (ORCH_IS_FIELD_ROW (row));
  g_return_if_fail (field != NULL && find_row (self, field->name) == NULL);

  g_array_append_val (get_private (self)->items, item);
  orch_field_row_set_value (row, field, shown);
  g_signal_connect_object (row, "changed", G_CALLBACK (row_changed_cb), self, G_CONNECT_SWAPPED);
}

/**
 * orch_record_form_update_access:
 * @self: a form that was filled
 *
 * Looks again which fields the person may edit.
 */
void
orch_record_form_update_access (OrchRecordForm *self)
{
  g_return_if_fail (ORCH_IS_RECORD_FORM (self));

  for (guint i = 0; i < get_private (self)->items->len; i++)
    update_access (self, i);
}

/**
 * orch_record_form_set_server:
 * @self: a form that was filled
 * @server: where the changes will be saved
 *
 * Offers what the person may edit on @server. Keeps them from unsetting what @server cannot clear
 * (contract §12.4), and says so there.
 */
void
orch_record_form_set_server (OrchRecordForm *self, OrchServer *server)
{
  OrchRecordFormPrivate *priv;

  g_return_if_fail (ORCH_IS_RECORD_FORM (self));
  g_return_if_fail (ORCH_IS_SERVER (server));

  priv = get_private (self);
  g_return_if_fail (priv->items->len > 0 && priv->server == NULL);

  priv->server = g_object_ref (server);
  g_signal_connect_object (server, "notify::settled", G_CALLBACK (server_settled_cb), self,
                           G_CONNECT_SWAPPED);
  server_settled_cb (self);
  for (guint i = 0; i < priv->items->len; i++)
    if (ORCH_IS_MODELS_ROW (get_item (self, i)->row))
      orch_models_row_load_offered (ORCH_MODELS_ROW (get_item (self, i)->row),
                                    orch_server_get_client (server));
}

/**
 * orch_record_form_get_changes:
 * @self: a form that was filled
 *
 * Gets what would be saved: all that was chosen, for a new record.
 *
 * Returns: (transfer full) (nullable): the changes, at least one; %NULL if there are none, or if a
 *   field is not valid
 */
OrchChanges *
orch_record_form_get_changes (OrchRecordForm *self)
{
  g_autoptr (GArray) values = NULL;
  g_autoptr (OrchChanges) changes = NULL;
  guint n_items;

  g_return_val_if_fail (ORCH_IS_RECORD_FORM (self), NULL);

  n_items = get_private (self)->items->len;
  g_return_val_if_fail (n_items > 0, NULL);

  values = g_array_new (FALSE, TRUE, sizeof (GVariant *));
  g_array_set_clear_func (values, unref_value);
  g_array_set_size (values, n_items);
  for (guint i = 0; i < n_items; i++)
    if (!orch_field_row_get_value (get_item (self, i)->row, &g_array_index (values, GVariant *, i)))
      return NULL;

  changes =
      ORCH_RECORD_FORM_GET_CLASS (self)->diff (self, (GVariant *const *) (gpointer) values->data);

  return orch_changes_get_n (changes) > 0 ? g_steal_pointer (&changes) : NULL;
}

/**
 * orch_record_form_is_edited:
 * @self: a form
 *
 * Tells whether anything was typed that would be lost, valid or not.
 *
 * Returns: whether a field was edited
 */
gboolean
orch_record_form_is_edited (OrchRecordForm *self)
{
  OrchRecordFormClass *klass;

  g_return_val_if_fail (ORCH_IS_RECORD_FORM (self), FALSE);

  klass = ORCH_RECORD_FORM_GET_CLASS (self);
  if (klass->is_edited != NULL && klass->is_edited (self))
    return TRUE;

  for (guint i = 0; i < get_private (self)->items->len; i++)
    if (orch_field_row_is_edited (get_item (self, i)->row))
      return TRUE;

  return FALSE;
}

/**
 * orch_record_form_show_error:
 * @self: a form
 * @error: why the server refused what was sent
 *
 * Shows an error at the field that it is about.
 *
 * Returns: %FALSE if it is about none that the form shows
 */
gboolean
orch_record_form_show_error (OrchRecordForm *self, const GError *error)
{
  OrchFieldRow *row;
  GtkWidget *expander;
  g_autofree char *words = NULL;

  g_return_val_if_fail (ORCH_IS_RECORD_FORM (self), FALSE);
  g_return_val_if_fail (error != NULL, FALSE);

  row = find_row (self, orch_error_get_field (error));
  if (row == NULL || !gtk_widget_get_visible (GTK_WIDGET (row)))
    return FALSE;

  expander = gtk_widget_get_ancestor (GTK_WIDGET (row), ADW_TYPE_EXPANDER_ROW);
  if (expander != NULL)
    adw_expander_row_set_expanded (ADW_EXPANDER_ROW (expander), TRUE);

  words = describe_error (self, error, orch_error_get_field (error));
  orch_field_row_set_error (row, words);

  return TRUE;
}
