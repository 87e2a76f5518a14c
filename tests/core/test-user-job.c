#include "config.h"

#include "core/client/error.h"
#include "core/services/user-job.h"
#include "service-fixture.h"

#define READ "/v2/user/info"
#define LIST "/user/list"
#define WRITE "/user/update"

static const char *const ann =
    "{\"user_id\": \"ann\", \"user_email\": \"ann@example.org\", \"user_role\": \"internal_user\","
    " \"max_budget\": 10.0, \"spend\": 3.0}";
static const char *const ben =
    "{\"user_id\": \"ben\", \"user_email\": \"ben@example.org\", \"user_role\": \"internal_user\","
    " \"max_budget\": null, \"spend\": 0.0}";
static const char *const rich =
    "{\"user_id\": \"rich\", \"user_role\": \"internal_user\", \"max_budget\": 20.0,"
    " \"spend\": 0.0}";
static const char *const me =
    "{\"user_id\": \"me\", \"user_role\": \"proxy_admin\", \"max_budget\": 20.0, \"spend\": 0.0}";

static OrchUserJob *
create_job_for (ClientFixture *fixture, OrchUserField field, GVariant *value, OrchRole role,
                const char *const *names)
{
  g_autoptr (OrchUserService) service = service_new_user_service (fixture, SERVICE_NEWEST);
  g_autoptr (OrchIdentity) identity = orch_identity_new (ORCH_IDENTITY_USER, "me", role);
  g_autoptr (OrchChanges) wanted = orch_changes_new ();

  orch_changes_add (wanted, orch_user_field (field), NULL, value);

  return orch_user_job_new (service, identity, wanted, names);
}

/* Gives them $20. */
static OrchUserJob *
create_job (ClientFixture *fixture, const char *const *names)
{
  return create_job_for (fixture, ORCH_USER_MAX_BUDGET, g_variant_new_double (20),
                         ORCH_ROLE_PROXY_ADMIN, names);
}

static void
reply_no_user (ClientFixture *fixture)
{
  test_server_reply_fixture (fixture->server, READ, "v2_user_info_404");
}

static void
reply_user (ClientFixture *fixture, const char *row)
{
  test_server_reply (fixture->server, READ, 200, row);
}

static void
reply_list (ClientFixture *fixture, const char *rows, guint n)
{
  g_autofree char *body = g_strdup_printf (
      "{\"users\": [%s], \"total\": %u, \"page\": 1, \"page_size\": 100, \"total_pages\": 1}", rows,
      n);

  test_server_reply (fixture->server, LIST, 200, body);
}

static void
reply_written (ClientFixture *fixture, const char *id, const char *budget)
{
  g_autofree char *body =
      g_strdup_printf ("{\"user_id\": \"%s\", \"data\": {\"user_id\": \"%s\", \"max_budget\": %s,"
                       " \"user_role\": \"internal_user\", \"spend\": 0.0}}",
                       id, id, budget);

  test_server_reply (fixture->server, WRITE, 200, body);
}

/* Without it, the last reply would come again first. */
static void
forget_replies (ClientFixture *fixture)
{
  test_server_forget_replies (fixture->server, READ);
  test_server_forget_replies (fixture->server, LIST);
  test_server_forget_replies (fixture->server, WRITE);
}

static gboolean
read_users (OrchUserJob *job, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  orch_user_job_read_async (job, NULL, test_keep_result_cb, &result);

  return orch_user_job_read_finish (job, test_wait_result (&result), error);
}

static gboolean
save (OrchUserJob *job, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  orch_user_job_save_async (job, NULL, test_keep_result_cb, &result);

  return orch_user_job_save_finish (job, test_wait_result (&result), error);
}

static void
assert_reads (ClientFixture *fixture, OrchUserJob *job)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (read_users (job, &error));
  g_assert_no_error (error);
  forget_replies (fixture);
}

static void
assert_saves (OrchUserJob *job)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (save (job, &error));
  g_assert_no_error (error);
}

static OrchUserJobItem *
get_item (OrchUserJob *job, guint position)
{
  /* The job holds it. */
  g_autoptr (OrchUserJobItem) item =
      g_list_model_get_item (orch_user_job_get_items (job), position);

  return item;
}

static void
assert_state (OrchUserJob *job, guint position, OrchUserJobState state)
{
  OrchUserJobItem *item = get_item (job, position);

  g_assert_cmpint (orch_user_job_item_get_state (item), ==, state);
  g_assert_true ((orch_user_job_item_get_error (item) != NULL)
                 == (state == ORCH_USER_JOB_FAILED || state == ORCH_USER_JOB_UNREADABLE));
}

