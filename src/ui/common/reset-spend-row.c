#include "config.h"

#include "ui/common/reset-spend-row.h"

struct _OrchResetSpendRow {
  AdwActionRow parent_instance;

  OrchFieldRow *spend; /* (unowned) (nullable): since the last offer */

  GtkCheckButton *check; /* (unowned) */
};

G_DEFINE_FINAL_TYPE (OrchResetSpendRow, orch_reset_spend_row, ADW_TYPE_ACTION_ROW)

static gboolean
is_zero (OrchFieldRow *spend)
{
  g_autoptr (GVariant) value = NULL;

  return orch_field_row_get_value (spend, &value) && value != NULL
         && g_variant_get_double (value) == 0;
}

static void
check_toggled_cb (OrchResetSpendRow *self)
{
  gboolean reset = gtk_check_button_get_active (self->check);

  /* The box mirrors the field, so that what will be saved is always what the field shows. */
  if (reset == is_zero (self->spend))
    return;

  if (reset)
    orch_field_row_set_text (self->spend, "0");
  else
    orch_field_row_revert (self->spend);
}

static void
orch_reset_spend_row_class_init (OrchResetSpendRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/common/reset-spend-row.ui");
  gtk_widget_class_bind_template_child (widget_class, OrchResetSpendRow, check);
  gtk_widget_class_bind_template_callback (widget_class, check_toggled_cb);
}

static void
orch_reset_spend_row_init (OrchResetSpendRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * orch_reset_spend_row_offer:
 * @self: a row
 * @spent: what the server counted, in USD
 * @spend: the row that edits it
 * @duration: the row that edits the budget duration
 *
 * Shows the offer, or hides it. To be called after every change of one of these fields.
 */
void
orch_reset_spend_row_offer (OrchResetSpendRow *self, double spent, OrchFieldRow *spend,
                            OrchFieldRow *duration)
{
  gboolean offered;

  g_return_if_fail (ORCH_IS_RESET_SPEND_ROW (self));
  g_return_if_fail (ORCH_IS_FIELD_ROW (spend));
  g_return_if_fail (ORCH_IS_FIELD_ROW (duration));

  self->spend = spend;
  offered = spent > 0 && gtk_widget_get_visible (GTK_WIDGET (spend))
            && gtk_widget_get_sensitive (GTK_WIDGET (spend)) && orch_field_row_is_edited (duration);

  gtk_widget_set_visible (GTK_WIDGET (self), offered);
  gtk_check_button_set_active (self->check, offered && is_zero (spend));
}
