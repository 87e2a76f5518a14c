#include "config.h"

#include "core/services/user-service.h"
#include "service-fixture.h"

#define READ "/v2/user/info"
#define WRITE "/user/update"

/* A user before a save of every field, and after. */
static const char *const before_text =
    "{\"user_id\": \"u 1\", \"user_alias\": \"Old\", \"user_email\": \"old@example.org\","
    " \"user_role\": \"internal_user\", \"max_budget\": 10.0, \"budget_duration\": \"30d\","
    " \"spend\": 3.5, \"tpm_limit\": 100, \"rpm_limit\": 10, \"models\": [\"gpt-4o\"],"
    " \"metadata\": {\"a\": 1}, \"budget_reset_at\": \"2026-12-01T00:00:00Z\"}";
static const char *const after_text =
    "{\"user_id\": \"u 1\", \"user_alias\": \"New\", \"user_email\": \"new@example.org\","
    " \"user_role\": \"proxy_admin\", \"max_budget\": 42.5, \"budget_duration\": null,"
    " \"spend\": 0.0, \"tpm_limit\": 200, \"rpm_limit\": null, \"models\": [\"a\", \"b\"],"
    " \"metadata\": {\"c\": {\"d\": 2}, \"b\": [null]}, \"budget_reset_at\": null}";
static const char *const other_text =
    "{\"user_id\": \"u 1\", \"user_alias\": \"Else\", \"user_email\": \"else@example.org\","
    " \"user_role\": \"proxy_admin_viewer\", \"max_budget\": 7.0, \"budget_duration\": \"7d\","
    " \"spend\": 99.0, \"tpm_limit\": 300, \"rpm_limit\": 30, \"models\": [\"x\"],"
    " \"metadata\": {\"y\": 1}}";

static JsonNode *
parse (const char *text)
{
  JsonNode *node = json_from_string (text, NULL);

  g_assert_nonnull (node);

  return node;
}

static OrchUser *
create_user (const char *text)
{
  g_autoptr (JsonNode) node = parse (text);

  return orch_user_new_from_json (json_node_get_object (node));
}

/* `text` with one member taken from `source_text`, or without it if that is NULL. */
static char *
mix (const char *text, const char *source_text, const char *member)
{
  g_autoptr (JsonNode) node = parse (text);
  JsonObject *object = json_node_get_object (node);

  json_object_remove_member (object, member);
  if (source_text != NULL) {
    g_autoptr (JsonNode) source = parse (source_text);

    json_object_set_member (object, member,
                            json_object_dup_member (json_node_get_object (source), member));
  }

  return json_to_string (node, FALSE);
}

static void
reply_written (ClientFixture *fixture, const char *row)
{
  g_autofree char *body = g_strdup_printf ("{\"user_id\": \"u 1\", \"data\": %s}", row);

  test_server_reply (fixture->server, WRITE, 200, body);
}

static OrchChanges *
create_changes (const char *after)
{
  g_autoptr (OrchUser) user = create_user (before_text);
  g_autoptr (OrchUser) edited = create_user (after);

  return orch_user_diff (user, edited);
}

static OrchUpdateOutcome
update (ClientFixture *fixture, OrchUser *user, const char *after, gboolean overwrite,
        OrchChanges **details, GError **error)
{
  g_autoptr (OrchUserService) service = service_new_user_service (fixture, SERVICE_NEWEST);
  g_autoptr (OrchChanges) changes = create_changes (after);
  g_autoptr (GAsyncResult) result = NULL;

  orch_user_service_update_async (service, user, changes, overwrite, NULL, test_keep_result_cb,
                                  &result);
  /* It has its own copy. */
  g_clear_pointer (&changes, orch_changes_free);

  return orch_user_service_update_finish (service, test_wait_result (&result), details, error);
}

