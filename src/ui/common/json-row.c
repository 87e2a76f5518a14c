#include "config.h"

#include <string.h>

#include "ui/common/json-row.h"

/* In bytes. To break longer words into lines takes the square of their length: many seconds for the
 * 200 kB that a value can have. */
#define LONGEST_WORD 4000

struct _OrchJsonRow {
  OrchFieldRow parent_instance;

  GtkScrolledWindow *scroller; /* (unowned) */
  GtkTextView *text_view;      /* (unowned) */
  GtkTextBuffer *buffer;       /* (unowned) */
};

G_DEFINE_FINAL_TYPE (OrchJsonRow, orch_json_row, ORCH_TYPE_FIELD_ROW)

static gboolean
has_very_long_word (const char *text)
{
  while (*text != '\0') {
    gsize length = strcspn (text, " \t\r\n");

    if (length > LONGEST_WORD)
      return TRUE;
    text += length + strspn (text + length, " \t\r\n");
  }

  return FALSE;
}

static void
buffer_changed_cb (OrchJsonRow *self)
{
  OrchFieldRow *row = ORCH_FIELD_ROW (self);
  g_autofree char *text = ORCH_FIELD_ROW_GET_CLASS (row)->get_text (row);
  gboolean is_long = has_very_long_word (text);

  gtk_text_view_set_wrap_mode (self->text_view, is_long ? GTK_WRAP_NONE : GTK_WRAP_WORD_CHAR);
  gtk_scrolled_window_set_policy (self->scroller, is_long ? GTK_POLICY_AUTOMATIC : GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  orch_field_row_text_changed (row);
}

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
  gtk_widget_class_bind_template_child (widget_class, OrchJsonRow, scroller);
  gtk_widget_class_bind_template_child (widget_class, OrchJsonRow, text_view);
  gtk_widget_class_bind_template_child (widget_class, OrchJsonRow, buffer);
  gtk_widget_class_bind_template_callback (widget_class, buffer_changed_cb);
}

static void
orch_json_row_init (OrchJsonRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
