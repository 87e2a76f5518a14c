#include "config.h"

#include "core/client/error.h"
#include "core/services/due-keys.h"
#include "demo/demo-server.h"
#include "service-fixture.h"

#define LIST "/key/list"
#define GET_PAGE "GET " LIST "?return_full_object=true&page=%u&size=100"

static const OrchRotationPolicy policy = { 90, TRUE, 14 };

static OrchDueKeys *
create_list (ClientFixture *fixture)
{
  g_autoptr (OrchKeyService) service = service_new_key_service (fixture, SERVICE_NEWEST);

  return orch_due_keys_new (service, &policy);
}

/* Key number N was made N days after the first one. Those from @first_young on are not due. */
static void
append_row (GString *rows, guint number, guint first_young)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) first = g_date_time_add_years (now, -100);
  g_autoptr (GDateTime) created =
      number < first_young ? g_date_time_add_days (first, number) : g_date_time_ref (now);
  g_autofree char *text = g_date_time_format (created, "%Y-%m-%dT%H:%M:%SZ");

  g_string_append_printf (rows,
                          "%s{\"token\": \"%u\", \"created_at\": \"%s\", \"last_active\": \"%s\"}",
                          rows->len > 0 ? ", " : "", number, text, text);
}

/* The page of so many keys that begins with number @newest, and goes down to @oldest. */
static void
reply_page (ClientFixture *fixture, guint newest, guint oldest, guint total, guint first_young)
{
  g_autoptr (GString) rows = g_string_new (NULL);
  g_autofree char *body = NULL;

  for (guint i = newest + 1; i > oldest; i--)
    append_row (rows, i - 1, first_young);
  body = g_strdup_printf ("{\"keys\": [%s], \"total_count\": %u}", rows->str, total);
  test_server_reply (fixture->server, LIST, 200, body);
}

static void
wait_until_over (OrchDueKeys *list)
{
  gint64 deadline = g_get_monotonic_time () + 300 * G_TIME_SPAN_SECOND;

  while (orch_due_keys_get_state (list) == ORCH_DUE_KEYS_LOOKING) {
    g_assert_cmpint (g_get_monotonic_time (), <, deadline);
    g_main_context_iteration (NULL, TRUE);
  }
}

static void
assert_counts (OrchDueKeys *list, guint n_items, guint n_looked_at, guint total)
{
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, n_items);
  g_assert_cmpuint (orch_due_keys_get_n_looked_at (list), ==, n_looked_at);
  g_assert_cmpuint (orch_due_keys_get_total (list), ==, total);
}

static void
assert_id (OrchDueKeys *list, guint position, guint number)
{
  g_autoptr (OrchKey) key = g_list_model_get_item (G_LIST_MODEL (list), position);
  g_autofree char *id = g_strdup_printf ("%u", number);

  g_assert_nonnull (key);
  g_assert_cmpstr (orch_key_get_id (key), ==, id);
}

/* Keys 0, 1, 2… in this order, each once. */
static void
assert_in_order (OrchDueKeys *list)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (list)); i++)
    assert_id (list, i, i);
}

static void
assert_pages (ClientFixture *fixture, const guint *pages, guint n_pages)
{
  GPtrArray *log = test_server_get_log (fixture->server);

  g_assert_cmpuint (log->len, ==, n_pages);
  for (guint i = 0; i < n_pages; i++) {
    g_autofree char *expected = g_strdup_printf (GET_PAGE, pages[i]);

    g_assert_cmpstr (log->pdata[i], ==, expected);
  }
}

#define ASSERT_PAGES(fixture, ...)                                                                 \
  assert_pages (fixture, (guint[]){ __VA_ARGS__ }, G_N_ELEMENTS (((guint[]){ __VA_ARGS__ })))

static void
test_single_page (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (OrchDueKeys) list = create_list (fixture);

  g_assert_cmpint (orch_due_keys_get_state (list), ==, ORCH_DUE_KEYS_STOPPED);
  reply_page (fixture, 4, 0, 5, 3);
  orch_due_keys_start (list);
  g_assert_cmpint (orch_due_keys_get_state (list), ==, ORCH_DUE_KEYS_LOOKING);
  wait_until_over (list);
  g_assert_cmpint (orch_due_keys_get_state (list), ==, ORCH_DUE_KEYS_DONE);
  g_assert_false (orch_due_keys_get_is_full (list));
  assert_counts (list, 3, 5, 5);
  assert_in_order (list);
  ASSERT_PAGES (fixture, 1);

  /* There is nothing left to look at. */
  orch_due_keys_start (list);
  service_assert_n_requests (fixture, 1);
}

