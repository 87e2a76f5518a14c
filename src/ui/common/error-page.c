#include "config.h"

#include "ui/common/details-button.h"
#include "ui/common/retry-button.h"
#include "ui/common/words.h"

#include "ui/common/error-page.h"

struct _OrchErrorPage {
  AdwBin parent_instance;

  AdwStatusPage *status_page;        /* (unowned) */
  GtkActionable *button;             /* (unowned) */
  OrchDetailsButton *details_button; /* (unowned) */
};

G_DEFINE_FINAL_TYPE (OrchErrorPage, orch_error_page, ADW_TYPE_BIN)

enum {
  PROP_0,
  PROP_ACTION_NAME,
  PROP_TITLE,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void
orch_error_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  OrchErrorPage *self = ORCH_ERROR_PAGE (object);

  switch (id) {
  case PROP_ACTION_NAME:
    gtk_actionable_set_action_name (self->button, g_value_get_string (value));
    break;
  case PROP_TITLE:
    adw_status_page_set_title (self->status_page, g_value_get_string (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
orch_error_page_class_init (OrchErrorPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->set_property = orch_error_page_set_property;

  properties[PROP_ACTION_NAME] = g_param_spec_string ("action-name", NULL, NULL, NULL,
                                                      G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_TITLE] =
      g_param_spec_string ("title", NULL, NULL, "", G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (ORCH_TYPE_DETAILS_BUTTON);
  g_type_ensure (ORCH_TYPE_RETRY_BUTTON);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/common/error-page.ui");
  gtk_widget_class_bind_template_child (widget_class, OrchErrorPage, status_page);
  gtk_widget_class_bind_template_child (widget_class, OrchErrorPage, button);
  gtk_widget_class_bind_template_child (widget_class, OrchErrorPage, details_button);
}

static void
orch_error_page_init (OrchErrorPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * orch_error_page_set_error:
 * @self: a page
 * @error: what went wrong
 *
 * Shows @error in plain words.
 */
void
orch_error_page_set_error (OrchErrorPage *self, const GError *error)
{
  g_autofree char *words = NULL;
  g_autofree char *escaped = NULL;

  g_return_if_fail (ORCH_IS_ERROR_PAGE (self));
  g_return_if_fail (error != NULL);

  words = orch_words_error (error);
  escaped = g_markup_escape_text (words, -1);
  adw_status_page_set_description (self->status_page, escaped);
  orch_details_button_set_error (self->details_button, error);
  adw_status_page_set_icon_name (self->status_page, orch_error_is_offline (error)
                                                        ? "network-offline-symbolic"
                                                        : "dialog-error-symbolic");
}
