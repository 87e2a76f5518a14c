#include "config.h"

#include "core/services/usage-service.h"
#include "fixture.h"
#include "service-fixture.h"

#define PATH "/user/daily/activity/aggregated"
#define KEY_ID "aaaa1111"

#define METRICS(spend, succeeded, failed, prompt, completion, total)                               \
  "\"metrics\": {\"spend\": " #spend ", \"successful_requests\": " #succeeded                      \
  ", \"failed_requests\": " #failed ", \"prompt_tokens\": " #prompt                                \
  ", \"completion_tokens\": " #completion ", \"total_tokens\": " #total "}"

/* Two days of three with use; what reached no model, and keys that are not told. */
#define REPLY                                                                                      \
  "{\"results\": [{\"date\": \"2026-11-03\", " METRICS (                                           \
      0.3, 6, 2, 60, 30,                                                                           \
      90) ", "                                                                                     \
          "\"breakdown\": {\"model_groups\": {\"gpt-4o\": {" METRICS (                             \
              0.1, 2, 1, 20, 10,                                                                   \
              30) "}, "                                                                            \
                  "\"claude\": {" METRICS (                                                        \
                      0.2, 4, 0, 40, 20,                                                           \
                      60) "}}, "                                                                   \
                          "\"api_keys\": {\"k1\": {" METRICS (                                     \
                              0.1, 2, 0, 20, 10,                                                   \
                              30) ", \"metadata\": {\"key_alias\": null}}}}}, "                    \
                                  "{\"date\": \"2026-11-01\", " METRICS (                          \
                                      0.4, 4, 0, 40, 20,                                           \
                                      60) ", "                                                     \
                                          "\"breakdown\": {\"model_groups\": {\"gpt-4o\": "        \
                                          "{" METRICS (                                            \
                                              0.4, 4, 0, 40, 20,                                   \
                                              60) "}}, "                                           \
                                                  "\"api_keys\": {\"k2\": {" METRICS (             \
                                                      0.25, 1, 0, 10, 5,                           \
                                                      15) ", \"metadata\": {}}, "                  \
                                                          "\"k1\": {" METRICS (                    \
                                                              0.1, 2, 0, 20, 10,                   \
                                                              30) ", \"metadata\": "               \
                                                                  "{\"key_alias\": "               \
                                                                  "\"laptop\"}}}}}], "             \
                                                                  "\"metadata\": "                 \
                                                                  "{\"total_spend\": 0.7, "        \
                                                                  "\"total_successful_requests\":" \
                                                                  " 10, "                          \
                                                                  "\"total_failed_requests\": 2, " \
                                                                  "\"total_prompt_tokens\": 100, " \
                                                                  "\"total_completion_tokens\": "  \
                                                                  "50, \"total_tokens\": 150, "    \
                                                                  "\"total_api_keys\": 7}}"

static GDate
make_date (guint day)
{
  GDate date;

  g_date_clear (&date, 1);
  g_date_set_dmy (&date, (GDateDay) day, G_DATE_NOVEMBER, 2026);

  return date;
}

static OrchUsage *
parse (const char *text, guint first, guint last)
{
  g_autoptr (JsonNode) node = json_from_string (text, NULL);
  GDate first_date = make_date (first);
  GDate last_date = make_date (last);

  g_assert_nonnull (node);

  return orch_usage_new_from_json (json_node_get_object (node), &first_date, &last_date);
}

static void
assert_row (GListModel *rows, guint position, const char *name, double spend, gint64 n_succeeded,
            gint64 n_failed, gint64 total_tokens)
{
  g_autoptr (OrchUsageRow) row = g_list_model_get_item (rows, position);
  const OrchUsageAmounts *amounts;

  g_assert_nonnull (row);
  amounts = orch_usage_row_get_amounts (row);
  g_assert_cmpstr (orch_usage_row_get_name (row), ==, name);
  g_assert_cmpfloat_with_epsilon (amounts->spend, spend, 1e-12);
  g_assert_cmpint (amounts->n_succeeded, ==, n_succeeded);
  g_assert_cmpint (amounts->n_failed, ==, n_failed);
  g_assert_cmpint (amounts->total_tokens, ==, total_tokens);
}

