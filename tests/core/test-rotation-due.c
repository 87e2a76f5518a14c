#include "config.h"

#include "core/rules/rotation-due.h"
#include "key-fixture.h"

static const OrchRotationPolicy policy = { 90, TRUE, 14 };

/* A key with these members at noon on 28 November 2026. */
static OrchRotationReasons
find_with (const OrchRotationPolicy *by, const char *members)
{
  g_autoptr (GDateTime) now = g_date_time_new_utc (2026, 11, 28, 12, 0, 0);
  g_autofree char *text = g_strdup_printf ("{\"token\": \"k\"%s}", members);
  g_autoptr (OrchKey) key = key_create (text);

  return orch_rotation_due_find (key, by, now);
}

static OrchRotationReasons
find (const char *members)
{
  return find_with (&policy, members);
}

#define USED ", \"last_active\": \"2026-11-27T12:00:00Z\""
#define YOUNG ", \"created_at\": \"2026-11-20T12:00:00Z\"" USED

static void
test_old (void)
{
  const OrchRotationPolicy longer = { 91, TRUE, 14 };
  const char *members = ", \"created_at\": \"2026-08-30T11:59:59Z\"" USED;

  g_assert_cmpint (find (members), ==, ORCH_ROTATION_OLD);
  g_assert_cmpint (find_with (&longer, members), ==, ORCH_ROTATION_NOT_DUE);
  g_assert_cmpint (find (", \"created_at\": \"2026-08-30T12:00:00Z\"" USED), ==,
                   ORCH_ROTATION_NOT_DUE);
  /* Nobody tells how old it is. */
  g_assert_cmpint (find (", \"last_active\": null"), ==, ORCH_ROTATION_NOT_DUE);
}

static void
test_rotated (void)
{
  const char *created = ", \"created_at\": \"2025-01-01T00:00:00Z\"" USED;
  g_autofree char *fresh =
      g_strconcat (created, ", \"last_rotation_at\": \"2026-11-01T00:00:00Z\"", NULL);
  g_autofree char *stale =
      g_strconcat (created, ", \"last_rotation_at\": \"2026-02-01T00:00:00Z\"", NULL);
  g_autofree char *never = g_strconcat (created, ", \"last_rotation_at\": null", NULL);

  g_assert_cmpint (find (fresh), ==, ORCH_ROTATION_NOT_DUE);
  g_assert_cmpint (find (stale), ==, ORCH_ROTATION_OLD);
  g_assert_cmpint (find (never), ==, ORCH_ROTATION_OLD);
}

/* That it is to rotate by itself does not mean that it does. */
static void
test_rotates_by_itself (void)
{
  g_assert_cmpint (find (", \"created_at\": \"2026-01-01T00:00:00Z\", \"auto_rotate\": true,"
                         " \"rotation_interval\": \"30d\"" USED),
                   ==, ORCH_ROTATION_OLD);
}

static void
test_never_used (void)
{
  const OrchRotationPolicy other = { 90, FALSE, 14 };
  const char *unused = ", \"created_at\": \"2026-11-27T11:59:59Z\", \"last_active\": null";

  g_assert_cmpint (find (unused), ==, ORCH_ROTATION_NEVER_USED);
  g_assert_cmpint (find_with (&other, unused), ==, ORCH_ROTATION_NOT_DUE);
  g_assert_cmpint (find (YOUNG), ==, ORCH_ROTATION_NOT_DUE);
  /* A day has not passed. */
  g_assert_cmpint (find (", \"created_at\": \"2026-11-27T12:00:00Z\", \"last_active\": null"), ==,
                   ORCH_ROTATION_NOT_DUE);
  /* Old proxies don't tell (contract §12.6). */
  g_assert_cmpint (find (", \"created_at\": \"2026-11-20T12:00:00Z\""), ==, ORCH_ROTATION_NOT_DUE);
}

static void
test_expires_soon (void)
{
  const OrchRotationPolicy shorter = { 90, TRUE, 13 };
  const char *members = YOUNG ", \"expires\": \"2026-12-12T12:00:00Z\"";

  g_assert_cmpint (find (members), ==, ORCH_ROTATION_EXPIRES_SOON);
  g_assert_cmpint (find_with (&shorter, members), ==, ORCH_ROTATION_NOT_DUE);
  g_assert_cmpint (find (YOUNG ", \"expires\": null"), ==, ORCH_ROTATION_NOT_DUE);
}

static void
test_all_reasons (void)
{
  g_assert_cmpint (find (", \"created_at\": \"2026-01-01T00:00:00Z\", \"last_active\": null,"
                         " \"expires\": \"2026-11-29T00:00:00Z\""),
                   ==, ORCH_ROTATION_OLD | ORCH_ROTATION_NEVER_USED | ORCH_ROTATION_EXPIRES_SOON);
}

#define OLD ", \"created_at\": \"2026-01-01T00:00:00Z\", \"last_active\": null"

static void
test_useless (void)
{
  g_assert_cmpint (find (OLD ", \"blocked\": true"), ==, ORCH_ROTATION_NOT_DUE);
  g_assert_cmpint (find (OLD ", \"expires\": \"2026-11-28T11:59:59Z\""), ==, ORCH_ROTATION_NOT_DUE);
  g_assert_cmpint (find (OLD ", \"deleted_at\": \"2026-11-01T00:00:00Z\""), ==,
                   ORCH_ROTATION_NOT_DUE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/rotation-due/old", test_old);
  g_test_add_func ("/rotation-due/rotated", test_rotated);
  g_test_add_func ("/rotation-due/rotates-by-itself", test_rotates_by_itself);
  g_test_add_func ("/rotation-due/never-used", test_never_used);
  g_test_add_func ("/rotation-due/expires-soon", test_expires_soon);
  g_test_add_func ("/rotation-due/all-reasons", test_all_reasons);
  g_test_add_func ("/rotation-due/useless", test_useless);

  return g_test_run ();
}
