#include "config.h"

#include "core/rules/validation.h"
#include "ui/common/field-row.h"
#include "ui/common/format.h"
#include "ui/common/words.h"

typedef struct {
  const OrchField *field; /* (not owned): in a static table */
  GVariant *initial;      /* (owned) (nullable) */
  char *initial_text;     /* (owned) (nullable) */
  char *hint;             /* (owned) (nullable) */
  GtkWidget *content;     /* (not owned): child of the box */
  GtkWidget *box;
  GtkLabel *message;
} OrchFieldRowPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (OrchFieldRow, orch_field_row, ADW_TYPE_PREFERENCES_ROW)

enum {
  PROP_0,
  PROP_CONTENT,
  PROP_HINT,
  N_PROPS,
};

enum {
  CHANGED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void
show_message (OrchFieldRow *self, const char *error)
{
  OrchFieldRowPrivate *priv = orch_field_row_get_instance_private (self);
  GtkWidget *input = ORCH_FIELD_ROW_GET_CLASS (self)->get_input (self);
  const char *text = error != NULL ? error : priv->hint;

  gtk_label_set_text (priv->message, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (priv->message), text != NULL);

  if (error != NULL) {
    gtk_widget_remove_css_class (GTK_WIDGET (priv->message), "dim-label");
    gtk_widget_add_css_class (GTK_WIDGET (priv->message), "error");
    gtk_widget_add_css_class (input, "error");
    gtk_accessible_update_state (GTK_ACCESSIBLE (input), GTK_ACCESSIBLE_STATE_INVALID,
                                 GTK_ACCESSIBLE_INVALID_TRUE, -1);
  } else {
    gtk_widget_remove_css_class (GTK_WIDGET (priv->message), "error");
    gtk_widget_remove_css_class (input, "error");
    gtk_widget_add_css_class (GTK_WIDGET (priv->message), "dim-label");
    gtk_accessible_reset_state (GTK_ACCESSIBLE (input), GTK_ACCESSIBLE_STATE_INVALID);
  }

  gtk_accessible_update_property (GTK_ACCESSIBLE (input), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  text != NULL ? text : "", -1);
}

static gboolean
parse_text (OrchFieldRow *self, const char *text, GVariant **value, OrchFinding *finding)
{
  OrchFieldRowClass *klass = ORCH_FIELD_ROW_GET_CLASS (self);
  OrchFieldRowPrivate *priv = orch_field_row_get_instance_private (self);

  /* What the server had is kept as it is, even where it would not be accepted here today. */
  if (g_strcmp0 (text, priv->initial_text) == 0) {
    *value = priv->initial != NULL ? g_variant_ref (priv->initial) : NULL;
    return TRUE;
  }

  if (text == NULL) {
    *value = NULL;
    return TRUE;
  }

  if (text[0] == '\0' && klass->has_unset_switch != NULL && klass->has_unset_switch (self)) {
    finding->problem = ORCH_PROBLEM_EMPTY;
    return FALSE;
  }

  return orch_validation_parse (priv->field, text, orch_format_decimal_mark (), value, finding);
}

static void
set_content (OrchFieldRow *self, GtkWidget *content)
{
  OrchFieldRowPrivate *priv = orch_field_row_get_instance_private (self);

  g_assert (priv->content == NULL);

  if (content == NULL)
    return;

  priv->content = content;
  gtk_box_prepend (GTK_BOX (priv->box), content);
}

static void
orch_field_row_finalize (GObject *object)
{
  OrchFieldRow *self = ORCH_FIELD_ROW (object);
  OrchFieldRowPrivate *priv = orch_field_row_get_instance_private (self);

  g_clear_pointer (&priv->initial, g_variant_unref);
  g_clear_pointer (&priv->initial_text, g_free);
  g_clear_pointer (&priv->hint, g_free);

  G_OBJECT_CLASS (orch_field_row_parent_class)->finalize (object);
}

static void
orch_field_row_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  OrchFieldRow *self = ORCH_FIELD_ROW (object);
  OrchFieldRowPrivate *priv = orch_field_row_get_instance_private (self);

