#include "config.h"

#include "ui-test.h"
#include "ui/window/identity-words.h"

static void
test_rights (void)
{
  static const struct {
    OrchIdentityKind kind;
    OrchRole role;
    gboolean sees_users;
    const char *begins;
  } cases[] = {
    { ORCH_IDENTITY_MASTER, ORCH_ROLE_PROXY_ADMIN, TRUE, "Looks after all" },
    { ORCH_IDENTITY_USER, ORCH_ROLE_PROXY_ADMIN, TRUE, "Looks after all" },
    { ORCH_IDENTITY_USER, ORCH_ROLE_PROXY_ADMIN_VIEWER, TRUE, "Sees all" },
    { ORCH_IDENTITY_USER, ORCH_ROLE_INTERNAL_USER, FALSE, "Looks after their own" },
    { ORCH_IDENTITY_USER, ORCH_ROLE_INTERNAL_USER, TRUE, "Sees the users of an organization" },
    { ORCH_IDENTITY_USER, ORCH_ROLE_NONE, FALSE, "Looks after their own" },
    { ORCH_IDENTITY_USER, ORCH_ROLE_INTERNAL_USER_VIEWER, FALSE, "Sees their own" },
    { ORCH_IDENTITY_NO_USER, ORCH_ROLE_NONE, FALSE, "Can’t" },
    { ORCH_IDENTITY_MISSING_USER, ORCH_ROLE_NONE, FALSE, "Can’t" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (OrchIdentity) identity = orch_identity_new (cases[i].kind, "u", cases[i].role);

    identity->sees_users = cases[i].sees_users;
    if (!g_str_has_prefix (orch_identity_words_rights (identity), cases[i].begins))
      g_error ("case %u: “%s”", i, orch_identity_words_rights (identity));
  }
}

/* Whatever the user's role would allow. */
static void
test_read_only (void)
{
  g_autoptr (OrchIdentity) identity =
      orch_identity_new (ORCH_IDENTITY_USER, "u", ORCH_ROLE_PROXY_ADMIN);

  identity->routes = ORCH_ROUTES_READ_ONLY;
  g_assert_cmpstr (orch_identity_words_rights (identity), ==,
                   "This key can only look, and change nothing.");
}

static void
test_expiry (void)
{
  static const struct {
    int days; /* until it expires, 0 for never */
    const char *words;
    gboolean is_soon;
  } cases[] = {
    { 0, "This key never expires.", FALSE },       { -1, "This key expires: due now", TRUE },
    { 1, "This key expires: in 1 day", TRUE },     { 14, "This key expires: in 14 days", TRUE },
    { 15, "This key expires: in 15 days", FALSE },
  };
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (OrchIdentity) identity =
        orch_identity_new (ORCH_IDENTITY_USER, "u", ORCH_ROLE_INTERNAL_USER);
    g_autofree char *words = NULL;

    if (cases[i].days != 0)
      identity->expires = g_date_time_add_days (now, cases[i].days);
    words = orch_identity_words_expiry (identity, now);
    g_assert_cmpstr (words, ==, cases[i].words);
    g_assert_cmpint (orch_identity_expires_soon (identity, now), ==, cases[i].is_soon);
  }
}

static void
test_master_key (void)
{
  g_autoptr (OrchIdentity) identity =
      orch_identity_new (ORCH_IDENTITY_MASTER, NULL, ORCH_ROLE_PROXY_ADMIN);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  g_assert_null (orch_identity_words_expiry (identity, now));
  g_assert_false (orch_identity_expires_soon (identity, now));
}

int
main (int argc, char *argv[])
{
  ui_test_init (&argc, &argv);

  g_test_add_func ("/identity-words/rights", test_rights);
  g_test_add_func ("/identity-words/read-only", test_read_only);
  g_test_add_func ("/identity-words/expiry", test_expiry);
  g_test_add_func ("/identity-words/master-key", test_master_key);

  return g_test_run ();
}