static void
test_no_keys (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (OrchDueKeys) list = create_list (fixture);

  test_server_reply (fixture->server, LIST, 200, "{\"keys\": [], \"total_count\": 0}");
  orch_due_keys_start (list);
  wait_until_over (list);
  g_assert_cmpint (orch_due_keys_get_state (list), ==, ORCH_DUE_KEYS_DONE);
  assert_counts (list, 0, 0, 0);
  service_assert_n_requests (fixture, 1);
}

static void
note_cb (OrchDueKeys *list, GParamSpec *pspec, GString *notes)
{
  g_string_append_printf (notes, "%u/%u:%u ", orch_due_keys_get_n_looked_at (list),
                          orch_due_keys_get_total (list),
                          g_list_model_get_n_items (G_LIST_MODEL (list)));
}

static void
test_oldest_first (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (OrchDueKeys) list = create_list (fixture);
  g_autoptr (GString) notes = g_string_new (NULL);

  g_signal_connect (list, "notify::n-looked-at", G_CALLBACK (note_cb), notes);
  reply_page (fixture, 249, 150, 250, 160);
  reply_page (fixture, 49, 0, 250, 160);
  reply_page (fixture, 149, 50, 250, 160);
  reply_page (fixture, 249, 150, 250, 160);
  orch_due_keys_start (list);
  wait_until_over (list);
  g_assert_cmpstr (notes->str, ==, "50/250:50 150/250:150 250/250:160 ");
  assert_in_order (list);
  ASSERT_PAGES (fixture, 1, 3, 2, 1);
}

/* A rotation makes a key younger. */
static void
test_sorts_by_secret (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (OrchDueKeys) list = create_list (fixture);

  test_server_reply (fixture->server, LIST, 200,
                     "{\"keys\": ["
                     "{\"token\": \"0\", \"created_at\": \"2020-02-01T00:00:00Z\"},"
                     "{\"token\": \"1\", \"created_at\": \"2020-01-01T00:00:00Z\","
                     " \"last_rotation_at\": \"2020-03-01T00:00:00Z\"}], \"total_count\": 2}");
  orch_due_keys_start (list);
  wait_until_over (list);
  assert_counts (list, 2, 2, 2);
  assert_in_order (list);
}

/* Two keys are made while page 2 is on its way: it begins and ends two keys later, and those two
 * are on page 3. What comes twice is left out. */
static void
test_keys_made_meanwhile (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (OrchDueKeys) list = create_list (fixture);

  reply_page (fixture, 249, 150, 250, 250);
  reply_page (fixture, 49, 0, 250, 250);
  reply_page (fixture, 151, 52, 252, 250);
  reply_page (fixture, 51, 0, 252, 250);
  reply_page (fixture, 151, 52, 252, 250);
  reply_page (fixture, 251, 152, 252, 250);
  orch_due_keys_start (list);
  wait_until_over (list);
  assert_counts (list, 250, 252, 252);
  assert_in_order (list);
  ASSERT_PAGES (fixture, 1, 3, 2, 3, 2, 1);
}

/* Keys 0 to 59 go while page 2 is on its way. */
static void
test_keys_deleted_meanwhile (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (OrchDueKeys) list = create_list (fixture);

  reply_page (fixture, 249, 150, 250, 250);
  reply_page (fixture, 49, 0, 250, 250);
  reply_page (fixture, 149, 60, 190, 250);
  reply_page (fixture, 249, 150, 190, 250);
  orch_due_keys_start (list);
  wait_until_over (list);
  assert_counts (list, 50 + 190, 190, 190);
  assert_id (list, 50, 60);
  assert_id (list, 239, 249);
  ASSERT_PAGES (fixture, 1, 3, 2, 1);
}

