#pragma once

#include "pending-test.h"

G_BEGIN_DECLS

/* The dialog of what waits on an open connection, of an administrator. */
typedef struct {
  PendingTest pending;
  OrchKeyMaterial *laptop; /* (owned): a key of `demo-user` */
  GtkWindow *dialog;       /* (unowned): open, or gone */
  guint n_changed;
  char *finished; /* (owned) (nullable): what was told when the dialog closed by itself */
} PendingDialogTest;

void pending_dialog_set_up (PendingDialogTest *self, gconstpointer data);
void pending_dialog_tear_down (PendingDialogTest *self, gconstpointer data);

void pending_dialog_open (PendingDialogTest *self);
/* Opens it where one key waits, and waits until that was looked up. */
void pending_dialog_open_and_look (PendingDialogTest *self);
gboolean pending_dialog_is_open (void);

/* The only row, or the first one. */
GtkWidget *pending_dialog_get_row (PendingDialogTest *self);
gboolean pending_dialog_is_busy (PendingDialogTest *self);
const char *pending_dialog_get_state (PendingDialogTest *self);
void pending_dialog_assert_state (PendingDialogTest *self, const char *words);
/* @buttons: the names of those that are to be seen, in their order */
void pending_dialog_assert_buttons (PendingDialogTest *self, const char *buttons);
void pending_dialog_act (PendingDialogTest *self, const char *action);
void pending_dialog_wait_for_state (PendingDialogTest *self, const char *words);
/* Waits until it has closed by itself, and told this. */
void pending_dialog_wait_until_finished (PendingDialogTest *self, const char *words);
/* Shows the secret, which has to be this key's, and says that it was saved. */
void pending_dialog_save_secret (PendingDialogTest *self, const char *key_id);

/* @alias: of a key that is not deleted; NULL: it is */
void pending_dialog_assert_alive (PendingDialogTest *self, const char *key_id, const char *alias);
guint pending_dialog_count_waiting (PendingDialogTest *self);

G_END_DECLS
