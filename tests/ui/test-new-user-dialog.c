#include "config.h"

#include "core/client/json.h"
#include "session-test.h"
#include "ui-test.h"
#include "ui/common/field-row.h"
#include "ui/users/invitation-dialog.h"
#include "ui/users/new-user-dialog.h"

#define WRITE "/user/new"
#define READ "/user/info"
#define INVITE "/invitation/new"

typedef struct {
  TestServer *server;   /* (owned) */
  OrchSession *session; /* (owned) */
  GtkWidget *dialog;    /* (owned): gone from the screen once it was closed */
  GtkWidget *form;
  OrchUser *user; /* (owned) (nullable): of the signal */
  char *text;     /* (owned) (nullable): of the signal */
  gboolean wants_invitation;
  gboolean closed;
} Fixture;

static void
created_cb (Fixture *fixture, OrchUser *user, const char *text, gboolean wants_invitation)
{
  g_assert_null (fixture->user);
  fixture->user = g_object_ref (user);
  fixture->text = g_strdup (text);
  fixture->wants_invitation = wants_invitation;
}

static void
closed_cb (Fixture *fixture)
{
  fixture->closed = TRUE;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->server = test_server_new ();
  fixture->session = session_test_open_master (fixture->server);
  fixture->dialog = g_object_ref (GTK_WIDGET (orch_new_user_dialog_new (NULL, fixture->session)));
  fixture->form = ui_test_child (fixture->dialog, "form");
  g_signal_connect_swapped (fixture->dialog, "created", G_CALLBACK (created_cb), fixture);
  g_signal_connect_swapped (fixture->dialog, "unmap", G_CALLBACK (closed_cb), fixture);
  gtk_window_present (GTK_WINDOW (fixture->dialog));
}

static void
set_up_invitation (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OrchUser) user = orch_user_new ("probe-new1");

  fixture->server = test_server_new ();
  fixture->session = session_test_open_master (fixture->server);
  if (data != NULL)
    test_server_reply_fixture (fixture->server, INVITE, data);
  else
    test_server_hang (fixture->server, INVITE);
  fixture->dialog =
      g_object_ref (GTK_WIDGET (orch_invitation_dialog_new (NULL, fixture->session, user)));
  g_signal_connect_swapped (fixture->dialog, "unmap", G_CALLBACK (closed_cb), fixture);
  gtk_window_present (GTK_WINDOW (fixture->dialog));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (!fixture->closed)
    gtk_window_destroy (GTK_WINDOW (fixture->dialog));
  g_object_unref (fixture->dialog);
  g_clear_object (&fixture->user);
  g_object_unref (fixture->session);
  g_free (fixture->text);
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

static JsonNode *
last_body (Fixture *fixture)
{
  GPtrArray *log = test_server_get_log (fixture->server);

  for (guint i = log->len; i > 0; i--)
    if (g_str_has_prefix (log->pdata[i - 1], "POST " WRITE " "))
      return json_from_string ((char *) log->pdata[i - 1] + strlen ("POST " WRITE " "), NULL);

  g_assert_not_reached ();
}

static void
reply (Fixture *fixture, const char *members)
{
  g_autofree char *body = g_strdup_printf ("{\"user_id\": \"ann\"%s}", members);
  g_autofree char *record = g_strdup_printf ("{\"user_info\": {\"user_id\": \"ann\"%s}}", members);

  test_server_reply (fixture->server, WRITE, 200, body);
  test_server_reply (fixture->server, READ, 200, record);
}

