#include "config.h"

#include "ui-test.h"
#include "ui/keys/pending-dialog.h"
#include "ui/keys/secret-dialog.h"

#include "pending-dialog-test.h"

static void
changed_cb (PendingDialogTest *fixture)
{
  fixture->n_changed++;
}

static void
finished_cb (PendingDialogTest *fixture, const char *text)
{
  g_assert_null (fixture->finished);
  fixture->finished = g_strdup (text);
}

void
pending_dialog_set_up (PendingDialogTest *fixture, gconstpointer data)
{
  pending_test_set_up (&fixture->pending, FALSE);
  fixture->laptop = pending_test_generate (&fixture->pending, "demo-user", "laptop");
}

void
pending_dialog_tear_down (PendingDialogTest *fixture, gconstpointer data)
{
  if (ui_test_find_window (ORCH_TYPE_PENDING_DIALOG) != NULL)
    gtk_window_destroy (fixture->dialog);
  g_free (fixture->finished);
  orch_key_material_free (fixture->laptop);
  pending_test_tear_down (&fixture->pending);
}

gboolean
pending_dialog_is_open (void)
{
  return ui_test_find_window (ORCH_TYPE_PENDING_DIALOG) != NULL;
}

/* The only row. */
GtkWidget *
pending_dialog_get_row (PendingDialogTest *fixture)
{
  GtkListBox *list = ui_test_child (fixture->dialog, "list");

  return GTK_WIDGET (gtk_list_box_get_row_at_index (list, 0));
}

gboolean
pending_dialog_is_busy (PendingDialogTest *fixture)
{
  return gtk_spinner_get_spinning (ui_test_child (pending_dialog_get_row (fixture), "spinner"));
}

void
pending_dialog_open (PendingDialogTest *fixture)
{
  fixture->dialog =
      orch_pending_dialog_new (NULL, fixture->pending.test.connector, fixture->pending.handover);
  g_signal_connect_swapped (fixture->dialog, "changed", G_CALLBACK (changed_cb), fixture);
  g_signal_connect_swapped (fixture->dialog, "finished", G_CALLBACK (finished_cb), fixture);
  gtk_window_present (fixture->dialog);
}

/* Opens it where one key waits, and waits until that was looked up. */
void
pending_dialog_open_and_look (PendingDialogTest *fixture)
{
  pending_dialog_open (fixture);
  g_assert_nonnull (pending_dialog_get_row (fixture));
  ui_test_wait_until (!pending_dialog_is_busy (fixture));
}

const char *
pending_dialog_get_state (PendingDialogTest *fixture)
{
  return gtk_label_get_text (ui_test_child (pending_dialog_get_row (fixture), "state_label"));
}

void
pending_dialog_assert_state (PendingDialogTest *fixture, const char *words)
{
  if (strstr (pending_dialog_get_state (fixture), words) == NULL)
    g_error ("“%s” does not hold “%s”", pending_dialog_get_state (fixture), words);
}

/* @buttons: the names of those that are to be seen, in their order */
void
pending_dialog_assert_buttons (PendingDialogTest *fixture, const char *buttons)
{
  static const char *const names[] = {
    "look", "show", "finish", "undo", "delete", "leave", "forget"
  };
  g_autoptr (GString) seen = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *id = g_strconcat (names[i], "_button", NULL);

    if (gtk_widget_get_visible (ui_test_child (pending_dialog_get_row (fixture), id)))
      g_string_append_printf (seen, "%s%s", seen->len > 0 ? " " : "", names[i]);
  }

  g_assert_cmpstr (seen->str, ==, buttons);
}

void
pending_dialog_act (PendingDialogTest *fixture, const char *action)
{
  g_assert_true (gtk_widget_activate_action (pending_dialog_get_row (fixture), action, NULL));
}

void
pending_dialog_wait_for_state (PendingDialogTest *fixture, const char *words)
{
  ui_test_wait_until (pending_dialog_get_row (fixture) != NULL && !pending_dialog_is_busy (fixture)
                      && strstr (pending_dialog_get_state (fixture), words) != NULL);
}

void
pending_dialog_wait_until_finished (PendingDialogTest *fixture, const char *words)
{
  ui_test_wait_until (fixture->finished != NULL);
  g_assert_nonnull (strstr (fixture->finished, words));
  ui_test_wait_until (!pending_dialog_is_open ());
}

/* Shows the secret, which has to be this key's, and says that it was saved. */
void
pending_dialog_save_secret (PendingDialogTest *fixture, const char *key_id)
{
  GtkWidget *dialog;

  pending_dialog_act (fixture, "pending.show-secret");
  ui_test_wait_until (ui_test_find_window (ORCH_TYPE_SECRET_DIALOG) != NULL);
  dialog = ui_test_find_window (ORCH_TYPE_SECRET_DIALOG);
  g_assert_nonnull (ui_test_find_label (dialog, key_id));
  gtk_widget_activate_action (dialog, "secret.saved", NULL);
}

void
pending_dialog_assert_alive (PendingDialogTest *fixture, const char *key_id, const char *alias)
{
  g_autoptr (OrchKey) key = pending_test_read (&fixture->pending, key_id);

  g_assert_cmpstr (key != NULL ? orch_key_get_alias (key) : NULL, ==, alias);
}

guint
pending_dialog_count_waiting (PendingDialogTest *fixture)
{
  g_autoptr (GPtrArray) waiting = orch_handover_list_waiting (fixture->pending.handover);

  return waiting->len;
}