static void
assert_budget (OrchUserJob *job, guint position, double from, double to)
{
  const OrchChanges *changes = orch_user_job_item_get_changes (get_item (job, position));

  g_assert_cmpuint (orch_changes_get_n (changes), ==, 1);
  if (from < 0)
    g_assert_null (orch_changes_get (changes, 0)->from);
  else
    g_assert_cmpfloat (g_variant_get_double (orch_changes_get (changes, 0)->from), ==, from);
  g_assert_cmpfloat (g_variant_get_double (orch_changes_get (changes, 0)->to), ==, to);
}

static void
test_reads_all (ClientFixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "ann", "nobody", "ben", "ann", "rich", NULL };
  g_autoptr (OrchUserJob) job = create_job (fixture, names);

  g_assert_cmpuint (orch_user_job_count (job, ORCH_USER_JOB_UNREAD), ==, 5);
  assert_state (job, 0, ORCH_USER_JOB_UNREAD);

  reply_user (fixture, ann);
  reply_no_user (fixture);
  reply_user (fixture, ben);
  reply_user (fixture, ann);
  reply_user (fixture, rich);
  assert_reads (fixture, job);

  assert_state (job, 0, ORCH_USER_JOB_WAITING);
  assert_budget (job, 0, 10, 20);
  assert_state (job, 1, ORCH_USER_JOB_UNKNOWN);
  assert_state (job, 2, ORCH_USER_JOB_WAITING);
  assert_budget (job, 2, -1, 20);
  assert_state (job, 3, ORCH_USER_JOB_TWICE);
  assert_state (job, 4, ORCH_USER_JOB_SAME);
  g_assert_cmpuint (orch_user_job_count (job, ORCH_USER_JOB_WAITING), ==, 2);
  g_assert_cmpstr (orch_user_job_item_get_name (get_item (job, 1)), ==, "nobody");
  g_assert_null (orch_user_job_item_get_user (get_item (job, 1)));
  service_assert_n_requests (fixture, 5);
}

static void
test_saves_all (ClientFixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "ann", "nobody", "ben", NULL };
  g_autoptr (OrchUserJob) job = create_job (fixture, names);

  reply_user (fixture, ann);
  reply_no_user (fixture);
  reply_user (fixture, ben);
  assert_reads (fixture, job);

  /* Each is read again, so that nobody is created and no foreign change is overwritten. */
  reply_user (fixture, ann);
  reply_user (fixture, ben);
  reply_written (fixture, "ann", "20.0");
  reply_written (fixture, "ben", "20.0");
  assert_saves (job);

  assert_state (job, 0, ORCH_USER_JOB_SAVED);
  assert_state (job, 1, ORCH_USER_JOB_UNKNOWN);
  assert_state (job, 2, ORCH_USER_JOB_SAVED);
  g_assert_cmpuint (test_server_count (fixture->server, "POST"), ==, 2);
  g_assert_cmpuint (test_server_count (fixture->server,
                                       "POST /user/update {\"user_id\":\"ann\",\"max_budget\":20"),
                    ==, 1);

  /* Nothing is done twice. */
  assert_saves (job);
  g_assert_cmpuint (test_server_count (fixture->server, "POST"), ==, 2);
}

static void
test_finds_email (ClientFixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "Ann@example.org", "ben@example.org", "ben", NULL };
  g_autoptr (OrchUserJob) job = create_job (fixture, names);
  g_autofree char *two =
      g_strdup_printf ("%s, {\"user_id\": \"x\", \"user_email\": \"x@ann\"}", ann);
  g_autofree char *both =
      g_strdup_printf ("%s, {\"user_id\": \"ben 2\", \"user_email\": \"BEN@example.org\"}", ben);

  reply_no_user (fixture);
  reply_no_user (fixture);
  reply_user (fixture, ben);
  reply_list (fixture, two, 2);
  reply_list (fixture, both, 2);
  assert_reads (fixture, job);

  assert_state (job, 0, ORCH_USER_JOB_WAITING);
  g_assert_cmpstr (orch_user_get_id (orch_user_job_item_get_user (get_item (job, 0))), ==, "ann");
  assert_state (job, 1, ORCH_USER_JOB_AMBIGUOUS);
  assert_state (job, 2, ORCH_USER_JOB_WAITING);
}

