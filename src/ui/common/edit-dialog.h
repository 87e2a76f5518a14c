#pragma once

#include "ui/common/record-form.h"

G_BEGIN_DECLS

#define ORCH_TYPE_EDIT_DIALOG (orch_edit_dialog_get_type ())

/**
 * OrchEditDialog:
 *
 * A window in which something is edited and then sent: a header with Cancel and the verb that
 * sends, a line for what went wrong, and the fields. It is insensitive while the request is under
 * way; closing it then cancels the request, and asks before it throws away what was typed.
 *
 * Properties: `form` (OrchRecordForm): the fields; `verb` (string): the button that sends, with its
 * mnemonic; `busy-text` (string): the name of the spinner; `discard-text` (string): what closing
 * would lose; `cancelled-text` (string): what is known after cancelling; `failure-text` (string):
 * what is known after an error; `doubt-text` (string): what is not known where looking does not
 * work.
 */
G_DECLARE_DERIVABLE_TYPE (OrchEditDialog, orch_edit_dialog, ORCH, EDIT_DIALOG, AdwWindow)

/**
 * OrchEditDialogClass:
 * @can_send: whether there is something to send, and all of it is valid; by default what the form
 *   says
 * @send: sends it; ends with orch_edit_dialog_finish(), unless @cancellable was cancelled
 * @look: (nullable): looks what became of what was sent, where the answer was lost; ends as @send
 */
struct _OrchEditDialogClass {
  AdwWindowClass parent_class;

  gboolean (*can_send) (OrchEditDialog *self);
  void (*send) (OrchEditDialog *self, GCancellable *cancellable);
  void (*look) (OrchEditDialog *self, GCancellable *cancellable);
};

/* For subclasses. */
void orch_edit_dialog_set_subtitle (OrchEditDialog *self, const char *subtitle);
void orch_edit_dialog_update (OrchEditDialog *self);
void orch_edit_dialog_send (OrchEditDialog *self);
void orch_edit_dialog_finish (OrchEditDialog *self);
void orch_edit_dialog_show_message (OrchEditDialog *self, const char *message);
void orch_edit_dialog_show_failure (OrchEditDialog *self, const char *message, const GError *error);
void orch_edit_dialog_show_doubt (OrchEditDialog *self, const char *message);
void orch_edit_dialog_show_error (OrchEditDialog *self, const GError *error);
void orch_edit_dialog_show_not_seen (OrchEditDialog *self, const GError *error);
OrchChanges *orch_edit_dialog_get_changes (OrchEditDialog *self);

G_END_DECLS
