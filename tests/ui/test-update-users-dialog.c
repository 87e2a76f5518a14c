#include "config.h"

#include "demo/demo-server.h"
#include "session-test.h"
#include "ui-test.h"
#include "ui/common/field-row.h"
#include "ui/users/update-users-dialog.h"
#include "ui/users/user-job-dialog.h"

#define N_USERS 20
#define READ "/v2/user/info"
#define WRITE "/user/update"

static OrchDemoServer *demo; /* (owned) */

typedef struct {
  TestServer *server;   /* (owned) (nullable): instead of the demo */
  OrchSession *session; /* (owned) */
  GtkWidget *dialog;    /* (owned): gone from the screen once it was closed */
  GtkWidget *form;
  guint n_saved;
  gboolean closed;
} Fixture;

static void
saved_cb (Fixture *fixture)
{
  fixture->n_saved++;
}

static void
closed_cb (Fixture *fixture)
{
  fixture->closed = TRUE;
}

static void
show_dialog (Fixture *fixture, const char *const *user_ids)
{
  fixture->dialog =
      g_object_ref (GTK_WIDGET (orch_update_users_dialog_new (NULL, fixture->session, user_ids)));
  fixture->form = ui_test_child (fixture->dialog, "form");
  g_signal_connect_swapped (fixture->dialog, "saved", G_CALLBACK (saved_cb), fixture);
  g_signal_connect_swapped (fixture->dialog, "unmap", G_CALLBACK (closed_cb), fixture);
  gtk_window_present (GTK_WINDOW (fixture->dialog));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OrchClient) client =
      orch_client_new (orch_demo_server_get_url (demo), ORCH_DEMO_ADMIN_KEY);

  fixture->session = session_test_open (client);
  show_dialog (fixture, data);
}

static void
set_up_server (Fixture *fixture, gconstpointer data)
{
  fixture->server = test_server_new ();
  fixture->session = session_test_open_master (fixture->server);
  show_dialog (fixture, data);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (!fixture->closed)
    gtk_window_destroy (GTK_WINDOW (fixture->dialog));
  g_object_unref (fixture->dialog);
  g_object_unref (fixture->session);
  g_clear_pointer (&fixture->server, test_server_free);
  g_strfreev (orch_demo_server_take_log (demo));
}

static void
switch_on (Fixture *fixture, const char *field, gboolean on)
{
  g_autofree char *id = g_strconcat ("switch_", field, NULL);

  gtk_switch_set_active (ui_test_child (fixture->form, id), on);
}

static OrchFieldRow *
row (Fixture *fixture, const char *name)
{
  return ORCH_FIELD_ROW (ui_test_child (fixture->form, name));
}

static void
type (Fixture *fixture, const char *name, const char *text)
{
  switch_on (fixture, name, TRUE);
  orch_field_row_set_text (row (fixture, name), text);
}

static GtkWidget *
get_list (Fixture *fixture)
{
  return ui_test_child (fixture->form, "pasted_users");
}

static void
paste (Fixture *fixture, const char *text)
{
  GtkTextView *view = ui_test_child (get_list (fixture), "view");

  gtk_text_buffer_set_text (gtk_text_view_get_buffer (view), text, -1);
}

static const char *
get_text (gpointer widget, const char *id)
{
  return gtk_label_get_text (ui_test_child (widget, id));
}

static gboolean
says (GtkWidget *preview, const char *text)
{
  return strstr (get_text (preview, "summary_label"), text) != NULL;
}

static GtkWidget *
show_preview (Fixture *fixture)
{
  GtkWidget *preview;

  g_assert_true (ui_test_can_send (fixture->dialog));
  ui_test_send (fixture->dialog);
  ui_test_wait_until ((preview = ui_test_find_window (ORCH_TYPE_USER_JOB_DIALOG)) != NULL);

  return preview;
}

static void
run (GtkWidget *preview, const char *verb)
{
  GtkWidget *button = ui_test_child (preview, "run_button");

  ui_test_wait_until (gtk_widget_get_visible (button));
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (button)), ==, verb);
  g_assert_true (gtk_widget_activate_action (preview, "dialog.run", NULL));
}

static double
read_budget (Fixture *fixture, const char *user_id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (OrchUser) user = NULL;
  double budget = -1;

  orch_user_service_read_async (orch_session_get_user_service (fixture->session), user_id, NULL,
                                test_keep_result_cb, &result);
  user = orch_user_service_read_finish (orch_session_get_user_service (fixture->session),
                                        test_wait_result (&result), &error);
  g_assert_no_error (error);
  orch_user_get_max_budget (user, &budget);

  return budget;
}

