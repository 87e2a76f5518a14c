#include "config.h"

#include "core/rules/permissions.h"

#define ABSENT ORCH_ACCESS_ABSENT
#define ALLOWED ORCH_ACCESS_ALLOWED

typedef struct {
  OrchIdentityKind kind;
  OrchRole role;
  gboolean sees_users;
  OrchAccess list;
  OrchAccess write;
} Case;

/* Contract §7; a person who sees users without being an administrator runs an organisation. */
static const Case cases[] = {
  { ORCH_IDENTITY_MASTER, ORCH_ROLE_PROXY_ADMIN, TRUE, ALLOWED, ALLOWED },
  { ORCH_IDENTITY_USER, ORCH_ROLE_PROXY_ADMIN, TRUE, ALLOWED, ALLOWED },
  { ORCH_IDENTITY_USER, ORCH_ROLE_PROXY_ADMIN, FALSE, ABSENT, ALLOWED },
  { ORCH_IDENTITY_USER, ORCH_ROLE_PROXY_ADMIN_VIEWER, TRUE, ALLOWED, ABSENT },
  { ORCH_IDENTITY_USER, ORCH_ROLE_INTERNAL_USER, FALSE, ABSENT, ABSENT },
  { ORCH_IDENTITY_USER, ORCH_ROLE_INTERNAL_USER, TRUE, ALLOWED, ALLOWED },
  { ORCH_IDENTITY_USER, ORCH_ROLE_INTERNAL_USER_VIEWER, FALSE, ABSENT, ABSENT },
  { ORCH_IDENTITY_USER, ORCH_ROLE_INTERNAL_USER_VIEWER, TRUE, ALLOWED, ALLOWED },
  { ORCH_IDENTITY_USER, ORCH_ROLE_NONE, FALSE, ABSENT, ABSENT },
  { ORCH_IDENTITY_USER, ORCH_ROLE_NONE, TRUE, ALLOWED, ALLOWED },
  { ORCH_IDENTITY_USER, ORCH_ROLE_OTHER, FALSE, ABSENT, ABSENT },
  { ORCH_IDENTITY_USER, ORCH_ROLE_OTHER, TRUE, ALLOWED, ALLOWED },
  { ORCH_IDENTITY_NO_USER, ORCH_ROLE_NONE, TRUE, ABSENT, ABSENT },
  { ORCH_IDENTITY_MISSING_USER, ORCH_ROLE_NONE, TRUE, ABSENT, ABSENT },
  { ORCH_IDENTITY_MISSING_USER, ORCH_ROLE_PROXY_ADMIN, TRUE, ABSENT, ABSENT },
};

static OrchIdentity *
make_identity (const Case *this)
{
  OrchIdentity *identity =
      orch_identity_new (this->kind, this->kind == ORCH_IDENTITY_USER ? "me" : NULL, this->role);

  identity->sees_users = this->sees_users;

  return identity;
}

static OrchUser *
make_user (const char *id, double spend)
{
  OrchUser *user = orch_user_new (id);

  orch_user_set_value (user, ORCH_USER_SPEND, g_variant_new_double (spend));

  return user;
}

static void
test_roles (void)
{
  g_autoptr (OrchUser) user = make_user ("u", 1);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (OrchIdentity) identity = make_identity (&cases[i]);
    OrchAccess administers = orch_identity_is_admin (identity) ? ALLOWED : ABSENT;
    const struct {
      OrchAction action;
      OrchAccess access;
    } expected[] = {
      { ORCH_ACTION_LIST_USERS, cases[i].list },        { ORCH_ACTION_UPDATE_USER, cases[i].write },
      { ORCH_ACTION_RESET_USER_SPEND, cases[i].write }, { ORCH_ACTION_CREATE_USER, administers },
      { ORCH_ACTION_INVITE_USER, administers },         { ORCH_ACTION_DELETE_USER, administers },
      { ORCH_ACTION_BLOCK_USER_KEYS, administers },
    };

    G_STATIC_ASSERT (G_N_ELEMENTS (expected) == ORCH_N_ACTIONS);

    for (guint j = 0; j < G_N_ELEMENTS (expected); j++) {
      OrchReason reason = ORCH_REASON_EMPTY_USER_ID;

      g_test_message ("case %u, action %u", i, j);
      g_assert_cmpint (orch_permissions_check_user (identity, expected[j].action, user, &reason),
                       ==, expected[j].access);
      g_assert_cmpint (reason, ==, ORCH_REASON_NONE);
      g_assert_cmpint (orch_permissions_check_user (identity, expected[j].action, NULL, NULL), ==,
                       expected[j].access);
    }
  }
}

