#include "config.h"

#include <string.h>

#include "core/client/json.h"
#include "core/model/usage.h"
#include "demo-test.h"
#include "fixture.h"

#define MASTER ORCH_DEMO_MASTER_KEY
#define USER ORCH_DEMO_USER_KEY
#define PATH "/user/daily/activity/aggregated"

static const char CHAT[] = "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\","
                           "\"content\":\"How are you?\"}]}";

static void
get_range (guint n_days, GDate *first, GDate *last)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  g_date_clear (last, 1);
  g_date_set_dmy (last, (GDateDay) g_date_time_get_day_of_month (now),
                  (GDateMonth) g_date_time_get_month (now), (GDateYear) g_date_time_get_year (now));
  *first = *last;
  g_date_subtract_days (first, n_days - 1);
}

/* The path for so many days until today. */
static char *
dup_path (guint n_days, const char *more)
{
  GDate first, last;
  char first_text[16], last_text[16];

  get_range (n_days, &first, &last);
  g_date_strftime (first_text, sizeof first_text, ORCH_USAGE_DATE_FORMAT, &first);
  g_date_strftime (last_text, sizeof last_text, ORCH_USAGE_DATE_FORMAT, &last);
  return g_strdup_printf (PATH "?start_date=%s&end_date=%s%s", first_text, last_text, more);
}

static OrchUsage *
read_usage (DemoTest *test, guint n_days, const char *key, const char *more)
{
  g_autofree char *path = dup_path (n_days, more);
  guint status;
  g_autoptr (JsonNode) reply = demo_test_call (test, "GET", path, key, NULL, &status);
  OrchUsage *usage;
  GDate first, last;

  g_assert_cmpuint (status, ==, 200);
  get_range (n_days, &first, &last);
  usage = orch_usage_new_from_json (json_node_get_object (reply), &first, &last);
  g_assert_nonnull (usage);

  return usage;
}

static void
assert_adds_up (GListModel *rows, const OrchUsageAmounts *totals)
{
  OrchUsageAmounts sum = { 0 };

  for (guint i = 0; i < g_list_model_get_n_items (rows); i++) {
    g_autoptr (OrchUsageRow) row = g_list_model_get_item (rows, i);
    const OrchUsageAmounts *amounts = orch_usage_row_get_amounts (row);

    g_assert_nonnull (orch_usage_row_get_name (row));
    sum.spend += amounts->spend;
    sum.n_succeeded += amounts->n_succeeded;
    sum.n_failed += amounts->n_failed;
    sum.total_tokens += amounts->total_tokens;
  }

  g_assert_cmpfloat_with_epsilon (sum.spend, totals->spend, 1e-6);
  g_assert_cmpint (sum.n_succeeded, ==, totals->n_succeeded);
  g_assert_cmpint (sum.n_failed, ==, totals->n_failed);
  g_assert_cmpint (sum.total_tokens, ==, totals->total_tokens);
}

/* The days, the models and the keys add up to the same; twice it is the same. */
static void
test_adds_up (void)
{
  g_autoptr (DemoTest) test = demo_test_new (10);
  g_autoptr (OrchUsage) usage = read_usage (test, 30, MASTER, "&api_key_limit=1000");
  g_autoptr (OrchUsage) again = read_usage (test, 30, MASTER, "&api_key_limit=1000");
  g_autoptr (OrchUsage) few = read_usage (test, 30, MASTER, "&api_key_limit=5");

  g_assert_cmpfloat (usage->totals.spend, >, 1);
  g_assert_cmpint (usage->totals.n_failed, >, 0);
  assert_adds_up (usage->days, &usage->totals);
  assert_adds_up (usage->models, &usage->totals);
  assert_adds_up (usage->keys, &usage->totals);
  g_assert_cmpuint (usage->n_keys, ==, g_list_model_get_n_items (usage->keys));
  g_assert_cmpfloat (again->totals.spend, ==, usage->totals.spend);

  g_assert_cmpuint (few->n_keys, ==, usage->n_keys);
  g_assert_cmpuint (g_list_model_get_n_items (few->keys), ==, 6);
  g_assert_cmpfloat_with_epsilon (few->totals.spend, usage->totals.spend, 1e-6);
}

