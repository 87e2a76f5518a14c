#include "config.h"

#include <glib/gi18n.h>

#include "core/client/secret.h"
#include "core/rules/address.h"
#include "ui/window/window.h"

#include "ui/application.h"

/* How long the first request may hold up the start of GTK: on a slow network the window matters
 * more. */
#define HEAD_START_MS 50

struct _OrchApplication {
  AdwApplication parent_instance;

  OrchStartDemo start_demo;
  OrchDemoOptions demo_options;
  char *dropped_field; /* (owned) (nullable) */
  gboolean demo;
  char *address; /* (owned) (nullable): what the command line or the environment says */

  OrchSession *session; /* (owned) (nullable): opened before the window was built */
  GAsyncResult *opened; /* (owned) (nullable): how that ended */
  OrchWindow *window;   /* (unowned) (nullable) */
  gboolean head_start_over;
};

G_DEFINE_FINAL_TYPE (OrchApplication, orch_application, ADW_TYPE_APPLICATION)

static OrchSession *
create_session (const char *address, const char *secret)
{
  g_autoptr (OrchClient) client = orch_client_new (address, secret);

  return orch_session_new (client);
}

/* The demo server is started once, and then goes on. */
static OrchSession *
create_demo_session (OrchApplication *self, GError **error)
{
  g_autofree char *address = NULL;
  g_autoptr (OrchSecret) key = NULL;

  address = self->start_demo (&self->demo_options, &key, error);

  return address != NULL ? create_session (address, key) : NULL;
}

/* The session that the command line and the environment ask for, or NULL: then the connect page
 * asks. */
static OrchSession *
create_first_session (OrchApplication *self)
{
  g_autofree char *base_url = NULL;
  const char *secret = g_getenv ("LITELLM_PROXY_API_KEY");

  if (self->demo) {
    g_autoptr (GError) error = NULL;
    OrchSession *session = create_demo_session (self, &error);

    if (session == NULL)
      g_printerr ("%s\n", error->message);
    return session;
  }

  if (self->address == NULL || secret == NULL || *secret == '\0')
    return NULL;
  if (orch_address_complete (self->address, &base_url) != ORCH_ADDRESS_OK)
    return NULL;

  return create_session (base_url, secret);
}

static void
request_sent_cb (OrchApplication *self)
{
  self->head_start_over = TRUE;
}

static gboolean
head_start_timed_out_cb (gpointer user_data)
{
  OrchApplication *self = ORCH_APPLICATION (user_data);

  self->head_start_over = TRUE;
  return G_SOURCE_REMOVE;
}

/* The answers can come before the window is there, and the other way round. */
static void
hand_over_session (OrchApplication *self)
{
  if (self->window == NULL || self->opened == NULL)
    return;

  orch_window_session_opened (self->window, self->session, self->opened);
  g_clear_object (&self->opened);
  g_clear_object (&self->session);
}

static void
session_opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (OrchApplication) self = ORCH_APPLICATION (user_data);

  self->opened = g_object_ref (result);
  self->head_start_over = TRUE;
  hand_over_session (self);
}

/* Sends the request for the first rows on its way, so that the server works while GTK starts. No
 * window is there yet that could be held up. */
static void
give_head_start (OrchApplication *self)
{
  OrchClient *client = orch_session_get_client (self->session);
  g_autoptr (GSource) timeout = g_timeout_source_new (HEAD_START_MS);
  gulong handler;

  handler = g_signal_connect_swapped (client, "request-sent", G_CALLBACK (request_sent_cb), self);
  g_source_set_callback (timeout, head_start_timed_out_cb, self, NULL);
  g_source_attach (timeout, NULL);

  orch_session_open_async (self->session, NULL, session_opened_cb, g_object_ref (self));
  while (!self->head_start_over)
    g_main_context_iteration (NULL, TRUE);

  g_source_destroy (timeout);
  g_signal_handler_disconnect (client, handler);
}

static void
demo_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  OrchApplication *self = ORCH_APPLICATION (user_data);
  OrchWindow *window = ORCH_WINDOW (gtk_application_get_active_window (GTK_APPLICATION (self)));
  g_autoptr (GError) error = NULL;
  g_autoptr (OrchSession) session = create_demo_session (self, &error);

  if (session != NULL)
    orch_window_open_session (window, session);
  else
    orch_window_show_error (window, error);
}

static void
quit_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_application_quit (G_APPLICATION (user_data));
}

