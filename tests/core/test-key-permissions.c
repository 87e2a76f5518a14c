#include "config.h"

#include "core/client/json.h"
#include "core/rules/permissions.h"

#define ABSENT ORCH_ACCESS_ABSENT
#define INSENSITIVE ORCH_ACCESS_INSENSITIVE
#define ALLOWED ORCH_ACCESS_ALLOWED

typedef struct {
  OrchIdentityKind kind;
  OrchRole role;
  gboolean sees_users;
  OrchAccess list_all;
  OrchAccess write_own; /* create, update, block, delete and rotate one's own keys */
  OrchAccess reset_spend;
  gboolean any_key; /* whether the same goes for everybody's keys */
} Case;

/* Contract §2.1, §3, §5, §6.3, §7; who sees users without being an administrator runs an
 * organisation. */
static const Case cases[] = {
  { ORCH_IDENTITY_MASTER, ORCH_ROLE_PROXY_ADMIN, TRUE, ALLOWED, ALLOWED, ALLOWED, TRUE },
  { ORCH_IDENTITY_USER, ORCH_ROLE_PROXY_ADMIN, TRUE, ALLOWED, ALLOWED, ALLOWED, TRUE },
  { ORCH_IDENTITY_USER, ORCH_ROLE_PROXY_ADMIN, FALSE, ALLOWED, ALLOWED, ALLOWED, TRUE },
  { ORCH_IDENTITY_USER, ORCH_ROLE_PROXY_ADMIN_VIEWER, TRUE, ALLOWED, ABSENT, ABSENT, TRUE },
  { ORCH_IDENTITY_USER, ORCH_ROLE_INTERNAL_USER, FALSE, ABSENT, ALLOWED, ABSENT, FALSE },
  { ORCH_IDENTITY_USER, ORCH_ROLE_INTERNAL_USER, TRUE, ALLOWED, ALLOWED, ALLOWED, TRUE },
  { ORCH_IDENTITY_USER, ORCH_ROLE_NONE, FALSE, ABSENT, ALLOWED, ABSENT, FALSE },
  { ORCH_IDENTITY_USER, ORCH_ROLE_NONE, TRUE, ALLOWED, ALLOWED, ALLOWED, TRUE },
  { ORCH_IDENTITY_USER, ORCH_ROLE_INTERNAL_USER_VIEWER, FALSE, ABSENT, ABSENT, ABSENT, TRUE },
  { ORCH_IDENTITY_USER, ORCH_ROLE_INTERNAL_USER_VIEWER, TRUE, ALLOWED, ALLOWED, ALLOWED, TRUE },
  { ORCH_IDENTITY_USER, ORCH_ROLE_OTHER, FALSE, ABSENT, ABSENT, ABSENT, TRUE },
  { ORCH_IDENTITY_NO_USER, ORCH_ROLE_NONE, TRUE, ABSENT, ABSENT, ABSENT, TRUE },
  { ORCH_IDENTITY_MISSING_USER, ORCH_ROLE_PROXY_ADMIN, TRUE, ABSENT, ABSENT, ABSENT, TRUE },
};

static OrchIdentity *
make_identity (const Case *this)
{
  OrchIdentity *identity =
      orch_identity_new (this->kind, this->kind == ORCH_IDENTITY_USER ? "me" : NULL, this->role);

  identity->sees_users = this->sees_users;

  return identity;
}

static OrchIdentity *
make_owner (void)
{
  return orch_identity_new (ORCH_IDENTITY_USER, "me", ORCH_ROLE_INTERNAL_USER);
}

static OrchKey *
make_key (const char *user_id, const char *created_by, const char *more)
{
  g_autofree char *text = g_strdup_printf ("{\"token\": \"a\", \"spend\": 1, \"user_id\": \"%s\","
                                           " \"created_by\": \"%s\"%s}",
                                           user_id, created_by, more);
  g_autoptr (JsonNode) node = orch_json_parse (text, -1, NULL, NULL, NULL);

  g_assert_nonnull (node);

  return orch_key_new_from_json (json_node_get_object (node));
}

