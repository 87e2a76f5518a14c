#include "config.h"

#include "connections-test.h"
#include "demo/demo-server.h"
#include "list-test.h"
#include "ui-test.h"
#include "ui/application.h"
#include "ui/common/trace.h"
#include "ui/window/window.h"

static OrchDemoServer *demo; /* (owned) */
static ConnectionsTest test; /* the keyring of all programs that are run */
static OrchDemoOptions seen; /* what the command line said about the demo */

typedef struct {
  const char *page;   /* what must show in the end */
  GtkWindow *window;  /* (unowned): what showed it */
  const char *typed;  /* (nullable): what the address field must hold */
  const char *action; /* (nullable): an action that is activated on the connect page */
  gint64 deadline;
} Expectation;

static char *
start_demo (const OrchDemoOptions *options, char **key, GError **error)
{
  seen = *options;
  if (g_strcmp0 (options->dropped_field, "broken") == 0) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "The demo does not start");
    return NULL;
  }

  *key = g_strdup (ORCH_DEMO_ADMIN_KEY);
  return g_strdup (orch_demo_server_get_url (demo));
}

static gboolean
holds (Expectation *expectation, GtkWindow *window)
{
  GtkWidget *form;

  if (!g_str_equal (gtk_stack_get_visible_child_name (ui_test_child (window, "pages")),
                    expectation->page))
    return FALSE;
  if (g_str_equal (expectation->page, "keys"))
    return list_test_state (ui_test_page (window, "keys")) != NULL
           && g_str_has_suffix (list_test_footer (ui_test_page (window, "keys")), " keys");
  if (g_str_equal (expectation->page, "users"))
    return ui_test_find_label (ui_test_page (window, "users"), "30 users") != NULL;

  form = ui_test_child (ui_test_page (window, "connect"), "form");
  return expectation->typed == NULL
         || g_str_equal (gtk_editable_get_text (ui_test_child (form, "address_row")),
                         expectation->typed);
}

static gboolean
check_cb (gpointer user_data)
{
  Expectation *expectation = user_data;
  GtkApplication *application = GTK_APPLICATION (g_application_get_default ());
  GtkWindow *window = gtk_application_get_active_window (application);

  if (window != NULL && expectation->action != NULL) {
    g_action_group_activate_action (G_ACTION_GROUP (application), expectation->action, NULL);
    expectation->action = NULL;
  }

  if (window == NULL || !holds (expectation, window)) {
    if (g_get_monotonic_time () > expectation->deadline)
      g_error ("No window with the page “%s” within 30 s", expectation->page);
    return G_SOURCE_CONTINUE;
  }

  expectation->window = window;
  /* Starting it again brings the same window to the front. */
  g_application_activate (G_APPLICATION (application));
  g_assert_true (gtk_application_get_active_window (application) == window);
  g_action_group_activate_action (G_ACTION_GROUP (application), "about", NULL);
  g_action_group_activate_action (G_ACTION_GROUP (application), "quit", NULL);

  return G_SOURCE_REMOVE;
}

/* Runs the program with the words of @command_line after its name, and activates @action. */
static int
run_and_activate (const char *command_line, const char *action, const char *page, const char *typed)
{
  g_autoptr (OrchApplication) application =
      orch_application_new (start_demo, ORCH_KEY_STORE (test.keyring));
  Expectation expectation = { page, NULL, typed, action,
                              g_get_monotonic_time () + 30 * G_USEC_PER_SEC };
  g_autofree char *line = g_strconcat ("litellm-orchestrator ", command_line, NULL);
  g_auto (GStrv) words = g_strsplit (g_strchomp (line), " ", -1);
  guint source = page != NULL ? g_timeout_add (10, check_cb, &expectation) : 0;
  int status;

  memset (&seen, 0, sizeof seen);
  g_application_set_flags (G_APPLICATION (application), G_APPLICATION_NON_UNIQUE);
  g_application_set_default (G_APPLICATION (application));
  status = g_application_run (G_APPLICATION (application), g_strv_length (words), words);

  g_assert_true (page == NULL || expectation.window != NULL);
  if (page != NULL)
    g_assert_null (g_main_context_find_source_by_id (NULL, source));

  return status;
}