/* What all of a user's keys used is what the user used. */
static void
test_users_and_keys (void)
{
  g_autoptr (DemoTest) test = demo_test_new (60);
  g_autoptr (OrchUsage) all = read_usage (test, 30, MASTER, "&api_key_limit=1");
  g_autoptr (OrchUsageRow) first = g_list_model_get_item (all->keys, 0);
  const char *token = orch_usage_row_get_name (first);
  g_autoptr (JsonObject) key = demo_test_get_key (test, token);
  g_autofree char *by_key = g_strconcat ("&api_key=", token, NULL);
  g_autofree char *by_user =
      g_strconcat ("&user_id=", json_object_get_string_member (key, "user_id"), NULL);
  g_autoptr (OrchUsage) of_key = read_usage (test, 30, MASTER, by_key);
  g_autoptr (OrchUsage) of_user = read_usage (test, 30, MASTER, by_user);

  g_assert_cmpstr (orch_usage_row_get_alias (first), ==, orch_json_get_string (key, "key_alias"));
  g_assert_cmpfloat_with_epsilon (of_key->totals.spend, orch_usage_row_get_amounts (first)->spend,
                                  1e-6);
  g_assert_cmpuint (of_key->n_keys, ==, 1);
  g_assert_cmpfloat (of_user->totals.spend, >=, of_key->totals.spend);
  assert_adds_up (of_user->keys, &of_user->totals);
}

/* A call of a model counts, and a refused one as failed; of no model there is a name for it. */
static void
test_calls (void)
{
  g_autoptr (DemoTest) test = demo_test_new (10);
  g_autofree char *token = NULL;
  g_autofree char *secret = demo_test_generate (test, USER, "\"key_alias\":\"mine\"", &token);
  g_autofree char *by_key = g_strconcat ("&api_key=", token, NULL);
  g_autoptr (OrchUsage) before = read_usage (test, 1, USER, by_key);
  g_autoptr (OrchUsage) after = NULL;
  g_autoptr (OrchUsage) of_other = NULL;
  g_autoptr (OrchUsageRow) model = NULL;
  g_autoptr (OrchUsageRow) unknown = NULL;
  g_autoptr (JsonObject) key = NULL;

  g_assert_true (orch_usage_is_empty (before));
  demo_test_assert_reply (test, "POST", "/chat/completions", secret, CHAT, 200, "\"usage\"");
  demo_test_assert_reply (test, "POST", "/chat/completions", secret, "{\"model\":\"gpt-4o\"}", 400,
                          "messages");
  demo_test_assert_reply (test, "POST", "/chat/completions", secret,
                          "{\"model\":\"no-such-model\",\"messages\":[]}", 403, "no-such-model");

  after = read_usage (test, 1, USER, by_key);
  key = demo_test_get_key (test, token);
  g_assert_cmpint (after->totals.n_succeeded, ==, 1);
  g_assert_cmpint (after->totals.n_failed, ==, 2);
  g_assert_cmpint (after->totals.total_tokens, >, 0);
  g_assert_cmpfloat_with_epsilon (after->totals.spend, json_object_get_double_member (key, "spend"),
                                  1e-9);
  model = g_list_model_get_item (after->models, 0);
  g_assert_cmpstr (orch_usage_row_get_name (model), ==, "gpt-4o");
  g_assert_cmpint (orch_usage_row_get_amounts (model)->n_failed, ==, 1);
  unknown = g_list_model_get_item (after->models, 1);
  g_assert_cmpstr (orch_usage_row_get_name (unknown), ==, "unknown-model");
  g_assert_cmpint (orch_usage_row_get_amounts (unknown)->n_failed, ==, 1);

  of_other = read_usage (test, 1, ORCH_DEMO_USER_VIEWER_KEY, by_key);
  g_assert_true (orch_usage_is_empty (of_other));
}