static OrchAccess
get_expected (const Case *this, OrchKeyAction action)
{
  if (action == ORCH_KEY_ACTION_LIST_ALL)
    return this->list_all;

  return action == ORCH_KEY_ACTION_RESET_SPEND ? this->reset_spend : this->write_own;
}

static void
test_roles (void)
{
  g_autoptr (OrchKey) own = make_key ("me", "me", "");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (OrchIdentity) identity = make_identity (&cases[i]);

    for (OrchKeyAction action = 0; action < ORCH_N_KEY_ACTIONS; action++) {
      OrchAccess expected = get_expected (&cases[i], action);
      OrchReason reason = ORCH_REASON_ONESELF;

      g_test_message ("case %u, action %u", i, action);
      g_assert_cmpint (orch_permissions_check_key (identity, action, own, TRUE, &reason), ==,
                       expected);
      g_assert_cmpint (reason, ==, ORCH_REASON_NONE);
      g_assert_cmpint (orch_permissions_check_key (identity, action, NULL, TRUE, NULL), ==,
                       expected);
    }
  }
}

/* A read-only key looks, whatever its user may do (contract §7). */
static void
test_read_only (void)
{
  g_autoptr (OrchKey) own = make_key ("me", "me", "");
  const OrchRole roles[] = { ORCH_ROLE_PROXY_ADMIN, ORCH_ROLE_INTERNAL_USER };

  for (guint i = 0; i < G_N_ELEMENTS (roles); i++) {
    g_autoptr (OrchIdentity) identity = orch_identity_new (ORCH_IDENTITY_USER, "me", roles[i]);

    identity->routes = ORCH_ROUTES_READ_ONLY;
    for (OrchKeyAction action = 0; action < ORCH_N_KEY_ACTIONS; action++) {
      gboolean lists = action == ORCH_KEY_ACTION_LIST_ALL && roles[i] == ORCH_ROLE_PROXY_ADMIN;

      g_assert_cmpint (orch_permissions_check_key (identity, action, own, TRUE, NULL), ==,
                       lists ? ALLOWED : ABSENT);
    }
  }
}

static void
test_others_keys (void)
{
  g_autoptr (OrchKey) others = make_key ("ada", "me", "");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (OrchIdentity) identity = make_identity (&cases[i]);

    for (OrchKeyAction action = 0; action < ORCH_N_KEY_ACTIONS; action++) {
      OrchAccess expected = get_expected (&cases[i], action);
      gboolean refused =
          !cases[i].any_key && expected == ALLOWED && action != ORCH_KEY_ACTION_CREATE;
      OrchReason reason;

      g_test_message ("case %u, action %u", i, action);
      g_assert_cmpint (orch_permissions_check_key (identity, action, others, TRUE, &reason), ==,
                       refused ? INSENSITIVE : expected);
      g_assert_cmpint (reason, ==, refused ? ORCH_REASON_OTHERS_KEY : ORCH_REASON_NONE);
    }
  }
}

