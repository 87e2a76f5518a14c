#include "config.h"

#include "list-fixture.h"

/* A view can build rows while their contents are on the way. */
static void
test_reserve (ListFixture *fixture, gconstpointer data)
{
  orch_paged_list_reserve (fixture->list);
  list_assert_counts (fixture, 0, 0, 0);

  orch_paged_list_reload (fixture->list);
  orch_paged_list_reserve (fixture->list);
  orch_paged_list_reserve (fixture->list);
  list_assert_counts (fixture, PAGE_SIZE, 0, 0);
  g_assert_null (list_get_id (fixture, 9));

  fake_list_fail (fixture->fake);
  list_assert_state (fixture, ORCH_LIST_FAILED);
  list_assert_counts (fixture, 0, 0, 0);

  orch_paged_list_retry (fixture->list);
  orch_paged_list_reserve (fixture->list);
  orch_paged_list_stop (fixture->list);
  list_assert_counts (fixture, 0, 0, 0);

  fake_list_set_total (fixture->fake, 3);
  orch_paged_list_reload (fixture->list);
  orch_paged_list_reserve (fixture->list);
  OrchPagedRow *row = fixture->rows->pdata[0];
  fake_list_answer (fixture->fake);
  list_assert_counts (fixture, 3, 3, 0);
  g_assert_true (fixture->rows->pdata[0] == row);
  g_assert_cmpstr (list_get_id (fixture, 2), ==, "2");
}

/* Taking rows away takes a view as long as the server takes to look. */
static void
test_restart (ListFixture *fixture, gconstpointer data)
{
  fake_list_set_total (fixture->fake, 30);
  orch_paged_list_restart (fixture->list);
  g_assert_cmpuint (fake_list_get_pending_page (fixture->fake), ==, 1);
  list_assert_counts (fixture, 35, 35, 0);
  list_run_pending ();
  list_assert_counts (fixture, PAGE_SIZE, 35, 0);
  g_assert_cmpstr (list_get_id (fixture, 9), ==, "9");

  fake_list_answer (fixture->fake);
  list_assert_counts (fixture, PAGE_SIZE, 30, 0);
  orch_paged_list_grow (fixture->list);
  list_assert_counts (fixture, 30, 30, 0);

  /* An answer that comes at once. */
  orch_paged_list_restart (fixture->list);
  fake_list_answer (fixture->fake);
  list_run_pending ();
  list_assert_counts (fixture, 30, 30, 0);
}

/* Rows go while the person types, and come back where that changes nothing. */
static void
test_await_query (ListFixture *fixture, gconstpointer data)
{
  orch_paged_list_grow (fixture->list);
  list_assert_counts (fixture, 35, 35, 0);

  orch_paged_list_await_query (fixture->list);
  orch_paged_list_await_query (fixture->list);
  list_run_pending ();
  list_assert_counts (fixture, PAGE_SIZE, 35, 0);
  orch_paged_list_grow (fixture->list);
  list_assert_counts (fixture, PAGE_SIZE, 35, 0);
  orch_paged_list_keep_query (fixture->list);
  list_assert_counts (fixture, 35, 35, 0);

  /* Before there was time for it. */
  orch_paged_list_await_query (fixture->list);
  orch_paged_list_keep_query (fixture->list);
  list_run_pending ();
  list_assert_counts (fixture, 35, 35, 0);

  orch_paged_list_await_query (fixture->list);
  list_run_pending ();
  orch_paged_list_restart (fixture->list);
  orch_paged_list_keep_query (fixture->list);
  list_run_pending ();
  list_assert_counts (fixture, PAGE_SIZE, 35, 0);
  fake_list_answer (fixture->fake);
  orch_paged_list_grow (fixture->list);
  list_assert_counts (fixture, 35, 35, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/paged-list-waiting/reserve", ListFixture, NULL, list_set_up_empty, test_reserve,
              list_tear_down);
  g_test_add ("/paged-list-waiting/restart", ListFixture, NULL, list_set_up, test_restart,
              list_tear_down);
  g_test_add ("/paged-list-waiting/await-query", ListFixture, NULL, list_set_up, test_await_query,
              list_tear_down);

  return g_test_run ();
}