static const char *const two_users[] = { "user-000001", "user-000002", NULL };

static void
test_nothing_chosen (Fixture *fixture, gconstpointer data)
{
  g_assert_false (gtk_widget_get_visible (get_list (fixture)));
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (row (fixture, "max_budget"))));
  g_assert_false (ui_test_can_send (fixture->dialog));

  /* Nobody's limit goes because a switch was turned on. */
  switch_on (fixture, "max_budget", TRUE);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (row (fixture, "max_budget"))));
  g_assert_false (ui_test_can_send (fixture->dialog));
  switch_on (fixture, "models", TRUE);
  g_assert_false (ui_test_can_send (fixture->dialog));
  type (fixture, "max_budget", "20");
  g_assert_false (ui_test_can_send (fixture->dialog));
  switch_on (fixture, "models", FALSE);
  g_assert_true (ui_test_can_send (fixture->dialog));
}

static void
test_bad_values (Fixture *fixture, gconstpointer data)
{
  type (fixture, "max_budget", "a lot");
  g_assert_cmpstr (orch_field_row_get_message (row (fixture, "max_budget")), !=, "");
  g_assert_false (ui_test_can_send (fixture->dialog));

  /* What is switched off does not matter. */
  switch_on (fixture, "max_budget", FALSE);
  type (fixture, "budget_duration", "30d");
  g_assert_true (ui_test_can_send (fixture->dialog));
}

static void
test_reset_spend_alone (Fixture *fixture, gconstpointer data)
{
  gtk_switch_set_active (ui_test_child (fixture->form, "reset_spend"), TRUE);
  g_assert_true (ui_test_can_send (fixture->dialog));
}

static void
test_list (Fixture *fixture, gconstpointer data)
{
  g_assert_true (gtk_widget_get_visible (get_list (fixture)));
  type (fixture, "max_budget", "20");
  g_assert_false (ui_test_can_send (fixture->dialog));

  paste (fixture, "user-000001\nuser-000002\n");
  g_assert_cmpstr (get_text (get_list (fixture), "message"), ==, "2 entries");
  g_assert_true (ui_test_can_send (fixture->dialog));
}

static void
test_asks_before_discarding (Fixture *fixture, gconstpointer data)
{
  paste (fixture, "user-000001");
  gtk_window_close (GTK_WINDOW (fixture->dialog));
  ui_test_answer ("_Cancel");
  g_assert_false (fixture->closed);

  gtk_window_close (GTK_WINDOW (fixture->dialog));
  ui_test_answer ("_Discard");
  ui_test_wait_until (fixture->closed);
}

static void
test_saves (Fixture *fixture, gconstpointer data)
{
  GtkWidget *preview;

  paste (fixture, "email,user_id\n,user-000003\n,nobody\n,user-000003\n,user-000004");
  type (fixture, "max_budget", "77.5");
  preview = show_preview (fixture);
  ui_test_wait_until (says (preview, "2 users will be changed."));
  g_assert_true (says (preview, "1 entry is no user; none is created."));
  g_assert_true (says (preview, "1 entry is there more than once."));
  ui_test_wait_until (ui_test_find_label (preview, "Left out: the server knows no such user"));
  g_assert_nonnull (ui_test_find_label (preview, "→ $77.50"));
  g_assert_cmpuint (fixture->n_saved, ==, 0);

  run (preview, "_Save");
  ui_test_wait_until (says (preview, "2 users were changed."));
  g_assert_cmpuint (fixture->n_saved, ==, 1);
  g_assert_cmpfloat (read_budget (fixture, "user-000003"), ==, 77.5);
  g_assert_cmpfloat (read_budget (fixture, "user-000004"), ==, 77.5);

  /* Nothing is left to do here. */
  gtk_window_close (GTK_WINDOW (preview));
  ui_test_wait_until (fixture->closed);
}

static void
test_goes_back (Fixture *fixture, gconstpointer data)
{
  GtkWidget *preview;

  type (fixture, "max_budget", "78");
  preview = show_preview (fixture);
  ui_test_wait_until (says (preview, "2 users will be changed."));
  gtk_window_close (GTK_WINDOW (preview));
  ui_test_wait_until (ui_test_find_window (ORCH_TYPE_USER_JOB_DIALOG) == NULL);

  g_assert_false (fixture->closed);
  g_assert_true (ui_test_can_send (fixture->dialog));
  g_assert_cmpuint (fixture->n_saved, ==, 0);
}

