#include "config.h"

#include <glib/gi18n.h>
#include <malloc.h>

#include "core/client/secret.h"
#include "core/rules/address.h"
#include "core/services/activity-journal.h"
#include "ui/common/app-icon.h"
#include "ui/common/close-guard.h"
#include "ui/common/error-details.h"
#include "ui/common/secret-clipboard.h"
#include "ui/window/window.h"

#include "ui/application.h"

/* How long the first request may hold up the start of GTK: on a slow network the window matters
 * more. */
#define HEAD_START_MS 50

struct _OrchApplication {
  AdwApplication parent_instance;

  OrchStartDemo start_demo;
  OrchDemoOptions demo_options;
  int demo_users;      /* of the command line, as it was given */
  char *dropped_field; /* (owned) (nullable) */
  gboolean demo;
  char *address; /* (owned) (nullable): what the command line or the environment says */
  OrchPage first_page;

  OrchKeyStore *keyring;        /* (owned) */
  OrchConnector *connector;     /* (owned) (nullable): since the start */
  OrchActivityJournal *journal; /* (owned) (nullable): since the start */
  OrchWindow *window;           /* (unowned) (nullable) */
  gboolean head_start_over;
  gboolean journal_loaded;
};

G_DEFINE_FINAL_TYPE (OrchApplication, orch_application, ADW_TYPE_APPLICATION)

/* What was said of the demo: a callback of an option has nowhere else to put it. */
static gboolean demo_given, demo_is_enterprise;

static gboolean
demo_given_cb (const char *option, const char *edition, gpointer user_data, GError **error)
{
  demo_given = TRUE;
  demo_is_enterprise = g_strcmp0 (edition, "enterprise") == 0;
  if (edition == NULL || demo_is_enterprise || g_str_equal (edition, "community"))
    return TRUE;

  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                       _ ("There are the editions community and enterprise."));
  return FALSE;
}

/* In no list, and so without a name of its own. */
static void
open_unlisted (OrchApplication *self, const char *base_url, const char *key)
{
  g_autoptr (OrchConnection) connection = orch_connection_new (base_url, base_url);

  orch_connector_open_with_key (self->connector, connection, key);
}

/* The demo server is started once, and then goes on. */
static gboolean
open_demo (OrchApplication *self, GError **error)
{
  g_autoptr (OrchSecret) key = NULL;
  g_autofree char *address = self->start_demo (&self->demo_options, &key, error);

  if (address == NULL)
    return FALSE;

  open_unlisted (self, address, key);
  return TRUE;
}

/* The connection with an address; the last used one where several have it. */
static OrchConnection *
find_connection (OrchApplication *self, const char *base_url)
{
  OrchConnections *connections = orch_connector_get_connections (self->connector);
  OrchConnection *last = orch_connections_get_last_used (connections);

  if (last != NULL && g_str_equal (orch_connection_get_address (last), base_url))
    return last;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (connections)); i++) {
    g_autoptr (OrchConnection) connection = g_list_model_get_item (G_LIST_MODEL (connections), i);

    if (g_str_equal (orch_connection_get_address (connection), base_url))
      return connection; /* the list keeps it alive */
  }

  return NULL;
}

/* Opens what the command line and the environment ask for, else what was last used. Where there is
 * neither, the connect page asks. */
static void
open_first (OrchApplication *self)
{
  OrchConnections *connections = orch_connector_get_connections (self->connector);
  const char *key = g_getenv ("LITELLM_PROXY_API_KEY");
  OrchConnection *connection = NULL;
  g_autofree char *base_url = NULL;
  g_autoptr (GError) error = NULL;

  if (self->demo) {
    if (!open_demo (self, &error))
      g_printerr ("%s\n", error->message);
    return;
  }

  if (self->address == NULL)
    connection = orch_connections_get_last_used (connections);
  else if (orch_address_complete (self->address, &base_url) != ORCH_ADDRESS_OK)
    return;
  else if (key == NULL || *key == '\0')
    connection = find_connection (self, base_url);

  if (connection != NULL)
    orch_connector_open (self->connector, connection);
  else if (base_url != NULL && key != NULL && *key != '\0')
    open_unlisted (self, base_url, key);
}

