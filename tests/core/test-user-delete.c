#include "config.h"

#include "core/services/user-service.h"
#include "service-fixture.h"

#define DELETE "/user/delete"
#define INVITE "/invitation/new"

static gboolean
delete_user (ClientFixture *fixture, const char *user_id, GError **error)
{
  g_autoptr (OrchUserService) service = service_new_user_service (fixture, SERVICE_NEWEST);
  g_autoptr (GAsyncResult) result = NULL;

  orch_user_service_delete_async (service, user_id, NULL, test_keep_result_cb, &result);

  return orch_user_service_delete_finish (service, test_wait_result (&result), error);
}

static OrchInvitation *
invite (ClientFixture *fixture, const char *user_id, GError **error)
{
  g_autoptr (OrchUserService) service = service_new_user_service (fixture, SERVICE_NEWEST);
  g_autoptr (GAsyncResult) result = NULL;

  orch_user_service_invite_async (service, user_id, NULL, test_keep_result_cb, &result);

  return orch_user_service_invite_finish (service, test_wait_result (&result), error);
}

static void
test_deletes (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  test_server_reply_fixture (fixture->server, DELETE, "user_delete_ok");
  g_assert_true (delete_user (fixture, "a/b \"c\"", &error));
  g_assert_no_error (error);
  service_assert_n_requests (fixture, 1);
  g_assert_cmpstr (service_get_request (fixture, "POST"), ==,
                   "POST " DELETE " {\"user_ids\":[\"a/b \\\"c\\\"\"]}");
}

static void
assert_delete_fails (ClientFixture *fixture, OrchErrorCode code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (delete_user (fixture, "u", &error));
  g_assert_error (error, ORCH_ERROR, (int) code);
}

static void
test_delete_fails (ClientFixture *fixture, gconstpointer data)
{
  test_server_reply_fixture (fixture->server, DELETE, "user_delete_404");
  test_server_reply_fixture (fixture->server, DELETE, "error_401_role");
  test_server_reply (fixture->server, DELETE, 200, "0");
  test_server_reply (fixture->server, DELETE, 200, "{}");
  test_server_close_without_reply (fixture->server, DELETE);

  assert_delete_fails (fixture, ORCH_ERROR_NOT_FOUND);
  assert_delete_fails (fixture, ORCH_ERROR_NOT_PERMITTED);
  assert_delete_fails (fixture, ORCH_ERROR_BAD_REPLY);
  assert_delete_fails (fixture, ORCH_ERROR_BAD_REPLY);
  assert_delete_fails (fixture, ORCH_ERROR_CONNECTION_LOST);
  service_assert_n_requests (fixture, 5);
}

static void
test_invites (ClientFixture *fixture, gconstpointer data)
{
  g_autofree char *link =
      g_strconcat (test_server_get_url (fixture->server),
                   "/ui/onboarding?invitation_id=534e53ca-4d53-43c8-847e-dada631e811d", NULL);
  g_autoptr (GError) error = NULL;

  test_server_reply_fixture (fixture->server, INVITE, "invitation_ok");

  g_autoptr (OrchInvitation) invitation = invite (fixture, "probe-new1", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (invitation->link, ==, link);
  g_assert_cmpint (g_date_time_to_unix (invitation->expires), ==, 1796074772);
  g_assert_cmpstr (service_get_request (fixture, "POST"), ==,
                   "POST " INVITE " {\"user_id\":\"probe-new1\"}");
}

static void
test_invitation_is_escaped (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  test_server_reply (fixture->server, INVITE, 200, "{\"id\": \"a b&c\", \"user_id\": \"u\"}");

  g_autoptr (OrchInvitation) invitation = invite (fixture, "u", &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_suffix (invitation->link, "?invitation_id=a%20b%26c"));
  g_assert_null (invitation->expires);
}

static void
assert_invite_fails (ClientFixture *fixture, OrchErrorCode code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (invite (fixture, "u", &error));
  g_assert_error (error, ORCH_ERROR, (int) code);
}

static void
test_invite_fails (ClientFixture *fixture, gconstpointer data)
{
  test_server_reply_fixture (fixture->server, INVITE, "invitation_500_master");
  test_server_reply (
      fixture->server, INVITE, 400,
      "{\"error\": {\"message\": \"{'error': \\\"Admin-only endpoint. Not allowed "
      "to access this., your role=internal_user\\\"}\", \"type\": \"bad_request\"}}");
  /* Somebody else's, no ID, no object. */
  test_server_reply_fixture (fixture->server, INVITE, "invitation_ok");
  test_server_reply (fixture->server, INVITE, 200, "{\"user_id\": \"u\"}");
  test_server_reply (fixture->server, INVITE, 200, "null");

  assert_invite_fails (fixture, ORCH_ERROR_MASTER_KEY);
  assert_invite_fails (fixture, ORCH_ERROR_NOT_PERMITTED);
  for (guint i = 0; i < 3; i++)
    assert_invite_fails (fixture, ORCH_ERROR_BAD_REPLY);
}

static void
test_cancel (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (OrchUserService) service = service_new_user_service (fixture, SERVICE_NEWEST);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) deleted = NULL;
  g_autoptr (GAsyncResult) invited = NULL;
  g_autoptr (GError) delete_error = NULL;
  g_autoptr (GError) invite_error = NULL;

  test_server_hang (fixture->server, DELETE);
  test_server_hang (fixture->server, INVITE);
  orch_user_service_delete_async (service, "u", cancellable, test_keep_result_cb, &deleted);
  orch_user_service_invite_async (service, "u", cancellable, test_keep_result_cb, &invited);
  service_wait_for_request (fixture, "POST " DELETE);
  service_wait_for_request (fixture, "POST " INVITE);
  g_cancellable_cancel (cancellable);

  g_assert_false (
      orch_user_service_delete_finish (service, test_wait_result (&deleted), &delete_error));
  g_assert_error (delete_error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (
      orch_user_service_invite_finish (service, test_wait_result (&invited), &invite_error));
  g_assert_error (invite_error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/user-delete/" name, ClientFixture, NULL, client_fixture_set_up, function,          \
              client_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("deletes", test_deletes);
  ADD ("fails", test_delete_fails);
  ADD ("invites", test_invites);
  ADD ("invitation-is-escaped", test_invitation_is_escaped);
  ADD ("invite-fails", test_invite_fails);
  ADD ("cancel", test_cancel);

  return g_test_run ();
}