/* All keys but the newest ten go: the last page is beyond the end. */
static void
test_page_beyond_end (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (OrchDueKeys) list = create_list (fixture);

  reply_page (fixture, 249, 150, 250, 250);
  test_server_reply (fixture->server, LIST, 200, "{\"keys\": [], \"total_count\": 10}");
  reply_page (fixture, 249, 240, 10, 250);
  orch_due_keys_start (list);
  wait_until_over (list);
  g_assert_cmpint (orch_due_keys_get_state (list), ==, ORCH_DUE_KEYS_DONE);
  assert_counts (list, 10, 10, 10);
  ASSERT_PAGES (fixture, 1, 3, 1);
}

static void
reply_many (ClientFixture *fixture, guint total)
{
  reply_page (fixture, total - 1, total - 100, total, total);
  for (guint i = 0; i < total; i += 100)
    reply_page (fixture, i + 99, i, total, total);
}

static void
test_full (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (OrchDueKeys) list = create_list (fixture);

  reply_many (fixture, 1200);
  orch_due_keys_start (list);
  wait_until_over (list);
  g_assert_cmpint (orch_due_keys_get_state (list), ==, ORCH_DUE_KEYS_DONE);
  g_assert_true (orch_due_keys_get_is_full (list));
  assert_counts (list, ORCH_DUE_KEYS_MAX, 1000, 1200);
  assert_in_order (list);
  service_assert_n_requests (fixture, 12);
}

/* No more of them are due. */
static void
test_just_full (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (OrchDueKeys) list = create_list (fixture);

  reply_many (fixture, 1000);
  orch_due_keys_start (list);
  wait_until_over (list);
  g_assert_false (orch_due_keys_get_is_full (list));
  assert_counts (list, 1000, 1000, 1000);
}

static void
test_stops (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (OrchDueKeys) list = create_list (fixture);

  reply_page (fixture, 249, 150, 250, 250);
  reply_page (fixture, 49, 0, 250, 250);
  test_server_hang (fixture->server, LIST);
  reply_page (fixture, 149, 50, 250, 250);
  reply_page (fixture, 249, 150, 250, 250);
  orch_due_keys_start (list);
  service_wait_for_request (fixture, "GET " LIST "?return_full_object=true&page=2");
  orch_due_keys_stop (list);
  g_assert_cmpint (orch_due_keys_get_state (list), ==, ORCH_DUE_KEYS_STOPPED);
  assert_counts (list, 50, 50, 250);

  /* It goes on where it was. */
  orch_due_keys_start (list);
  wait_until_over (list);
  g_assert_cmpint (orch_due_keys_get_state (list), ==, ORCH_DUE_KEYS_DONE);
  assert_counts (list, 250, 250, 250);
  assert_in_order (list);
  ASSERT_PAGES (fixture, 1, 3, 2, 2, 1);
}

static void
stop_cb (OrchDueKeys *list)
{
  orch_due_keys_stop (list);
}

static void
test_stopped_by_listener (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (OrchDueKeys) list = create_list (fixture);

  g_signal_connect (list, "items-changed", G_CALLBACK (stop_cb), NULL);
  reply_page (fixture, 249, 150, 250, 250);
  reply_page (fixture, 49, 0, 250, 250);
  orch_due_keys_start (list);
  wait_until_over (list);
  g_assert_cmpint (orch_due_keys_get_state (list), ==, ORCH_DUE_KEYS_STOPPED);
  ASSERT_PAGES (fixture, 1, 3);
}

static void
test_dropped (ClientFixture *fixture, gconstpointer data)
{
  OrchDueKeys *list = create_list (fixture);

  test_server_hang (fixture->server, LIST);
  orch_due_keys_start (list);
  service_wait_for_request (fixture, "GET " LIST);
  g_assert_finalize_object (list);
}

static void
test_fails (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (OrchDueKeys) list = create_list (fixture);

  reply_page (fixture, 249, 150, 250, 250);
  reply_page (fixture, 49, 0, 250, 250);
  test_server_reply_fixture (fixture->server, LIST, "error_401_role");
  reply_page (fixture, 149, 50, 250, 250);
  reply_page (fixture, 249, 150, 250, 250);
  orch_due_keys_start (list);
  wait_until_over (list);
  g_assert_cmpint (orch_due_keys_get_state (list), ==, ORCH_DUE_KEYS_FAILED);
  g_assert_error (orch_due_keys_get_error (list), ORCH_ERROR, ORCH_ERROR_NOT_PERMITTED);
  assert_counts (list, 50, 50, 250);

  orch_due_keys_start (list);
  g_assert_null (orch_due_keys_get_error (list));
  wait_until_over (list);
  g_assert_cmpint (orch_due_keys_get_state (list), ==, ORCH_DUE_KEYS_DONE);
  assert_counts (list, 250, 250, 250);
  assert_in_order (list);
}

