#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ORCH_TYPE_DETAILS_BUTTON (orch_details_button_get_type ())

/**
 * OrchDetailsButton:
 *
 * A button beside an error: `Copy details` copies what somebody needs who looks into it, see
 * orch_error_details_describe(). It is seen while there is an error.
 */
G_DECLARE_FINAL_TYPE (OrchDetailsButton, orch_details_button, ORCH, DETAILS_BUTTON, GtkButton)

GtkWidget *orch_details_button_new (const GError *error);
void orch_details_button_set_error (OrchDetailsButton *self, const GError *error);

G_END_DECLS
