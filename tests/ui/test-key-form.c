#include "config.h"

#include "core/client/json.h"
#include "core/model/user-fields.h"
#include "test-server.h"
#include "ui-test.h"
#include "ui/keys/key-form.h"

#define OLD_SERVER "This version of the LiteLLM proxy"

/* One that its owner made, with limits. */
#define KEY                                                                                        \
  "{\"token\": \"c0ffee\", \"key_alias\": \"ci\", \"user_id\": \"ann\", \"created_by\": \"ann\","  \
  " \"spend\": 1.5, \"max_budget\": 10.0, \"budget_duration\": \"30d\", \"tpm_limit\": 500,"       \
  " \"models\": [\"gpt-4o\"], \"metadata\": {\"team\": \"sales\"}, \"blocked\": null,"             \
  " \"expires\": null, \"auto_rotate\": null, \"rotation_interval\": null}"

typedef struct {
  OrchServer *server; /* (owned) */
  OrchKeyForm *form;  /* (owned) (nullable) */
} Fixture;

static OrchIdentity *
create_identity (const char *user_id)
{
  return user_id != NULL ? orch_identity_new (ORCH_IDENTITY_USER, user_id, ORCH_ROLE_INTERNAL_USER)
                         : orch_identity_new (ORCH_IDENTITY_MASTER, NULL, ORCH_ROLE_PROXY_ADMIN);
}

static OrchKey *
create_key (const char *row)
{
  g_autoptr (JsonNode) node = orch_json_parse (row, -1, NULL, NULL, NULL);

  return orch_key_new_from_json (json_node_get_object (node));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OrchClient) client = orch_client_new ("http://127.0.0.1:1", "sk-test-0000000000");

  fixture->server = orch_server_new (client, data);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->form);
  g_object_unref (fixture->server);
}

static void
new_form (Fixture *fixture)
{
  g_clear_object (&fixture->form);
  fixture->form = g_object_ref_sink (g_object_new (ORCH_TYPE_KEY_FORM, NULL));
}

/* @user_id: who edits; NULL: the master key */
static void
edit (Fixture *fixture, const char *user_id, const char *row)
{
  g_autoptr (OrchIdentity) identity = create_identity (user_id);
  g_autoptr (OrchKey) key = create_key (row);

  new_form (fixture);
  orch_key_form_set_key (fixture->form, identity, key);
  orch_record_form_set_server (ORCH_RECORD_FORM (fixture->form), fixture->server);
}

static void
begin_new (Fixture *fixture, const char *user_id, const char *owner)
{
  g_autoptr (OrchIdentity) identity = create_identity (user_id);

  new_form (fixture);
  orch_key_form_set_new (fixture->form, identity, owner);
  orch_record_form_set_server (ORCH_RECORD_FORM (fixture->form), fixture->server);
}

static OrchFieldRow *
row (Fixture *fixture, const char *name)
{
  return ORCH_FIELD_ROW (ui_test_child (fixture->form, name));
}

static void
type (Fixture *fixture, const char *name, const char *text)
{
  orch_field_row_set_text (row (fixture, name), text);
}

static void
assert_offered (Fixture *fixture, const char *name, gboolean offered, const char *why_not)
{
  GtkWidget *widget = GTK_WIDGET (row (fixture, name));
  const char *tooltip = gtk_widget_get_tooltip_text (widget);

  g_test_message ("%s", name);
  g_assert_cmpint (gtk_widget_get_sensitive (widget), ==, offered);
  if (why_not != NULL)
    g_assert_nonnull (strstr (tooltip, why_not));
  else
    g_assert_null (tooltip);
}

static gboolean
is_shown (Fixture *fixture, const char *name)
{
  return gtk_widget_get_visible (GTK_WIDGET (row (fixture, name)));
}

/* The names of what would be sent, with spaces between them; "" for nothing. */
static void
assert_changes (Fixture *fixture, const char *expected)
{
  g_autoptr (OrchChanges) changes = orch_record_form_get_changes (ORCH_RECORD_FORM (fixture->form));
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; changes != NULL && i < orch_changes_get_n (changes); i++)
    g_string_append_printf (names, "%s%s", i > 0 ? " " : "",
                            orch_changes_get (changes, i)->field->name);
  g_assert_cmpstr (names->str, ==, expected);
}