static void
assert_adds_up (GListModel *rows, const OrchUsageAmounts *totals)
{
  OrchUsageAmounts sum = { 0 };

  for (guint i = 0; i < g_list_model_get_n_items (rows); i++) {
    g_autoptr (OrchUsageRow) row = g_list_model_get_item (rows, i);
    const OrchUsageAmounts *amounts = orch_usage_row_get_amounts (row);

    sum.spend += amounts->spend;
    sum.n_succeeded += amounts->n_succeeded;
    sum.n_failed += amounts->n_failed;
    sum.prompt_tokens += amounts->prompt_tokens;
    sum.completion_tokens += amounts->completion_tokens;
    sum.total_tokens += amounts->total_tokens;
  }

  g_assert_cmpfloat_with_epsilon (sum.spend, totals->spend, 1e-12);
  g_assert_cmpint (sum.n_succeeded, ==, totals->n_succeeded);
  g_assert_cmpint (sum.n_failed, ==, totals->n_failed);
  g_assert_cmpint (sum.prompt_tokens, ==, totals->prompt_tokens);
  g_assert_cmpint (sum.completion_tokens, ==, totals->completion_tokens);
  g_assert_cmpint (sum.total_tokens, ==, totals->total_tokens);
}

static void
test_reads (void)
{
  g_autoptr (OrchUsage) usage = parse (REPLY, 1, 3);
  g_autoptr (OrchUsageRow) key = NULL;

  g_assert_nonnull (usage);
  g_assert_false (orch_usage_is_empty (usage));
  g_assert_cmpfloat (usage->totals.spend, ==, 0.7);
  g_assert_cmpint (usage->totals.n_succeeded, ==, 10);
  g_assert_cmpint (usage->totals.n_failed, ==, 2);
  g_assert_cmpint (usage->totals.prompt_tokens, ==, 100);
  g_assert_cmpint (usage->totals.completion_tokens, ==, 50);
  g_assert_cmpint (usage->totals.total_tokens, ==, 150);

  g_assert_cmpuint (g_list_model_get_n_items (usage->days), ==, 3);
  assert_row (usage->days, 0, "2026-11-01", 0.4, 4, 0, 60);
  assert_row (usage->days, 1, "2026-11-02", 0, 0, 0, 0);
  assert_row (usage->days, 2, "2026-11-03", 0.3, 6, 2, 90);
  assert_adds_up (usage->days, &usage->totals);

  g_assert_cmpuint (g_list_model_get_n_items (usage->models), ==, 3);
  assert_row (usage->models, 0, "gpt-4o", 0.5, 6, 1, 90);
  assert_row (usage->models, 1, "claude", 0.2, 4, 0, 60);
  assert_row (usage->models, 2, NULL, 0, 0, 1, 0);
  assert_adds_up (usage->models, &usage->totals);

  g_assert_cmpuint (usage->n_keys, ==, 7);
  g_assert_cmpuint (g_list_model_get_n_items (usage->keys), ==, 3);
  assert_row (usage->keys, 0, "k2", 0.25, 1, 0, 15);
  assert_row (usage->keys, 1, "k1", 0.2, 4, 0, 60);
  assert_row (usage->keys, 2, NULL, 0.25, 5, 2, 75);
  assert_adds_up (usage->keys, &usage->totals);
  key = g_list_model_get_item (usage->keys, 1);
  g_assert_cmpstr (orch_usage_row_get_alias (key), ==, "laptop");
}

/* What a real proxy answered; the recording kept only some of the models and keys. */
static void
test_recorded (void)
{
  g_autoptr (JsonObject) body = fixture_load_body ("daily_activity_aggregated");
  GDate first = make_date (17);
  GDate last = make_date (23);
  g_autoptr (OrchUsage) usage = orch_usage_new_from_json (body, &first, &last);

  g_assert_nonnull (usage);
  g_assert_cmpfloat (usage->totals.spend, ==, 0.012029999999999999);
  g_assert_cmpint (usage->totals.n_succeeded, ==, 53);
  g_assert_cmpint (usage->totals.n_failed, ==, 214);
  g_assert_cmpuint (usage->n_keys, ==, 83);
  g_assert_cmpuint (g_list_model_get_n_items (usage->days), ==, 7);
  assert_row (usage->days, 0, "2026-11-17", 0, 0, 0, 0);
  assert_row (usage->days, 6, "2026-11-23", 0.012029999999999999, 53, 214, 1590);
  assert_adds_up (usage->days, &usage->totals);

  assert_row (usage->models, 0, "gpt-4o", 0.0117, 52, 13, 1560);
  assert_adds_up (usage->models, &usage->totals);
  assert_adds_up (usage->keys, &usage->totals);
}

static void
test_nothing (void)
{
  g_autoptr (OrchUsage) usage =
      parse ("{\"results\": [], \"metadata\": {\"total_spend\": 0}}", 1, 1);

  g_assert_nonnull (usage);
  g_assert_true (orch_usage_is_empty (usage));
  g_assert_cmpuint (usage->n_keys, ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (usage->days), ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (usage->models), ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (usage->keys), ==, 0);
}