static void
about_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  adw_show_about_window (
      gtk_application_get_active_window (GTK_APPLICATION (user_data)), "application-name",
      _ ("LiteLLM Orchestrator"), "application-icon", ORCH_APP_ID, "version", ORCH_VERSION,
      "developer-name", _ ("The LiteLLM Orchestrator developers"), "comments",
      _ ("Look after the users of a LiteLLM proxy"), "license-type", GTK_LICENSE_GPL_3_0,
      /* Translators: put your name here, it is shown in the About window. */
      "translator-credits", _ ("translator-credits"), NULL);
}

static int
orch_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  OrchApplication *self = ORCH_APPLICATION (application);
  g_autofree char **remaining = NULL;
  int n_users = 0;

  if (g_variant_dict_contains (options, "version")) {
    g_print ("%s %s\n", GETTEXT_PACKAGE, ORCH_VERSION);
    return EXIT_SUCCESS;
  }

  self->demo = g_variant_dict_contains (options, "demo");
  g_variant_dict_lookup (options, "demo-drop", "s", &self->dropped_field);
  self->demo_options.dropped_field = self->dropped_field;
  if (g_variant_dict_lookup (options, "demo-users", "i", &n_users)) {
    if (n_users < 1 || n_users > 100000) {
      g_printerr (_ ("The demo can have from 1 to 100000 users.\n"));
      return EXIT_FAILURE;
    }
    self->demo_options.n_users = n_users;
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

  /* Such a start must not end in the window of a program that runs already. */
  if (self->demo || self->address != NULL)
    g_application_set_flags (application,
                             g_application_get_flags (application) | G_APPLICATION_NON_UNIQUE);

  return -1;
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

  self->session = create_first_session (self);
  if (self->session != NULL)
    give_head_start (self);

  G_APPLICATION_CLASS (orch_application_parent_class)->startup (application);

  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  gtk_application_set_accels_for_action (GTK_APPLICATION (self), "app.quit",
                                         (const char *[]){ "<Control>q", NULL });
  gtk_application_set_accels_for_action (GTK_APPLICATION (self), "window.close",
                                         (const char *[]){ "<Control>w", NULL });
  gtk_application_set_accels_for_action (GTK_APPLICATION (self), "win.show-help-overlay",
                                         (const char *[]){ "<Control>question", NULL });
  gtk_window_set_default_icon_name (ORCH_APP_ID);
}

static void
orch_application_activate (GApplication *application)
{
  OrchApplication *self = ORCH_APPLICATION (application);

  if (self->window == NULL) {
    g_set_weak_pointer (&self->window, orch_window_new (GTK_APPLICATION (self)));
    if (self->session != NULL)
      orch_window_show_session (self->window, self->session);
    else if (self->address != NULL)
      orch_window_set_address (self->window, self->address);
    hand_over_session (self);
  }

  gtk_window_present (GTK_WINDOW (self->window));
}

static void
orch_application_finalize (GObject *object)
{
  OrchApplication *self = ORCH_APPLICATION (object);

  g_clear_weak_pointer (&self->window);
  g_clear_object (&self->opened);
  g_clear_object (&self->session);
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
}

static void
orch_application_init (OrchApplication *self)
{
  static const GOptionEntry options[] = {
    { "demo", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Use the built-in demo server"), NULL },
    { "demo-users", 0, 0, G_OPTION_ARG_INT, NULL, N_ ("Number of users on the demo server"),
      N_ ("N") },
    { "demo-drop", 0, 0, G_OPTION_ARG_STRING, NULL,
      N_ ("A field that the demo server silently does not save"), N_ ("FIELD") },
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Show the version"), NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, NULL, NULL, N_ ("[ADDRESS]") },
    { NULL },
  };

  self->demo_options.n_users = 300;
  g_application_add_main_option_entries (G_APPLICATION (self), options);
  g_application_set_option_context_summary (
      G_APPLICATION (self),
      _ ("Looks after the users of a LiteLLM proxy.\n\n"
         "With LITELLM_PROXY_URL and LITELLM_PROXY_API_KEY in the environment "
         "it connects at once."));
}

/**
 * orch_application_new:
 * @start_demo: starts the demo server
 *
 * Returns: (transfer full): the application
 */
OrchApplication *
orch_application_new (OrchStartDemo start_demo)
{
  OrchApplication *self;

  g_return_val_if_fail (start_demo != NULL, NULL);

  self = g_object_new (ORCH_TYPE_APPLICATION, "application-id", ORCH_APP_ID, "resource-base-path",
                       "/io/github/litellm_orchestrator/Orchestrator", NULL);
  self->start_demo = start_demo;

  return self;
}