static void
assert_outcome (ClientFixture *fixture, const char *after, gboolean overwrite,
                OrchUpdateOutcome expected, const char *only_detail)
{
  g_autoptr (OrchUser) user = create_user (before_text);
  g_autoptr (OrchChanges) details = NULL;
  g_autoptr (GError) error = NULL;
  OrchUpdateOutcome outcome = update (fixture, user, after, overwrite, &details, &error);

  g_assert_no_error (error);
  g_assert_cmpint (outcome, ==, expected);
  if (only_detail == NULL) {
    g_assert_null (details);
  } else {
    g_assert_cmpuint (orch_changes_get_n (details), ==, 1);
    g_assert_cmpstr (orch_changes_get (details, 0)->field->name, ==, only_detail);
  }
}

static void
assert_fails (ClientFixture *fixture, OrchErrorCode code)
{
  g_autoptr (OrchUser) user = create_user (before_text);
  g_autoptr (OrchChanges) details = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (update (fixture, user, after_text, FALSE, &details, &error), ==,
                   ORCH_UPDATE_FAILED);
  g_assert_error (error, ORCH_ERROR, (int) code);
  g_assert_null (details);
  g_assert_cmpstr (orch_user_get_alias (user), ==, "Old");
}

static void
test_saves (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (OrchUser) user = create_user (before_text);
  g_autoptr (OrchUser) wanted = create_user (after_text);
  g_autoptr (GError) error = NULL;

  test_server_reply (fixture->server, READ, 200, before_text);
  reply_written (fixture, after_text);
  g_assert_cmpint (update (fixture, user, after_text, FALSE, NULL, &error), ==, ORCH_UPDATE_SAVED);
  g_assert_no_error (error);

  service_assert_n_requests (fixture, 2);
  service_get_request (fixture, "GET " READ "?user_id=u%201");
  service_assert_sent (fixture, WRITE,
                       "{\"user_id\": \"u 1\", \"user_alias\": \"New\","
                       " \"user_email\": \"new@example.org\", \"user_role\": \"proxy_admin\","
                       " \"max_budget\": 42.5, \"budget_duration\": null, \"spend\": 0.0,"
                       " \"tpm_limit\": 200, \"rpm_limit\": null, \"models\": [\"a\", \"b\"],"
                       " \"metadata\": {\"c\": {\"d\": 2}, \"b\": [null]}}");

  g_autoptr (OrchChanges) left = orch_user_diff (user, wanted);
  g_assert_cmpuint (orch_changes_get_n (left), ==, 0);
  g_assert_null (orch_user_get_budget_reset_at (user));
}

static void
test_sends_only_changes (ClientFixture *fixture, gconstpointer data)
{
  g_autofree char *after = mix (before_text, after_text, "max_budget");

  test_server_reply (fixture->server, READ, 200, before_text);
  reply_written (fixture, after);
  assert_outcome (fixture, after, FALSE, ORCH_UPDATE_SAVED, NULL);
  service_assert_sent (fixture, WRITE, "{\"user_id\": \"u 1\", \"max_budget\": 42.5}");
}

/* Whatever else the reply's row tells is taken over, too. */
static void
test_takes_reply_over (ClientFixture *fixture, gconstpointer data)
{
  g_autofree char *after = mix (before_text, after_text, "max_budget");
  g_autofree char *stored = mix (after, other_text, "user_alias");
  g_autoptr (OrchUser) user = create_user (before_text);
  g_autoptr (GError) error = NULL;

  test_server_reply (fixture->server, READ, 200, before_text);
  reply_written (fixture, stored);
  g_assert_cmpint (update (fixture, user, after, FALSE, NULL, &error), ==, ORCH_UPDATE_SAVED);
  g_assert_no_error (error);
  g_assert_cmpstr (orch_user_get_alias (user), ==, "Else");
}

