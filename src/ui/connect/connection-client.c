#include "config.h"

#include "ui/connect/connection-client.h"

/**
 * orch_connection_client_new:
 * @connection: a connection
 * @key: the API key to use on it; copied
 * @error: return location; %ORCH_ERROR if its certificate authority can't be read
 *
 * Returns: (transfer full): a transport to the server of @connection, %NULL with @error set
 */
OrchClient *
orch_connection_client_new (OrchConnection *connection, const OrchSecret *key, GError **error)
{
  g_return_val_if_fail (ORCH_IS_CONNECTION (connection), NULL);
  g_return_val_if_fail (key != NULL, NULL);

  const char *authority = orch_connection_get_certificate_authority (connection);
  g_autoptr (OrchClient) client = orch_client_new (orch_connection_get_address (connection), key);

  orch_client_set_allow_plain_http (client, orch_connection_get_allow_plain_http (connection));
  if (authority != NULL && !orch_client_set_certificate_authority (client, authority, error))
    return NULL;

  return g_steal_pointer (&client);
}
