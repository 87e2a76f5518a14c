#include "config.h"

#include "core/client/json.h"
#include "session-test.h"
#include "ui-test.h"
#include "ui/common/field-row.h"
#include "ui/users/update-user-dialog.h"

#define USER_ID "ann"

/* Replaced in a copy of it to say what the server has. */
#define ROW                                                                                        \
  "{\"user_id\": \"ann\", \"user_alias\": \"Ann\", \"user_email\": \"ann@example.org\","           \
  " \"user_role\": \"internal_user\", \"max_budget\": 10.0, \"spend\": 3.25,"                      \
  " \"budget_duration\": \"30d\", \"tpm_limit\": null, \"rpm_limit\": 5,"                          \
  " \"models\": [\"gpt-4o\"], \"metadata\": {\"team\": \"sales\"}}"

typedef struct {
  TestServer *server;   /* (owned) */
  OrchSession *session; /* (owned) */
  OrchUser *user;       /* (owned) */
  GtkWidget *dialog;    /* (owned): gone from the screen once it was closed */
  GtkWidget *form;
  char *saved; /* (owned) (nullable): text of the signal */
  gboolean closed;
} Fixture;

static char *
change_row (const char *from, const char *to)
{
  g_auto (GStrv) parts = g_strsplit (ROW, from, 2);

  g_assert_cmpuint (g_strv_length (parts), ==, 2);

  return g_strjoinv (to, parts);
}

static void
reply_to_read (Fixture *fixture, const char *row)
{
  test_server_reply (fixture->server, "/v2/user/info", 200, row);
}

static void
reply_to_write (Fixture *fixture, const char *row)
{
  g_autofree char *body = g_strdup_printf ("{\"user_id\": \"" USER_ID "\", \"data\": %s}", row);

  test_server_reply (fixture->server, "/user/update", 200, body);
}

static void
saved_cb (Fixture *fixture, const char *text)
{
  g_assert_null (fixture->saved);
  fixture->saved = g_strdup (text);
}

static void
closed_cb (Fixture *fixture)
{
  fixture->closed = TRUE;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonNode) node = orch_json_parse (ROW, -1, NULL, NULL, NULL);

  fixture->server = test_server_new ();
  fixture->session = session_test_open_master (fixture->server);
  fixture->user = orch_user_new_from_json (json_node_get_object (node));
  fixture->dialog = g_object_ref (
      GTK_WIDGET (orch_update_user_dialog_new (NULL, fixture->session, fixture->user)));
  fixture->form = ui_test_child (fixture->dialog, "form");
  g_signal_connect_swapped (fixture->dialog, "saved", G_CALLBACK (saved_cb), fixture);
  g_signal_connect_swapped (fixture->dialog, "unmap", G_CALLBACK (closed_cb), fixture);
  gtk_window_present (GTK_WINDOW (fixture->dialog));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (!fixture->closed)
    gtk_window_destroy (GTK_WINDOW (fixture->dialog));
  g_object_unref (fixture->dialog);
  g_object_unref (fixture->user);
  g_object_unref (fixture->session);
  g_free (fixture->saved);
  test_server_free (fixture->server);
}

static OrchFieldRow *
row (Fixture *fixture, const char *name)
{
  return ORCH_FIELD_ROW (ui_test_child (fixture->form, name));
}

static void
type (Fixture *fixture, const char *name, const char *text)
{
  orch_field_row_set_text (row (fixture, name), text);
}

static guint
n_writes (Fixture *fixture)
{
  return test_server_count (fixture->server, "POST ");
}

static const char *
last_write (Fixture *fixture)
{
  GPtrArray *log = test_server_get_log (fixture->server);
  const char *last = NULL;

  for (guint i = 0; i < log->len; i++) {
    if (g_str_has_prefix (g_ptr_array_index (log, i), "POST "))
      last = g_ptr_array_index (log, i);
  }

  return last;
}

static void
assert_contains (const char *text, const char *part)
{
  if (text == NULL || strstr (text, part) == NULL)
    g_error ("“%s” does not contain “%s”", text, part);
}

static gboolean
has_label (GtkWidget *widget, gconstpointer data)
{
  return g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), data) == 0;
}

static void
answer (const char *label)
{
  GtkWidget *button;

  ui_test_wait_until (ui_test_find_question () != NULL);
  button = ui_test_find (ui_test_find_question (), GTK_TYPE_BUTTON, has_label, label);
  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
  ui_test_wait_until (ui_test_find_question () == NULL);
}