  switch (prop_id) {
  case PROP_CONTENT:
    set_content (self, g_value_get_object (value));
    break;
  case PROP_HINT:
    g_free (priv->hint);
    priv->hint = g_value_dup_string (value);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
orch_field_row_class_init (OrchFieldRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = orch_field_row_finalize;
  object_class->set_property = orch_field_row_set_property;

  properties[PROP_CONTENT] = g_param_spec_object ("content", NULL, NULL, GTK_TYPE_WIDGET,
                                                  G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_HINT] =
      g_param_spec_string ("hint", NULL, NULL, NULL, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * OrchFieldRow::changed:
   * @self: the row
   *
   * Emitted after the person, or orch_field_row_set_text (), changed what is shown.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
orch_field_row_init (OrchFieldRow *self)
{
  OrchFieldRowPrivate *priv = orch_field_row_get_instance_private (self);
  GtkWidget *message = gtk_label_new (NULL);

  priv->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  priv->message = GTK_LABEL (message);

  gtk_label_set_wrap (priv->message, TRUE);
  gtk_label_set_wrap_mode (priv->message, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (priv->message, 0);
  gtk_widget_add_css_class (message, "caption");
  gtk_widget_set_margin_start (message, 12);
  gtk_widget_set_margin_end (message, 12);
  gtk_widget_set_margin_bottom (message, 12);
  gtk_widget_set_visible (message, FALSE);

  gtk_box_append (GTK_BOX (priv->box), message);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), priv->box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);
  gtk_widget_set_focusable (GTK_WIDGET (self), FALSE);
}

/**
 * orch_field_row_set_value:
 * @self: a row
 * @field: what it edits
 * @value: (nullable): the value to begin with; %NULL is "unset"
 *
 * Begins to edit a value.
 */
void
orch_field_row_set_value (OrchFieldRow *self, const OrchField *field, GVariant *value)
{
  OrchFieldRowPrivate *priv;
  g_autofree char *text = NULL;

  g_return_if_fail (ORCH_IS_FIELD_ROW (self));
  g_return_if_fail (field != NULL);

  priv = orch_field_row_get_instance_private (self);

  /* Not until there is a field are changes looked at. */
  priv->field = NULL;
  if (value != NULL)
    text = orch_validation_to_text (field, value, orch_format_decimal_mark ());
  ORCH_FIELD_ROW_GET_CLASS (self)->set_text (self, text);

  g_clear_pointer (&priv->initial, g_variant_unref);
  priv->initial = value != NULL ? g_variant_ref_sink (value) : NULL;
  g_free (priv->initial_text);
  priv->initial_text = ORCH_FIELD_ROW_GET_CLASS (self)->get_text (self);
  priv->field = field;

  show_message (self, NULL);
}

/**
 * orch_field_row_get_value:
 * @self: a row
 * @value: (out) (transfer full) (nullable): the value; %NULL is "unset"
 *
 * Gets what was typed, if it is valid.
 *
 * Returns: whether it is valid; @value is not set otherwise
 */
gboolean
orch_field_row_get_value (OrchFieldRow *self, GVariant **value)
{
  OrchFinding finding = { ORCH_PROBLEM_NONE };
  g_autofree char *text = NULL;

  g_return_val_if_fail (ORCH_IS_FIELD_ROW (self), FALSE);
  g_return_val_if_fail (value != NULL, FALSE);

  text = ORCH_FIELD_ROW_GET_CLASS (self)->get_text (self);

  return parse_text (self, text, value, &finding);
}

/**
 * orch_field_row_is_edited:
 * @self: a row
 *
 * Tells whether something else is shown than in the beginning, valid or not.
 *
 * Returns: whether it was edited
 */
gboolean
orch_field_row_is_edited (OrchFieldRow *self)
{
  OrchFieldRowPrivate *priv;
  g_autofree char *text = NULL;

  g_return_val_if_fail (ORCH_IS_FIELD_ROW (self), FALSE);

  priv = orch_field_row_get_instance_private (self);
  text = ORCH_FIELD_ROW_GET_CLASS (self)->get_text (self);

  return g_strcmp0 (text, priv->initial_text) != 0;
}

/**
 * orch_field_row_set_text:
 * @self: a row
 * @text: (nullable): what to show; %NULL is "unset"
 *
 * Does as if the person had typed @text.
 */
void
orch_field_row_set_text (OrchFieldRow *self, const char *text)
{
  g_return_if_fail (ORCH_IS_FIELD_ROW (self));

  ORCH_FIELD_ROW_GET_CLASS (self)->set_text (self, text);
}

/**
 * orch_field_row_revert:
 * @self: a row
 *
 * Shows again what it began with.
 */
void
orch_field_row_revert (OrchFieldRow *self)
{
  OrchFieldRowPrivate *priv;

  g_return_if_fail (ORCH_IS_FIELD_ROW (self));

  priv = orch_field_row_get_instance_private (self);
  ORCH_FIELD_ROW_GET_CLASS (self)->set_text (self, priv->initial_text);
}

/**
 * orch_field_row_set_error:
 * @self: a row
 * @error: why the server refused the value
 *
 * Shows an error at the field until it is changed.
 */
void
orch_field_row_set_error (OrchFieldRow *self, const char *error)
{
  g_return_if_fail (ORCH_IS_FIELD_ROW (self));
  g_return_if_fail (error != NULL);

  show_message (self, error);
  gtk_widget_grab_focus (ORCH_FIELD_ROW_GET_CLASS (self)->get_input (self));
}

/**
 * orch_field_row_get_message:
 * @self: a row
 *
 * Gets the text below the field.
 *
 * Returns: (transfer none): the hint or error; empty if there is none
 */
const char *
orch_field_row_get_message (OrchFieldRow *self)
{
  OrchFieldRowPrivate *priv;

  g_return_val_if_fail (ORCH_IS_FIELD_ROW (self), NULL);

  priv = orch_field_row_get_instance_private (self);

  return gtk_label_get_text (priv->message);
}

/**
 * orch_field_row_text_changed:
 * @self: a row
 *
 * Checks what is shown, and tells that it was changed. Subclasses call this.
 */
void
orch_field_row_text_changed (OrchFieldRow *self)
{
  OrchFieldRowPrivate *priv;
  OrchFinding finding = { ORCH_PROBLEM_NONE };
  g_autoptr (GVariant) value = NULL;
  g_autofree char *text = NULL;
  g_autofree char *error = NULL;

  g_return_if_fail (ORCH_IS_FIELD_ROW (self));

  priv = orch_field_row_get_instance_private (self);
  if (priv->field == NULL)
    return;

  text = ORCH_FIELD_ROW_GET_CLASS (self)->get_text (self);
  if (!parse_text (self, text, &value, &finding))
    error = orch_words_finding (priv->field, &finding);
  show_message (self, error);

  g_signal_emit (self, signals[CHANGED], 0);
}
