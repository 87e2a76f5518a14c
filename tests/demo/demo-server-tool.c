#include "config.h"

#include <glib-unix.h>
#include <locale.h>

#include "demo/demo-server.h"

/* demo-server [--users N] [--port P] [--drop FIELD] [--fault FAULT] [--no-chosen-keys]
 * [--large-key] [--enterprise]: a demo server by itself, until it is told to end. Its address is
 * the only line on standard output. */

static gboolean
terminated_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_REMOVE;
}

int
main (int argc, char **argv)
{
  int users = 300, port = 0;
  g_autofree char *drop = NULL;
  g_autofree char *fault = NULL;
  gboolean no_chosen_keys = FALSE, large_key = FALSE, enterprise = FALSE;
  const GOptionEntry entries[] = {
    { "users", 0, 0, G_OPTION_ARG_INT, &users, "How many users there are", "N" },
    { "port", 0, 0, G_OPTION_ARG_INT, &port, "Port on 127.0.0.1, or 0 for any", "P" },
    { "drop", 0, 0, G_OPTION_ARG_STRING, &drop, "Field that updates ignore", "FIELD" },
    { "fault", 0, 0, G_OPTION_ARG_STRING, &fault, "What goes wrong; a wrong name lists them",
      "FAULT" },
    { "no-chosen-keys", 0, 0, G_OPTION_ARG_NONE, &no_chosen_keys,
      "Make the secrets of all keys itself", NULL },
    { "large-key", 0, 0, G_OPTION_ARG_NONE, &large_key, "Have a key with 200 kB of metadata",
      NULL },
    { "enterprise", 0, 0, G_OPTION_ARG_NONE, &enterprise, "Be the Enterprise edition", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) options = g_option_context_new (NULL);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (OrchDemoServer) server = NULL;
  g_autoptr (GError) error = NULL;

  setlocale (LC_ALL, "");
  g_option_context_add_main_entries (options, entries, NULL);
  if (!g_option_context_parse (options, &argc, &argv, &error)) {
    g_printerr ("%s\n", error->message);
    return 2;
  }

  server = orch_demo_server_new ((guint) MAX (users, 0));
  orch_demo_server_set_dropped_field (server, drop);
  orch_demo_server_set_chosen_keys_forbidden (server, no_chosen_keys);
  orch_demo_server_set_enterprise (server, enterprise);
  if (large_key)
    orch_demo_server_add_large_key (server);
  if (!orch_demo_server_set_fault (server, fault, &error)) {
    g_printerr ("%s\n", error->message);
    return 2;
  }
  if (!orch_demo_server_start (server, (guint) port, &error)) {
    g_printerr ("%s\n", error->message);
    return 1;
  }

  g_unix_signal_add (SIGTERM, terminated_cb, loop);
  g_unix_signal_add (SIGINT, terminated_cb, loop);
  g_print ("%s\n", orch_demo_server_get_url (server));
  g_main_loop_run (loop);
  orch_demo_server_stop (server);

  return 0;
}
