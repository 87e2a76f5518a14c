#include "config.h"

#include "connections-test.h"
#include "demo/demo-server.h"
#include "test-server.h"
#include "ui-test.h"
#include "ui/connect/connect-page.h"

typedef struct {
  ConnectionsTest test;
  GtkWidget *window;     /* (owned) */
  OrchConnectPage *page; /* (unowned) */
  GtkWidget *form;       /* (unowned) */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  connections_test_set_up (&fixture->test);
  fixture->window = gtk_window_new ();
  fixture->page = g_object_new (ORCH_TYPE_CONNECT_PAGE, NULL);
  fixture->form = ui_test_child (fixture->page, "form");
  orch_connect_page_set_connector (fixture->page, fixture->test.connector);
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->page));
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  connections_test_tear_down (&fixture->test);
}

static void
type_into (Fixture *fixture, const char *row, const char *text)
{
  gtk_editable_set_text (ui_test_child (fixture->form, row), text);
}

static void
type (Fixture *fixture, const char *address, const char *key)
{
  type_into (fixture, "address_row", address);
  type_into (fixture, "key_row", key);
}

static const char *
typed (Fixture *fixture, const char *row)
{
  return gtk_editable_get_text (ui_test_child (fixture->form, row));
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

static gboolean
is_open (Fixture *fixture)
{
  return orch_connector_get_state (fixture->test.connector) == ORCH_CONNECTOR_OPEN;
}

static gboolean
is_closed (Fixture *fixture)
{
  return orch_connector_get_state (fixture->test.connector) == ORCH_CONNECTOR_CLOSED;
}

static const char *
message (Fixture *fixture, const char *label)
{
  GtkWidget *widget = ui_test_child (fixture->form, label);

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
    g_assert_cmpstr (typed (fixture, "address_row"), ==, addresses[i]);
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
  ui_test_wait_until (is_open (fixture));

  g_assert_false (is_busy (fixture));
  g_assert_cmpstr (
      orch_connection_get_address (orch_connector_get_connection (fixture->test.connector)), ==,
      orch_demo_server_get_url (server));

  /* The next connection is a new one. */
  g_assert_cmpstr (typed (fixture, "address_row"), ==, "");
  g_assert_cmpstr (typed (fixture, "key_row"), ==, "");
  g_assert_cmpstr (typed (fixture, "name_row"), ==, "");
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

    g_assert_true (is_closed (fixture));
    g_assert_cmpuint (connections_test_count (&fixture->test), ==, 0);
    g_assert_false (failed (fixture));
    g_assert_cmpstr (message (fixture, "key_error"), !=, "");
    g_assert_null (strstr (message (fixture, "key_error"), keys[i]));
    g_assert_cmpstr (typed (fixture, "key_row"), ==, keys[i]);
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
  g_assert_cmpstr (gtk_label_get_text (ui_test_child (fixture->page, "failure_label")), !=, "");
  g_assert_cmpstr (typed (fixture, "key_row"), ==, "sk-something-0000");

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
  g_assert_true (is_closed (fixture));
  g_assert_false (failed (fixture));
  g_assert_cmpstr (typed (fixture, "key_row"), ==, "sk-something-0000");
}

static void
test_plain_http (Fixture *fixture, gconstpointer data)
{
  GtkWidget *list = ui_test_child (fixture->form, "plain_http_list");

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

static gboolean
is_shown (Fixture *fixture, const char *id)
{
  return gtk_widget_get_visible (ui_test_child (fixture->page, id));
}

static void
activate (Fixture *fixture, const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->page), action, NULL));
}

static OrchConnection *
add (Fixture *fixture, const char *name, const char *address, const char *key)
{
  return connections_test_add (&fixture->test, name, address, key);
}

static void
test_names (Fixture *fixture, gconstpointer data)
{
  g_autofree char *long_name = g_strnfill (61, 'n');

  add (fixture, "litellm.example.com", "https://litellm.example.com", "sk-1");

  /* The name follows the host until the person gives another one. */
  type (fixture, "https://LiteLLM.example.com:8443/sub", "");
  g_assert_cmpstr (typed (fixture, "name_row"), ==, "litellm.example.com 2");
  type (fixture, "https://other.example.com", "");
  g_assert_cmpstr (typed (fixture, "name_row"), ==, "other.example.com");
  type_into (fixture, "name_row", "litellm.example.com");
  type (fixture, "http://127.0.0.1:1", "sk-something-0000");
  g_assert_cmpstr (typed (fixture, "name_row"), ==, "litellm.example.com");

  press_connect (fixture);
  g_assert_true (is_closed (fixture));
  g_assert_nonnull (strstr (message (fixture, "name_error"), "has this name"));
  type_into (fixture, "name_row", long_name);
  g_assert_cmpstr (message (fixture, "name_error"), ==, "");
  press_connect (fixture);
  g_assert_nonnull (strstr (message (fixture, "name_error"), "60"));

  /* Without a name it has the server's. */
  type_into (fixture, "name_row", " ");
  press_connect (fixture);
  g_assert_true (is_busy (fixture));
  g_assert_cmpstr (typed (fixture, "name_row"), ==, "127.0.0.1");
}