/* A day without a date, a day twice, and values of wrong types. */
static void
test_odd (void)
{
  g_autoptr (OrchUsage) usage = parse (
      "{\"results\": [5, {}, {\"date\": null}, {\"date\": \"2026-11-01\", " METRICS (
          1, 1, 0, 1, 1,
          2) ", \"breakdown\": {\"model_groups\": {\"a\": null}}}, "
             "{\"date\": \"2026-11-01\", " METRICS (
                 2, 1, 0, 1, 1,
                 2) ", \"breakdown\": []}], "
                    "\"metadata\": {\"total_spend\": 3, \"total_successful_requests\": \"2\"}}",
      1, 2);

  g_assert_nonnull (usage);
  assert_row (usage->days, 0, "2026-11-01", 3, 2, 0, 4);
  assert_row (usage->days, 1, "2026-11-02", 0, 0, 0, 0);
  g_assert_cmpint (usage->totals.n_succeeded, ==, 0);
}

static OrchUsage *
read_usage (ClientFixture *fixture, const OrchUsageQuery *query, GCancellable *cancellable,
            GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  orch_usage_service_read_async (fixture->client, query, cancellable, test_keep_result_cb, &result);

  return orch_usage_service_read_finish (fixture->client, test_wait_result (&result), error);
}

static void
test_asks (ClientFixture *fixture, gconstpointer data)
{
  static const struct {
    const char *user_id;
    const char *key_id;
    const char *query;
  } cases[] = {
    { NULL, NULL, "" },
    { "a+b/ü", NULL, "&user_id=a%2Bb%2F%C3%BC" },
    { NULL, KEY_ID, "&api_key=" KEY_ID },
  };

  test_server_reply (fixture->server, PATH, 200, REPLY);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    const OrchUsageQuery query = {
      .first = make_date (1),
      .last = make_date (30),
      .user_id = (char *) cases[i].user_id,
      .key_id = (char *) cases[i].key_id,
    };
    g_autofree char *expected = g_strdup_printf (
        "GET " PATH "?start_date=2026-11-01&end_date=2026-11-30%s&api_key_limit=20",
        cases[i].query);
    g_autoptr (GError) error = NULL;
    g_autoptr (OrchUsage) usage = read_usage (fixture, &query, NULL, &error);

    g_assert_no_error (error);
    g_assert_cmpuint (g_list_model_get_n_items (usage->days), ==, 30);
    g_assert_cmpstr (test_server_get_log (fixture->server)->pdata[i], ==, expected);
  }
}

static void
test_fails (ClientFixture *fixture, gconstpointer data)
{
  static const char *const bodies[] = { "[]", "{}", "{\"results\": []}",
                                        "{\"metadata\": {\"total_spend\": 0}}" };
  const OrchUsageQuery query = { .first = make_date (1), .last = make_date (2) };

  test_server_reply_fixture (fixture->server, PATH, "daily_activity_403");
  test_server_reply_fixture (fixture->server, PATH, "error_404_path");
  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    test_server_reply (fixture->server, PATH, 200, bodies[i]);

  for (guint i = 0; i < 2 + G_N_ELEMENTS (bodies); i++) {
    static const OrchErrorCode first_codes[] = { ORCH_ERROR_NOT_PERMITTED,
                                                 ORCH_ERROR_ROUTE_MISSING };
    OrchErrorCode code = i < 2 ? first_codes[i] : ORCH_ERROR_BAD_REPLY;
    g_autoptr (GError) error = NULL;

    g_assert_null (read_usage (fixture, &query, NULL, &error));
    g_assert_error (error, ORCH_ERROR, (int) code);
  }
}

static void
test_cancelled (ClientFixture *fixture, gconstpointer data)
{
  const OrchUsageQuery query = { .first = make_date (1), .last = make_date (2) };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  test_server_hang (fixture->server, PATH);
  orch_usage_service_read_async (fixture->client, &query, cancellable, test_keep_result_cb,
                                 &result);
  service_wait_for_request (fixture, "GET " PATH);
  g_cancellable_cancel (cancellable);

  g_assert_null (
      orch_usage_service_read_finish (fixture->client, test_wait_result (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/usage/" name, ClientFixture, NULL, client_fixture_set_up, function,                \
              service_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/usage/reads", test_reads);
  g_test_add_func ("/usage/recorded", test_recorded);
  g_test_add_func ("/usage/nothing", test_nothing);
  g_test_add_func ("/usage/odd", test_odd);
  ADD ("asks", test_asks);
  ADD ("fails", test_fails);
  ADD ("cancelled", test_cancelled);

  return g_test_run ();
}