/* What was rotated does not come back. */
static void
test_removes (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (OrchDueKeys) list = create_list (fixture);

  reply_page (fixture, 4, 0, 5, 5);
  orch_due_keys_start (list);
  wait_until_over (list);
  g_assert_cmpstr (orch_key_get_id (orch_due_keys_find (list, "0")), ==, "0");
  orch_due_keys_remove (list, "0");
  orch_due_keys_remove (list, "unknown");
  g_assert_null (orch_due_keys_find (list, "0"));
  assert_counts (list, 4, 5, 5);
  assert_id (list, 0, 1);
}

static GPtrArray *
read_all (OrchKeyService *service)
{
  const OrchKeyQuery query = { .descending = TRUE };
  GPtrArray *all = g_ptr_array_new_with_free_func (g_object_unref);
  guint total = 1;

  for (guint page = 1; (page - 1) * 100 < total; page++) {
    g_autoptr (GAsyncResult) result = NULL;
    GPtrArray *keys;

    orch_key_service_list_async (service, &query, page, 100, NULL, test_keep_result_cb, &result);
    keys = orch_key_service_list_finish (service, test_wait_result (&result), &total, NULL);
    g_assert_nonnull (keys);
    g_ptr_array_extend_and_steal (all, keys);
  }

  return all;
}

/* Time goes on, and some keys of the demo become due, or expire, at this moment. */
static void
test_demo (void)
{
  g_autoptr (OrchDemoServer) demo = orch_demo_server_new (200);
  g_autoptr (GDateTime) before = g_date_time_new_now_utc ();
  g_autoptr (GError) error = NULL;
  guint n_due = 0;

  orch_demo_server_start (demo, 0, &error);
  g_assert_no_error (error);

  g_autoptr (OrchClient) client =
      orch_client_new (orch_demo_server_get_url (demo), ORCH_DEMO_ADMIN_KEY);
  g_autoptr (OrchServer) server = orch_server_new (client, SERVICE_NEWEST);
  g_autoptr (OrchKeyService) service = orch_key_service_new (server);
  g_autoptr (GPtrArray) all = read_all (service);
  g_autoptr (OrchDueKeys) list = orch_due_keys_new (service, &policy);

  orch_due_keys_start (list);
  wait_until_over (list);
  g_assert_cmpint (orch_due_keys_get_state (list), ==, ORCH_DUE_KEYS_DONE);
  g_assert_cmpuint (all->len, >, 200);
  g_assert_cmpuint (orch_due_keys_get_n_looked_at (list), ==, all->len);

  g_autoptr (GDateTime) after = g_date_time_new_now_utc ();
  for (guint i = 0; i < all->len; i++) {
    OrchRotationReasons reasons = orch_rotation_due_find (all->pdata[i], &policy, after);
    OrchKey *found = orch_due_keys_find (list, orch_key_get_id (all->pdata[i]));

    if (reasons != orch_rotation_due_find (all->pdata[i], &policy, before))
      continue;
    g_assert_true ((found != NULL) == (reasons != ORCH_ROTATION_NOT_DUE));
    n_due += found != NULL;
  }
  g_assert_cmpuint (n_due, >, 0);
  g_assert_cmpuint (n_due, <, all->len);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/due-keys/" name, ClientFixture, NULL, client_fixture_set_up, function,             \
              service_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("single-page", test_single_page);
  ADD ("no-keys", test_no_keys);
  ADD ("oldest-first", test_oldest_first);
  ADD ("sorts-by-secret", test_sorts_by_secret);
  ADD ("keys-made-meanwhile", test_keys_made_meanwhile);
  ADD ("keys-deleted-meanwhile", test_keys_deleted_meanwhile);
  ADD ("page-beyond-end", test_page_beyond_end);
  ADD ("full", test_full);
  ADD ("just-full", test_just_full);
  ADD ("stops", test_stops);
  ADD ("stopped-by-listener", test_stopped_by_listener);
  ADD ("dropped", test_dropped);
  ADD ("fails", test_fails);
  ADD ("removes", test_removes);
  g_test_add_func ("/due-keys/demo", test_demo);

  return g_test_run ();
}
