#include "config.h"

#include <gtk/gtk.h>

#include "ui/common/app-icon.h"

/**
 * orch_app_icon_ensure:
 *
 * Makes the program's own icon known where the program was not installed. GTK loads all icons again
 * then: only who is about to show it calls this.
 */
void
orch_app_icon_ensure (void)
{
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gdk_display_get_default ());

  if (!gtk_icon_theme_has_icon (theme, ORCH_APP_ID))
    gtk_icon_theme_add_resource_path (theme, "/io/github/litellm_orchestrator/Orchestrator/icons");
}