/* Contract §2.1 and, for old proxies, §12.5. */
static void
test_owner_rule (void)
{
  g_autoptr (OrchIdentity) owner = make_owner ();
  g_autoptr (OrchKey) made_for_me = make_key ("me", "admin", "");
  static const OrchKeyAction changes[] = { ORCH_KEY_ACTION_UPDATE, ORCH_KEY_ACTION_BLOCK };
  OrchReason reason;

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++) {
    g_assert_cmpint (orch_permissions_check_key (owner, changes[i], made_for_me, TRUE, &reason), ==,
                     INSENSITIVE);
    g_assert_cmpint (reason, ==, ORCH_REASON_NOT_SELF_MADE);
    g_assert_cmpint (orch_permissions_check_key (owner, changes[i], made_for_me, FALSE, &reason),
                     ==, ALLOWED);
    g_assert_cmpint (reason, ==, ORCH_REASON_NONE);
  }

  g_assert_cmpint (
      orch_permissions_check_key (owner, ORCH_KEY_ACTION_DELETE, made_for_me, TRUE, &reason), ==,
      ALLOWED);
  g_assert_cmpint (
      orch_permissions_check_key (owner, ORCH_KEY_ACTION_ROTATE, made_for_me, TRUE, &reason), ==,
      ALLOWED);
  g_assert_cmpint (reason, ==, ORCH_REASON_NONE);

  g_autoptr (OrchKey) others = make_key ("ada", "ada", "");
  g_assert_cmpint (
      orch_permissions_check_key (owner, ORCH_KEY_ACTION_BLOCK, others, FALSE, &reason), ==,
      INSENSITIVE);
  g_assert_cmpint (reason, ==, ORCH_REASON_OTHERS_KEY);
}

/* What the proxy does not tell is no permission. */
static void
test_unknown_owner (void)
{
  g_autoptr (OrchIdentity) owner = make_owner ();
  g_autoptr (OrchKey) unknown = orch_key_new ("a");
  OrchReason reason;

  g_assert_cmpint (
      orch_permissions_check_key (owner, ORCH_KEY_ACTION_UPDATE, unknown, TRUE, &reason), ==,
      INSENSITIVE);
  g_assert_cmpint (reason, ==, ORCH_REASON_OTHERS_KEY);
}

/* Whether somebody administers the team, only the server knows. */
static void
test_team_key (void)
{
  g_autoptr (OrchIdentity) owner = make_owner ();
  g_autoptr (OrchKey) of_team = make_key ("ada", "ada", ", \"team_id\": \"t\"");
  static const OrchKeyAction changes[] = { ORCH_KEY_ACTION_UPDATE, ORCH_KEY_ACTION_BLOCK,
                                           ORCH_KEY_ACTION_DELETE, ORCH_KEY_ACTION_ROTATE };

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    g_assert_cmpint (orch_permissions_check_key (owner, changes[i], of_team, TRUE, NULL), ==,
                     ALLOWED);
  g_assert_cmpint (
      orch_permissions_check_key (owner, ORCH_KEY_ACTION_RESET_SPEND, of_team, TRUE, NULL), ==,
      ABSENT);
  g_assert_cmpint (
      orch_permissions_check_key_field (owner, ORCH_KEY_MAX_BUDGET, of_team, TRUE, NULL), ==,
      ALLOWED);
}

static void
test_deleted_key (void)
{
  g_autoptr (OrchKey) deleted = make_key ("me", "me", ", \"deleted_at\": \"2026-11-23T00:00:00Z\"");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (OrchIdentity) identity = make_identity (&cases[i]);

    for (OrchKeyAction action = ORCH_KEY_ACTION_UPDATE; action < ORCH_N_KEY_ACTIONS; action++) {
      gboolean has_right = get_expected (&cases[i], action) == ALLOWED;
      OrchReason reason;

      g_test_message ("case %u, action %u", i, action);
      g_assert_cmpint (orch_permissions_check_key (identity, action, deleted, TRUE, &reason), ==,
                       has_right ? INSENSITIVE : ABSENT);
      g_assert_cmpint (reason, ==, has_right ? ORCH_REASON_DELETED_KEY : ORCH_REASON_NONE);
    }
  }
}

static void
test_nothing_spent (void)
{
  g_autoptr (OrchIdentity) admin =
      orch_identity_new (ORCH_IDENTITY_USER, "me", ORCH_ROLE_PROXY_ADMIN);
  g_autoptr (OrchKey) key = make_key ("ada", "ada", "");
  OrchReason reason;

  orch_key_set_value (key, ORCH_KEY_SPEND, g_variant_new_double (0));
  g_assert_cmpint (
      orch_permissions_check_key (admin, ORCH_KEY_ACTION_RESET_SPEND, key, TRUE, &reason), ==,
      INSENSITIVE);
  g_assert_cmpint (reason, ==, ORCH_REASON_NOTHING_SPENT);
  g_assert_cmpint (orch_permissions_check_key (admin, ORCH_KEY_ACTION_UPDATE, key, TRUE, &reason),
                   ==, ALLOWED);
  g_assert_cmpint (reason, ==, ORCH_REASON_NONE);
}