/* The names by which screen readers and tests find the fields. */
static void
test_names (Fixture *fixture, gconstpointer data)
{
  static const char *const names[][2] = {
    { "user_id", "User ID" },
    { "key_alias", "Key alias" },
    { "max_budget", "Max budget" },
    { "soft_budget", "Soft budget" },
    { "budget_duration", "Budget duration" },
    { "budget_limits", "Budget windows" },
    { "spend", "Spend" },
    { "tpm_limit", "TPM limit" },
    { "rpm_limit", "RPM limit" },
    { "max_parallel_requests", "Max parallel requests" },
    { "models", "Models" },
    { "model_tpm_limit", "TPM limits by model" },
    { "model_rpm_limit", "RPM limits by model" },
    { "allowed_routes", "Allowed routes" },
    { "expires", "Expires" },
    { "blocked", "Blocked" },
    { "auto_rotate", "Auto rotation" },
    { "rotation_interval", "Rotation interval" },
    { "metadata", "Metadata" },
  };
  static const char *const switches[][2] = {
    { "max_budget", "Unlimited budget" },
    { "budget_duration", "No budget reset" },
    { "tpm_limit", "Unlimited TPM" },
    { "rpm_limit", "Unlimited RPM" },
    { "max_parallel_requests", "Unlimited parallel requests" },
    { "expires", "Never expires" },
  };

  edit (fixture, NULL, KEY);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_auto (GStrv) parts = g_strsplit (
        adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row (fixture, names[i][0]))), "_", -1);
    g_autofree char *title = g_strjoinv ("", parts);

    g_assert_cmpstr (title, ==, names[i][1]);
  }
  for (guint i = 0; i < G_N_ELEMENTS (switches); i++) {
    g_auto (GStrv) parts = g_strsplit (
        adw_preferences_row_get_title (ui_test_child (row (fixture, switches[i][0]), "unset_row")),
        "_", -1);
    g_autofree char *title = g_strjoinv ("", parts);

    g_assert_cmpstr (title, ==, switches[i][1]);
  }
}

static void
test_changes (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *name;
    const char *text;
  } cases[] = {
    { "key_alias", "new" },
    { "key_alias", "" },
    { "max_budget", NULL },
    { "soft_budget", "5" },
    { "budget_duration", NULL },
    { "budget_limits", "5 per 1d, 100 per 30d" },
    { "spend", "0" },
    { "tpm_limit", NULL },
    { "rpm_limit", "10" },
    { "max_parallel_requests", "3" },
    { "models", "" },
    { "models", "gpt-4o, o3" },
    { "model_rpm_limit", "o3=1" },
    { "allowed_routes", "llm_api_routes" },
    { "expires", "2040-01-31" },
    { "blocked", "true" },
    { "metadata", "" },
  };

  edit (fixture, NULL, KEY);
  assert_changes (fixture, "");
  g_assert_false (orch_record_form_is_edited (ORCH_RECORD_FORM (fixture->form)));

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    type (fixture, cases[i].name, cases[i].text);
    assert_changes (fixture, cases[i].name);
    orch_field_row_revert (row (fixture, cases[i].name));
    assert_changes (fixture, "");
  }
}

/* Owners change what they made, but not its budget. */
static void
test_owner (Fixture *fixture, gconstpointer data)
{
  edit (fixture, "ann", KEY);
  assert_offered (fixture, "key_alias", TRUE, NULL);
  assert_offered (fixture, "models", TRUE, NULL);
  assert_offered (fixture, "max_budget", FALSE, "Only an administrator");
  assert_offered (fixture, "soft_budget", FALSE, "Only an administrator");
  assert_offered (fixture, "spend", FALSE, "Only an administrator");
  assert_offered (fixture, "allowed_routes", FALSE, "Only an administrator");

  edit (fixture, "ann", "{\"token\": \"c0ffee\", \"user_id\": \"ann\", \"created_by\": \"boss\"}");
  assert_offered (fixture, "key_alias", FALSE, "Somebody else made this key");

  edit (fixture, NULL, KEY);
  assert_offered (fixture, "key_alias", TRUE, NULL);
  assert_offered (fixture, "max_budget", TRUE, NULL);
}

