#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

void orch_toast_show (GtkWidget *widget, const char *text);

G_END_DECLS
