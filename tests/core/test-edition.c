#include "config.h"

#include "core/services/edition.h"
#include "service-fixture.h"

#define PATH "/health/license"

/* Returns whether it was not cancelled. */
static gboolean
read_edition_as (OrchServer *server, const OrchIdentity *identity, GCancellable *cancellable,
                 OrchEdition *edition, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  orch_edition_read_async (server, identity, cancellable, test_keep_result_cb, &result);

  return orch_edition_read_finish (server, test_wait_result (&result), edition, error);
}

static gboolean
read_edition (OrchServer *server, OrchRole role, GCancellable *cancellable, OrchEdition *edition,
              GError **error)
{
  g_autoptr (OrchIdentity) identity = orch_identity_new (ORCH_IDENTITY_USER, "me", role);

  return read_edition_as (server, identity, cancellable, edition, error);
}

static void
assert_edition (OrchServer *server, OrchRole role, OrchEdition expected)
{
  g_autoptr (GError) error = NULL;
  OrchEdition edition;

  g_assert_true (read_edition (server, role, NULL, &edition, &error));
  g_assert_no_error (error);
  g_assert_cmpint (edition, ==, expected);
}

/* Once it is known, nobody asks again. */
static void
test_community (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (OrchServer) server = service_new_server (fixture, SERVICE_NEWEST);

  test_server_reply_fixture (fixture->server, PATH, "health_license");
  assert_edition (server, ORCH_ROLE_PROXY_ADMIN, ORCH_EDITION_COMMUNITY);
  assert_edition (server, ORCH_ROLE_PROXY_ADMIN, ORCH_EDITION_COMMUNITY);
  service_assert_n_requests (fixture, 1);
}

static void
test_enterprise (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (OrchServer) server = service_new_server (fixture, SERVICE_NEWEST);

  test_server_reply (fixture->server, PATH, 200, "{\"license_type\": \"enterprise\"}");
  assert_edition (server, ORCH_ROLE_PROXY_ADMIN_VIEWER, ORCH_EDITION_ENTERPRISE);
}

/* Who may not ask for the licence regenerates a key that nobody has. */
static void
test_others (ClientFixture *fixture, gconstpointer data)
{
  static const struct {
    guint status;
    const char *reply;
    OrchEdition expected;
  } answers[] = {
    { 503, "{\"error\": {\"message\": \"No connected db.\"}}", ORCH_EDITION_UNKNOWN },
    { 403, "{\"error\": {\"message\": \"You are not allowed\"}}", ORCH_EDITION_UNKNOWN },
    { 500,
      "{\"error\": {\"message\": \"Regenerating Virtual Keys is an Enterprise feature, You must "
      "be a LiteLLM Enterprise user to use this feature.\", \"type\": \"internal_server_error\", "
      "\"param\": \"None\", \"code\": \"500\"}}",
      ORCH_EDITION_COMMUNITY },
    { 404,
      "{\"error\": {\"message\": \"{'error': 'Key not found.'}\", \"type\": \"None\", "
      "\"param\": \"None\", \"code\": \"404\"}}",
      ORCH_EDITION_ENTERPRISE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    test_server_reply (fixture->server, "/key/regenerate", answers[i].status, answers[i].reply);

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++) {
    g_autoptr (OrchServer) server = service_new_server (fixture, SERVICE_NEWEST);

    assert_edition (server, ORCH_ROLE_INTERNAL_USER, answers[i].expected);
    service_assert_n_requests (fixture, i + 1);
  }
}

/* An administrator's key for management may not ask for the licence either (contract §7). */
static void
test_management_key (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (OrchServer) server = service_new_server (fixture, SERVICE_NEWEST);
  g_autoptr (OrchIdentity) identity =
      orch_identity_new (ORCH_IDENTITY_USER, "me", ORCH_ROLE_PROXY_ADMIN);
  OrchEdition edition;

  identity->routes = ORCH_ROUTES_MANAGEMENT;
  test_server_reply_fixture (fixture->server, PATH, "error_403_key_routes");
  test_server_reply_fixture (fixture->server, "/key/regenerate", "regenerate_500");
  g_assert_true (read_edition_as (server, identity, NULL, &edition, NULL));
  g_assert_cmpint (edition, ==, ORCH_EDITION_COMMUNITY);
}

/* It is asked again the next time. */
static void
test_unknown (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (OrchServer) server = service_new_server (fixture, SERVICE_NEWEST);

  test_server_reply (fixture->server, PATH, 404, "{\"detail\": \"Not Found\"}");
  test_server_reply_fixture (fixture->server, PATH, "error_401_role");
  test_server_reply (fixture->server, PATH, 200, "{\"license_type\": \"other\"}");
  test_server_reply (fixture->server, PATH, 200, "[]");
  for (guint i = 0; i < 4; i++)
    assert_edition (server, ORCH_ROLE_PROXY_ADMIN, ORCH_EDITION_UNKNOWN);
  service_assert_n_requests (fixture, 4);
}

static void
test_cancelled (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (OrchServer) server = service_new_server (fixture, SERVICE_NEWEST);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  OrchEdition edition;

  g_cancellable_cancel (cancellable);
  g_assert_false (read_edition (server, ORCH_ROLE_PROXY_ADMIN, cancellable, &edition, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (edition, ==, ORCH_EDITION_UNKNOWN);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/edition/" name, ClientFixture, NULL, client_fixture_set_up, function,              \
              service_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("community", test_community);
  ADD ("enterprise", test_enterprise);
  ADD ("others", test_others);
  ADD ("management-key", test_management_key);
  ADD ("unknown", test_unknown);
  ADD ("cancelled", test_cancelled);

  return g_test_run ();
}