/* The proxy answers 200 and keeps the old value of one field, or does not mention the field. */
static void
test_names_dropped_field (ClientFixture *fixture, gconstpointer data)
{
  const char *names[2 * ORCH_USER_N_FIELDS];

  test_server_reply (fixture->server, READ, 200, before_text);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    names[i] = orch_user_field (i / 2)->name;
    g_autofree char *row = mix (after_text, i % 2 == 0 ? before_text : NULL, names[i]);

    reply_written (fixture, row);
  }

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    assert_outcome (fixture, after_text, FALSE, ORCH_UPDATE_PARTLY, names[i]);
}

static void
test_tells_dropped_values (ClientFixture *fixture, gconstpointer data)
{
  g_autofree char *dropped = mix (after_text, other_text, "max_budget");
  g_autoptr (OrchUser) user = create_user (before_text);
  g_autoptr (OrchChanges) details = NULL;
  g_autoptr (GError) error = NULL;

  test_server_reply (fixture->server, READ, 200, before_text);
  reply_written (fixture, dropped);
  g_assert_cmpint (update (fixture, user, after_text, FALSE, &details, &error), ==,
                   ORCH_UPDATE_PARTLY);
  g_assert_no_error (error);

  const OrchChange *change = orch_changes_find (details, "max_budget");
  g_assert_cmpfloat (g_variant_get_double (change->from), ==, 7.0);
  g_assert_cmpfloat (g_variant_get_double (change->to), ==, 42.5);
}

static void
test_conflict (ClientFixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < ORCH_USER_N_FIELDS; i++) {
    g_autofree char *row = mix (before_text, other_text, orch_user_field (i)->name);

    if (i != ORCH_USER_SPEND)
      test_server_reply (fixture->server, READ, 200, row);
  }

  for (guint i = 0; i < ORCH_USER_N_FIELDS; i++)
    if (i != ORCH_USER_SPEND)
      assert_outcome (fixture, after_text, FALSE, ORCH_UPDATE_CONFLICT, orch_user_field (i)->name);

  g_assert_cmpuint (test_server_count (fixture->server, "POST"), ==, 0);
}

static void
test_conflict_values (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (OrchUser) user = create_user (before_text);
  g_autoptr (OrchChanges) details = NULL;
  g_autoptr (GError) error = NULL;

  test_server_reply (fixture->server, READ, 200, other_text);
  g_assert_cmpint (update (fixture, user, after_text, FALSE, &details, &error), ==,
                   ORCH_UPDATE_CONFLICT);
  g_assert_no_error (error);

  /* All but the spend. */
  g_assert_cmpuint (orch_changes_get_n (details), ==, ORCH_USER_N_FIELDS - 1);
  const OrchChange *change = orch_changes_find (details, "user_alias");
  g_assert_cmpstr (g_variant_get_string (change->from, NULL), ==, "Else");
  g_assert_cmpstr (g_variant_get_string (change->to, NULL), ==, "New");
  g_assert_cmpstr (orch_user_get_alias (user), ==, "Old");
}

static void
test_overwrites (ClientFixture *fixture, gconstpointer data)
{
  test_server_reply (fixture->server, READ, 200, other_text);
  reply_written (fixture, after_text);
  assert_outcome (fixture, after_text, TRUE, ORCH_UPDATE_SAVED, NULL);
}

static void
assert_no_conflict (ClientFixture *fixture, const char *fresh)
{
  test_server_reply (fixture->server, READ, 200, fresh);
  reply_written (fixture, after_text);
  assert_outcome (fixture, after_text, FALSE, ORCH_UPDATE_SAVED, NULL);
}

static void
test_spend_is_no_conflict (ClientFixture *fixture, gconstpointer data)
{
  g_autofree char *spent = mix (before_text, other_text, "spend");

  assert_no_conflict (fixture, spent);
}

static void
test_same_change_is_no_conflict (ClientFixture *fixture, gconstpointer data)
{
  assert_no_conflict (fixture, after_text);
}

/* Version 1.93 does not tell the rate limits there (contract §12.2). */
static void
test_unknown_is_no_conflict (ClientFixture *fixture, gconstpointer data)
{
  g_autofree char *silent = mix (before_text, NULL, "tpm_limit");

  assert_no_conflict (fixture, silent);
}

