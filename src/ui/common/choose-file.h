#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void orch_choose_file_to_save_async (GtkWindow *parent, const char *title, const char *name,
                                     GAsyncReadyCallback callback, gpointer user_data);
void orch_choose_file_to_open_async (GtkWindow *parent, const char *title, const char *kind,
                                     const char *const *suffixes, GAsyncReadyCallback callback,
                                     gpointer user_data);
GFile *orch_choose_file_finish (GAsyncResult *result);

G_END_DECLS
