/* Does what the program does with connections, one thing in each run, for the tests in Python:
 *
 *   keyring-tool add NAME ADDRESS   remembers a connection; its key comes from standard input
 *   keyring-tool add-this-run NAME ADDRESS
 *   keyring-tool list
 *   keyring-tool key ID
 *   keyring-tool key-twice ID       and waits for standard input to end in between
 *   keyring-tool store ID           stores another key, from standard input
 *   keyring-tool rename ID NAME
 *   keyring-tool remove ID
 *   keyring-tool forget ID
 *   keyring-tool pend ID OLD-KEY-ID keeps a new secret, from standard input
 *   keyring-tool pending ID         and reads them
 *   keyring-tool saved ID KEY-ID    removes one
 *
 * with --cancel-after MILLISECONDS and --patience MILLISECONDS before the command. It prints
 * `name=value` lines, and at last `outcome`, `text` (the error's), `ms` (how long the keyring
 * took), and `ticks`: how often a timer of 20 ms came meanwhile. */

#include "config.h"

#include <gio/gunixinputstream.h>
#include <glib-unix.h>
#include <stdlib.h>

#include "secrets/connections.h"
#include "secrets/keyring.h"

#define TICK 20 /* milliseconds */

static OrchConnections *connections;
static GCancellable *cancellable;
static guint ticks;
static gint64 last_tick, longest_gap; /* microseconds */

static gboolean
tick_cb (gpointer user_data)
{
  gint64 now = g_get_monotonic_time ();

  ticks++;
  longest_gap = MAX (longest_gap, now - last_tick);
  last_tick = now;

  return G_SOURCE_CONTINUE;
}

static gboolean
cancel_cb (gpointer user_data)
{
  g_cancellable_cancel (cancellable);

  return G_SOURCE_REMOVE;
}

static void
slow_cb (void)
{
  if (orch_connections_get_keyring_slow (connections))
    g_print ("slow=yes\n");
}

static void
finished_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **kept = user_data;

  *kept = g_object_ref (result);
}

static OrchSecret *
read_key (void)
{
  g_autoptr (GInputStream) input = g_unix_input_stream_new (0, FALSE);
  OrchSecret *key = g_malloc0 (1024);

  g_assert_true (g_input_stream_read_all (input, key, 1023, NULL, NULL, NULL));

  return g_strchomp (key);
}

static const char *
name_outcome (const GError *error)
{
  if (error == NULL)
    return "ok";
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return "cancelled";
  if (error->domain != ORCH_KEY_STORE_ERROR)
    return "unexpected";

  switch ((OrchKeyStoreError) error->code) {
  case ORCH_KEY_STORE_ERROR_FAILED:
    return "failed";
  case ORCH_KEY_STORE_ERROR_NOT_FOUND:
    return "not-found";
  case ORCH_KEY_STORE_ERROR_LOCKED:
    return "locked";
  case ORCH_KEY_STORE_ERROR_UNAVAILABLE:
    return "unavailable";
  }

  return "unexpected";
}

static void
print_connection (OrchConnection *connection)
{
  g_print ("id=%s\nname=%s\naddress=%s\nremembered=%s\nkey-for-this-run=%s\n",
           orch_connection_get_id (connection), orch_connection_get_name (connection),
           orch_connection_get_address (connection),
           orch_connection_get_remembered (connection) ? "yes" : "no",
           orch_connection_get_key_for_this_run (connection) ? "yes" : "no");
}

static void
list (void)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (connections)); i++) {
    g_autoptr (OrchConnection) connection = g_list_model_get_item (G_LIST_MODEL (connections), i);

    print_connection (connection);
  }
}

/* Runs the main loop until the keyring has answered. */
static void
wait_for (GAsyncResult **result)
{
  gint64 started = g_get_monotonic_time ();

  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);

  longest_gap = MAX (longest_gap, g_get_monotonic_time () - last_tick);
  g_print ("ms=%d\nticks=%u\ngap=%d\n", (int) ((g_get_monotonic_time () - started) / 1000), ticks,
           (int) (longest_gap / 1000));
}

static void
store (OrchConnection *connection, GError **error)
{
  g_autoptr (OrchSecret) key = read_key ();
  g_autoptr (GAsyncResult) result = NULL;

  orch_connections_store_key_async (connections, connection, key, cancellable, finished_cb,
                                    &result);
  wait_for (&result);
  orch_connections_store_key_finish (connections, result, error);
  print_connection (connection);
}

static void
look_up (OrchConnection *connection, GError **error)
{
  g_autoptr (OrchSecret) key = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  orch_connections_lookup_key_async (connections, connection, cancellable, finished_cb, &result);
  wait_for (&result);
  key = orch_connections_lookup_key_finish (connections, result, error);
  if (key != NULL)
    g_print ("key=%s\n", key);
}

static gboolean
input_ended_cb (int fd, GIOCondition condition, gpointer user_data)
{
  gboolean *has_ended = user_data;

  *has_ended = TRUE;

  return G_SOURCE_REMOVE;
}

static void
look_up_twice (OrchConnection *connection, GError **error)
{
  gboolean has_ended = FALSE;

  look_up (connection, error);
  g_assert_no_error (*error);

  g_unix_fd_add (0, G_IO_IN | G_IO_HUP, input_ended_cb, &has_ended);
  while (!has_ended)
    g_main_context_iteration (NULL, TRUE);

  look_up (connection, error);
}

