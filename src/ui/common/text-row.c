#include "config.h"

#include "ui/common/text-row.h"

typedef struct {
  AdwActionRow *unset_row;           /* (unowned) */
  GtkSwitch *unset_switch;           /* (unowned) */
  AdwEntryRow *entry_row;            /* (unowned) */
  GtkMenuButton *suggestions_button; /* (unowned) */
} OrchTextRowPrivate;

G_DEFINE_TYPE_WITH_PRIVATE (OrchTextRow, orch_text_row, ORCH_TYPE_FIELD_ROW)

enum {
  PROP_0,
  PROP_UNSET_TITLE,
  PROP_SUGGESTIONS,
  PROP_SUFFIX,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static OrchTextRowPrivate *
get_private (gpointer row)
{
  return orch_text_row_get_instance_private (ORCH_TEXT_ROW (row));
}

static gboolean
orch_text_row_has_unset_switch (OrchFieldRow *row)
{
  return gtk_widget_get_visible (GTK_WIDGET (get_private (row)->unset_row));
}

static void
suggest_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  OrchTextRowPrivate *priv = get_private (widget);

  gtk_switch_set_active (priv->unset_switch, FALSE);
  gtk_editable_set_text (GTK_EDITABLE (priv->entry_row), g_variant_get_string (parameter, NULL));
}

static void
orch_text_row_set_text (OrchFieldRow *row, const char *text)
{
  OrchTextRowPrivate *priv = get_private (row);

  gtk_switch_set_active (priv->unset_switch, text == NULL && orch_text_row_has_unset_switch (row));
  gtk_editable_set_text (GTK_EDITABLE (priv->entry_row), text != NULL ? text : "");
}

static char *
orch_text_row_get_text (OrchFieldRow *row)
{
  OrchTextRowPrivate *priv = get_private (row);

  if (gtk_switch_get_active (priv->unset_switch))
    return NULL;

  return g_strdup (gtk_editable_get_text (GTK_EDITABLE (priv->entry_row)));
}

static GtkWidget *
orch_text_row_get_input (OrchFieldRow *row)
{
  return GTK_WIDGET (get_private (row)->entry_row);
}

static void
orch_text_row_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  OrchTextRowPrivate *priv = get_private (object);

  switch (prop_id) {
  case PROP_UNSET_TITLE:
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (priv->unset_row),
                                   g_value_get_string (value));
    gtk_widget_set_visible (GTK_WIDGET (priv->unset_row), TRUE);
    break;
  case PROP_SUGGESTIONS:
    gtk_menu_button_set_menu_model (priv->suggestions_button, g_value_get_object (value));
    gtk_widget_set_visible (GTK_WIDGET (priv->suggestions_button), TRUE);
    break;
  case PROP_SUFFIX:
    if (g_value_get_object (value) != NULL)
      adw_entry_row_add_suffix (priv->entry_row, g_value_get_object (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
orch_text_row_class_init (OrchTextRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  OrchFieldRowClass *row_class = ORCH_FIELD_ROW_CLASS (klass);

  object_class->set_property = orch_text_row_set_property;
  row_class->set_text = orch_text_row_set_text;
  row_class->get_text = orch_text_row_get_text;
  row_class->has_unset_switch = orch_text_row_has_unset_switch;
  row_class->get_input = orch_text_row_get_input;

  properties[PROP_UNSET_TITLE] = g_param_spec_string ("unset-title", NULL, NULL, NULL,
                                                      G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SUGGESTIONS] = g_param_spec_object ("suggestions", NULL, NULL, G_TYPE_MENU_MODEL,
                                                      G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SUFFIX] = g_param_spec_object ("suffix", NULL, NULL, GTK_TYPE_WIDGET,
                                                 G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_install_action (widget_class, "row.suggest", "s", suggest_cb);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/common/text-row.ui");
  gtk_widget_class_bind_template_child_private (widget_class, OrchTextRow, unset_row);
  gtk_widget_class_bind_template_child_private (widget_class, OrchTextRow, unset_switch);
  gtk_widget_class_bind_template_child_private (widget_class, OrchTextRow, entry_row);
  gtk_widget_class_bind_template_child_private (widget_class, OrchTextRow, suggestions_button);
  gtk_widget_class_bind_template_callback (widget_class, orch_field_row_text_changed);
}

static void
orch_text_row_init (OrchTextRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * orch_text_row_limit_unset:
 * @self: a row that has an `unset-title`
 * @can_unset: whether the switch can be used
 * @note: (nullable): what to know about it, shown below its title
 *
 * Says what the server makes of "unset". A row of which nothing was said has a plain switch.
 */
void
orch_text_row_limit_unset (OrchTextRow *self, gboolean can_unset, const char *note)
{
  OrchTextRowPrivate *priv;

  g_return_if_fail (ORCH_IS_TEXT_ROW (self));

  priv = get_private (self);
  /* The row itself stays as it is, so that the note can be read. */
  gtk_widget_set_sensitive (GTK_WIDGET (priv->unset_switch), can_unset);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (priv->unset_row), can_unset);
  adw_action_row_set_subtitle (priv->unset_row, note != NULL ? note : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (priv->unset_switch),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, note != NULL ? note : "",
                                  -1);
}