static int
run (const char *command_line, const char *page, const char *typed)
{
  return run_and_activate (command_line, NULL, page, typed);
}

static void
set_environment (const char *url, const char *key)
{
  if (url != NULL)
    g_setenv ("LITELLM_PROXY_URL", url, TRUE);
  else
    g_unsetenv ("LITELLM_PROXY_URL");
  if (key != NULL)
    g_setenv ("LITELLM_PROXY_API_KEY", key, TRUE);
  else
    g_unsetenv ("LITELLM_PROXY_API_KEY");
}

static void
test_plain_start (void)
{
  set_environment (NULL, NULL);
  g_assert_cmpint (run ("", "connect", ""), ==, 0);
  g_assert_cmpuint (seen.n_users, ==, 0);
}

static void
test_demo (void)
{
  set_environment (NULL, NULL);
  g_assert_cmpint (run ("--demo", "users", NULL), ==, 0);
  g_assert_cmpuint (seen.n_users, ==, 300);

  g_assert_false (seen.enterprise);
  g_assert_cmpint (run ("--demo=enterprise", "users", NULL), ==, 0);
  g_assert_true (seen.enterprise);
  g_assert_cmpint (run ("--demo=community", "users", NULL), ==, 0);
  g_assert_false (seen.enterprise);
  g_assert_cmpint (run ("--demo --demo-users 1234", "users", NULL), ==, 0);
  g_assert_cmpuint (seen.n_users, ==, 1234);

  g_assert_cmpint (run ("--demo --demo-users 0", "users", NULL), ==, 0);
  g_assert_cmpuint (seen.n_users, ==, 0);
}

/* The first rows are those of the page that was asked for. */
static void
test_page (void)
{
  g_auto (GStrv) log = NULL;
  guint first = 0;

  set_environment (NULL, NULL);
  /* What the program of the last test asked when it ended. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_strfreev (orch_demo_server_take_log (demo));
  g_assert_cmpint (run ("--demo --page keys", "keys", NULL), ==, 0);
  log = orch_demo_server_take_log (demo);
  /* What the run before still asked can come late. */
  while (strstr (log[first], "/list?") == NULL)
    g_assert_nonnull (log[++first]);
  g_assert_true (g_str_has_prefix (log[first], "GET /key/list?"));

  g_assert_cmpint (run ("--demo --page users", "users", NULL), ==, 0);
}

static void
test_demo_later (void)
{
  set_environment (NULL, NULL);
  g_assert_cmpint (run_and_activate ("", "demo", "users", NULL), ==, 0);
  g_assert_cmpuint (seen.n_users, ==, 300);
  g_assert_cmpint (run_and_activate ("--demo-drop broken", "demo", "connect", ""), ==, 0);
}

static OrchConnection *
add_last_used (const char *key)
{
  OrchConnection *connection =
      connections_test_add (&test, "Last", orch_demo_server_get_url (demo), key);

  orch_connections_set_last_used (test.connections, connection);

  return connection;
}

static void
test_last_used (void)
{
  OrchConnection *connection = add_last_used (ORCH_DEMO_ADMIN_KEY);

  set_environment (NULL, NULL);
  g_assert_cmpint (run ("", "users", NULL), ==, 0);

  /* The keyring is late. */
  orch_memory_key_store_set_delay (test.keyring, 400);
  g_assert_cmpint (run ("", "users", NULL), ==, 0);
  orch_memory_key_store_set_delay (test.keyring, 0);

  /* The keyring gives nothing: the key is asked for. */
  connections_test_fail (&test, ORCH_KEY_STORE_ERROR_LOCKED);
  g_assert_cmpint (run ("", "connect", orch_demo_server_get_url (demo)), ==, 0);
  connections_test_fail (&test, -1);

  orch_connections_forget (test.connections, connection);
}