/* Whose e-mail address it is, is in the list already. */
static void
test_finds_the_same (ClientFixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "ann", "ann@example.org", NULL };
  g_autoptr (OrchUserJob) job = create_job (fixture, names);

  reply_user (fixture, ann);
  reply_no_user (fixture);
  reply_list (fixture, ann, 1);
  assert_reads (fixture, job);

  assert_state (job, 1, ORCH_USER_JOB_TWICE);
}

static void
test_reads_on (ClientFixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "odd", "ann", "ben", NULL };
  g_autoptr (OrchUserJob) job = create_job (fixture, names);
  g_autoptr (GError) error = NULL;

  /* What is wrong with one of them does not keep the others from being read. */
  reply_user (fixture, "[]");
  reply_user (fixture, ann);
  test_server_reply (fixture->server, READ, 503, "{}");
  g_assert_false (read_users (job, &error));
  g_assert_error (error, ORCH_ERROR, ORCH_ERROR_UNAVAILABLE);
  assert_state (job, 0, ORCH_USER_JOB_UNREADABLE);
  assert_state (job, 1, ORCH_USER_JOB_WAITING);
  assert_state (job, 2, ORCH_USER_JOB_UNREADABLE);

  forget_replies (fixture);
  reply_user (fixture, "{\"user_id\": \"odd\", \"max_budget\": 20.0}");
  reply_user (fixture, ben);
  assert_reads (fixture, job);
  assert_state (job, 0, ORCH_USER_JOB_SAME);
  assert_state (job, 2, ORCH_USER_JOB_WAITING);
}

static void
test_leaves_out (ClientFixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "me", "ann", NULL };
  g_autoptr (OrchUserJob) role =
      create_job_for (fixture, ORCH_USER_ROLE, g_variant_new_string ("internal_user"),
                      ORCH_ROLE_PROXY_ADMIN, names);
  g_autoptr (OrchUserJob) viewers =
      create_job_for (fixture, ORCH_USER_MAX_BUDGET, NULL, ORCH_ROLE_PROXY_ADMIN_VIEWER, names);

  reply_user (fixture, me);
  reply_user (fixture, ann);
  assert_reads (fixture, role);
  assert_state (role, 0, ORCH_USER_JOB_OWN);
  assert_state (role, 1, ORCH_USER_JOB_SAME);

  reply_user (fixture, me);
  reply_user (fixture, ann);
  assert_reads (fixture, viewers);
  assert_state (viewers, 0, ORCH_USER_JOB_NOT_ALLOWED);
  assert_state (viewers, 1, ORCH_USER_JOB_NOT_ALLOWED);
  assert_saves (viewers);
  g_assert_cmpuint (test_server_count (fixture->server, "POST"), ==, 0);
}

static void
test_conflict (ClientFixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "ann", "ben", NULL };
  g_autoptr (OrchUserJob) job = create_job (fixture, names);

  reply_user (fixture, ann);
  reply_user (fixture, ben);
  assert_reads (fixture, job);

  reply_user (fixture, "{\"user_id\": \"ann\", \"max_budget\": 5.0}");
  reply_user (fixture, ben);
  reply_written (fixture, "ben", "20.0");
  assert_saves (job);
  assert_state (job, 0, ORCH_USER_JOB_CONFLICT);
  assert_budget (job, 0, 5, 20);
  assert_state (job, 1, ORCH_USER_JOB_SAVED);

  /* The person was told. */
  forget_replies (fixture);
  reply_user (fixture, "{\"user_id\": \"ann\", \"max_budget\": 6.0}");
  reply_written (fixture, "ann", "20.0");
  assert_saves (job);
  assert_state (job, 0, ORCH_USER_JOB_SAVED);
}

static void
test_partly (ClientFixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "ann", NULL };
  g_autoptr (OrchUserJob) job = create_job (fixture, names);
  const OrchChanges *not_taken;

  reply_user (fixture, ann);
  assert_reads (fixture, job);

  reply_user (fixture, ann);
  reply_written (fixture, "ann", "10.0");
  assert_saves (job);

  assert_state (job, 0, ORCH_USER_JOB_PARTLY);
  not_taken = orch_user_job_item_get_not_taken (get_item (job, 0));
  g_assert_cmpuint (orch_changes_get_n (not_taken), ==, 1);
}

