#include "config.h"

#include "secrets/memory-key-store.h"

#include "session-test.h"

OrchSession *
session_test_open (OrchClient *client)
{
  OrchSession *session = orch_session_new (client);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  orch_session_open_async (session, NULL, test_keep_result_cb, &result);
  orch_session_open_finish (session, test_wait_result (&result), &error);
  g_assert_no_error (error);

  return session;
}

OrchSession *
session_test_open_master (TestServer *server)
{
  g_autoptr (OrchClient) client =
      orch_client_new (test_server_get_url (server), "sk-test-0000000000");

  test_server_reply_fixture (server, "/user/list", "user_list_page");
  test_server_reply_fixture (server, "/key/info", "key_info_404_master");
  test_server_reply (server, "/public/model_hub/info", 200, "{\"litellm_version\": \"1.106.2\"}");

  return session_test_open (client);
}

OrchHandover *
session_test_hand_over (OrchSession *session, gboolean has_keyring)
{
  g_autoptr (OrchConnection) connection = orch_connection_new ("Test", "http://127.0.0.1");
  g_autoptr (OrchMemoryKeyStore) keyring = orch_memory_key_store_new ();
  g_autoptr (OrchPendingSecrets) pending = NULL;

  if (has_keyring)
    orch_connection_remember (connection);
  pending = orch_pending_secrets_new (connection, ORCH_KEY_STORE (keyring));

  return orch_handover_new (session, pending);
}