/* The keyring's item follows in the background, for as long as something holds the connections. */
static void
rename_connection (OrchConnection *connection, const char *name)
{
  orch_connections_rename (connections, connection, name);
  while (G_OBJECT (connections)->ref_count > 1)
    g_main_context_iteration (NULL, TRUE);
}

static void
remove_connection (OrchConnection *connection, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  orch_connections_remove_async (connections, connection, cancellable, finished_cb, &result);
  wait_for (&result);
  orch_connections_remove_finish (connections, result, error);
}

static void
keep_pending (OrchConnection *connection, const char *old_key_id, GError **error)
{
  OrchPendingSecrets *pending = orch_connections_get_pending_secrets (connections, connection);
  g_autoptr (OrchSecret) secret = read_key ();
  g_autoptr (OrchKeyMaterial) material = orch_key_material_new ("ada", "laptop", secret);
  g_autoptr (GAsyncResult) result = NULL;

  orch_pending_secrets_store_async (pending, material, old_key_id, cancellable, finished_cb,
                                    &result);
  wait_for (&result);
  orch_pending_secrets_store_finish (pending, result, error);
  g_print ("key-id=%s\nkept=%s\n", material->key_id,
           orch_pending_secrets_find (pending, material->key_id)->is_kept ? "yes" : "no");
}

static void
list_pending (OrchConnection *connection, GError **error)
{
  OrchPendingSecrets *pending = orch_connections_get_pending_secrets (connections, connection);
  GPtrArray *items = orch_pending_secrets_get_items (pending);

  for (guint i = 0; i < items->len && *error == NULL; i++) {
    const OrchPendingSecret *item = items->pdata[i];
    g_autoptr (OrchKeyMaterial) material = NULL;
    g_autoptr (GAsyncResult) result = NULL;

    g_print ("key-id=%s\nold-key-id=%s\nuser-id=%s\nalias=%s\n", item->key_id, item->old_key_id,
             item->user_id, item->alias);
    orch_pending_secrets_lookup_async (pending, item->key_id, cancellable, finished_cb, &result);
    wait_for (&result);
    material = orch_pending_secrets_lookup_finish (pending, result, error);
    if (material != NULL)
      g_print ("key=%s\n", material->secret);
  }
}

static void
remove_pending (OrchConnection *connection, const char *key_id, GError **error)
{
  OrchPendingSecrets *pending = orch_connections_get_pending_secrets (connections, connection);
  g_autoptr (GAsyncResult) result = NULL;

  orch_pending_secrets_remove_async (pending, key_id, cancellable, finished_cb, &result);
  wait_for (&result);
  orch_pending_secrets_remove_finish (pending, result, error);
}

static void
run (const char *command, const char *first, const char *second, GError **error)
{
  OrchConnection *connection = first != NULL ? orch_connections_find (connections, first) : NULL;

  if (g_str_equal (command, "add"))
    store (orch_connections_add (connections, first, second, TRUE), error);
  else if (g_str_equal (command, "add-this-run"))
    store (orch_connections_add (connections, first, second, FALSE), error);
  else if (g_str_equal (command, "list"))
    list ();
  else if (connection == NULL)
    g_print ("there is no such connection\n");
  else if (g_str_equal (command, "key"))
    look_up (connection, error);
  else if (g_str_equal (command, "key-twice"))
    look_up_twice (connection, error);
  else if (g_str_equal (command, "store"))
    store (connection, error);
  else if (g_str_equal (command, "rename"))
    rename_connection (connection, second);
  else if (g_str_equal (command, "remove"))
    remove_connection (connection, error);
  else if (g_str_equal (command, "forget"))
    orch_connections_forget (connections, connection);
  else if (g_str_equal (command, "pend"))
    keep_pending (connection, second, error);
  else if (g_str_equal (command, "pending"))
    list_pending (connection, error);
  else if (g_str_equal (command, "saved"))
    remove_pending (connection, second, error);
}

int
main (int argc, char *argv[])
{
  int cancel_after = 0, patience = 0;
  g_auto (GStrv) words = NULL;
  const GOptionEntry entries[] = {
    { "cancel-after", 0, 0, G_OPTION_ARG_INT, &cancel_after, NULL, NULL },
    { "patience", 0, 0, G_OPTION_ARG_INT, &patience, NULL, NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &words, NULL, NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) options = g_option_context_new (NULL);
  g_autoptr (GSettings) settings = NULL;
  g_autoptr (OrchKeyring) keyring = NULL;
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (options, entries, NULL);
  if (!g_option_context_parse (options, &argc, &argv, NULL) || words == NULL)
    return EXIT_FAILURE;

  settings = g_settings_new (ORCH_APP_ID);
  keyring = orch_keyring_new ();
  connections = orch_connections_new (settings, ORCH_KEY_STORE (keyring));
  cancellable = g_cancellable_new ();
  g_signal_connect (connections, "notify::keyring-slow", G_CALLBACK (slow_cb), NULL);

  last_tick = g_get_monotonic_time ();
  g_timeout_add (TICK, tick_cb, NULL);
  if (cancel_after > 0)
    g_timeout_add (cancel_after, cancel_cb, NULL);
  if (patience > 0)
    orch_connections_set_patience (connections, patience);

  run (words[0], words[1], words[1] != NULL ? words[2] : NULL, &error);
  g_print ("outcome=%s\ntext=%s\n", name_outcome (error), error != NULL ? error->message : "");

  g_clear_object (&connections);
  g_clear_object (&cancellable);
  g_settings_sync ();

  return EXIT_SUCCESS;
}
