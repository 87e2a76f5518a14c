#include "config.h"

#include <glib/gi18n.h>

#include "ui/common/format.h"
#include "ui/common/toast.h"

#include "ui/common/detail-row.h"

/* In characters. A label needs many seconds for the 200 kB that metadata can have. */
#define LONGEST_TEXT 4000

struct _OrchDetailRow {
  AdwPreferencesRow parent_instance;

  char *text; /* (owned) (nullable): the whole of it */

  GtkLabel *text_label;   /* (unowned) */
  GtkWidget *copy_button; /* (unowned) */
};

G_DEFINE_FINAL_TYPE (OrchDetailRow, orch_detail_row, ADW_TYPE_PREFERENCES_ROW)

enum {
  PROP_0,
  PROP_COPY_TOOLTIP,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void
set_copy_tooltip (OrchDetailRow *self, const char *tooltip)
{
  gtk_widget_set_visible (self->copy_button, tooltip != NULL);
  gtk_widget_set_tooltip_text (self->copy_button, tooltip);
  if (tooltip != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->copy_button),
                                    GTK_ACCESSIBLE_PROPERTY_LABEL, tooltip, -1);
}

static char *
cut_text (const char *text)
{
  glong n_left = g_utf8_strlen (text, -1) - LONGEST_TEXT;
  g_autofree char *start = NULL;
  g_autofree char *count = NULL;

  if (n_left <= 0)
    return g_strdup (text);

  start = g_utf8_substring (text, 0, LONGEST_TEXT);
  count = orch_format_count (n_left);
  /* Translators: the start of a long text; how much of it is not shown */
  return g_strdup_printf (
      ngettext ("%s…\nand %s more character", "%s…\nand %s more characters", n_left), start, count);
}

static void
copy_clicked_cb (OrchDetailRow *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->text);
  orch_toast_show (GTK_WIDGET (self), _ ("Copied"));
}

static void
orch_detail_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  OrchDetailRow *self = ORCH_DETAIL_ROW (object);

  switch (id) {
  case PROP_COPY_TOOLTIP:
    set_copy_tooltip (self, g_value_get_string (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
orch_detail_row_finalize (GObject *object)
{
  g_free (ORCH_DETAIL_ROW (object)->text);

  G_OBJECT_CLASS (orch_detail_row_parent_class)->finalize (object);
}

static void
orch_detail_row_class_init (OrchDetailRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->finalize = orch_detail_row_finalize;
  object_class->set_property = orch_detail_row_set_property;

  properties[PROP_COPY_TOOLTIP] = g_param_spec_string ("copy-tooltip", NULL, NULL, NULL,
                                                       G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/common/detail-row.ui");
  gtk_widget_class_bind_template_child (widget_class, OrchDetailRow, text_label);
  gtk_widget_class_bind_template_child (widget_class, OrchDetailRow, copy_button);
  gtk_widget_class_bind_template_callback (widget_class, copy_clicked_cb);
}

static void
orch_detail_row_init (OrchDetailRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * orch_detail_row_set_text:
 * @self: a row
 * @text: (nullable): the fact, %NULL to hide the row
 *
 * Of a very long text only the start is shown; all of it can be copied.
 */
void
orch_detail_row_set_text (OrchDetailRow *self, const char *text)
{
  g_autofree char *before = NULL;
  g_autofree char *shown = NULL;

  g_return_if_fail (ORCH_IS_DETAIL_ROW (self));

  before = g_steal_pointer (&self->text);
  self->text = g_strdup (text);
  shown = cut_text (text != NULL ? text : "");
  gtk_label_set_text (self->text_label, shown);
  gtk_widget_set_visible (GTK_WIDGET (self), text != NULL);
}
