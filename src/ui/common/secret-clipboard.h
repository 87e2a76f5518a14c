#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Secrets in the clipboard: clipboard managers are asked not to keep them, and they are taken back
 * after `clipboard-clear-seconds` of the settings, and when the program ends. */
guint orch_secret_clipboard_copy (GtkWidget *widget, const char *secret);
void orch_secret_clipboard_take_back (void);

G_END_DECLS
