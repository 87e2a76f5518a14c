#include "config.h"

#include <glib/gi18n.h>
#include <locale.h>

#include "demo/demo-faults.h"
#include "demo/demo-server.h"
#include "secrets/keyring.h"
#include "ui/application.h"
#include "ui/common/trace.h"

static OrchDemoServer *demo_server; /* (owned) (nullable) */
static char *demo_fault;            /* (owned) (nullable): what goes wrong there */

/* An error ends the program and names all faults. */
static gboolean
demo_fault_given_cb (const char *option, const char *value, gpointer user_data, GError **error)
{
  g_autoptr (OrchDemoFault) fault = orch_demo_fault_new (value, error);

  g_free (demo_fault);
  demo_fault = g_strdup (value);
  return fault != NULL;
}

static char *
start_demo (const OrchDemoOptions *options, char **key, GError **error)
{
  if (demo_server == NULL) {
    g_autoptr (OrchDemoServer) server = orch_demo_server_new (options->n_users);

    orch_demo_server_set_enterprise (server, options->enterprise);
    orch_demo_server_set_dropped_field (server, options->dropped_field);
    if (!orch_demo_server_set_fault (server, demo_fault, error)
        || !orch_demo_server_start (server, 0, error))
      return NULL;
    demo_server = g_steal_pointer (&server);
  }

  *key = g_strdup (ORCH_DEMO_ADMIN_KEY);
  return g_strdup (orch_demo_server_get_url (demo_server));
}

int
main (int argc, char *argv[])
{
  static const GOptionEntry options[] = {
    { "demo-fault", 0, 0, G_OPTION_ARG_CALLBACK, demo_fault_given_cb,
      N_ ("What goes wrong on the demo server; a wrong name lists all"), N_ ("FAULT") },
    { NULL },
  };
  g_autoptr (OrchKeyStore) keyring = NULL;
  g_autoptr (OrchApplication) application = NULL;
  int status;

  orch_trace_start ();

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, ORCH_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  keyring = ORCH_KEY_STORE (orch_keyring_new ());
  application = orch_application_new (start_demo, keyring);
  g_application_add_main_option_entries (G_APPLICATION (application), options);
  status = g_application_run (G_APPLICATION (application), argc, argv);

  g_clear_object (&demo_server);
  g_clear_pointer (&demo_fault, g_free);

  return status;
}
