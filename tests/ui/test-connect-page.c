#include "config.h"

#include "demo/demo-server.h"
#include "test-server.h"
#include "ui-test.h"
#include "ui/connect/connect-page.h"

typedef struct {
  GtkWidget *window;     /* (owned) */
  OrchConnectPage *page; /* (unowned) */
  OrchSession *session;  /* (owned) (nullable): what `connected` gave */
} Fixture;

static void
connected_cb (Fixture *fixture, OrchSession *session)
{
  g_set_object (&fixture->session, session);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->window = gtk_window_new ();
  fixture->page = g_object_new (ORCH_TYPE_CONNECT_PAGE, NULL);
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->page));
  g_signal_connect_swapped (fixture->page, "connected", G_CALLBACK (connected_cb), fixture);
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_clear_object (&fixture->session);
}

static void
type (Fixture *fixture, const char *address, const char *key)
{
  gtk_editable_set_text (ui_test_child (fixture->page, "address_row"), address);
  gtk_editable_set_text (ui_test_child (fixture->page, "key_row"), key);
}

static void
press_connect (Fixture *fixture)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "connect.connect", NULL);
}

static gboolean
is_busy (Fixture *fixture)
{
  return g_str_equal (
      gtk_stack_get_visible_child_name (ui_test_child (fixture->page, "connect_stack")), "busy");
}

static const char *
message (Fixture *fixture, const char *label)
{
  GtkWidget *widget = ui_test_child (fixture->page, label);

  return gtk_widget_get_visible (widget) ? gtk_label_get_text (GTK_LABEL (widget)) : "";
}

static gboolean
failed (Fixture *fixture)
{
  return gtk_widget_get_visible (ui_test_child (fixture->page, "failure"));
}

static void
test_bad_input (Fixture *fixture, gconstpointer data)
{
  static const char *const addresses[] = {
    "", "ftp://example.com", "https://", "http://a b/", "http://x:99999", "https://me:pw@x"
  };

  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++) {
    type (fixture, addresses[i], "sk-something-0000");
    press_connect (fixture);

    g_assert_false (is_busy (fixture));
    g_assert_cmpstr (message (fixture, "address_error"), !=, "");
    g_assert_cmpstr (gtk_editable_get_text (ui_test_child (fixture->page, "address_row")), ==,
                     addresses[i]);
  }

  type (fixture, "localhost:1", "");
  g_assert_cmpstr (message (fixture, "address_error"), ==, "");
  press_connect (fixture);
  g_assert_false (is_busy (fixture));
  g_assert_cmpstr (message (fixture, "key_error"), !=, "");

  type (fixture, "localhost:1", "sk-in the-middle");
  g_assert_cmpstr (message (fixture, "key_error"), ==, "");
  press_connect (fixture);
  g_assert_false (is_busy (fixture));
  g_assert_cmpstr (message (fixture, "key_error"), !=, "");
}

static void
test_connects (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OrchDemoServer) server = orch_demo_server_new (30);
  g_autoptr (GError) error = NULL;
  g_autofree char *pasted = NULL;

  orch_demo_server_start (server, 0, &error);
  g_assert_no_error (error);
  pasted = g_strdup_printf ("  %s/ui/?page=users ", orch_demo_server_get_url (server));

  type (fixture, pasted, " " ORCH_DEMO_ADMIN_KEY "\n");
  press_connect (fixture);
  g_assert_true (is_busy (fixture));
  ui_test_wait_until (fixture->session != NULL);

  g_assert_false (is_busy (fixture));
  g_assert_cmpstr (gtk_editable_get_text (ui_test_child (fixture->page, "address_row")), ==,
                   orch_demo_server_get_url (server));
  g_assert_cmpstr (orch_session_get_identity (fixture->session)->user_id, !=, NULL);

  orch_connect_page_forget_key (fixture->page);
  g_assert_cmpstr (gtk_editable_get_text (ui_test_child (fixture->page, "key_row")), ==, "");
}

static void
test_wrong_keys (Fixture *fixture, gconstpointer data)
{
  static const char *const keys[] = { "sk-nobody-knows-this", "hello-without-sk",
                                      ORCH_DEMO_EXPIRED_KEY, ORCH_DEMO_BLOCKED_KEY };
  g_autoptr (OrchDemoServer) server = orch_demo_server_new (30);
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  orch_demo_server_start (server, 0, &error);
  g_assert_no_error (error);

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
    type (fixture, orch_demo_server_get_url (server), keys[i]);
    press_connect (fixture);
    ui_test_wait_until (!is_busy (fixture));

    g_assert_null (fixture->session);
    g_assert_false (failed (fixture));
    g_assert_cmpstr (message (fixture, "key_error"), !=, "");
    g_assert_null (strstr (message (fixture, "key_error"), keys[i]));
    g_assert_cmpstr (gtk_editable_get_text (ui_test_child (fixture->page, "key_row")), ==, keys[i]);
    g_hash_table_add (words, g_strdup (message (fixture, "key_error")));
  }

  /* Each of them has its own reason. */
  g_assert_cmpuint (g_hash_table_size (words), ==, G_N_ELEMENTS (keys));
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  type (fixture, "http://127.0.0.1:1", "sk-something-0000");
  press_connect (fixture);
  ui_test_wait_until (failed (fixture));

  g_assert_false (is_busy (fixture));
  g_assert_cmpstr (message (fixture, "failure_label"), !=, "");
  g_assert_cmpstr (gtk_editable_get_text (ui_test_child (fixture->page, "key_row")), ==,
                   "sk-something-0000");

  /* The next try takes the old message away. */
  type (fixture, "", "sk-something-0000");
  press_connect (fixture);
  g_assert_false (failed (fixture));
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TestServer) server = test_server_new ();

  test_server_hang (server, "/user/list");
  test_server_hang (server, "/key/info");
  test_server_hang (server, "/public/model_hub/info");
  type (fixture, test_server_get_url (server), "sk-something-0000");
  press_connect (fixture);
  ui_test_wait_until (test_server_count (server, "GET /user/list") > 0);

  g_assert_true (is_busy (fixture));
  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "connect.cancel", NULL);
  g_assert_false (is_busy (fixture));

  for (guint i = 0; i < 20; i++)
    ui_test_iterate ();
  g_assert_null (fixture->session);
  g_assert_false (failed (fixture));
}

static void
test_plain_http (Fixture *fixture, gconstpointer data)
{
  GtkWidget *list = ui_test_child (fixture->page, "plain_http_list");

  type (fixture, "http://localhost:4000", "");
  g_assert_false (gtk_widget_get_visible (list));
  type (fixture, "https://litellm.example.com", "");
  g_assert_false (gtk_widget_get_visible (list));
  type (fixture, "http://litellm.invalid", "sk-something-0000");
  g_assert_true (gtk_widget_get_visible (list));

  /* Not allowed: nothing is even looked up. */
  press_connect (fixture);
  ui_test_wait_until (failed (fixture));
  g_assert_true (gtk_widget_get_visible (list));
}

int
main (int argc, char *argv[])
{
  ui_test_init (&argc, &argv);

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/connect-page/bad-input", test_bad_input);
  ADD ("/connect-page/connects", test_connects);
  ADD ("/connect-page/wrong-keys", test_wrong_keys);
  ADD ("/connect-page/refused", test_refused);
  ADD ("/connect-page/cancel", test_cancel);
  ADD ("/connect-page/plain-http", test_plain_http);
#undef ADD

  return g_test_run ();
}