static void
test_known_address (void)
{
  g_autofree char *pasted = g_strconcat (orch_demo_server_get_url (demo), "/ui/", NULL);
  OrchConnection *connection = add_last_used (ORCH_DEMO_ADMIN_KEY);

  set_environment (NULL, NULL);
  g_assert_cmpint (run (pasted, "users", NULL), ==, 0);

  /* Also where another one was used last. */
  orch_connections_set_last_used (
      test.connections, connections_test_add (&test, "Other", "http://127.0.0.1:1", "sk-other"));
  g_assert_cmpint (run (pasted, "users", NULL), ==, 0);

  orch_connections_forget (test.connections, connection);
  orch_connections_forget (test.connections, connections_test_get (&test, 0));
}

static void
test_broken_demo (void)
{
  set_environment (NULL, NULL);
  g_assert_cmpint (run ("--demo --demo-drop broken", "connect", NULL), ==, 0);
}

static void
test_environment (void)
{
  set_environment (orch_demo_server_get_url (demo), ORCH_DEMO_ADMIN_KEY);
  g_assert_cmpint (run ("", "users", NULL), ==, 0);

  /* The reason is at the field, and the address is there. */
  set_environment (orch_demo_server_get_url (demo), "sk-nobody-knows-this");
  g_assert_cmpint (run ("", "connect", orch_demo_server_get_url (demo)), ==, 0);
}

static void
test_address (void)
{
  set_environment (NULL, NULL);
  g_assert_cmpint (run ("litellm.invalid", "connect", "litellm.invalid"), ==, 0);

  /* An address that can't be completed is left to the person. */
  set_environment (NULL, "sk-something-0000");
  g_assert_cmpint (run ("ftp://litellm.invalid", "connect", "ftp://litellm.invalid"), ==, 0);
}

static void
test_bad_options (void)
{
  static const char *const lines[] = { "--demo --demo-users -1", "--demo --demo-users 100001",
                                       "first second",           "--page teams",
                                       "--demo=other",           "--unknown" };

  set_environment (NULL, NULL);
  if (g_test_subprocess ()) {
    for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
      g_assert_cmpint (run (lines[i], NULL, NULL), ==, EXIT_FAILURE);
    return;
  }

  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stderr (
      "*0 to 100000*one address*users and keys*community and enterprise*unknown*");
}

static void
test_version (void)
{
  if (g_test_subprocess ()) {
    g_assert_cmpint (run ("--version", NULL, NULL), ==, EXIT_SUCCESS);
    return;
  }

  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stdout ("*litellm-orchestrator " ORCH_VERSION "*");
}

static void
test_trace (void)
{
  if (g_test_subprocess ()) {
    g_setenv ("ORCH_TRACE", "1", TRUE);
    orch_trace_start ();
    orch_trace ("milestone");
    return;
  }

  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stderr ("*trace milestone ?*.?*");
}

int
main (int argc, char *argv[])
{
  g_autoptr (GError) error = NULL;
  int status;

  ui_test_init (&argc, &argv);
  demo = orch_demo_server_new (30);
  orch_demo_server_start (demo, 0, &error);
  g_assert_no_error (error);

  g_test_add_func ("/application/plain-start", test_plain_start);
  g_test_add_func ("/application/demo", test_demo);
  g_test_add_func ("/application/page", test_page);
  g_test_add_func ("/application/demo-later", test_demo_later);
  g_test_add_func ("/application/last-used", test_last_used);
  g_test_add_func ("/application/known-address", test_known_address);
  g_test_add_func ("/application/broken-demo", test_broken_demo);
  g_test_add_func ("/application/environment", test_environment);
  g_test_add_func ("/application/address", test_address);
  g_test_add_func ("/application/bad-options", test_bad_options);
  g_test_add_func ("/application/version", test_version);
  g_test_add_func ("/application/trace", test_trace);

  connections_test_set_up (&test);
  status = g_test_run ();
  connections_test_tear_down (&test);
  g_clear_object (&demo);

  return status;
}
