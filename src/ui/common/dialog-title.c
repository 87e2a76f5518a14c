#include "config.h"

#include "ui/common/dialog-title.h"

struct _OrchDialogTitle {
  AdwBin parent_instance;

  GtkLabel *title_label;    /* (unowned) */
  GtkLabel *subtitle_label; /* (unowned) */
};

G_DEFINE_FINAL_TYPE (OrchDialogTitle, orch_dialog_title, ADW_TYPE_BIN)

enum {
  PROP_0,
  PROP_TITLE,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void
orch_dialog_title_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  const char *title;

  switch (id) {
  case PROP_TITLE:
    title = g_value_get_string (value);
    gtk_label_set_text (ORCH_DIALOG_TITLE (object)->title_label, title != NULL ? title : "");
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
orch_dialog_title_class_init (OrchDialogTitleClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->set_property = orch_dialog_title_set_property;

  properties[PROP_TITLE] =
      g_param_spec_string ("title", NULL, NULL, NULL, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/common/dialog-title.ui");
  gtk_widget_class_bind_template_child (widget_class, OrchDialogTitle, title_label);
  gtk_widget_class_bind_template_child (widget_class, OrchDialogTitle, subtitle_label);
}

static void
orch_dialog_title_init (OrchDialogTitle *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * orch_dialog_title_set_subtitle:
 * @self: a title
 * @subtitle: what the dialog is about
 */
void
orch_dialog_title_set_subtitle (OrchDialogTitle *self, const char *subtitle)
{
  g_return_if_fail (ORCH_IS_DIALOG_TITLE (self));
  g_return_if_fail (subtitle != NULL);

  gtk_label_set_text (self->subtitle_label, subtitle);
  gtk_widget_set_visible (GTK_WIDGET (self->subtitle_label), *subtitle != '\0');
}
