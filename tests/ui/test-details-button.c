#include "config.h"

#include "client-fixture.h"
#include "core/services/server.h"
#include "ui-test.h"
#include "ui/common/details-button.h"
#include "ui/common/error-details.h"

#define SECRET "sk-0123456789abcdefghij"

/* What the server repeats, and what was searched for, stay out of it. */
static GError *
fail (ClientFixture *fixture)
{
  g_autoptr (OrchServer) server = orch_server_new (fixture->client, "1.106.2");
  OrchRequest *request = orch_request_new_get ("user", "list", NULL);
  g_autoptr (GError) error = NULL;

  orch_request_add_query (request, "search", SECRET);
  test_server_reply (fixture->server, "/user/list", 400,
                     "{\"error\": {\"message\": \"No " SECRET " here\", \"code\": \"400\"}}");
  g_assert_null (client_call (fixture->client, request, NULL, &error)); /* takes it */
  g_assert_error (error, ORCH_ERROR, ORCH_ERROR_INVALID);

  return g_steal_pointer (&error);
}

static void
assert_has (const char *text, const char *line)
{
  if (strstr (text, line) == NULL)
    g_error ("“%s” is not in “%s”", line, text);
}

static void
test_text (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = fail (fixture);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *today = g_date_time_format (now, "Sent: %Y-%m-%dT");
  g_autofree char *text = orch_error_details_describe (error);

  assert_has (text, "Request: GET /user/list\n");
  assert_has (text, today);
  assert_has (text, "Server: 1.106.2\n");
  assert_has (text, "Status: 400\n");
  assert_has (text, "Message: No sk-… here\n");
  assert_has (text, "Program: " ORCH_APP_ID " " ORCH_VERSION "\n");
  assert_has (text, "GTK 4.");
  g_assert_null (strstr (text, SECRET));
  g_assert_null (strstr (text, CLIENT_SECRET));
}

/* An error that no request has. */
static void
test_other_text (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = g_error_new (G_IO_ERROR, G_IO_ERROR_NO_SPACE, "The disk is full");
  g_autofree char *text = orch_error_details_describe (error);

  g_assert_true (g_str_has_prefix (text, "Error: g-io-error-quark "));
  assert_has (text, "Message: The disk is full\n");
}

static void
test_button (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = fail (fixture);
  g_autofree char *expected = orch_error_details_describe (error);
  g_autofree char *copied = NULL;
  GtkWidget *button = g_object_ref_sink (g_object_new (ORCH_TYPE_DETAILS_BUTTON, NULL));
  OrchDetailsButton *details = ORCH_DETAILS_BUTTON (button);

  g_assert_false (gtk_widget_get_visible (button));
  orch_details_button_set_error (details, error);
  g_assert_true (gtk_widget_get_visible (button));
  g_assert_cmpstr (gtk_widget_get_tooltip_text (button), ==, "Copy details");

  g_signal_emit_by_name (button, "clicked");
  g_assert_cmpstr (gtk_widget_get_tooltip_text (button), ==, "Copied");
  copied = ui_test_read_clipboard (button);
  g_assert_cmpstr (copied, ==, expected);

  orch_details_button_set_error (details, NULL);
  g_assert_false (gtk_widget_get_visible (button));
  g_object_unref (button);
}

/* In a question it says what it does in words. */
static void
test_words (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = fail (fixture);
  GtkWidget *button = g_object_ref_sink (orch_details_button_new (error));

  g_assert_true (gtk_widget_get_visible (button));
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (button)), ==, "Copy details");
  g_assert_null (gtk_widget_get_tooltip_text (button));
  g_signal_emit_by_name (button, "clicked");
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (button)), ==, "Copied");
  g_object_unref (button);
}

static void
add (const char *path, void (*test) (ClientFixture *fixture, gconstpointer data))
{
  g_test_add (path, ClientFixture, NULL, client_fixture_set_up, test, client_fixture_tear_down);
}

int
main (int argc, char *argv[])
{
  ui_test_init (&argc, &argv);

  add ("/details-button/text", test_text);
  add ("/details-button/other-text", test_other_text);
  add ("/details-button/button", test_button);
  add ("/details-button/words", test_words);

  return g_test_run ();
}
