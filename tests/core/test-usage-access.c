#include "config.h"

#include "core/rules/usage-access.h"

#define ME "me"
#define OTHER "other"

typedef enum {
  MASTER,
  ADMIN,
  ADMIN_VIEWER,
  USER,
  VIEWER,
  NO_USER,
  MISSING_USER,
} Who;

static const struct {
  OrchIdentityKind kind;
  OrchRole role;
} people[] = {
  [MASTER] = { ORCH_IDENTITY_MASTER, ORCH_ROLE_PROXY_ADMIN },
  [ADMIN] = { ORCH_IDENTITY_USER, ORCH_ROLE_PROXY_ADMIN },
  [ADMIN_VIEWER] = { ORCH_IDENTITY_USER, ORCH_ROLE_PROXY_ADMIN_VIEWER },
  [USER] = { ORCH_IDENTITY_USER, ORCH_ROLE_INTERNAL_USER },
  [VIEWER] = { ORCH_IDENTITY_USER, ORCH_ROLE_INTERNAL_USER_VIEWER },
  [NO_USER] = { ORCH_IDENTITY_NO_USER, ORCH_ROLE_NONE },
  [MISSING_USER] = { ORCH_IDENTITY_MISSING_USER, ORCH_ROLE_NONE },
};

/* Since which version; NULL for never, "" for always. */
static const struct {
  Who who;
  OrchUsageScope scope;
  const char *owner;
  const char *since;
} cases[] = {
  { MASTER, ORCH_USAGE_OF_EVERYBODY, NULL, "" },
  { MASTER, ORCH_USAGE_OF_USER, OTHER, "1.93.2" },
  { MASTER, ORCH_USAGE_OF_USER, "", NULL },
  { MASTER, ORCH_USAGE_OF_KEY, OTHER, "" },
  { MASTER, ORCH_USAGE_OF_KEY, NULL, "" },
  { ADMIN, ORCH_USAGE_OF_EVERYBODY, NULL, "" },
  { ADMIN, ORCH_USAGE_OF_USER, ME, "1.93.2" },
  { ADMIN, ORCH_USAGE_OF_KEY, OTHER, "" },
  { ADMIN_VIEWER, ORCH_USAGE_OF_EVERYBODY, NULL, "1.93.2" },
  { ADMIN_VIEWER, ORCH_USAGE_OF_USER, OTHER, "1.93.2" },
  { ADMIN_VIEWER, ORCH_USAGE_OF_KEY, OTHER, "1.93.2" },
  { USER, ORCH_USAGE_OF_EVERYBODY, NULL, NULL },
  { USER, ORCH_USAGE_OF_USER, ME, "1.106.2" },
  { USER, ORCH_USAGE_OF_USER, OTHER, NULL },
  { USER, ORCH_USAGE_OF_KEY, ME, "1.106.2" },
  { USER, ORCH_USAGE_OF_KEY, OTHER, NULL },
  { USER, ORCH_USAGE_OF_KEY, NULL, NULL },
  { VIEWER, ORCH_USAGE_OF_USER, ME, "1.106.2" },
  { VIEWER, ORCH_USAGE_OF_EVERYBODY, NULL, NULL },
  { NO_USER, ORCH_USAGE_OF_EVERYBODY, NULL, NULL },
  { NO_USER, ORCH_USAGE_OF_KEY, NULL, NULL },
  { MISSING_USER, ORCH_USAGE_OF_USER, ME, NULL },
};

static const char *const versions[] = { NULL, "1.81.0", "1.93.2", "1.106.2" };

static OrchAccess
get_expected (const char *since, const char *version)
{
  guint first = 0;

  if (since == NULL)
    return ORCH_ACCESS_ABSENT;

  for (guint i = 1; i < G_N_ELEMENTS (versions); i++)
    if (g_str_equal (since, versions[i]))
      first = i;
  for (guint i = first; i < G_N_ELEMENTS (versions); i++)
    if (g_strcmp0 (version, versions[i]) == 0)
      return ORCH_ACCESS_ALLOWED;

  return ORCH_ACCESS_INSENSITIVE;
}

static void
test_table (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    OrchIdentityKind kind = people[cases[i].who].kind;
    gboolean has_id = kind == ORCH_IDENTITY_USER || kind == ORCH_IDENTITY_MISSING_USER;
    g_autoptr (OrchIdentity) identity =
        orch_identity_new (kind, has_id ? ME : NULL, people[cases[i].who].role);

    for (guint j = 0; j < G_N_ELEMENTS (versions); j++) {
      OrchAccess expected = get_expected (cases[i].since, versions[j]);
      OrchReason reason = ORCH_REASON_NONE;

      g_test_message ("case %u, version %s", i, versions[j]);
      g_assert_cmpint (
          orch_usage_access_check (identity, versions[j], cases[i].scope, cases[i].owner, &reason),
          ==, expected);
      g_assert_cmpint (reason, ==,
                       expected == ORCH_ACCESS_INSENSITIVE ? ORCH_REASON_NOT_TOLD
                                                           : ORCH_REASON_NONE);
    }
  }
}

/* Nobody is told what was used who signed in with a read-only key (contract §7). */
static void
test_read_only (void)
{
  for (Who who = ADMIN; who <= VIEWER; who++) {
    g_autoptr (OrchIdentity) identity = orch_identity_new (people[who].kind, ME, people[who].role);

    identity->routes = ORCH_ROUTES_READ_ONLY;
    g_assert_cmpint (
        orch_usage_access_check (identity, "1.106.2", ORCH_USAGE_OF_EVERYBODY, NULL, NULL), ==,
        ORCH_ACCESS_ABSENT);
    g_assert_cmpint (orch_usage_access_check (identity, "1.106.2", ORCH_USAGE_OF_USER, ME, NULL),
                     ==, ORCH_ACCESS_ABSENT);
    g_assert_cmpint (orch_usage_access_check (identity, "1.106.2", ORCH_USAGE_OF_KEY, ME, NULL), ==,
                     ORCH_ACCESS_ABSENT);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/usage-access/table", test_table);
  g_test_add_func ("/usage-access/read-only", test_read_only);

  return g_test_run ();
}
