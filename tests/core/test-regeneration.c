#include "config.h"

#include "core/rules/regeneration.h"
#include "key-fixture.h"

#define NOW G_GINT64_CONSTANT (1800000000)

static OrchChanges *
create_expiry (gint64 time)
{
  OrchChanges *changes = orch_changes_new ();

  orch_changes_add (changes, orch_key_field (ORCH_KEY_EXPIRES), NULL,
                    time != 0 ? g_variant_new_int64 (time) : NULL);

  return changes;
}

static void
test_needs_expiry (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (NOW);
  g_autoptr (OrchKey) alive = key_create ("{\"token\": \"a\", \"expires\": null}");
  g_autoptr (OrchKey) expired =
      key_create ("{\"token\": \"a\", \"expires\": \"2020-01-01T00:00:00Z\"}");
  g_autoptr (OrchChanges) other = key_create_values ("{\"tpm_limit\": 5}");
  g_autoptr (OrchChanges) later = create_expiry (NOW + 60);
  g_autoptr (OrchChanges) never = create_expiry (0);
  g_autoptr (OrchChanges) past = create_expiry (NOW - 60);

  g_assert_false (orch_regeneration_needs_expiry (alive, NULL, now));
  g_assert_false (orch_regeneration_needs_expiry (alive, other, now));
  g_assert_true (orch_regeneration_needs_expiry (alive, past, now));
  g_assert_true (orch_regeneration_needs_expiry (expired, NULL, now));
  g_assert_true (orch_regeneration_needs_expiry (expired, other, now));
  g_assert_true (orch_regeneration_needs_expiry (expired, past, now));
  g_assert_false (orch_regeneration_needs_expiry (expired, later, now));
  g_assert_false (orch_regeneration_needs_expiry (expired, never, now));
}

static void
test_grace_period (void)
{
  static const char *const good[] = { "24h", "90s", "2d", "1w", "3mo" };
  static const char *const bad[] = { "", "0s", "-1d", "nonsense", "1y", "daily", "5", "1d junk" };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (orch_regeneration_is_grace_period (good[i]));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (orch_regeneration_is_grace_period (bad[i]));
}

static void
test_check (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (NOW);
  g_autoptr (OrchKey) alive = key_create ("{\"token\": \"a\"}");
  g_autoptr (OrchKey) expired =
      key_create ("{\"token\": \"a\", \"expires\": \"2020-01-01T00:00:00Z\"}");
  g_autoptr (OrchChanges) good = key_create_values ("{\"max_budget\": 5.0, \"tpm_limit\": 5}");
  g_autoptr (OrchChanges) soft =
      key_create_values ("{\"litellm_budget_table\": {\"soft_budget\": 5.0}}");
  g_autoptr (GError) field = NULL;
  g_autoptr (GError) expiry = NULL;

  g_assert_true (orch_regeneration_check (alive, NULL, now, NULL));
  g_assert_true (orch_regeneration_check (alive, good, now, NULL));
  g_assert_false (orch_regeneration_check (alive, soft, now, &field));
  g_assert_error (field, ORCH_REGENERATION_ERROR, ORCH_REGENERATION_ERROR_FIELD);
  g_assert_false (orch_regeneration_check (expired, good, now, &expiry));
  g_assert_error (expiry, ORCH_REGENERATION_ERROR, ORCH_REGENERATION_ERROR_EXPIRED);

  g_assert_false (orch_regeneration_may_change (ORCH_KEY_SOFT_BUDGET));
  g_assert_true (orch_regeneration_may_change (ORCH_KEY_MAX_BUDGET));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/regeneration/needs-expiry", test_needs_expiry);
  g_test_add_func ("/regeneration/grace-period", test_grace_period);
  g_test_add_func ("/regeneration/check", test_check);

  return g_test_run ();
}