/* Nothing has to be typed. */
/* It wraps only where there is no room. */
static void
test_title (Fixture *fixture, gconstpointer data)
{
  GtkLabel *title = ui_test_child (ui_test_child (fixture->dialog, "window_title"), "title_label");

  ui_test_wait_until (gtk_widget_get_width (GTK_WIDGET (title)) > 0);
  g_assert_cmpstr (gtk_label_get_text (title), ==, "New user");
  g_assert_cmpint (pango_layout_get_line_count (gtk_label_get_layout (title)), ==, 1);

  gtk_window_set_title (GTK_WINDOW (fixture->dialog),
                        "A title which has more words than there can be in a line between buttons");
  ui_test_wait_until (pango_layout_get_line_count (gtk_label_get_layout (title)) > 1);
  g_assert_false (pango_layout_is_ellipsized (gtk_label_get_layout (title)));
}

static void
test_defaults (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonNode) body = NULL;
  g_autoptr (JsonNode) expected =
      json_from_string ("{\"user_role\": \"internal_user\", \"auto_create_key\": false}", NULL);

  g_assert_true (ui_test_can_send (fixture->dialog));
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (row (fixture, "user_id"))));
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (row (fixture, "spend"))));
  g_assert_false (gtk_widget_get_visible (ui_test_child (fixture->form, "reset_spend_row")));
  /* A new user has a role. */
  g_assert_null (ui_test_find_label (row (fixture, "user_role"), "No role"));

  reply (fixture, ", \"user_role\": \"internal_user\"");
  ui_test_send (fixture->dialog);
  ui_test_wait_until (fixture->closed);
  g_assert_cmpstr (orch_user_get_id (fixture->user), ==, "ann");
  g_assert_cmpstr (fixture->text, ==, "Created “ann”");
  g_assert_false (fixture->wants_invitation);
  body = last_body (fixture);
  g_assert_true (json_node_equal (body, expected));
}

static void
test_all_fields (Fixture *fixture, gconstpointer data)
{
  static const char *const members =
      ", \"user_alias\": \"Ann\", \"user_email\": \"ann@example.org\","
      " \"user_role\": \"proxy_admin_viewer\", \"max_budget\": 42.5, \"budget_duration\": \"30d\","
      " \"tpm_limit\": 1000, \"rpm_limit\": 10, \"models\": [\"gpt-4o\", \"o3\"],"
      " \"metadata\": {\"team\": \"sales\"}";
  g_autofree char *text =
      g_strdup_printf ("{\"user_id\": \"ann\", \"auto_create_key\": false%s}", members);
  g_autoptr (JsonNode) expected = json_from_string (text, NULL);
  g_autoptr (JsonNode) body = NULL;

  type (fixture, "user_id", " ann ");
  type (fixture, "user_alias", "Ann");
  type (fixture, "user_email", "ann@example.org");
  type (fixture, "user_role", "proxy_admin_viewer");
  type (fixture, "max_budget", "42.5");
  type (fixture, "budget_duration", "30d");
  type (fixture, "tpm_limit", "1000");
  type (fixture, "rpm_limit", "10");
  type (fixture, "models", "gpt-4o, o3");
  type (fixture, "metadata", "{\"team\": \"sales\"}");
  gtk_switch_set_active (ui_test_child (fixture->form, "invite_switch"), TRUE);

  reply (fixture, members);
  ui_test_send (fixture->dialog);
  g_assert_true (ui_test_is_sending (fixture->dialog));
  g_assert_false (ui_test_can_send (fixture->dialog));
  ui_test_wait_until (fixture->closed);
  g_assert_cmpstr (fixture->text, ==, "Created “Ann”");
  g_assert_true (fixture->wants_invitation);
  body = last_body (fixture);
  g_assert_true (json_node_equal (body, expected));
}

static void
test_names_dropped_field (Fixture *fixture, gconstpointer data)
{
  type (fixture, "user_alias", "Ann");
  type (fixture, "max_budget", "42.5");
  reply (fixture, ", \"user_role\": \"internal_user\", \"user_alias\": \"Ann\"");
  ui_test_send (fixture->dialog);
  ui_test_wait_until (fixture->closed);
  g_assert_cmpstr (fixture->text, ==, "Created “Ann”, but the server did not take: Max budget");
}