/* LiteLLM can't update a user whose ID is empty. */
static void
test_insensitive_with_reason (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OrchUser) nameless = orch_user_new ("");
  GtkWindow *dialog = orch_update_user_dialog_new (NULL, fixture->session, nameless);
  GtkWidget *budget = ui_test_child (ui_test_child (dialog, "form"), "max_budget");

  g_assert_false (gtk_widget_get_sensitive (budget));
  g_assert_nonnull (gtk_widget_get_tooltip_text (budget));
  g_assert_true (gtk_widget_get_sensitive (GTK_WIDGET (row (fixture, "max_budget"))));

  gtk_window_destroy (dialog);
}

static void
test_save_needs_a_change (Fixture *fixture, gconstpointer data)
{
  g_assert_false (ui_test_can_send (fixture->dialog));

  type (fixture, "user_alias", "Annie");
  g_assert_true (ui_test_can_send (fixture->dialog));

  type (fixture, "user_email", "nonsense");
  g_assert_false (ui_test_can_send (fixture->dialog));

  type (fixture, "user_email", "ann@example.org");
  g_assert_true (ui_test_can_send (fixture->dialog));

  type (fixture, "user_alias", "Ann");
  g_assert_false (ui_test_can_send (fixture->dialog));

  /* The same number, written in another way. */
  type (fixture, "max_budget", "10.00");
  g_assert_false (ui_test_can_send (fixture->dialog));
}

static void
test_bad_input_sends_nothing (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *field;
    const char *text;
  } cases[] = {
    { "max_budget", "-1" }, { "max_budget", "nan" },       { "max_budget", "1e400" },
    { "max_budget", "" },   { "max_budget", "1,000" },     { "budget_duration", "1y" },
    { "spend", "inf" },     { "budget_duration", "2mo" },  { "budget_duration", "0d" },
    { "spend", "" },        { "budget_duration", "1d x" }, { "user_email", "not an email" },
    { "tpm_limit", "1.5" }, { "rpm_limit", "-1" },         { "user_alias", "bell\a" },
    { "models", "" },       { "models", "a\x01" },         { "metadata", "{" },
    { "metadata", "[]" },   { "metadata", "{}" },
  };

  type (fixture, "user_role", "proxy_admin");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    OrchFieldRow *edited = row (fixture, cases[i].field);
    g_autofree char *before = g_strdup (orch_field_row_get_message (edited));

    orch_field_row_set_text (edited, cases[i].text);
    g_assert_cmpstr (orch_field_row_get_message (edited), !=, before);
    g_assert_false (ui_test_can_send (fixture->dialog));
    ui_test_send (fixture->dialog);

    orch_field_row_revert (edited);
    g_assert_cmpstr (orch_field_row_get_message (edited), ==, before);
    g_assert_true (ui_test_can_send (fixture->dialog));
  }

  g_assert_cmpuint (n_writes (fixture), ==, 0);
}

static void
test_sends_only_changes (Fixture *fixture, gconstpointer data)
{
  g_autofree char *stored =
      change_row ("\"max_budget\": 10.0, \"spend\": 3.25", "\"max_budget\": 42.5, \"spend\": 3.25");

  reply_to_read (fixture, ROW);
  reply_to_write (fixture, stored);
  type (fixture, "max_budget", "42.5");
  ui_test_send (fixture->dialog);
  g_assert_true (ui_test_is_sending (fixture->dialog));
  g_assert_false (ui_test_can_send (fixture->dialog));
  g_assert_false (gtk_widget_get_sensitive (fixture->form));
  ui_test_wait_until (fixture->saved != NULL);

  g_assert_true (fixture->closed);
  g_assert_cmpstr (fixture->saved, ==, "Saved “Max budget”");
  g_assert_cmpstr (last_write (fixture), ==,
                   "POST /user/update {\"user_id\":\"" USER_ID "\",\"max_budget\":42.5}");
}

static void
test_clears_and_counts (Fixture *fixture, gconstpointer data)
{
  g_autofree char *stored =
      change_row ("\"max_budget\": 10.0, \"spend\": 3.25, \"budget_duration\": \"30d\"",
                  "\"max_budget\": null, \"spend\": 3.25, \"budget_duration\": null");

  reply_to_read (fixture, ROW);
  reply_to_write (fixture, stored);
  type (fixture, "max_budget", NULL);
  type (fixture, "budget_duration", NULL);
  ui_test_send (fixture->dialog);
  ui_test_wait_until (fixture->saved != NULL);

  g_assert_cmpstr (fixture->saved, ==, "Saved “Max budget” and 1 more change");
  assert_contains (last_write (fixture), "\"max_budget\":null");
  assert_contains (last_write (fixture), "\"budget_duration\":null");
}