static void
test_remembers (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OrchDemoServer) server = orch_demo_server_new (30);
  OrchConnection *connection;

  g_assert_false (is_shown (fixture, "list"));
  g_assert_true (is_shown (fixture, "description"));
  orch_demo_server_start (server, 0, NULL);
  type (fixture, orch_demo_server_get_url (server), ORCH_DEMO_ADMIN_KEY);
  type_into (fixture, "name_row", " The test server ");
  press_connect (fixture);
  ui_test_wait_until (is_open (fixture));

  connection = connections_test_get (&fixture->test, 0);
  g_assert_cmpstr (orch_connection_get_name (connection), ==, "The test server");
  g_assert_true (orch_connection_get_remembered (connection));
  g_assert_true (connections_test_has_key (&fixture->test, connection, ORCH_DEMO_ADMIN_KEY));
  g_assert_true (is_shown (fixture, "list"));
  g_assert_false (is_shown (fixture, "description"));
  g_assert_nonnull (ui_test_find_label (fixture->page, "The test server"));

  type (fixture, orch_demo_server_get_url (server), ORCH_DEMO_USER_KEY);
  gtk_switch_set_active (ui_test_child (fixture->form, "remember"), FALSE);
  press_connect (fixture);
  ui_test_wait_until (is_open (fixture));
  g_assert_false (orch_connection_get_remembered (connections_test_get (&fixture->test, 1)));
  g_assert_nonnull (ui_test_find_label (fixture->page, "For this run only"));
  g_assert_true (gtk_switch_get_active (ui_test_child (fixture->form, "remember")));
}

/* Fills in all but the key, which is replaced once another one works. */
static void
test_key_changed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OrchDemoServer) server = orch_demo_server_new (30);
  OrchConnection *connection;

  orch_demo_server_start (server, 0, NULL);
  connection = add (fixture, "Mine", orch_demo_server_get_url (server), "sk-nobody-knows-this");
  orch_connector_open (fixture->test.connector, connection);
  ui_test_wait_until (is_closed (fixture));

  g_assert_cmpstr (typed (fixture, "address_row"), ==, orch_demo_server_get_url (server));
  g_assert_cmpstr (typed (fixture, "name_row"), ==, "Mine");
  g_assert_cmpstr (typed (fixture, "key_row"), ==, "");
  g_assert_cmpstr (message (fixture, "key_error"), !=, "");
  g_assert_false (gtk_widget_get_visible (ui_test_child (fixture->form, "remember_row")));

  type_into (fixture, "key_row", "sk-this-one-neither");
  press_connect (fixture);
  ui_test_wait_until (is_closed (fixture));
  g_assert_true (connections_test_has_key (&fixture->test, connection, "sk-nobody-knows-this"));

  type_into (fixture, "key_row", ORCH_DEMO_ADMIN_KEY);
  press_connect (fixture);
  ui_test_wait_until (is_open (fixture));
  g_assert_cmpuint (connections_test_count (&fixture->test), ==, 1);
  g_assert_true (connections_test_has_key (&fixture->test, connection, ORCH_DEMO_ADMIN_KEY));
}

/* With another address, it is a new connection, and the old one keeps its key. */
static void
test_address_changed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OrchDemoServer) server = orch_demo_server_new (30);
  OrchConnection *connection;

  orch_demo_server_start (server, 0, NULL);
  connection = add (fixture, "Mine", orch_demo_server_get_url (server), "sk-nobody-knows-this");
  orch_connector_open (fixture->test.connector, connection);
  ui_test_wait_until (is_closed (fixture));

  type (fixture, "https://litellm.example.com", "sk-something-0000");
  g_assert_cmpstr (typed (fixture, "name_row"), ==, "litellm.example.com");
  g_assert_true (gtk_widget_get_visible (ui_test_child (fixture->form, "remember_row")));
  type (fixture, orch_demo_server_get_url (server), "sk-something-0000");
  g_assert_cmpstr (typed (fixture, "name_row"), ==, "Mine");

  /* It goes while it is being typed. */
  orch_connections_forget (fixture->test.connections, connection);
  g_assert_cmpstr (typed (fixture, "name_row"), ==, "127.0.0.1");
  g_assert_cmpstr (typed (fixture, "key_row"), ==, "sk-something-0000");
}