static void
test_checks (Fixture *fixture, gconstpointer data)
{
  type (fixture, "user_email", "not an email");
  g_assert_false (ui_test_can_send (fixture->dialog));
  type (fixture, "user_email", "");
  g_assert_true (ui_test_can_send (fixture->dialog));
  type (fixture, "user_id", "a\tb");
  g_assert_false (ui_test_can_send (fixture->dialog));
  g_assert_nonnull (strstr (orch_field_row_get_message (row (fixture, "user_id")), "control"));
}

/* What was typed stays; the field that the server means is marked. */
static void
test_taken (Fixture *fixture, gconstpointer data)
{
  test_server_reply_fixture (fixture->server, WRITE, "user_new_409");
  test_server_reply_fixture (fixture->server, WRITE, "user_new_409_email");
  type (fixture, "user_id", "probe-new1");
  type (fixture, "user_email", "hu-1@example.org");

  ui_test_send (fixture->dialog);
  ui_test_wait_until (!ui_test_is_sending (fixture->dialog));
  g_assert_cmpstr (orch_field_row_get_message (row (fixture, "user_id")), ==,
                   "Another user has this ID.");
  g_assert_cmpstr (orch_field_row_get_message (row (fixture, "user_email")), ==, "");
  g_assert_null (ui_test_message (fixture->dialog));

  type (fixture, "user_id", "probe-new2");
  g_assert_null (strstr (orch_field_row_get_message (row (fixture, "user_id")), "Another"));
  ui_test_send (fixture->dialog);
  ui_test_wait_until (!ui_test_is_sending (fixture->dialog));
  g_assert_cmpstr (orch_field_row_get_message (row (fixture, "user_email")), ==,
                   "Another user has this e-mail address.");
  g_assert_cmpstr (gtk_editable_get_text (ui_test_child (row (fixture, "user_id"), "entry_row")),
                   ==, "probe-new2");
  g_assert_false (fixture->closed);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  test_server_reply_fixture (fixture->server, WRITE, "user_new_401");
  ui_test_send (fixture->dialog);
  ui_test_wait_until (ui_test_message (fixture->dialog) != NULL);
  g_assert_nonnull (strstr (ui_test_message (fixture->dialog), "not allowed"));
  g_assert_null (strstr (ui_test_message (fixture->dialog), "not known"));
}

static void
test_lost_answer (Fixture *fixture, gconstpointer data)
{
  test_server_close_without_reply (fixture->server, WRITE);
  ui_test_send (fixture->dialog);
  ui_test_wait_until (ui_test_message (fixture->dialog) != NULL);
  g_assert_nonnull (
      strstr (ui_test_message (fixture->dialog), "It is not known whether the server has done it"));
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  test_server_hang (fixture->server, WRITE);
  type (fixture, "user_alias", "Ann");
  ui_test_send (fixture->dialog);
  ui_test_wait_until (test_server_count (fixture->server, "POST") == 1);
  gtk_window_close (GTK_WINDOW (fixture->dialog));
  ui_test_wait_until (!ui_test_is_sending (fixture->dialog));
  g_assert_nonnull (strstr (ui_test_message (fixture->dialog), "it may have done so"));
  g_assert_false (fixture->closed);
}

static gboolean
label_is (GtkWidget *button, gconstpointer text)
{
  return g_strcmp0 (gtk_button_get_label (GTK_BUTTON (button)), text) == 0;
}

static void
test_discard (Fixture *fixture, gconstpointer data)
{
  GtkWidget *question;

  type (fixture, "user_id", "ann");
  gtk_window_close (GTK_WINDOW (fixture->dialog));
  ui_test_wait_until ((question = ui_test_find_question ()) != NULL);
  g_assert_cmpstr (adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (question)), ==,
                   "The user has not been created.");
  g_signal_emit_by_name (ui_test_find (question, GTK_TYPE_BUTTON, label_is, "_Discard"), "clicked");
  ui_test_wait_until (fixture->closed);
  g_assert_cmpuint (test_server_count (fixture->server, "POST"), ==, 0);
}