static void
assert_old (Fixture *fixture, gboolean is_old)
{
  GtkWidget *unset_row = ui_test_child (row (fixture, "budget_duration"), "unset_row");
  const char *note = adw_action_row_get_subtitle (ADW_ACTION_ROW (unset_row));

  assert_offered (fixture, "soft_budget", !is_old, is_old ? OLD_SERVER : NULL);
  assert_offered (fixture, "budget_limits", !is_old, is_old ? OLD_SERVER : NULL);
  assert_offered (fixture, "budget_duration", TRUE, NULL);
  assert_offered (fixture, "max_budget", TRUE, NULL);
  g_assert_cmpint (strstr (note, "can’t turn the budget reset off") != NULL, ==, is_old);
}

static void
test_versions (Fixture *fixture, gconstpointer data)
{
  edit (fixture, NULL, KEY);
  assert_old (fixture, g_strcmp0 (data, "1.106.2") != 0);
}

/* The version may be told after the form was opened. */
static void
test_late_version (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TestServer) test_server = test_server_new ();
  g_autoptr (OrchClient) client =
      orch_client_new (test_server_get_url (test_server), "sk-test-0000000000");
  g_autoptr (GAsyncResult) result = NULL;

  g_object_unref (fixture->server);
  fixture->server = orch_server_new (client, NULL);
  edit (fixture, NULL, KEY);
  assert_old (fixture, TRUE);

  test_server_reply (test_server, "/public/model_hub/info", 200,
                     "{\"litellm_version\": \"1.106.2\"}");
  orch_server_wait_for_version_async (fixture->server, NULL, test_keep_result_cb, &result);
  test_wait_result (&result);
  assert_old (fixture, FALSE);
  assert_offered (fixture, "rotation_interval", TRUE, NULL);
  g_assert_false (is_shown (fixture, "rotation_interval"));
}

static guint
count_key_types (Fixture *fixture)
{
  return g_list_model_get_n_items (
      adw_combo_row_get_model (ui_test_child (fixture->form, "key_type_row")));
}

static void
test_new_by_administrator (Fixture *fixture, gconstpointer data)
{
  begin_new (fixture, NULL, NULL);
  g_assert_true (is_shown (fixture, "user_id"));
  g_assert_true (is_shown (fixture, "allowed_routes"));
  g_assert_false (is_shown (fixture, "spend"));
  g_assert_cmpuint (count_key_types (fixture), ==, 4);
  assert_changes (fixture, "");

  type (fixture, "user_id", "ann");
  assert_changes (fixture, "user_id");
  type (fixture, "max_budget", "0");
  assert_changes (fixture, "max_budget user_id");

  g_assert_null (orch_key_form_get_key_type (fixture->form));
  adw_combo_row_set_selected (ui_test_child (fixture->form, "key_type_row"), 1);
  g_assert_cmpstr (orch_key_form_get_key_type (fixture->form), ==, "llm_api");
}

static void
test_new_for_user (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OrchChanges) changes = NULL;

  begin_new (fixture, NULL, "bob");
  assert_changes (fixture, "user_id");
  g_assert_false (orch_record_form_is_edited (ORCH_RECORD_FORM (fixture->form)));
  changes = orch_record_form_get_changes (ORCH_RECORD_FORM (fixture->form));
  g_assert_cmpstr (
      g_variant_get_string (orch_changes_find (changes, orch_user_id_field ()->name)->to, NULL), ==,
      "bob");
}

/* Owners create for themselves; they may set what they could not change later. */
static void
test_new_by_owner (Fixture *fixture, gconstpointer data)
{
  begin_new (fixture, "ann", NULL);
  g_assert_false (is_shown (fixture, "user_id"));
  g_assert_false (is_shown (fixture, "allowed_routes"));
  g_assert_cmpuint (count_key_types (fixture), ==, 3);
  assert_offered (fixture, "max_budget", TRUE, NULL);
  assert_changes (fixture, "user_id");
}

