#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

void orch_toast_show (GtkWidget *widget, const char *text);
void orch_toast_show_outcome (GtkWidget *widget, const char *text, const GError *error);

G_END_DECLS