static void
test_unknown_user (ClientFixture *fixture, gconstpointer data)
{
  test_server_reply_fixture (fixture->server, READ, "v2_user_info_404");
  assert_fails (fixture, ORCH_ERROR_NOT_FOUND);
  service_assert_n_requests (fixture, 1);
}

static void
test_refused (ClientFixture *fixture, gconstpointer data)
{
  test_server_reply (fixture->server, READ, 200, before_text);
  test_server_reply_fixture (fixture->server, WRITE, "user_update_403");
  assert_fails (fixture, ORCH_ERROR_NOT_PERMITTED);
}

static void
test_bad_reply (ClientFixture *fixture, gconstpointer data)
{
  static const char *const bodies[] = {
    "[]", "{}", "{\"user_id\": \"u 1\", \"data\": null}", "{\"data\": {}}",
    "{\"user_id\": \"u 1\", \"data\": {\"user_id\": \"u 2\"}}"
  };

  test_server_reply (fixture->server, READ, 200, before_text);
  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    test_server_reply (fixture->server, WRITE, 200, bodies[i]);
  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    assert_fails (fixture, ORCH_ERROR_BAD_REPLY);
}

static void
test_lost_answer (ClientFixture *fixture, gconstpointer data)
{
  test_server_reply (fixture->server, READ, 200, before_text);
  test_server_close_without_reply (fixture->server, WRITE);
  assert_fails (fixture, ORCH_ERROR_CONNECTION_LOST);
  g_assert_cmpuint (test_server_count (fixture->server, "POST"), ==, 1);
}

static OrchUpdateOutcome
check (ClientFixture *fixture, OrchUser *user, OrchChanges **details, GError **error)
{
  g_autoptr (OrchUserService) service = service_new_user_service (fixture, SERVICE_NEWEST);
  g_autoptr (OrchChanges) changes = create_changes (after_text);
  g_autoptr (GAsyncResult) result = NULL;

  orch_user_service_check_async (service, user, changes, NULL, test_keep_result_cb, &result);

  return orch_user_service_check_finish (service, test_wait_result (&result), details, error);
}

/* What became of a save, seen by reading. */
static void
test_check (ClientFixture *fixture, gconstpointer data)
{
  g_autofree char *half = mix (after_text, before_text, "spend");
  g_autoptr (OrchUser) user = create_user (before_text);
  g_autoptr (OrchChanges) none = NULL;
  g_autoptr (OrchChanges) one = NULL;
  g_autoptr (OrchChanges) all = NULL;
  g_autoptr (GError) error = NULL;

  test_server_reply (fixture->server, READ, 200, before_text);
  test_server_reply (fixture->server, READ, 200, half);
  test_server_reply (fixture->server, READ, 200, after_text);
  test_server_reply_fixture (fixture->server, READ, "v2_user_info_404");

  g_assert_cmpint (check (fixture, user, &all, NULL), ==, ORCH_UPDATE_PARTLY);
  g_assert_cmpuint (orch_changes_get_n (all), ==, 10);
  g_assert_cmpint (check (fixture, user, &one, NULL), ==, ORCH_UPDATE_PARTLY);
  g_assert_cmpuint (orch_changes_get_n (one), ==, 1);
  g_assert_cmpstr (orch_changes_get (one, 0)->field->name, ==, "spend");
  g_assert_cmpint (check (fixture, user, &none, NULL), ==, ORCH_UPDATE_SAVED);
  g_assert_null (none);
  g_assert_cmpstr (orch_user_get_alias (user), ==, "New");
  g_assert_cmpint (check (fixture, user, &none, &error), ==, ORCH_UPDATE_FAILED);
  g_assert_error (error, ORCH_ERROR, ORCH_ERROR_NOT_FOUND);

  g_assert_cmpuint (test_server_count (fixture->server, "POST"), ==, 0);
}

