#include "config.h"

#include "ui/common/json-row.h"

struct _OrchJsonRow {
  OrchFieldRow parent_instance;

  GtkTextView *text_view;
  GtkTextBuffer *buffer;
};

G_DEFINE_FINAL_TYPE (OrchJsonRow, orch_json_row, ORCH_TYPE_FIELD_ROW)

static void
orch_json_row_set_text (OrchFieldRow *row, const char *text)
{
  gtk_text_buffer_set_text (ORCH_JSON_ROW (row)->buffer, text != NULL ? text : "", -1);
}

static char *
orch_json_row_get_text (OrchFieldRow *row)
{
  OrchJsonRow *self = ORCH_JSON_ROW (row);
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (self->buffer, &start, &end);

  return gtk_text_buffer_get_text (self->buffer, &start, &end, FALSE);
}

static GtkWidget *
orch_json_row_get_input (OrchFieldRow *row)
{
  return GTK_WIDGET (ORCH_JSON_ROW (row)->text_view);
}

static void
orch_json_row_class_init (OrchJsonRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  OrchFieldRowClass *row_class = ORCH_FIELD_ROW_CLASS (klass);

  row_class->set_text = orch_json_row_set_text;
  row_class->get_text = orch_json_row_get_text;
  row_class->get_input = orch_json_row_get_input;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/common/json-row.ui");
  gtk_widget_class_bind_template_child (widget_class, OrchJsonRow, text_view);
  gtk_widget_class_bind_template_child (widget_class, OrchJsonRow, buffer);
  gtk_widget_class_bind_template_callback (widget_class, orch_field_row_text_changed);
}

static void
orch_json_row_init (OrchJsonRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