static void
test_own_role (Fixture *fixture, gconstpointer data)
{
  GtkWidget *preview;

  switch_on (fixture, "user_role", TRUE);
  preview = show_preview (fixture);
  ui_test_wait_until (says (preview, "Your own role is left as it is."));
  g_assert_true (says (preview, "There is nothing to change."));
  g_assert_false (gtk_widget_get_visible (ui_test_child (preview, "run_button")));
}

static void
reply_user (Fixture *fixture, const char *id)
{
  g_autofree char *row_text = g_strdup_printf ("{\"user_id\": \"%s\", \"max_budget\": 1.0}", id);

  test_server_reply (fixture->server, READ, 200, row_text);
}

static void
reply_written (Fixture *fixture, const char *id)
{
  g_autofree char *body = g_strdup_printf (
      "{\"user_id\": \"%s\", \"data\": {\"user_id\": \"%s\", \"max_budget\": 20.0}}", id, id);

  test_server_reply (fixture->server, WRITE, 200, body);
}

/* The server goes away before the users are read, and again after the first was saved. */
static void
test_server_away (Fixture *fixture, gconstpointer data)
{
  GtkWidget *preview;

  type (fixture, "max_budget", "20");
  test_server_reply (fixture->server, READ, 503, "{}");
  preview = show_preview (fixture);
  ui_test_wait_until (says (preview, "Nothing was changed."));

  test_server_forget_replies (fixture->server, READ);
  reply_user (fixture, "user-000001");
  reply_user (fixture, "user-000002");
  run (preview, "_Go on");
  ui_test_wait_until (says (preview, "2 users will be changed."));

  test_server_forget_replies (fixture->server, READ);
  reply_user (fixture, "user-000001");
  reply_written (fixture, "user-000001");
  test_server_reply (fixture->server, READ, 503, "{}");
  run (preview, "_Save");
  ui_test_wait_until (says (preview, "1 user was changed."));
  g_assert_true (says (preview, "1 user could not be changed."));

  test_server_forget_replies (fixture->server, READ);
  test_server_forget_replies (fixture->server, WRITE);
  reply_user (fixture, "user-000002");
  reply_written (fixture, "user-000002");
  run (preview, "_Try again");
  ui_test_wait_until (says (preview, "2 users were changed."));
  g_assert_cmpuint (test_server_count (fixture->server, "POST " WRITE), ==, 2);
  g_assert_cmpuint (fixture->n_saved, ==, 2);
}

static void
test_stops (Fixture *fixture, gconstpointer data)
{
  GtkWidget *preview;

  type (fixture, "max_budget", "20");
  reply_user (fixture, "user-000001");
  reply_user (fixture, "user-000002");
  preview = show_preview (fixture);
  ui_test_wait_until (says (preview, "2 users will be changed."));

  test_server_forget_replies (fixture->server, READ);
  reply_user (fixture, "user-000001");
  test_server_hang (fixture->server, WRITE);
  run (preview, "_Save");
  test_server_wait_count (fixture->server, "POST " WRITE, 1);
  /* Closing stops, too. */
  gtk_window_close (GTK_WINDOW (preview));
  ui_test_wait_until (says (preview, "Stopped. 2 users are left."));
  g_assert_nonnull (ui_test_find_window (ORCH_TYPE_USER_JOB_DIALOG));

  gtk_window_close (GTK_WINDOW (preview));
  ui_test_wait_until (ui_test_find_window (ORCH_TYPE_USER_JOB_DIALOG) == NULL);
  g_assert_false (fixture->closed);
}

int
main (int argc, char *argv[])
{
  static const char *const oneself[] = { "demo-admin", NULL };
  g_autoptr (GError) error = NULL;
  int status;

  ui_test_init (&argc, &argv);
  demo = orch_demo_server_new (N_USERS);
  orch_demo_server_start (demo, 0, &error);
  g_assert_no_error (error);

#define ADD(name, data, set_up_it, function)                                                       \
  g_test_add ("/update-users-dialog/" name, Fixture, data, set_up_it, function, tear_down)
  ADD ("nothing-chosen", two_users, set_up, test_nothing_chosen);
  ADD ("bad-values", two_users, set_up, test_bad_values);
  ADD ("reset-spend-alone", two_users, set_up, test_reset_spend_alone);
  ADD ("list", NULL, set_up, test_list);
  ADD ("asks-before-discarding", NULL, set_up, test_asks_before_discarding);
  ADD ("saves", NULL, set_up, test_saves);
  ADD ("goes-back", two_users, set_up, test_goes_back);
  ADD ("own-role", oneself, set_up, test_own_role);
  ADD ("server-away", two_users, set_up_server, test_server_away);
  ADD ("stops", two_users, set_up_server, test_stops);
#undef ADD

  status = g_test_run ();
  g_object_unref (demo);

  return status;
}
