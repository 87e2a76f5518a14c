#include "config.h"

#include "core/rules/server-support.h"

/* What each recorded version can do, and that of an unknown one: nothing that is not everywhere. */
static const struct {
  OrchFeature feature;
  gboolean in_1_93_2;
} features[] = {
  { ORCH_FEATURE_SEARCH_USERS, FALSE },      { ORCH_FEATURE_WHOLE_V2_USER_INFO, FALSE },
  { ORCH_FEATURE_CLEAR_MAX_BUDGET, TRUE },   { ORCH_FEATURE_CLEAR_BUDGET_DURATION, FALSE },
  { ORCH_FEATURE_CLEAR_RATE_LIMITS, FALSE }, { ORCH_FEATURE_SEARCH_KEYS, FALSE },
  { ORCH_FEATURE_MATCH_KEY_ALIAS, TRUE },    { ORCH_FEATURE_CLEAR_KEY_BUDGET_DURATION, TRUE },
  { ORCH_FEATURE_RESET_KEY_SPEND, TRUE },    { ORCH_FEATURE_OWNER_RULE, TRUE },
  { ORCH_FEATURE_BUDGET_LIMITS, TRUE },      { ORCH_FEATURE_UPDATE_SOFT_BUDGET, FALSE },
  { ORCH_FEATURE_USAGE_OF_USER, TRUE },      { ORCH_FEATURE_OWN_USAGE, FALSE },
};

static void
test_table (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (features); i++) {
    OrchFeature feature = features[i].feature;

    g_test_message ("feature %d", feature);
    g_assert_false (orch_server_support_has (NULL, feature));
    g_assert_false (orch_server_support_has ("1.81.0", feature));
    g_assert_cmpint (orch_server_support_has ("1.93.2", feature), ==, features[i].in_1_93_2);
    g_assert_true (orch_server_support_has ("1.106.2", feature));
    g_assert_true (orch_server_support_has ("2.0.0", feature));
  }
}

static void
test_always (void)
{
  g_assert_true (orch_server_support_has (NULL, ORCH_FEATURE_ALWAYS));
  g_assert_true (orch_server_support_has ("0.0.1", ORCH_FEATURE_ALWAYS));
}

/* What lies between two recorded versions counts as the lower one. */
static void
test_between (void)
{
  g_assert_false (orch_server_support_has ("1.93.1", ORCH_FEATURE_CLEAR_MAX_BUDGET));
  g_assert_true (orch_server_support_has ("1.93.10", ORCH_FEATURE_CLEAR_MAX_BUDGET));
  g_assert_true (orch_server_support_has ("1.106.1", ORCH_FEATURE_CLEAR_MAX_BUDGET));
  g_assert_false (orch_server_support_has ("1.106.1", ORCH_FEATURE_SEARCH_USERS));
  g_assert_true (orch_server_support_has ("1.106.10", ORCH_FEATURE_SEARCH_USERS));
}

static void
test_spellings (void)
{
  static const char *const with[] = { "1.93.2.dev3", "v1.93.2-stable", "1.93.2rc1", "1.93.2+x" };
  static const char *const without[] = { "v1.81.0-stable", "1.93",    "1.93.",
                                         "1..2",           "",        "latest",
                                         "-1.93.2",        " 1.93.2", "1.93.x",
                                         "vv1.93.2" };

  for (guint i = 0; i < G_N_ELEMENTS (with); i++) {
    g_test_message ("%s", with[i]);
    g_assert_true (orch_server_support_has (with[i], ORCH_FEATURE_CLEAR_MAX_BUDGET));
    g_assert_false (orch_server_support_has (with[i], ORCH_FEATURE_SEARCH_USERS));
  }
  for (guint i = 0; i < G_N_ELEMENTS (without); i++) {
    g_test_message ("%s", without[i]);
    g_assert_false (orch_server_support_has (without[i], ORCH_FEATURE_CLEAR_MAX_BUDGET));
  }
}

static const struct {
  const char *version;
  OrchVersionAge age;
} ages[] = {
  { NULL, ORCH_VERSION_UNKNOWN },
  { "", ORCH_VERSION_UNKNOWN },
  { "main", ORCH_VERSION_UNKNOWN },
  { "1.80.15", ORCH_VERSION_OLDER },
  { "0.106.2", ORCH_VERSION_OLDER },
  { "1.81.0", ORCH_VERSION_TESTED },
  { "1.100.0", ORCH_VERSION_TESTED },
  { "v1.106.2-stable", ORCH_VERSION_TESTED },
  { "1.106.3", ORCH_VERSION_NEWER },
  { "2.0.0", ORCH_VERSION_NEWER },
  { "1.9999999999999999999999.0", ORCH_VERSION_NEWER },
};

static void
test_age (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (ages); i++) {
    g_test_message ("%s", ages[i].version);
    g_assert_cmpint (orch_server_support_get_age (ages[i].version), ==, ages[i].age);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/server-support/table", test_table);
  g_test_add_func ("/server-support/always", test_always);
  g_test_add_func ("/server-support/between", test_between);
  g_test_add_func ("/server-support/spellings", test_spellings);
  g_test_add_func ("/server-support/age", test_age);

  return g_test_run ();
}