/* The server goes away before the second user: the third is not even tried. */
static void
test_stops_when_away (ClientFixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "ann", "ben", "cy", NULL };
  g_autoptr (OrchUserJob) job = create_job (fixture, names);
  g_autoptr (GError) error = NULL;

  reply_user (fixture, ann);
  reply_user (fixture, ben);
  reply_user (fixture, "{\"user_id\": \"cy\", \"max_budget\": 1.0}");
  assert_reads (fixture, job);

  reply_user (fixture, ann);
  reply_written (fixture, "ann", "20.0");
  test_server_reply (fixture->server, READ, 503, "{}");
  g_assert_false (save (job, &error));
  g_assert_error (error, ORCH_ERROR, ORCH_ERROR_UNAVAILABLE);
  assert_state (job, 0, ORCH_USER_JOB_SAVED);
  assert_state (job, 1, ORCH_USER_JOB_FAILED);
  assert_state (job, 2, ORCH_USER_JOB_WAITING);

  forget_replies (fixture);
  reply_user (fixture, ben);
  reply_user (fixture, "{\"user_id\": \"cy\", \"max_budget\": 1.0}");
  reply_written (fixture, "ben", "20.0");
  reply_written (fixture, "cy", "20.0");
  assert_saves (job);
  g_assert_cmpuint (orch_user_job_count (job, ORCH_USER_JOB_SAVED), ==, 3);
  g_assert_cmpuint (test_server_count (fixture->server, "POST"), ==, 3);
}

/* Where the answer was lost, the next run looks first; `budget` is what it sees. */
static void
check_lost_answer (ClientFixture *fixture, const char *budget, guint n_writes)
{
  static const char *const names[] = { "ann", NULL };
  g_autoptr (OrchUserJob) job = create_job (fixture, names);
  g_autoptr (GError) error = NULL;
  g_autofree char *seen =
      g_strdup_printf ("{\"user_id\": \"ann\", \"max_budget\": %s, \"spend\": 3.0}", budget);

  reply_user (fixture, ann);
  assert_reads (fixture, job);

  reply_user (fixture, ann);
  test_server_close_without_reply (fixture->server, WRITE);
  g_assert_false (save (job, &error));
  g_assert_true (orch_error_may_have_happened (error));
  assert_state (job, 0, ORCH_USER_JOB_FAILED);

  forget_replies (fixture);
  reply_user (fixture, seen);
  reply_written (fixture, "ann", "20.0");
  assert_saves (job);
  assert_state (job, 0, ORCH_USER_JOB_SAVED);
  g_assert_cmpuint (test_server_count (fixture->server, "POST"), ==, n_writes);
}

static void
test_lost_answer_saved (ClientFixture *fixture, gconstpointer data)
{
  check_lost_answer (fixture, "20.0", 1);
}

static void
test_lost_answer_not_saved (ClientFixture *fixture, gconstpointer data)
{
  check_lost_answer (fixture, "10.0", 2);
}

static void
test_stopped (ClientFixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "ann", "ben", NULL };
  g_autoptr (OrchUserJob) job = create_job (fixture, names);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  reply_user (fixture, ann);
  reply_user (fixture, ben);
  assert_reads (fixture, job);

  reply_user (fixture, ann);
  test_server_hang (fixture->server, WRITE);
  orch_user_job_save_async (job, cancellable, test_keep_result_cb, &result);
  service_wait_for_request (fixture, "POST " WRITE);
  assert_state (job, 0, ORCH_USER_JOB_SAVING);
  g_cancellable_cancel (cancellable);
  g_assert_false (orch_user_job_save_finish (job, test_wait_result (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_state (job, 0, ORCH_USER_JOB_WAITING);
  assert_state (job, 1, ORCH_USER_JOB_WAITING);
}

#define ADD(name, func)                                                                            \
  g_test_add ("/user-job/" name, ClientFixture, NULL, client_fixture_set_up, func,                 \
              service_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("reads-all", test_reads_all);
  ADD ("saves-all", test_saves_all);
  ADD ("finds-email", test_finds_email);
  ADD ("finds-the-same", test_finds_the_same);
  ADD ("reads-on", test_reads_on);
  ADD ("leaves-out", test_leaves_out);
  ADD ("conflict", test_conflict);
  ADD ("partly", test_partly);
  ADD ("stops-when-away", test_stops_when_away);
  ADD ("lost-answer/saved", test_lost_answer_saved);
  ADD ("lost-answer/not-saved", test_lost_answer_not_saved);
  ADD ("stopped", test_stopped);

  return g_test_run ();
}
