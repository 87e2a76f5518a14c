#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define ORCH_TYPE_EDIT_DIALOG (orch_edit_dialog_get_type ())

/**
 * OrchEditDialog:
 *
 * A window in which something is edited and then sent: a header with Cancel and the verb that
 * sends, a line for what went wrong, and the fields. It is insensitive while the request is under
 * way; closing it then cancels the request, and asks before it throws away what was typed.
 *
 * Properties: `body` (GtkWidget): the fields; `verb` (string): the button that sends, with its
 * mnemonic; `busy-text` (string): the name of the spinner; `discard-text` (string): what closing
 * would lose; `cancelled-text` (string): what is known after cancelling.
 */
G_DECLARE_DERIVABLE_TYPE (OrchEditDialog, orch_edit_dialog, ORCH, EDIT_DIALOG, AdwWindow)

/**
 * OrchEditDialogClass:
 * @is_edited: whether anything was typed that would be lost
 * @can_send: whether there is something to send, and all of it is valid
 * @send: sends it; ends with orch_edit_dialog_finish(), unless @cancellable was cancelled
 * @look: (nullable): looks what became of what was sent, where the answer was lost; ends as @send
 */
struct _OrchEditDialogClass {
  AdwWindowClass parent_class;

  gboolean (*is_edited) (OrchEditDialog *self);
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
void orch_edit_dialog_show_doubt (OrchEditDialog *self, const char *message);

G_END_DECLS