static void
end_head_start (OrchApplication *self)
{
  self->head_start_over = TRUE;
}

static gboolean
head_start_timed_out_cb (gpointer user_data)
{
  end_head_start (ORCH_APPLICATION (user_data));
  return G_SOURCE_REMOVE;
}

/* The keyring has answered, or the server. */
static void
head_start_state_changed_cb (OrchApplication *self)
{
  OrchSession *session = orch_connector_get_session (self->connector);

  if (orch_connector_get_state (self->connector) == ORCH_CONNECTOR_OPENING)
    g_signal_connect_object (orch_session_get_client (session), "request-sent",
                             G_CALLBACK (end_head_start), self, G_CONNECT_SWAPPED);
  else if (orch_connector_get_state (self->connector) != ORCH_CONNECTOR_KEYRING)
    end_head_start (self);
}

/* Sends the request for the first rows on its way, so that the server works while GTK starts. No
 * window is there yet that could be held up. A keyring that takes longer is asked meanwhile. */
static void
give_head_start (OrchApplication *self)
{
  g_autoptr (GSource) timeout = g_timeout_source_new (HEAD_START_MS);
  gulong handler;

  handler = g_signal_connect_swapped (self->connector, "notify::state",
                                      G_CALLBACK (head_start_state_changed_cb), self);
  g_source_set_callback (timeout, head_start_timed_out_cb, self, NULL);
  g_source_attach (timeout, NULL);

  open_first (self);
  while (orch_connector_get_state (self->connector) != ORCH_CONNECTOR_CLOSED
         && !self->head_start_over)
    g_main_context_iteration (NULL, TRUE);

  g_source_destroy (timeout);
  g_signal_handler_disconnect (self->connector, handler);
}

/* What is done to the demo is gone with it. */
static OrchActivityJournal *
create_journal (OrchApplication *self, GSettings *settings)
{
  g_autofree char *path =
      g_build_filename (g_get_user_state_dir (), GETTEXT_PACKAGE, "activity.jsonl", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  return orch_activity_journal_new (self->demo ? NULL : file,
                                    g_settings_get_uint (settings, "activity-days"));
}

static void
begin (OrchApplication *self)
{
  g_autoptr (GSettings) settings = g_settings_new (ORCH_APP_ID);
  g_autoptr (OrchConnections) connections = orch_connections_new (settings, self->keyring);

  self->journal = create_journal (self, settings);
  self->connector = orch_connector_new (connections);
  orch_connector_set_journal (self->connector, self->journal);
  orch_connector_set_first_page (self->connector, self->first_page);
  give_head_start (self);
}

static void
demo_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  OrchApplication *self = ORCH_APPLICATION (user_data);
  g_autoptr (GError) error = NULL;

  if (!open_demo (self, &error))
    orch_window_show_error (self->window, error);
}

static void
quit_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  if (!orch_close_guard_refuse ())
    g_application_quit (G_APPLICATION (user_data));
}

static void
about_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_autofree char *details = orch_error_details_describe_program ();

  orch_app_icon_ensure ();
  adw_show_about_window (
      gtk_application_get_active_window (GTK_APPLICATION (user_data)), "application-name",
      _ ("LiteLLM Orchestrator"), "application-icon", ORCH_APP_ID, "version", ORCH_VERSION,
      "developer-name", _ ("The LiteLLM Orchestrator developers"), "comments",
      _ ("Look after the users of a LiteLLM proxy"), "license-type", GTK_LICENSE_GPL_3_0,
      "debug-info", details, "debug-info-filename", "litellm-orchestrator.txt",
      /* Translators: put your name here, it is shown in the About window. */
      "translator-credits", _ ("translator-credits"), NULL);
}