static void
test_offers_reset_of_spend (Fixture *fixture, gconstpointer data)
{
  GtkWidget *offer = ui_test_child (fixture->form, "reset_spend_row");
  GtkCheckButton *check = ui_test_child (ui_test_child (fixture->form, "reset_spend_row"), "check");
  GtkEditable *spend = ui_test_child (row (fixture, "spend"), "entry_row");

  g_assert_false (gtk_widget_get_visible (offer));

  type (fixture, "budget_duration", "7d");
  g_assert_true (gtk_widget_get_visible (offer));
  g_assert_false (gtk_check_button_get_active (check));

  gtk_check_button_set_active (check, TRUE);
  g_assert_cmpstr (gtk_editable_get_text (spend), ==, "0");

  gtk_check_button_set_active (check, FALSE);
  g_assert_cmpstr (gtk_editable_get_text (spend), ==, "3.25");

  type (fixture, "spend", "0.00");
  g_assert_true (gtk_check_button_get_active (check));
  type (fixture, "spend", "1");
  g_assert_false (gtk_check_button_get_active (check));
  g_assert_cmpstr (gtk_editable_get_text (spend), ==, "1");

  type (fixture, "budget_duration", "30d");
  g_assert_false (gtk_widget_get_visible (offer));
}

static void
test_takes_offer_back (Fixture *fixture, gconstpointer data)
{
  GtkCheckButton *check = ui_test_child (ui_test_child (fixture->form, "reset_spend_row"), "check");
  GtkEditable *spend = ui_test_child (row (fixture, "spend"), "entry_row");

  type (fixture, "budget_duration", "7d");
  gtk_check_button_set_active (check, TRUE);
  type (fixture, "budget_duration", "30d");

  g_assert_cmpstr (gtk_editable_get_text (spend), ==, "3.25");
  g_assert_false (ui_test_can_send (fixture->dialog));
}

static void
test_partly (Fixture *fixture, gconstpointer data)
{
  g_autofree char *stored = change_row ("10.0", "42.5");

  reply_to_read (fixture, ROW);
  reply_to_write (fixture, stored);
  type (fixture, "max_budget", "42.5");
  type (fixture, "user_alias", "Annie");
  type (fixture, "models", "claude");
  ui_test_send (fixture->dialog);
  ui_test_wait_until (fixture->saved != NULL);

  g_assert_cmpstr (fixture->saved, ==, "Saved, but the server did not take: Alias, Models");
  g_assert_true (fixture->closed);
}

static void
test_nothing_taken (Fixture *fixture, gconstpointer data)
{
  reply_to_read (fixture, ROW);
  reply_to_write (fixture, ROW);
  type (fixture, "user_alias", "Annie");
  ui_test_send (fixture->dialog);
  ui_test_wait_until (fixture->saved != NULL);

  g_assert_cmpstr (fixture->saved, ==, "The server did not take: Alias");
}

static void
test_conflict (Fixture *fixture, gconstpointer data)
{
  g_autofree char *theirs = change_row ("10.0", "50.0");
  g_autofree char *stored = change_row ("10.0", "42.5");

  reply_to_read (fixture, theirs);
  reply_to_write (fixture, stored);
  type (fixture, "max_budget", "42.5");
  ui_test_send (fixture->dialog);
  ui_test_wait_until (ui_test_find_question () != NULL);

  g_assert_false (ui_test_is_sending (fixture->dialog));
  assert_contains (adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (ui_test_find_question ())),
                   "Max budget");
  assert_contains (adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (ui_test_find_question ())),
                   "$50.00");
  assert_contains (adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (ui_test_find_question ())),
                   "$42.50");

  answer ("_Cancel");
  g_assert_cmpuint (n_writes (fixture), ==, 0);
  g_assert_true (ui_test_can_send (fixture->dialog));

  ui_test_send (fixture->dialog);
  answer ("_Overwrite");
  ui_test_wait_until (fixture->saved != NULL);
  g_assert_cmpuint (n_writes (fixture), ==, 1);
}

static void
test_refused_field (Fixture *fixture, gconstpointer data)
{
  reply_to_read (fixture, ROW);
  test_server_reply (fixture->server, "/user/update", 422,
                     "{\"detail\": [{\"type\": \"x\", \"loc\": [\"body\", \"user_alias\"],"
                     " \"msg\": \"too funny\"}]}");
  type (fixture, "user_alias", "Annie");
  ui_test_send (fixture->dialog);
  ui_test_wait_until (!ui_test_is_sending (fixture->dialog));

  assert_contains (orch_field_row_get_message (row (fixture, "user_alias")), "too funny");
  g_assert_null (ui_test_message (fixture->dialog));
  g_assert_true (ui_test_can_send (fixture->dialog));
  g_assert_null (fixture->saved);
}

