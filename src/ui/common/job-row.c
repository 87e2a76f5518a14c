#include "config.h"

#include "ui/common/details-button.h"

#include "ui/common/job-row.h"

typedef struct {
  GSignalGroup *item_signals; /* (owned) */

  GtkLabel *name_label;              /* (unowned) */
  GtkLabel *facts_label;             /* (unowned) */
  GtkLabel *changes_label;           /* (unowned) */
  GtkLabel *state_label;             /* (unowned) */
  OrchDetailsButton *details_button; /* (unowned) */
  GtkSpinner *spinner;               /* (unowned) */
  GtkImage *icon;                    /* (unowned) */
} OrchJobRowPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (OrchJobRow, orch_job_row, ADW_TYPE_BIN)

static OrchJobRowPrivate *
get_private (gpointer self)
{
  return orch_job_row_get_instance_private (self);
}

/* @text: (nullable): %NULL hides the label */
static void
show_text (GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL);
}

static void
item_changed_cb (OrchJobRow *self, gpointer item)
{
  ORCH_JOB_ROW_GET_CLASS (self)->show_item (self, item);
}

static void
orch_job_row_constructed (GObject *object)
{
  OrchJobRowPrivate *priv = get_private (object);

  G_OBJECT_CLASS (orch_job_row_parent_class)->constructed (object);

  priv->item_signals = g_signal_group_new (ORCH_JOB_ROW_GET_CLASS (object)->get_item_type ());
  g_signal_group_connect_swapped (priv->item_signals, "changed", G_CALLBACK (item_changed_cb),
                                  object);
}

static void
orch_job_row_dispose (GObject *object)
{
  g_clear_object (&get_private (object)->item_signals);

  G_OBJECT_CLASS (orch_job_row_parent_class)->dispose (object);
}

static void
orch_job_row_class_init (OrchJobRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = orch_job_row_constructed;
  G_OBJECT_CLASS (klass)->dispose = orch_job_row_dispose;

  g_type_ensure (ORCH_TYPE_DETAILS_BUTTON);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/common/job-row.ui");
  gtk_widget_class_bind_template_child_private (widget_class, OrchJobRow, name_label);
  gtk_widget_class_bind_template_child_private (widget_class, OrchJobRow, facts_label);
  gtk_widget_class_bind_template_child_private (widget_class, OrchJobRow, changes_label);
  gtk_widget_class_bind_template_child_private (widget_class, OrchJobRow, state_label);
  gtk_widget_class_bind_template_child_private (widget_class, OrchJobRow, details_button);
  gtk_widget_class_bind_template_child_private (widget_class, OrchJobRow, spinner);
  gtk_widget_class_bind_template_child_private (widget_class, OrchJobRow, icon);
}

static void
orch_job_row_init (OrchJobRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * orch_job_row_set_item:
 * @self: a row
 * @item: (nullable) (type GObject): what to show and to follow, %NULL for nothing
 */
void
orch_job_row_set_item (OrchJobRow *self, gpointer item)
{
  g_return_if_fail (ORCH_IS_JOB_ROW (self));

  g_signal_group_set_target (get_private (self)->item_signals, item);
  if (item != NULL)
    item_changed_cb (self, item);
}

/**
 * orch_job_row_show:
 * @self: a row
 * @texts: what to show; a copy is made
 */
void
orch_job_row_show (OrchJobRow *self, const OrchJobRowTexts *texts)
{
  OrchJobRowPrivate *priv;

  g_return_if_fail (ORCH_IS_JOB_ROW (self));
  g_return_if_fail (texts != NULL);

  priv = get_private (self);
  gtk_label_set_text (priv->name_label, texts->name);
  show_text (priv->facts_label, texts->facts);
  show_text (priv->changes_label, texts->changes);
  show_text (priv->state_label, texts->state);
  if (texts->error != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (priv->state_label), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (priv->state_label), "error");

  orch_details_button_set_error (priv->details_button, texts->error);
  gtk_spinner_set_spinning (priv->spinner, texts->is_busy);
  gtk_image_set_from_icon_name (priv->icon, texts->icon_name);
}