static void
test_fields (void)
{
  g_autoptr (OrchKey) own = make_key ("me", "me", "");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (OrchIdentity) identity = make_identity (&cases[i]);

    for (OrchKeyField field = 0; field < ORCH_KEY_N_FIELDS; field++) {
      gboolean kept_back = !cases[i].any_key && orch_key_field (field)->admin_only;
      OrchReason reason = ORCH_REASON_ONESELF;

      g_test_message ("case %u, field %s", i, orch_key_field (field)->name);
      for (guint owner_rule = 0; owner_rule < 2; owner_rule++) {
        g_assert_cmpint (
            orch_permissions_check_key_field (identity, field, own, owner_rule, &reason), ==,
            kept_back ? INSENSITIVE : cases[i].write_own);
        g_assert_cmpint (reason, ==, kept_back ? ORCH_REASON_ADMIN_FIELD : ORCH_REASON_NONE);
      }
      g_assert_cmpint (orch_permissions_check_key_field (identity, field, NULL, TRUE, NULL), ==,
                       kept_back ? INSENSITIVE : cases[i].write_own);
    }
  }
}

/* The reason that concerns the whole key comes first. */
static void
test_field_of_key_not_self_made (void)
{
  g_autoptr (OrchIdentity) owner = make_owner ();
  g_autoptr (OrchKey) made_for_me = make_key ("me", "admin", "");
  OrchReason reason;

  g_assert_cmpint (
      orch_permissions_check_key_field (owner, ORCH_KEY_MAX_BUDGET, made_for_me, TRUE, &reason), ==,
      INSENSITIVE);
  g_assert_cmpint (reason, ==, ORCH_REASON_NOT_SELF_MADE);
  g_assert_cmpint (
      orch_permissions_check_key_field (owner, ORCH_KEY_ALIAS, made_for_me, TRUE, &reason), ==,
      INSENSITIVE);
}

static void
test_new_key_fields (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (OrchIdentity) identity = make_identity (&cases[i]);

    for (OrchKeyField field = 0; field < ORCH_KEY_N_FIELDS; field++) {
      gboolean never = field == ORCH_KEY_ALLOWED_ROUTES && cases[i].role != ORCH_ROLE_PROXY_ADMIN;
      OrchReason reason = ORCH_REASON_ONESELF;

      g_test_message ("case %u, field %s", i, orch_key_field (field)->name);
      g_assert_cmpint (orch_permissions_check_new_key_field (identity, field, &reason), ==,
                       never ? ABSENT : cases[i].write_own);
      g_assert_cmpint (reason, ==, ORCH_REASON_NONE);
    }
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/key-permissions/roles", test_roles);
  g_test_add_func ("/key-permissions/read-only", test_read_only);
  g_test_add_func ("/key-permissions/others-keys", test_others_keys);
  g_test_add_func ("/key-permissions/owner-rule", test_owner_rule);
  g_test_add_func ("/key-permissions/unknown-owner", test_unknown_owner);
  g_test_add_func ("/key-permissions/team-key", test_team_key);
  g_test_add_func ("/key-permissions/deleted-key", test_deleted_key);
  g_test_add_func ("/key-permissions/nothing-spent", test_nothing_spent);
  g_test_add_func ("/key-permissions/fields", test_fields);
  g_test_add_func ("/key-permissions/field-of-key-not-self-made", test_field_of_key_not_self_made);
  g_test_add_func ("/key-permissions/new-key-fields", test_new_key_fields);

  return g_test_run ();
}
