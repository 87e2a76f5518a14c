#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ORCH_TYPE_WRAP_BOX (orch_wrap_box_get_type ())

/**
 * OrchWrapBox:
 *
 * Puts its children side by side, each as wide as it wants to be, in as many lines as they need.
 */
G_DECLARE_FINAL_TYPE (OrchWrapBox, orch_wrap_box, ORCH, WRAP_BOX, GtkWidget)

G_END_DECLS
