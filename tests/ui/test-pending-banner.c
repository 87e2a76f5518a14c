#include "config.h"

#include "pending-test.h"
#include "test-wait.h"
#include "ui-test.h"
#include "ui/keys/pending-dialog.h"
#include "ui/keys/secret-dialog.h"
#include "ui/window/window.h"

static OrchApplication *application; /* (owned) */

typedef struct {
  PendingTest pending;
  OrchKeyMaterial *laptop; /* (owned): a key of `demo-user` */
  OrchWindow *window;      /* (unowned) */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  pending_test_set_up (&fixture->pending, FALSE);
  fixture->laptop = pending_test_generate (&fixture->pending, "demo-user", "laptop");
  fixture->window =
      orch_window_new (GTK_APPLICATION (application), fixture->pending.test.connector);
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  orch_key_material_free (fixture->laptop);
  pending_test_tear_down (&fixture->pending);
}

/* (nullable): what the banner says */
static const char *
get_text (Fixture *fixture)
{
  GtkWidget *banner = ui_test_child (fixture->window, "pending_banner");
  gboolean revealed = gtk_revealer_get_reveal_child (ui_test_child (banner, "revealer"));

  g_assert_cmpint (gtk_widget_get_sensitive (ui_test_child (banner, "button")), ==, revealed);

  return revealed ? gtk_label_get_text (ui_test_child (banner, "label")) : NULL;
}

static gboolean
has_dialog (void)
{
  return ui_test_find_window (ORCH_TYPE_PENDING_DIALOG) != NULL;
}

static void
open_dialog (Fixture *fixture)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.show-unfinished-keys", NULL);
}

static void
test_counts (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OrchKeyMaterial) other = orch_key_material_new_random ("demo-user", NULL);

  g_assert_null (get_text (fixture));
  open_dialog (fixture);
  g_assert_false (has_dialog ());

  pending_test_keep (&fixture->pending, fixture->laptop, NULL);
  g_assert_cmpstr (get_text (fixture), ==, "1 new key is not finished.");
  pending_test_keep (&fixture->pending, other, NULL);
  g_assert_cmpstr (get_text (fixture), ==, "2 new keys are not finished.");

  orch_connector_close (fixture->pending.test.connector);
  g_assert_null (get_text (fixture));
  orch_connector_open (fixture->pending.test.connector, fixture->pending.connection);
  pending_test_wait_until_open (&fixture->pending);
  g_assert_cmpstr (get_text (fixture), ==, "2 new keys are not finished.");
}

static void
test_saved (Fixture *fixture, gconstpointer data)
{
  GtkWidget *dialog;
  GtkWidget *row;

  pending_test_keep (&fixture->pending, fixture->laptop, NULL);
  open_dialog (fixture);
  dialog = ui_test_find_window (ORCH_TYPE_PENDING_DIALOG);
  g_assert_nonnull (dialog);
  row = GTK_WIDGET (gtk_list_box_get_row_at_index (ui_test_child (dialog, "list"), 0));
  ui_test_wait_until (!gtk_spinner_get_spinning (ui_test_child (row, "spinner")));

  /* While it is dealt with it does not wait. */
  gtk_widget_activate_action (row, "pending.show-secret", NULL);
  ui_test_wait_until (ui_test_find_window (ORCH_TYPE_SECRET_DIALOG) != NULL);
  g_assert_null (get_text (fixture));

  gtk_widget_activate_action (ui_test_find_window (ORCH_TYPE_SECRET_DIALOG), "secret.saved", NULL);
  ui_test_wait_until (!has_dialog ());
  g_assert_null (get_text (fixture));
  g_assert_nonnull (ui_test_find_label (fixture->window, "The secret of laptop has been saved."));
}

/* The table of keys learns what was changed. */
static void
test_reloads (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OrchReplacement) replacement =
      pending_test_replace (&fixture->pending, fixture->laptop->key_id);
  OrchPagedList *list = orch_session_get_list (
      orch_connector_get_session (fixture->pending.test.connector), ORCH_PAGE_KEYS);
  GtkWidget *dialog;
  GtkWidget *row;

  g_object_set (fixture->window, "page", "keys", NULL);
  ui_test_wait_until (orch_paged_list_find (list, fixture->laptop->key_id) != NULL);
  open_dialog (fixture);
  dialog = ui_test_find_window (ORCH_TYPE_PENDING_DIALOG);
  row = GTK_WIDGET (gtk_list_box_get_row_at_index (ui_test_child (dialog, "list"), 0));
  ui_test_wait_until (!gtk_spinner_get_spinning (ui_test_child (row, "spinner")));
  gtk_widget_activate_action (row, "pending.finish", NULL);
  ui_test_answer ("_Delete");
  ui_test_wait_until (orch_paged_list_find (list, fixture->laptop->key_id) == NULL);
}

int
main (int argc, char *argv[])
{
  int status;

  ui_test_init (&argc, &argv);
  application = connections_test_new_application ();

#define ADD(path, function)                                                                        \
  g_test_add ("/pending-banner/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("counts", test_counts);
  ADD ("saved", test_saved);
  ADD ("reloads", test_reloads);
#undef ADD

  status = g_test_run ();
  g_clear_object (&application);

  return status;
}