static void
test_nothing_spent (void)
{
  g_autoptr (OrchIdentity) admin =
      orch_identity_new (ORCH_IDENTITY_USER, "me", ORCH_ROLE_PROXY_ADMIN);
  g_autoptr (OrchUser) user = make_user ("u", 0);
  OrchReason reason;

  g_assert_cmpint (orch_permissions_check_user (admin, ORCH_ACTION_RESET_USER_SPEND, user, &reason),
                   ==, ORCH_ACCESS_INSENSITIVE);
  g_assert_cmpint (reason, ==, ORCH_REASON_NOTHING_SPENT);
  g_assert_cmpint (orch_permissions_check_user (admin, ORCH_ACTION_UPDATE_USER, user, &reason), ==,
                   ORCH_ACCESS_ALLOWED);
  g_assert_cmpint (reason, ==, ORCH_REASON_NONE);

  orch_user_set_value (user, ORCH_USER_SPEND, g_variant_new_double (-1));
  g_assert_cmpint (orch_permissions_check_user (admin, ORCH_ACTION_RESET_USER_SPEND, user, &reason),
                   ==, ORCH_ACCESS_ALLOWED);
}

static void
test_empty_user_id (void)
{
  g_autoptr (OrchIdentity) master =
      orch_identity_new (ORCH_IDENTITY_MASTER, NULL, ORCH_ROLE_PROXY_ADMIN);
  g_autoptr (OrchUser) user = make_user ("", 0);
  OrchReason reason;

  for (OrchAction action = ORCH_ACTION_UPDATE_USER; action < ORCH_N_ACTIONS; action++) {
    g_assert_cmpint (orch_permissions_check_user (master, action, user, &reason), ==,
                     ORCH_ACCESS_INSENSITIVE);
    g_assert_cmpint (reason, ==, ORCH_REASON_EMPTY_USER_ID);
  }

  g_assert_cmpint (orch_permissions_check_user_field (master, ORCH_USER_MAX_BUDGET, user, &reason),
                   ==, ORCH_ACCESS_INSENSITIVE);
  g_assert_cmpint (reason, ==, ORCH_REASON_EMPTY_USER_ID);
}

static void
test_oneself (void)
{
  g_autoptr (OrchIdentity) admin =
      orch_identity_new (ORCH_IDENTITY_USER, "me", ORCH_ROLE_PROXY_ADMIN);
  g_autoptr (OrchUser) oneself = make_user ("me", 1);
  OrchReason reason;

  for (OrchAction action = 0; action < ORCH_N_ACTIONS; action++) {
    gboolean deletes = action == ORCH_ACTION_DELETE_USER;

    admin->sees_users = TRUE;
    g_assert_cmpint (orch_permissions_check_user (admin, action, oneself, &reason), ==,
                     deletes ? ORCH_ACCESS_INSENSITIVE : ORCH_ACCESS_ALLOWED);
    g_assert_cmpint (reason, ==, deletes ? ORCH_REASON_ONESELF : ORCH_REASON_NONE);
  }
}

/* What the key may call narrows what its user may do (contract §7). */
static void
test_routes (void)
{
  g_autoptr (OrchIdentity) admin =
      orch_identity_new (ORCH_IDENTITY_USER, "me", ORCH_ROLE_PROXY_ADMIN);
  g_autoptr (OrchUser) user = make_user ("u", 1);

  admin->sees_users = TRUE;
  admin->routes = ORCH_ROUTES_MANAGEMENT;
  g_assert_true (orch_identity_is_admin (admin));
  for (OrchAction action = 0; action < ORCH_N_ACTIONS; action++)
    g_assert_cmpint (orch_permissions_check_user (admin, action, user, NULL), ==,
                     action == ORCH_ACTION_INVITE_USER ? ABSENT : ALLOWED);

  admin->sees_users = FALSE;
  admin->routes = ORCH_ROUTES_READ_ONLY;
  g_assert_false (orch_identity_is_admin (admin));
  g_assert_false (orch_identity_has_admin_view (admin));
  for (OrchAction action = 0; action < ORCH_N_ACTIONS; action++)
    g_assert_cmpint (orch_permissions_check_user (admin, action, user, NULL), ==, ABSENT);
}