static gboolean
read_page (const char *name, OrchPage *page)
{
  static const char *const names[ORCH_N_PAGES] = {
    [ORCH_PAGE_USERS] = "users",
    [ORCH_PAGE_KEYS] = "keys",
  };

  for (*page = 0; *page < ORCH_N_PAGES; (*page)++)
    if (g_str_equal (names[*page], name))
      return TRUE;

  return FALSE;
}

static int
orch_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  OrchApplication *self = ORCH_APPLICATION (application);
  g_autofree char **remaining = NULL;
  const char *page;

  if (g_variant_dict_contains (options, "version")) {
    g_print ("%s %s\n", GETTEXT_PACKAGE, ORCH_VERSION);
    return EXIT_SUCCESS;
  }

  self->demo = demo_given;
  self->demo_options.enterprise = demo_is_enterprise;
  g_variant_dict_lookup (options, "demo-drop", "s", &self->dropped_field);
  self->demo_options.dropped_field = self->dropped_field;
  if (self->demo_users < 0 || self->demo_users > 100000) {
    g_printerr (_ ("The demo can have from 0 to 100000 users.\n"));
    return EXIT_FAILURE;
  }
  self->demo_options.n_users = self->demo_users;

  if (g_variant_dict_lookup (options, "page", "&s", &page)
      && !read_page (page, &self->first_page)) {
    g_printerr (_ ("There are the pages users and keys.\n"));
    return EXIT_FAILURE;
  }

  if (g_variant_dict_lookup (options, G_OPTION_REMAINING, "^a&s", &remaining)) {
    if (remaining[0] != NULL && remaining[1] != NULL) {
      g_printerr (_ ("Give one address at most.\n"));
      return EXIT_FAILURE;
    }
    self->address = g_strdup (remaining[0]);
  }
  if (self->address == NULL)
    self->address = g_strdup (g_getenv ("LITELLM_PROXY_URL"));

  /* Such a start must not end in the window of a program that runs already, so that the request
   * need not wait until it is known whether one does. */
  if (self->demo || self->address != NULL) {
    g_application_set_flags (application,
                             g_application_get_flags (application) | G_APPLICATION_NON_UNIQUE);
    begin (self);
  }

  return -1;
}

