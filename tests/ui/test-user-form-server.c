#include "config.h"

#include "core/client/json.h"
#include "test-server.h"
#include "ui-test.h"
#include "ui/users/user-form.h"

/* One who has all limits. */
#define LIMITED                                                                                    \
  "{\"user_id\": \"ann\", \"user_role\": \"internal_user\", \"spend\": 1.0, \"max_budget\": 10.0," \
  " \"budget_duration\": \"30d\", \"tpm_limit\": 500, \"rpm_limit\": 5}"
#define UNLIMITED "{\"user_id\": \"ann\", \"user_role\": \"internal_user\", \"spend\": 1.0}"

#define LIMIT_NOTE "can’t take this limit away"
#define RESET_NOTE "can’t turn the budget reset off"

typedef struct {
  const char *version;
  gboolean clears_budget;
  gboolean clears_the_rest;
} Case;

static const Case cases[] = {
  { NULL, FALSE, FALSE },
  { "1.81.0", FALSE, FALSE },
  { "1.93.2", TRUE, FALSE },
  { "1.106.2", TRUE, TRUE },
};

static OrchUserForm *
create_form (OrchServer *server, const char *row)
{
  OrchUserForm *form = g_object_ref_sink (g_object_new (ORCH_TYPE_USER_FORM, NULL));
  g_autoptr (OrchIdentity) master =
      orch_identity_new (ORCH_IDENTITY_MASTER, NULL, ORCH_ROLE_PROXY_ADMIN);
  g_autoptr (JsonNode) node = orch_json_parse (row, -1, NULL, NULL, NULL);
  g_autoptr (OrchUser) user = orch_user_new_from_json (json_node_get_object (node));

  orch_user_form_set_user (form, master, user);
  orch_record_form_set_server (ORCH_RECORD_FORM (form), server);

  return form;
}

static void
assert_switch (OrchUserForm *form, const char *field, gboolean sensitive, const char *note)
{
  GtkWidget *row = ui_test_child (form, field);
  AdwActionRow *unset_row = ui_test_child (row, "unset_row");
  const char *subtitle = adw_action_row_get_subtitle (unset_row);

  g_test_message ("%s", field);
  g_assert_cmpint (gtk_widget_get_sensitive (ui_test_child (row, "unset_switch")), ==, sensitive);
  g_assert_cmpint (gtk_list_box_row_get_activatable (GTK_LIST_BOX_ROW (unset_row)), ==, sensitive);
  if (note != NULL)
    g_assert_nonnull (strstr (subtitle, note));
  else
    g_assert_cmpstr (subtitle, ==, "");

  /* The value itself can be changed whatever the proxy can clear. */
  g_assert_true (gtk_widget_get_sensitive (row));
}

static void
assert_switches (OrchUserForm *form, const Case *expected, gboolean has_limits)
{
  gboolean budget = expected->clears_budget;
  gboolean rest = expected->clears_the_rest;

  assert_switch (form, "max_budget", budget || !has_limits, budget ? NULL : LIMIT_NOTE);
  assert_switch (form, "budget_duration", rest || !has_limits, rest ? NULL : RESET_NOTE);
  assert_switch (form, "tpm_limit", rest || !has_limits, rest ? NULL : LIMIT_NOTE);
  assert_switch (form, "rpm_limit", rest || !has_limits, rest ? NULL : LIMIT_NOTE);
}

/* What has a value keeps one; what has none can get one, and the person is told before. */
static void
test_versions (void)
{
  g_autoptr (OrchClient) client = orch_client_new ("http://127.0.0.1:1", "sk-test-0000000000");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (OrchServer) server = orch_server_new (client, cases[i].version);
    g_autoptr (OrchUserForm) limited = create_form (server, LIMITED);
    g_autoptr (OrchUserForm) unlimited = create_form (server, UNLIMITED);

    g_test_message ("version %s", cases[i].version);
    assert_switches (limited, &cases[i], TRUE);
    assert_switches (unlimited, &cases[i], FALSE);
  }
}

/* The version may be told after the form was opened. */
static void
test_late_version (void)
{
  g_autoptr (TestServer) test_server = test_server_new ();
  g_autoptr (OrchClient) client =
      orch_client_new (test_server_get_url (test_server), "sk-test-0000000000");
  g_autoptr (OrchServer) server = orch_server_new (client, NULL);
  g_autoptr (OrchUserForm) form = create_form (server, LIMITED);
  g_autoptr (GAsyncResult) result = NULL;

  assert_switches (form, &cases[0], TRUE);
  test_server_reply (test_server, "/public/model_hub/info", 200,
                     "{\"litellm_version\": \"1.93.2\"}");
  orch_server_wait_for_version_async (server, NULL, test_keep_result_cb, &result);
  test_wait_result (&result);
  assert_switches (form, &cases[2], TRUE);
}

int
main (int argc, char *argv[])
{
  ui_test_init (&argc, &argv);

  g_test_add_func ("/user-form-server/versions", test_versions);
  g_test_add_func ("/user-form-server/late-version", test_late_version);

  return g_test_run ();
}