/* A record never makes visible what the role may not do. */
static void
test_absent_has_no_reason (void)
{
  g_autoptr (OrchIdentity) viewer =
      orch_identity_new (ORCH_IDENTITY_USER, "me", ORCH_ROLE_PROXY_ADMIN_VIEWER);
  g_autoptr (OrchUser) user = make_user ("", 0);
  OrchReason reason = ORCH_REASON_NOTHING_SPENT;

  g_assert_cmpint (
      orch_permissions_check_user (viewer, ORCH_ACTION_RESET_USER_SPEND, user, &reason), ==,
      ORCH_ACCESS_ABSENT);
  g_assert_cmpint (reason, ==, ORCH_REASON_NONE);
}

static void
test_fields (void)
{
  g_autoptr (OrchUser) user = make_user ("u", 0);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (OrchIdentity) identity = make_identity (&cases[i]);

    for (OrchUserField field = 0; field < ORCH_USER_N_FIELDS; field++) {
      gboolean kept_back = field == ORCH_USER_ROLE && cases[i].role != ORCH_ROLE_PROXY_ADMIN;
      OrchReason reason = ORCH_REASON_EMPTY_USER_ID;

      g_test_message ("case %u, field %u", i, field);
      g_assert_cmpint (orch_permissions_check_user_field (identity, field, user, &reason), ==,
                       kept_back ? ORCH_ACCESS_ABSENT : cases[i].write);
      g_assert_cmpint (reason, ==, ORCH_REASON_NONE);
    }
  }
}

static void
test_identity_copy (void)
{
  g_autoptr (OrchIdentity) identity =
      orch_identity_new (ORCH_IDENTITY_USER, "me", ORCH_ROLE_INTERNAL_USER);
  identity->routes = ORCH_ROUTES_MANAGEMENT;
  identity->sees_users = TRUE;
  identity->key_id = g_strdup ("88dc28d0f030c55ed4ab77ed8faf098196cb1c05df778539800c9f1243fe6b4b");
  identity->expires = g_date_time_new_utc (2027, 1, 2, 3, 4, 5);

  g_autoptr (OrchIdentity) copy = g_boxed_copy (ORCH_TYPE_IDENTITY, identity);
  g_assert_cmpint (copy->kind, ==, ORCH_IDENTITY_USER);
  g_assert_cmpstr (copy->user_id, ==, "me");
  g_assert_true (copy->user_id != identity->user_id);
  g_assert_cmpint (copy->role, ==, ORCH_ROLE_INTERNAL_USER);
  g_assert_cmpint (copy->routes, ==, ORCH_ROUTES_MANAGEMENT);
  g_assert_true (copy->sees_users);
  g_assert_cmpstr (copy->key_id, ==, identity->key_id);
  g_assert_true (g_date_time_equal (copy->expires, identity->expires));
}

static void
test_identity_admin (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (OrchIdentity) identity = make_identity (&cases[i]);
    gboolean exists = cases[i].kind == ORCH_IDENTITY_MASTER || cases[i].kind == ORCH_IDENTITY_USER;

    g_test_message ("case %u", i);
    g_assert_cmpint (orch_identity_is_admin (identity), ==,
                     exists && cases[i].role == ORCH_ROLE_PROXY_ADMIN);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/permissions/roles", test_roles);
  g_test_add_func ("/permissions/nothing-spent", test_nothing_spent);
  g_test_add_func ("/permissions/empty-user-id", test_empty_user_id);
  g_test_add_func ("/permissions/oneself", test_oneself);
  g_test_add_func ("/permissions/routes", test_routes);
  g_test_add_func ("/permissions/absent-has-no-reason", test_absent_has_no_reason);
  g_test_add_func ("/permissions/fields", test_fields);
  g_test_add_func ("/permissions/identity-copy", test_identity_copy);
  g_test_add_func ("/permissions/identity-admin", test_identity_admin);

  return g_test_run ();
}