static void
test_no_key (Fixture *fixture, gconstpointer data)
{
  static const int codes[] = { ORCH_KEY_STORE_ERROR_FAILED, ORCH_KEY_STORE_ERROR_LOCKED,
                               ORCH_KEY_STORE_ERROR_UNAVAILABLE };
  OrchConnection *connection = add (fixture, "Mine", "http://127.0.0.1:1", "sk-1");
  g_autoptr (GHashTable) words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++) {
    connections_test_fail (&fixture->test, codes[i]);
    orch_connector_open (fixture->test.connector, connection);
    ui_test_wait_until (is_closed (fixture));
    g_assert_cmpstr (typed (fixture, "name_row"), ==, "Mine");
    g_assert_nonnull (strstr (message (fixture, "key_error"), "Enter the key"));
    g_hash_table_add (words, g_strdup (message (fixture, "key_error")));
  }
  g_assert_cmpuint (g_hash_table_size (words), ==, G_N_ELEMENTS (codes));

  /* What somebody typed stays, and the reason comes beside it. */
  type (fixture, "https://litellm.example.com", "sk-something-0000");
  orch_connector_open (fixture->test.connector, connection);
  ui_test_wait_until (is_closed (fixture));
  g_assert_cmpstr (typed (fixture, "address_row"), ==, "https://litellm.example.com");
  g_assert_cmpstr (typed (fixture, "key_row"), ==, "sk-something-0000");
  g_assert_true (failed (fixture));
  activate (fixture, "connect.enter-key");
  g_assert_false (failed (fixture));
  g_assert_cmpstr (typed (fixture, "name_row"), ==, "Mine");
}

/* A server that does not answer is no reason to ask for the key. */
static void
test_retry (Fixture *fixture, gconstpointer data)
{
  OrchConnection *connection = add (fixture, "Mine", "http://127.0.0.1:1", "sk-1");

  orch_connector_open (fixture->test.connector, connection);
  ui_test_wait_until (failed (fixture));
  g_assert_cmpstr (typed (fixture, "address_row"), ==, "");
  g_assert_nonnull (ui_test_find_label (ui_test_child (fixture->page, "failure"), "Mine"));

  activate (fixture, "connect.retry");
  g_assert_false (failed (fixture));
  ui_test_wait_until (failed (fixture));

  /* Nothing can be tried again with what was removed. */
  orch_connections_forget (fixture->test.connections, connection);
  g_assert_false (failed (fixture));
}

static gboolean
tick_cb (gpointer count)
{
  ++*(guint *) count;
  return G_SOURCE_CONTINUE;
}

/* The keyring takes ten seconds; the page does not. */
static void
test_slow_keyring (Fixture *fixture, gconstpointer data)
{
  OrchConnection *connection = add (fixture, "Mine", "http://127.0.0.1:1", "sk-1");
  guint ticks = 0;
  guint ticking = g_timeout_add (20, tick_cb, &ticks);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (OrchSecret) key = NULL;

  orch_memory_key_store_set_delay (fixture->test.keyring, 10000);
  orch_connector_open (fixture->test.connector, connection);
  orch_key_store_lookup_async (ORCH_KEY_STORE (fixture->test.keyring),
                               orch_connection_get_id (connection), NULL, NULL, test_keep_result_cb,
                               &result);
  ui_test_wait_until (ticks > 10);
  g_assert_true (is_shown (fixture, "progress"));
  g_assert_nonnull (ui_test_find_label (fixture->page, "Waiting for the keyring"));
  g_assert_true (gtk_widget_get_sensitive (fixture->form));

  /* What is typed meanwhile wins. */
  type_into (fixture, "key_row", "sk-typed");
  g_assert_true (is_closed (fixture));
  g_assert_false (is_shown (fixture, "progress"));

  ui_test_wait_until (result != NULL);
  g_source_remove (ticking);
  g_test_message ("%u ticks of 20 ms while the keyring took 10 s", ticks);
  g_assert_cmpuint (ticks, >=, 400);
  key = orch_key_store_lookup_finish (ORCH_KEY_STORE (fixture->test.keyring), result, NULL);
  g_assert_cmpstr (key, ==, "sk-1");

  for (guint i = 0; i < 20; i++)
    ui_test_iterate ();
  g_assert_true (is_closed (fixture));
  g_assert_false (failed (fixture));
  g_assert_cmpstr (typed (fixture, "key_row"), ==, "sk-typed");
}