static void
test_closes_untouched (Fixture *fixture, gconstpointer data)
{
  gtk_window_close (GTK_WINDOW (fixture->dialog));
  ui_test_wait_until (fixture->closed);
  g_assert_null (ui_test_find_question ());
}

static const char *
state (Fixture *fixture)
{
  return gtk_stack_get_visible_child_name (ui_test_child (fixture->dialog, "states"));
}

static void
test_invitation (Fixture *fixture, gconstpointer data)
{
  GtkWidget *button = ui_test_child (ui_test_child (fixture->dialog, "link_row"), "copy_button");
  g_autofree char *link =
      g_strconcat (test_server_get_url (fixture->server),
                   "/ui/onboarding?invitation_id=534e53ca-4d53-43c8-847e-dada631e811d", NULL);
  GdkContentProvider *content;
  g_auto (GValue) value = G_VALUE_INIT;
  g_autoptr (GError) error = NULL;

  ui_test_wait_until (g_str_equal (state (fixture), "link"));
  g_assert_nonnull (ui_test_find_label (fixture->dialog, link));
  g_assert_nonnull (ui_test_find_label (fixture->dialog, "30 Nov 2026"));

  g_signal_emit_by_name (button, "clicked");
  content = gdk_clipboard_get_content (gtk_widget_get_clipboard (button));
  g_value_init (&value, G_TYPE_STRING);
  g_assert_true (gdk_content_provider_get_value (content, &value, &error));
  g_assert_cmpstr (g_value_get_string (&value), ==, link);
}

static void
test_no_invitation (Fixture *fixture, gconstpointer data)
{
  /* Behind the one that says why not. */
  test_server_reply_fixture (fixture->server, INVITE, "invitation_ok");
  ui_test_wait_until (g_str_equal (state (fixture), "error"));
  g_assert_nonnull (ui_test_find_label (fixture->dialog, "The User Was Created"));
  g_assert_nonnull (ui_test_find_label (fixture->dialog, "administrator’s key"));
  g_assert_null (ui_test_find_label (fixture->dialog, "Foreign key"));

  gtk_widget_activate_action (fixture->dialog, "invitation.retry", NULL);
  ui_test_wait_until (g_str_equal (state (fixture), "link"));
}

static void
test_invitation_closed_early (Fixture *fixture, gconstpointer data)
{
  ui_test_wait_until (test_server_count (fixture->server, "POST " INVITE) == 1);
  g_assert_cmpstr (state (fixture), ==, "loading");
  gtk_window_close (GTK_WINDOW (fixture->dialog));
  ui_test_wait_until (fixture->closed);
}

int
main (int argc, char *argv[])
{
  ui_test_init (&argc, &argv);

#define ADD(path, function)                                                                        \
  g_test_add ("/new-user-dialog/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("title", test_title);
  ADD ("defaults", test_defaults);
  ADD ("all-fields", test_all_fields);
  ADD ("names-dropped-field", test_names_dropped_field);
  ADD ("checks", test_checks);
  ADD ("taken", test_taken);
  ADD ("refused", test_refused);
  ADD ("lost-answer", test_lost_answer);
  ADD ("cancel", test_cancel);
  ADD ("discard", test_discard);
  ADD ("closes-untouched", test_closes_untouched);
#undef ADD
#define ADD(path, data, function)                                                                  \
  g_test_add ("/invitation-dialog/" path, Fixture, data, set_up_invitation, function, tear_down)
  ADD ("link", "invitation_ok", test_invitation);
  ADD ("none", "invitation_500_master", test_no_invitation);
  ADD ("closed-early", NULL, test_invitation_closed_early);
#undef ADD

  return g_test_run ();
}