static void
test_rotation (Fixture *fixture, gconstpointer data)
{
  edit (fixture, NULL, KEY);
  g_assert_false (is_shown (fixture, "rotation_interval"));

  type (fixture, "auto_rotate", "true");
  g_assert_true (is_shown (fixture, "rotation_interval"));
  assert_changes (fixture, "auto_rotate rotation_interval");
  type (fixture, "rotation_interval", "7d");
  assert_changes (fixture, "auto_rotate rotation_interval");

  type (fixture, "auto_rotate", NULL);
  g_assert_false (is_shown (fixture, "rotation_interval"));
  assert_changes (fixture, "");
}

static void
test_offers_reset_of_spend (Fixture *fixture, gconstpointer data)
{
  GtkWidget *offer;

  edit (fixture, NULL, KEY);
  offer = ui_test_child (fixture->form, "reset_spend_row");
  g_assert_false (gtk_widget_get_visible (offer));
  type (fixture, "budget_duration", "7d");
  g_assert_true (gtk_widget_get_visible (offer));
  gtk_check_button_set_active (ui_test_child (offer, "check"), TRUE);
  assert_changes (fixture, "budget_duration spend");

  /* Owners can’t. */
  edit (fixture, "ann", KEY);
  type (fixture, "budget_duration", "7d");
  g_assert_false (gtk_widget_get_visible (ui_test_child (fixture->form, "reset_spend_row")));
}

/* A field that is folded away is unfolded. */
static void
test_error_in_more (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TestServer) test_server = test_server_new ();
  g_autoptr (OrchClient) client =
      orch_client_new (test_server_get_url (test_server), "sk-test-0000000000");
  g_autoptr (OrchRequest) request = orch_request_new_get ("key", "info", NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (JsonNode) reply = NULL;
  g_autoptr (GError) error = NULL;
  GtkWidget *expander;

  test_server_reply (test_server, "/key/info", 422,
                     "{\"detail\": [{\"type\": \"x\", \"loc\": [\"body\", \"soft_budget\"],"
                     " \"msg\": \"too soft\"}]}");
  orch_client_send_async (client, request, NULL, test_keep_result_cb, &result);
  reply = orch_client_send_finish (client, test_wait_result (&result), &error);
  g_assert_null (reply);

  edit (fixture, NULL, KEY);
  expander =
      gtk_widget_get_ancestor (GTK_WIDGET (row (fixture, "soft_budget")), ADW_TYPE_EXPANDER_ROW);
  g_assert_false (adw_expander_row_get_expanded (ADW_EXPANDER_ROW (expander)));
  g_assert_true (orch_record_form_show_error (ORCH_RECORD_FORM (fixture->form), error));
  g_assert_true (adw_expander_row_get_expanded (ADW_EXPANDER_ROW (expander)));
  g_assert_nonnull (strstr (orch_field_row_get_message (row (fixture, "soft_budget")), "too soft"));
}

int
main (int argc, char *argv[])
{
  ui_test_init (&argc, &argv);

#define ADD(path, version, test)                                                                   \
  g_test_add ("/key-form/" path, Fixture, version, set_up, test, tear_down)

  ADD ("names", "1.106.2", test_names);
  ADD ("changes", "1.106.2", test_changes);
  ADD ("owner", "1.106.2", test_owner);
  ADD ("versions/1.81.0", "1.81.0", test_versions);
  ADD ("versions/1.106.2", "1.106.2", test_versions);
  ADD ("versions/unknown", NULL, test_versions);
  ADD ("versions/late", NULL, test_late_version);
  ADD ("new/by-administrator", "1.106.2", test_new_by_administrator);
  ADD ("new/for-user", "1.106.2", test_new_for_user);
  ADD ("new/by-owner", "1.106.2", test_new_by_owner);
  ADD ("rotation", "1.106.2", test_rotation);
  ADD ("offers-reset-of-spend", "1.106.2", test_offers_reset_of_spend);
  ADD ("error-in-more", "1.106.2", test_error_in_more);

#undef ADD

  return g_test_run ();
}