static void
test_shape (void)
{
  g_autoptr (DemoTest) test = demo_test_new (300);
  g_autoptr (JsonObject) recorded = fixture_load_body ("daily_activity_aggregated");
  g_autofree char *path = dup_path (30, "");
  g_autoptr (JsonObject) reply = demo_test_get (test, path);
  JsonObject *day =
      json_array_get_object_element (json_object_get_array_member (reply, "results"), 0);
  JsonObject *recorded_day =
      json_array_get_object_element (json_object_get_array_member (recorded, "results"), 0);
  static const char *const tables[] = { "models", "model_groups", "providers", "endpoints",
                                        "api_keys" };

  demo_test_assert_members (reply, recorded);
  demo_test_assert_members (json_object_get_object_member (reply, "metadata"),
                            json_object_get_object_member (recorded, "metadata"));
  demo_test_assert_members (day, recorded_day);
  demo_test_assert_members (json_object_get_object_member (day, "metrics"),
                            json_object_get_object_member (recorded_day, "metrics"));
  day = json_object_get_object_member (day, "breakdown");
  recorded_day = json_object_get_object_member (recorded_day, "breakdown");
  demo_test_assert_members (day, recorded_day);

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++) {
    JsonObject *table = json_object_get_object_member (day, tables[i]);
    JsonObject *recorded_table = json_object_get_object_member (recorded_day, tables[i]);
    g_autoptr (GList) names = json_object_get_members (table);
    g_autoptr (GList) recorded_names = json_object_get_members (recorded_table);

    demo_test_assert_members (json_object_get_object_member (table, names->data),
                              json_object_get_object_member (recorded_table, recorded_names->data));
  }
}

static void
test_refused (void)
{
  g_autoptr (DemoTest) test = demo_test_new (10);
  g_autofree char *path = dup_path (7, "");
  g_autofree char *own = g_strconcat (path, "&user_id=demo-user", NULL);
  g_autofree char *foreign = g_strconcat (path, "&user_id=demo-admin", NULL);
  g_autofree char *limit = g_strconcat (path, "&api_key_limit=1001", NULL);

  demo_test_assert_fixture (test, "GET", PATH, MASTER, NULL, "daily_activity_400");
  demo_test_assert_reply (test, "GET", PATH "?start_date=2026-11-01", MASTER, NULL, 400,
                          "Please provide start_date and end_date");
  demo_test_assert_reply (test, "GET", PATH "?start_date=2026-11-1&end_date=2026-11-02", MASTER,
                          NULL, 400, "start_date and end_date must be valid YYYY-MM-DD dates");
  demo_test_assert_reply (test, "GET", PATH "?start_date=2026-11-02&end_date=2026-11-01", MASTER,
                          NULL, 200, "{\"results\":[],");
  demo_test_assert_fixture (test, "GET", foreign, USER, NULL, "daily_activity_403");
  demo_test_assert_reply (test, "GET", own, USER, NULL, 200, "\"results\"");
  demo_test_assert_reply (test, "GET", foreign, ORCH_DEMO_ADMIN_VIEWER_KEY, NULL, 200,
                          "\"results\"");
  demo_test_assert_reply (test, "GET", path, ORCH_DEMO_NO_USER_KEY, NULL, 403,
                          "Service-account keys cannot query user analytics.");
  demo_test_assert_reply (test, "GET", limit, MASTER, NULL, 422,
                          "Input should be less than or equal to 1000");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/demo-usage/adds-up", test_adds_up);
  g_test_add_func ("/demo-usage/users-and-keys", test_users_and_keys);
  g_test_add_func ("/demo-usage/calls", test_calls);
  g_test_add_func ("/demo-usage/shape", test_shape);
  g_test_add_func ("/demo-usage/refused", test_refused);

  return g_test_run ();
}