/* libadwaita would do so below a base path. */
static void
load_style (void)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();

  gtk_css_provider_load_from_resource (provider,
                                       "/io/github/litellm_orchestrator/Orchestrator/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

static void
orch_application_startup (GApplication *application)
{
  static const GActionEntry actions[] = {
    { .name = "demo", .activate = demo_activated_cb },
    { .name = "quit", .activate = quit_activated_cb },
    { .name = "about", .activate = about_activated_cb },
  };
  OrchApplication *self = ORCH_APPLICATION (application);

  if (self->connector == NULL)
    begin (self);

  G_APPLICATION_CLASS (orch_application_parent_class)->startup (application);
  load_style ();

  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  gtk_application_set_accels_for_action (GTK_APPLICATION (self), "app.quit",
                                         (const char *[]){ "<Control>q", NULL });
  gtk_application_set_accels_for_action (GTK_APPLICATION (self), "window.close",
                                         (const char *[]){ "<Control>w", NULL });
  gtk_application_set_accels_for_action (GTK_APPLICATION (self), "win.show-help-overlay",
                                         (const char *[]){ "<Control>question", NULL });
}

/* Not before the window, which matters more; nobody has written anything so far. */
static void
load_journal (OrchApplication *self)
{
  if (!self->journal_loaded)
    orch_activity_journal_load (self->journal);
  self->journal_loaded = TRUE;
}

static void
orch_application_activate (GApplication *application)
{
  OrchApplication *self = ORCH_APPLICATION (application);

  if (self->window == NULL) {
    g_set_weak_pointer (&self->window, orch_window_new (GTK_APPLICATION (self), self->connector));
    if (self->address != NULL && orch_connector_get_connection (self->connector) == NULL)
      orch_window_set_address (self->window, self->address);
    load_journal (self);
  }

  gtk_window_present (GTK_WINDOW (self->window));
}

static void
orch_application_shutdown (GApplication *application)
{
  OrchApplication *self = ORCH_APPLICATION (application);

  /* First, because GTK gives what is in the clipboard away for others to keep. */
  orch_secret_clipboard_take_back ();

  while (self->journal != NULL && orch_activity_journal_get_busy (self->journal))
    g_main_context_iteration (NULL, TRUE);

  G_APPLICATION_CLASS (orch_application_parent_class)->shutdown (application);
}

static void
orch_application_finalize (GObject *object)
{
  OrchApplication *self = ORCH_APPLICATION (object);

  g_clear_weak_pointer (&self->window);
  g_clear_object (&self->connector);
  g_clear_object (&self->journal);
  g_clear_object (&self->keyring);
  g_clear_pointer (&self->address, g_free);
  g_clear_pointer (&self->dropped_field, g_free);

  G_OBJECT_CLASS (orch_application_parent_class)->finalize (object);
}

static void
orch_application_class_init (OrchApplicationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  object_class->finalize = orch_application_finalize;
  application_class->handle_local_options = orch_application_handle_local_options;
  application_class->startup = orch_application_startup;
  application_class->activate = orch_application_activate;
  application_class->shutdown = orch_application_shutdown;
}

/* Gives memory back to the system once it is free. Left alone, glibc keeps the more for itself, the
 * larger the blocks that were freed, and after the rows of a long list that is a third of the
 * heap; and it gives each of the few threads, which only wait, a heap of its own. */
static void
limit_free_memory (void)
{
#ifdef M_TRIM_THRESHOLD
  mallopt (M_TRIM_THRESHOLD, 128 * 1024);
  mallopt (M_ARENA_MAX, 1);
#endif
}

static void
orch_application_init (OrchApplication *self)
{
  const GOptionEntry options[] = {
    { "demo", 0, G_OPTION_FLAG_OPTIONAL_ARG, G_OPTION_ARG_CALLBACK, demo_given_cb,
      N_ ("Use the built-in demo server: community or enterprise edition"), N_ ("EDITION") },
    /* GApplication leaves a 0 out of its dictionary. */
    { "demo-users", 0, 0, G_OPTION_ARG_INT, &self->demo_users,
      N_ ("Number of users on the demo server"), N_ ("N") },
    { "demo-drop", 0, 0, G_OPTION_ARG_STRING, NULL,
      N_ ("A field that the demo server silently does not save"), N_ ("FIELD") },
    { "page", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("The page to begin with: users or keys"),
      N_ ("PAGE") },
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Show the version"), NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, NULL, NULL, N_ ("[ADDRESS]") },
    { NULL },
  };

  limit_free_memory ();

  self->demo_users = 300;
  demo_given = FALSE;
  demo_is_enterprise = FALSE;
  g_application_add_main_option_entries (G_APPLICATION (self), options);
  g_application_set_option_context_summary (
      G_APPLICATION (self),
      _ ("Looks after the users of a LiteLLM proxy.\n\n"
         "With LITELLM_PROXY_URL and LITELLM_PROXY_API_KEY in the environment "
         "it connects at once, else with the connection that was last used."));
}

/**
 * orch_application_new:
 * @start_demo: starts the demo server
 * @keyring: keeps the keys of remembered connections
 *
 * Returns: (transfer full): the application
 */
OrchApplication *
orch_application_new (OrchStartDemo start_demo, OrchKeyStore *keyring)
{
  OrchApplication *self;

  g_return_val_if_fail (start_demo != NULL, NULL);
  g_return_val_if_fail (ORCH_IS_KEY_STORE (keyring), NULL);

  /* GTK would look for icons below the base path, and load the whole icon theme a second time. */
  self = g_object_new (ORCH_TYPE_APPLICATION, "application-id", ORCH_APP_ID, "resource-base-path",
                       NULL, NULL);
  self->start_demo = start_demo;
  self->keyring = g_object_ref (keyring);

  return self;
}
