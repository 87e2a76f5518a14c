#include "config.h"

#include <glib/gi18n.h>

#include "ui/common/details-button.h"
#include "ui/common/format.h"
#include "ui/common/retry-button.h"
#include "ui/common/words.h"

#include "ui/common/error-bar.h"

struct _OrchErrorBar {
  AdwBin parent_instance;

  GtkRevealer *revealer;             /* (unowned) */
  GtkLabel *title_label;             /* (unowned) */
  GtkLabel *label;                   /* (unowned) */
  GtkActionable *button;             /* (unowned) */
  OrchDetailsButton *details_button; /* (unowned) */

  char *title; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (OrchErrorBar, orch_error_bar, ADW_TYPE_BIN)

enum {
  PROP_0,
  PROP_ACTION_NAME,
  PROP_TITLE,
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
  case PROP_TITLE:
    g_free (self->title);
    self->title = g_value_dup_string (value);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
orch_error_bar_finalize (GObject *object)
{
  g_free (ORCH_ERROR_BAR (object)->title);

  G_OBJECT_CLASS (orch_error_bar_parent_class)->finalize (object);
}

static void
orch_error_bar_class_init (OrchErrorBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->set_property = orch_error_bar_set_property;
  object_class->finalize = orch_error_bar_finalize;

  properties[PROP_ACTION_NAME] = g_param_spec_string ("action-name", NULL, NULL, NULL,
                                                      G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_TITLE] =
      g_param_spec_string ("title", NULL, NULL, NULL, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (ORCH_TYPE_DETAILS_BUTTON);
  g_type_ensure (ORCH_TYPE_RETRY_BUTTON);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/common/error-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, OrchErrorBar, revealer);
  gtk_widget_class_bind_template_child (widget_class, OrchErrorBar, title_label);
  gtk_widget_class_bind_template_child (widget_class, OrchErrorBar, label);
  gtk_widget_class_bind_template_child (widget_class, OrchErrorBar, button);
  gtk_widget_class_bind_template_child (widget_class, OrchErrorBar, details_button);
}

static void
orch_error_bar_init (OrchErrorBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* (transfer full) */
static char *
describe_age (gboolean offline, GDateTime *updated_at)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = NULL;

  if (updated_at == NULL)
    return g_strdup (offline ? _ ("Offline – may be out of date") : _ ("May be out of date"));

  time = orch_format_recent_time (updated_at, now);
  /* Translators: a time of day, or a date with it */
  return g_strdup_printf (
      offline ? _ ("Offline – last updated: %s") : _ ("Not up to date – last updated: %s"), time);
}

/**
 * orch_error_bar_set_error:
 * @self: a bar
 * @error: (nullable): why what is shown could not be read again, %NULL to hide the bar
 * @updated_at: (nullable): when it was read last, %NULL if that is not known
 *
 * Says that what is shown is not up to date, and why.
 */
void
orch_error_bar_set_error (OrchErrorBar *self, const GError *error, GDateTime *updated_at)
{
  g_return_if_fail (ORCH_IS_ERROR_BAR (self));

  if (error != NULL) {
    g_autofree char *title = describe_age (orch_error_is_offline (error), updated_at);
    g_autofree char *words = orch_words_error (error);

    gtk_label_set_text (self->title_label, self->title != NULL ? self->title : title);
    gtk_label_set_text (self->label, words);
    orch_details_button_set_error (self->details_button, error);
  }
  gtk_revealer_set_reveal_child (self->revealer, error != NULL);
}