typedef struct {
  OrchUserService *service;  /* (owned) */
  OrchUser *user;            /* (owned) */
  GCancellable *cancellable; /* (owned) */
  GAsyncResult *result;      /* (owned) */
} Update;

static void
update_begin (Update *self, ClientFixture *fixture)
{
  g_autoptr (OrchChanges) changes = create_changes (after_text);

  self->service = service_new_user_service (fixture, SERVICE_NEWEST);
  self->user = create_user (before_text);
  if (self->cancellable == NULL)
    self->cancellable = g_cancellable_new ();
  orch_user_service_update_async (self->service, self->user, changes, FALSE, self->cancellable,
                                  test_keep_result_cb, &self->result);
}

static void
update_end_cancelled (Update *self)
{
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (self->cancellable);
  test_wait_result (&self->result);
  g_assert_cmpint (orch_user_service_update_finish (self->service, self->result, NULL, &error), ==,
                   ORCH_UPDATE_FAILED);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  g_clear_object (&self->result);
  g_clear_object (&self->cancellable);
  g_assert_finalize_object (g_steal_pointer (&self->user));
  g_assert_finalize_object (g_steal_pointer (&self->service));
}

static void
test_cancel_before (ClientFixture *fixture, gconstpointer data)
{
  Update self = { .cancellable = g_cancellable_new () };

  g_cancellable_cancel (self.cancellable);
  update_begin (&self, fixture);
  update_end_cancelled (&self);
  service_assert_n_requests (fixture, 0);
}

static void
test_cancel_while_reading (ClientFixture *fixture, gconstpointer data)
{
  Update self = { 0 };

  test_server_hang (fixture->server, READ);
  update_begin (&self, fixture);
  service_wait_for_request (fixture, "GET " READ);
  update_end_cancelled (&self);
  service_assert_n_requests (fixture, 1);
}

static void
test_cancel_while_writing (ClientFixture *fixture, gconstpointer data)
{
  Update self = { 0 };

  test_server_reply (fixture->server, READ, 200, before_text);
  test_server_hang (fixture->server, WRITE);
  update_begin (&self, fixture);
  service_wait_for_request (fixture, "POST");
  g_assert_cmpstr (orch_user_get_alias (self.user), ==, "Old");
  update_end_cancelled (&self);
}

static void
test_cancel_after (ClientFixture *fixture, gconstpointer data)
{
  Update self = { 0 };

  test_server_reply (fixture->server, READ, 200, before_text);
  reply_written (fixture, after_text);
  update_begin (&self, fixture);
  test_wait_result (&self.result);
  g_assert_cmpstr (orch_user_get_alias (self.user), ==, "New");
  update_end_cancelled (&self);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/user-update/" name, ClientFixture, NULL, client_fixture_set_up, function,          \
              client_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("saves", test_saves);
  ADD ("sends-only-changes", test_sends_only_changes);
  ADD ("takes-reply-over", test_takes_reply_over);
  ADD ("names-dropped-field", test_names_dropped_field);
  ADD ("tells-dropped-values", test_tells_dropped_values);
  ADD ("conflict", test_conflict);
  ADD ("conflict-values", test_conflict_values);
  ADD ("overwrites", test_overwrites);
  ADD ("spend-is-no-conflict", test_spend_is_no_conflict);
  ADD ("same-change-is-no-conflict", test_same_change_is_no_conflict);
  ADD ("unknown-is-no-conflict", test_unknown_is_no_conflict);
  ADD ("unknown-user", test_unknown_user);
  ADD ("refused", test_refused);
  ADD ("bad-reply", test_bad_reply);
  ADD ("check", test_check);
  ADD ("lost-answer", test_lost_answer);
  ADD ("cancel-before", test_cancel_before);
  ADD ("cancel-while-reading", test_cancel_while_reading);
  ADD ("cancel-while-writing", test_cancel_while_writing);
  ADD ("cancel-after", test_cancel_after);

  return g_test_run ();
}
