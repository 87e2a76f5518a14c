#pragma once

#include "core/services/update-outcome.h"
#include "ui/common/edit-dialog.h"

G_BEGIN_DECLS

#define ORCH_TYPE_UPDATE_DIALOG (orch_update_dialog_get_type ())

/**
 * OrchUpdateDialog:
 *
 * Edits a record of the server and saves what was changed. It asks before it overwrites somebody
 * else's change, names what the server did not take, and looks what was saved where the answer was
 * lost. Emits `OrchUpdateDialog::saved` (a message for a toast) once the server has answered.
 */
G_DECLARE_DERIVABLE_TYPE (OrchUpdateDialog, orch_update_dialog, ORCH, UPDATE_DIALOG, OrchEditDialog)

/**
 * OrchUpdateDialogClass:
 * @update_async: saves, see orch_user_service_update_async()
 * @update_finish: its outcome
 * @check_async: looks what the server has, see orch_user_service_check_async()
 * @check_finish: its outcome
 */
struct _OrchUpdateDialogClass {
  OrchEditDialogClass parent_class;

  void (*update_async) (OrchUpdateDialog *self, const OrchChanges *changes, gboolean overwrite,
                        GCancellable *cancellable, GAsyncReadyCallback callback,
                        gpointer user_data);
  OrchUpdateOutcome (*update_finish) (OrchUpdateDialog *self, GAsyncResult *result,
                                      OrchChanges **details, GError **error);
  void (*check_async) (OrchUpdateDialog *self, const OrchChanges *changes,
                       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
  OrchUpdateOutcome (*check_finish) (OrchUpdateDialog *self, GAsyncResult *result,
                                     OrchChanges **details, GError **error);
};

G_END_DECLS
