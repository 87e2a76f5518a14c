#include "config.h"

#include "demo/demo-server.h"
#include "session-test.h"
#include "ui-test.h"
#include "ui/common/field-row.h"
#include "ui/users/update-user-dialog.h"

/* What the dialog does about a save of which only the answer is missing. */

typedef struct {
  OrchDemoServer *demo; /* (owned) */
  OrchSession *session; /* (owned) */
  OrchUser *user;       /* (owned) */
  GtkWidget *dialog;    /* (owned): gone from the screen once it was closed */
  char *saved;          /* (owned) (nullable): text of the signal */
} Fixture;

static void
saved_cb (Fixture *fixture, const char *text)
{
  fixture->saved = g_strdup (text);
}

static void
set_fault (Fixture *fixture, const char *fault)
{
  g_assert_true (orch_demo_server_set_fault (fixture->demo, fault, NULL));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OrchClient) client = NULL;
  g_autoptr (GAsyncResult) read = NULL;
  g_autoptr (GError) error = NULL;

  fixture->demo = orch_demo_server_new (30);
  orch_demo_server_start (fixture->demo, 0, &error);
  g_assert_no_error (error);

  client = orch_client_new (orch_demo_server_get_url (fixture->demo), ORCH_DEMO_MASTER_KEY);
  orch_client_set_retry_pause (client, 1);
  fixture->session = session_test_open (client);

  orch_user_service_read_async (orch_session_get_user_service (fixture->session), "demo-user", NULL,
                                test_keep_result_cb, &read);
  fixture->user = orch_user_service_read_finish (orch_session_get_user_service (fixture->session),
                                                 test_wait_result (&read), &error);
  g_assert_no_error (error);

  fixture->dialog = g_object_ref (
      GTK_WIDGET (orch_update_user_dialog_new (NULL, fixture->session, fixture->user)));
  g_signal_connect_swapped (fixture->dialog, "saved", G_CALLBACK (saved_cb), fixture);
  gtk_window_present (GTK_WINDOW (fixture->dialog));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->saved == NULL)
    gtk_window_destroy (GTK_WINDOW (fixture->dialog));
  g_object_unref (fixture->dialog);
  g_object_unref (fixture->user);
  g_object_unref (fixture->session);
  g_free (fixture->saved);
  g_object_unref (fixture->demo);
}

static void
type_alias (Fixture *fixture, const char *text)
{
  GtkWidget *form = ui_test_child (fixture->dialog, "form");

  orch_field_row_set_text (ui_test_child (form, "user_alias"), text);
}

static gboolean
is_busy (Fixture *fixture)
{
  return gtk_spinner_get_spinning (ui_test_child (fixture->dialog, "spinner"));
}

static gboolean
offers_to_look (Fixture *fixture)
{
  return gtk_widget_is_visible (ui_test_child (fixture->dialog, "look_button"));
}

static void
assert_says (Fixture *fixture, const char *text)
{
  if (ui_test_find_label (fixture->dialog, text) == NULL)
    g_error ("the dialog does not say “%s”", text);
}

static void
save (Fixture *fixture)
{
  ui_test_send (fixture->dialog);
  ui_test_wait_until (!is_busy (fixture));
}

/* Saves an alias, of which the answer is lost. */
static void
lose_answer (Fixture *fixture, const char *fault)
{
  set_fault (fixture, fault);
  type_alias (fixture, "Changed");
  g_assert_false (offers_to_look (fixture));
  save (fixture);

  assert_says (fixture, "It is not known whether the server has done it.");
  g_assert_true (offers_to_look (fixture));
  g_assert_null (fixture->saved);
}

static void
look (Fixture *fixture)
{
  g_strfreev (orch_demo_server_take_log (fixture->demo));
  gtk_widget_activate_action (fixture->dialog, "dialog.look", NULL);
  g_assert_true (is_busy (fixture));
}

static void
assert_wrote_nothing (Fixture *fixture)
{
  g_auto (GStrv) log = orch_demo_server_take_log (fixture->demo);

  g_assert_cmpuint (g_strv_length (log), >, 0);
  for (guint i = 0; log[i] != NULL; i++)
    g_assert_true (g_str_has_prefix (log[i], "GET "));
}

static void
test_was_saved (Fixture *fixture, gconstpointer data)
{
  lose_answer (fixture, "reset@/user/update");
  look (fixture);
  ui_test_wait_until (fixture->saved != NULL);

  g_assert_cmpstr (fixture->saved, ==, "Saved “Alias”");
  g_assert_cmpstr (orch_user_get_alias (fixture->user), ==, "Changed");
  assert_wrote_nothing (fixture);
}

static void
test_was_not_saved (Fixture *fixture, gconstpointer data)
{
  lose_answer (fixture, "500@/user/update");
  look (fixture);
  ui_test_wait_until (!is_busy (fixture));

  assert_says (fixture, "The server does not have your value of: Alias");
  g_assert_false (offers_to_look (fixture));
  assert_wrote_nothing (fixture);

  set_fault (fixture, NULL);
  save (fixture);
  g_assert_cmpstr (fixture->saved, ==, "Saved “Alias”");
}

static void
test_look_fails (Fixture *fixture, gconstpointer data)
{
  lose_answer (fixture, "cut@/user/update");
  set_fault (fixture, "503");
  look (fixture);
  ui_test_wait_until (!is_busy (fixture));

  assert_says (fixture, "The server is not available at the moment.");
  assert_says (fixture, "So it is still not known whether this was saved.");
  g_assert_true (offers_to_look (fixture));

  set_fault (fixture, NULL);
  look (fixture);
  ui_test_wait_until (fixture->saved != NULL);
}

/* What would be looked for is no longer what was sent; what the lost save did is nobody else's
 * change. */
static void
test_edit_ends_the_offer (Fixture *fixture, gconstpointer data)
{
  lose_answer (fixture, "reset@/user/update");
  type_alias (fixture, "Changed again");
  g_assert_false (offers_to_look (fixture));

  set_fault (fixture, NULL);
  save (fixture);
  ui_test_wait_until (fixture->saved != NULL);
  g_assert_cmpstr (orch_user_get_alias (fixture->user), ==, "Changed again");
}

static void
test_cancel_while_looking (Fixture *fixture, gconstpointer data)
{
  lose_answer (fixture, "reset@/user/update");
  set_fault (fixture, "hang");
  look (fixture);
  gtk_window_close (GTK_WINDOW (fixture->dialog));
  ui_test_wait_until (!is_busy (fixture));

  assert_says (fixture, "it may have saved");
  g_assert_true (offers_to_look (fixture));
}

int
main (int argc, char *argv[])
{
  ui_test_init (&argc, &argv);

#define ADD(path, test) g_test_add ("/lost-answer/" path, Fixture, NULL, set_up, test, tear_down)
  ADD ("was-saved", test_was_saved);
  ADD ("was-not-saved", test_was_not_saved);
  ADD ("look-fails", test_look_fails);
  ADD ("edit-ends-the-offer", test_edit_ends_the_offer);
  ADD ("cancel-while-looking", test_cancel_while_looking);
#undef ADD

  return g_test_run ();
}
