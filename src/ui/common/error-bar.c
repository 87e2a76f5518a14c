#include "config.h"

#include "ui/common/words.h"

#include "ui/common/error-bar.h"

struct _OrchErrorBar {
  AdwBin parent_instance;

  GtkRevealer *revealer; /* (unowned) */
  GtkLabel *label;       /* (unowned) */
  GtkActionable *button; /* (unowned) */
};

G_DEFINE_FINAL_TYPE (OrchErrorBar, orch_error_bar, ADW_TYPE_BIN)

enum {
  PROP_0,
  PROP_ACTION_NAME,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void
orch_error_bar_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  OrchErrorBar *self = ORCH_ERROR_BAR (object);

  switch (id) {
  case PROP_ACTION_NAME:
    gtk_actionable_set_action_name (self->button, g_value_get_string (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
orch_error_bar_class_init (OrchErrorBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->set_property = orch_error_bar_set_property;

  properties[PROP_ACTION_NAME] = g_param_spec_string ("action-name", NULL, NULL, NULL,
                                                      G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/common/error-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, OrchErrorBar, revealer);
  gtk_widget_class_bind_template_child (widget_class, OrchErrorBar, label);
  gtk_widget_class_bind_template_child (widget_class, OrchErrorBar, button);
}

static void
orch_error_bar_init (OrchErrorBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * orch_error_bar_set_error:
 * @self: a bar
 * @error: (nullable): what went wrong, %NULL to hide the bar
 */
void
orch_error_bar_set_error (OrchErrorBar *self, const GError *error)
{
  g_autofree char *words = NULL;

  g_return_if_fail (ORCH_IS_ERROR_BAR (self));

  if (error != NULL) {
    words = orch_words_error (error);
    gtk_label_set_text (self->label, words);
  }
  gtk_revealer_set_reveal_child (self->revealer, error != NULL);
}
