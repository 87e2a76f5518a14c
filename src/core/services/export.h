#pragma once

#include "core/services/key-service.h"
#include "core/services/user-service.h"

G_BEGIN_DECLS

#define ORCH_TYPE_EXPORT (orch_export_get_type ())

/**
 * OrchExport:
 *
 * Writes all users or keys that match a query into a stream, in the CSV format, page by page in the
 * order that is safe to page over (contract §6.2): however many there are, no more than two pages
 * are in memory. Emits `OrchExport::progress` after each page.
 */
G_DECLARE_FINAL_TYPE (OrchExport, orch_export, ORCH, EXPORT, GObject)

OrchExport *orch_export_new_users (OrchUserService *service, const OrchUserQuery *query);
OrchExport *orch_export_new_keys (OrchKeyService *service, const OrchKeyQuery *query);

void orch_export_run_async (OrchExport *self, GOutputStream *stream, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data);
gboolean orch_export_run_finish (OrchExport *self, GAsyncResult *result, GError **error);

guint orch_export_get_n_rows (OrchExport *self);
guint orch_export_get_total (OrchExport *self);
gboolean orch_export_is_exact (OrchExport *self);

G_END_DECLS
