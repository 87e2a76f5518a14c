#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void orch_certificate_file_read_async (GFile *file, GCancellable *cancellable,
                                       GAsyncReadyCallback callback, gpointer user_data);
char *orch_certificate_file_read_finish (GFile *file, GAsyncResult *result, GError **error);

char *orch_certificate_file_describe (const char *pem);

G_END_DECLS