static void
test_waiting (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OrchDemoServer) server = orch_demo_server_new (30);
  OrchConnection *connection;

  orch_demo_server_start (server, 0, NULL);
  connection = add (fixture, "Mine", orch_demo_server_get_url (server), ORCH_DEMO_ADMIN_KEY);

  /* Whoever does not want to wait can type the key. */
  orch_memory_key_store_set_delay (fixture->test.keyring, 300);
  orch_connector_open (fixture->test.connector, connection);
  g_assert_true (is_shown (fixture, "progress"));
  activate (fixture, "connect.cancel");
  g_assert_true (is_closed (fixture));
  g_assert_false (is_shown (fixture, "progress"));
  g_assert_cmpstr (typed (fixture, "name_row"), ==, "Mine");

  /* Who waits gets connected. */
  orch_connector_open (fixture->test.connector, connection);
  ui_test_wait_until (is_open (fixture));
  g_assert_false (is_shown (fixture, "progress"));
}

static gboolean
offers_authority (Fixture *fixture)
{
  return failed (fixture) && is_shown (fixture, "failure_button")
         && g_strcmp0 (
                gtk_actionable_get_action_name (ui_test_child (fixture->page, "failure_button")),
                "connect.choose-authority")
                == 0;
}

static void
choose_authority (Fixture *fixture, const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fixtures", "tls", name, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  orch_connect_page_use_certificate_file (fixture->page, file);
}

static void
test_authority (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TestServer) server = test_server_new_tls ("good");
  OrchConnection *connection;

  test_server_reply (server, "/user/list", 404, "{\"detail\":\"Not Found\"}");
  type (fixture, test_server_get_url (server), "sk-something-0000");
  press_connect (fixture);
  ui_test_wait_until (offers_authority (fixture));

  choose_authority (fixture, "make");
  ui_test_wait_until (ui_test_find_label (fixture->page, "no certificate") != NULL);
  g_assert_true (offers_authority (fixture));
  g_assert_cmpuint (test_server_get_log (server)->len, ==, 0);

  /* It is tried again with what was typed. */
  choose_authority (fixture, "authority.pem");
  ui_test_wait_until (test_server_count (server, "GET ") > 0);
  ui_test_wait_until (is_closed (fixture));
  g_assert_false (offers_authority (fixture));
  g_assert_true (gtk_widget_get_visible (ui_test_child (fixture->form, "authority_list")));
  g_assert_nonnull (ui_test_find_label (fixture->form, "authority"));

  gtk_widget_activate_action (fixture->form, "form.forget-authority", NULL);
  press_connect (fixture);
  ui_test_wait_until (offers_authority (fixture));

  /* A connection of the list keeps it. */
  connection = add (fixture, "Mine", test_server_get_url (server), "sk-1");
  orch_connector_open (fixture->test.connector, connection);
  ui_test_wait_until (offers_authority (fixture));
  choose_authority (fixture, "authority.pem");
  ui_test_wait_until (orch_connection_get_certificate_authority (connection) != NULL);
  ui_test_wait_until (is_closed (fixture));
  /* The server, which shares the thread, waits for the end of open connections when it is freed. */
  for (guint i = 0; i < 50; i++)
    ui_test_iterate ();
  g_assert_null (strstr (orch_connection_get_certificate_authority (connection), "PRIVATE KEY"));
}

static void
test_shows_error (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "No demo today");

  orch_connect_page_show_error (fixture->page, error);
  g_assert_true (failed (fixture));
  g_assert_nonnull (ui_test_find_label (fixture->page, "No demo today"));
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
  ADD ("/connect-page/names", test_names);
  ADD ("/connect-page/remembers", test_remembers);
  ADD ("/connect-page/key-changed", test_key_changed);
  ADD ("/connect-page/address-changed", test_address_changed);
  ADD ("/connect-page/no-key", test_no_key);
  ADD ("/connect-page/retry", test_retry);
  ADD ("/connect-page/slow-keyring", test_slow_keyring);
  ADD ("/connect-page/waiting", test_waiting);
  ADD ("/connect-page/authority", test_authority);
  ADD ("/connect-page/shows-error", test_shows_error);
#undef ADD

  return g_test_run ();
}