static void
test_error_keeps_text (Fixture *fixture, gconstpointer data)
{
  reply_to_read (fixture, ROW);
  test_server_reply (fixture->server, "/user/update", 500,
                     "{\"error\": {\"message\": \"kaboom\", \"type\": \"internal_server_error\","
                     " \"param\": null, \"code\": \"500\"}}");
  reply_to_write (fixture, ROW);
  type (fixture, "user_alias", "Annie");
  ui_test_send (fixture->dialog);
  ui_test_wait_until (!ui_test_is_sending (fixture->dialog));

  assert_contains (ui_test_message (fixture->dialog), "kaboom");
  g_assert_true (ui_test_can_send (fixture->dialog));
  g_assert_cmpstr (gtk_editable_get_text (ui_test_child (row (fixture, "user_alias"), "entry_row")),
                   ==, "Annie");

  ui_test_send (fixture->dialog);
  g_assert_null (ui_test_message (fixture->dialog));
  ui_test_wait_until (fixture->saved != NULL);
}

static void
test_cancel_while_saving (Fixture *fixture, gconstpointer data)
{
  test_server_hang (fixture->server, "/v2/user/info");
  type (fixture, "user_alias", "Annie");
  ui_test_send (fixture->dialog);
  ui_test_wait_until (test_server_count (fixture->server, "GET /v2/user/info") == 1);

  gtk_window_close (GTK_WINDOW (fixture->dialog));
  ui_test_wait_until (!ui_test_is_sending (fixture->dialog));

  g_assert_false (fixture->closed);
  g_assert_true (ui_test_can_send (fixture->dialog));
  assert_contains (ui_test_message (fixture->dialog), "Cancelled");
  g_assert_cmpuint (n_writes (fixture), ==, 0);
}

static void
test_destroyed_while_saving (Fixture *fixture, gconstpointer data)
{
  gpointer dialog = fixture->dialog;

  test_server_hang (fixture->server, "/v2/user/info");
  type (fixture, "user_alias", "Annie");
  ui_test_send (fixture->dialog);
  ui_test_wait_until (test_server_count (fixture->server, "GET /v2/user/info") == 1);

  gtk_window_destroy (GTK_WINDOW (fixture->dialog));
  g_object_add_weak_pointer (dialog, &dialog);
  g_object_unref (fixture->dialog);
  ui_test_wait_until (dialog == NULL);

  fixture->dialog = g_object_ref_sink (gtk_label_new (NULL));
  g_assert_true (fixture->closed);
  g_assert_null (fixture->saved);
}

static void
test_closes_unchanged (Fixture *fixture, gconstpointer data)
{
  gtk_window_close (GTK_WINDOW (fixture->dialog));
  ui_test_wait_until (fixture->closed);

  g_assert_null (ui_test_find_question ());
}

static void
test_asks_to_discard (Fixture *fixture, gconstpointer data)
{
  type (fixture, "max_budget", "nonsense");

  gtk_window_close (GTK_WINDOW (fixture->dialog));
  answer ("_Cancel");
  g_assert_false (fixture->closed);

  gtk_window_close (GTK_WINDOW (fixture->dialog));
  answer ("_Discard");
  ui_test_wait_until (fixture->closed);
  g_assert_cmpuint (n_writes (fixture), ==, 0);
}

int
main (int argc, char *argv[])
{
  ui_test_init (&argc, &argv);

#define ADD(path, test)                                                                            \
  g_test_add ("/update-user-dialog/" path, Fixture, NULL, set_up, test, tear_down)

  ADD ("insensitive-with-reason", test_insensitive_with_reason);
  ADD ("save-needs-a-change", test_save_needs_a_change);
  ADD ("bad-input-sends-nothing", test_bad_input_sends_nothing);
  ADD ("sends-only-changes", test_sends_only_changes);
  ADD ("clears-and-counts", test_clears_and_counts);
  ADD ("offers-reset-of-spend", test_offers_reset_of_spend);
  ADD ("takes-offer-back", test_takes_offer_back);
  ADD ("partly", test_partly);
  ADD ("nothing-taken", test_nothing_taken);
  ADD ("conflict", test_conflict);
  ADD ("refused-field", test_refused_field);
  ADD ("error-keeps-text", test_error_keeps_text);
  ADD ("cancel-while-saving", test_cancel_while_saving);
  ADD ("destroyed-while-saving", test_destroyed_while_saving);
  ADD ("closes-unchanged", test_closes_unchanged);
  ADD ("asks-to-discard", test_asks_to_discard);

#undef ADD

  return g_test_run ();
}
