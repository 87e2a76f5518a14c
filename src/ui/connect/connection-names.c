#include "config.h"

#include <glib/gi18n.h>

#include "ui/connect/connection-names.h"

/* Characters; menus show names in full. */
#define LONGEST_NAME 60

static OrchConnection *
find (OrchConnections *connections, const char *name)
{
  GListModel *model = G_LIST_MODEL (connections);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++) {
    g_autoptr (OrchConnection) connection = g_list_model_get_item (model, i);

    if (g_str_equal (orch_connection_get_name (connection), name))
      return connection; /* the list keeps it alive */
  }

  return NULL;
}

/**
 * orch_connection_names_suggest:
 * @connections: the person's connections
 * @address: a server's base URL
 *
 * Names a new connection after its server's host, with a number where that is taken.
 *
 * Returns: (transfer full): a name that no connection has
 */
char *
orch_connection_names_suggest (OrchConnections *connections, const char *address)
{
  g_autoptr (GUri) uri = g_uri_parse (address, G_URI_FLAGS_NONE, NULL);
  g_autofree char *host = NULL;
  char *name;

  g_return_val_if_fail (uri != NULL && g_uri_get_host (uri) != NULL, NULL);

  host = g_utf8_substring (g_uri_get_host (uri), 0,
                           MIN (g_utf8_strlen (g_uri_get_host (uri), -1), LONGEST_NAME - 5));
  name = g_strdup (host);
  for (guint i = 2; find (connections, name) != NULL; i++) {
    g_free (name);
    name = g_strdup_printf ("%s %u", host, i);
  }

  return name;
}

/**
 * orch_connection_names_check:
 * @connections: the person's connections
 * @connection: (nullable): the one that is to be called @name, %NULL for a new one
 * @name: a name, without blanks around it
 *
 * Checks that a name can be told from the others.
 *
 * Returns: (transfer none) (nullable): what is wrong with it, in words
 */
const char *
orch_connection_names_check (OrchConnections *connections, OrchConnection *connection,
                             const char *name)
{
  OrchConnection *other = find (connections, name);

  if (*name == '\0')
    return _ ("Enter a name for the connection.");
  if (g_utf8_strlen (name, -1) > LONGEST_NAME)
    return _ ("Use at most 60 characters.");
  if (other != NULL && other != connection)
    return _ ("Another connection has this name already.");

  return NULL;
}
