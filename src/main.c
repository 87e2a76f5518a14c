#include "config.h"

#include <glib/gi18n.h>
#include <locale.h>

#include "demo/demo-server.h"
#include "ui/application.h"
#include "ui/common/trace.h"

static OrchDemoServer *demo_server; /* (owned) (nullable) */

static char *
start_demo (const OrchDemoOptions *options, char **key, GError **error)
{
  if (demo_server == NULL) {
    g_autoptr (OrchDemoServer) server = orch_demo_server_new (options->n_users);

    orch_demo_server_set_dropped_field (server, options->dropped_field);
    if (!orch_demo_server_start (server, 0, error))
      return NULL;
    demo_server = g_steal_pointer (&server);
  }

  *key = g_strdup (ORCH_DEMO_ADMIN_KEY);
  return g_strdup (orch_demo_server_get_url (demo_server));
}

int
main (int argc, char *argv[])
{
  g_autoptr (OrchApplication) application = NULL;
  int status;

  orch_trace_start ();

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, ORCH_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  application = orch_application_new (start_demo);
  status = g_application_run (G_APPLICATION (application), argc, argv);

  g_clear_object (&demo_server);

  return status;
}
