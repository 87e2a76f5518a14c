#include "config.h"

#include "ui/common/switch-row.h"

struct _OrchSwitchRow {
  OrchFieldRow parent_instance;

  GtkSwitch *field_switch; /* (unowned) */
};

G_DEFINE_FINAL_TYPE (OrchSwitchRow, orch_switch_row, ORCH_TYPE_FIELD_ROW)

static void
orch_switch_row_set_text (OrchFieldRow *row, const char *text)
{
  gtk_switch_set_active (ORCH_SWITCH_ROW (row)->field_switch, text != NULL && *text != '\0');
}

static char *
orch_switch_row_get_text (OrchFieldRow *row)
{
  return orch_switch_row_is_on (ORCH_SWITCH_ROW (row)) ? g_strdup ("true") : NULL;
}

static GtkWidget *
orch_switch_row_get_input (OrchFieldRow *row)
{
  return GTK_WIDGET (ORCH_SWITCH_ROW (row)->field_switch);
}

static void
orch_switch_row_class_init (OrchSwitchRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  OrchFieldRowClass *row_class = ORCH_FIELD_ROW_CLASS (klass);

  row_class->set_text = orch_switch_row_set_text;
  row_class->get_text = orch_switch_row_get_text;
  row_class->get_input = orch_switch_row_get_input;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/common/switch-row.ui");
  gtk_widget_class_bind_template_child (widget_class, OrchSwitchRow, field_switch);
  gtk_widget_class_bind_template_callback (widget_class, orch_field_row_text_changed);
}

static void
orch_switch_row_init (OrchSwitchRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * orch_switch_row_is_on:
 * @self: a row
 *
 * Returns: whether the switch is on
 */
gboolean
orch_switch_row_is_on (OrchSwitchRow *self)
{
  g_return_val_if_fail (ORCH_IS_SWITCH_ROW (self), FALSE);

  return gtk_switch_get_active (self->field_switch);
}
