#include "config.h"

#include "core/services/model-service.h"
#include "service-fixture.h"

#define MODELS "/models"

static char **
list (ClientFixture *fixture, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  orch_model_service_list_async (fixture->client, NULL, test_keep_result_cb, &result);

  return orch_model_service_list_finish (fixture->client, test_wait_result (&result), error);
}

static void
assert_models (ClientFixture *fixture, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) names = list (fixture, &error);
  g_autofree char *joined = NULL;

  g_assert_no_error (error);
  joined = g_strjoinv (" ", names);
  g_assert_cmpstr (joined, ==, expected);
}

static void
test_lists (ClientFixture *fixture, gconstpointer data)
{
  test_server_reply_fixture (fixture->server, MODELS, "models");
  test_server_reply (fixture->server, MODELS, 200,
                     "{\"data\": [{\"id\": \"b\"}, {\"id\": \"a/c\"}, {\"id\": \"b\"}, {}, \"x\","
                     " {\"id\": 5}], \"object\": \"list\"}");
  test_server_reply (fixture->server, MODELS, 200, "{\"data\": []}");

  assert_models (fixture, "claude-sonnet gpt-4o");
  assert_models (fixture, "a/c b");
  assert_models (fixture, "");
  g_assert_cmpstr (test_server_get_log (fixture->server)->pdata[0], ==, "GET /models");
}

static void
test_fails (ClientFixture *fixture, gconstpointer data)
{
  static const char *const bodies[] = { "[]", "{}", "{\"data\": {}}" };
  static const struct {
    const char *fixture;
    OrchErrorCode code;
  } cases[] = {
    { "over_budget_models", ORCH_ERROR_BUDGET_EXCEEDED },
    { "error_403_key_routes", ORCH_ERROR_KEY_ROUTES },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    test_server_reply_fixture (fixture->server, MODELS, cases[i].fixture);
  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    test_server_reply (fixture->server, MODELS, 200, bodies[i]);

  for (guint i = 0; i < G_N_ELEMENTS (cases) + G_N_ELEMENTS (bodies); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (list (fixture, &error));
    g_assert_error (error, ORCH_ERROR,
                    (int) (i < G_N_ELEMENTS (cases) ? cases[i].code : ORCH_ERROR_BAD_REPLY));
  }
}

#define ADD(name, function)                                                                        \
  g_test_add ("/model-service/" name, ClientFixture, NULL, client_fixture_set_up, function,        \
              client_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("lists", test_lists);
  ADD ("fails", test_fails);

  return g_test_run ();
}
