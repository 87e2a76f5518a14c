#include "config.h"

#include "test-wait.h"

#define DEADLINE_SECONDS 30

static gboolean
deadline_cb (gpointer user_data)
{
  g_error ("Nothing happened within %d s", DEADLINE_SECONDS);

  return G_SOURCE_REMOVE;
}

/**
 * test_deadline_add:
 *
 * Fails the test after 30 s in the main loop.
 *
 * Returns: for g_source_remove (), when what was waited for is there
 */
guint
test_deadline_add (void)
{
  return g_timeout_add_seconds (DEADLINE_SECONDS, deadline_cb, NULL);
}

void
test_wait_for (gboolean *flag)
{
  guint deadline = test_deadline_add ();

  while (!*flag)
    g_main_context_iteration (NULL, TRUE);

  g_source_remove (deadline);
}

void
test_keep_result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **kept = user_data;

  g_assert_null (*kept);
  *kept = g_object_ref (result);
}

/**
 * test_wait_result:
 * @result: (inout): what was given to test_keep_result_cb() as user data
 *
 * Runs the default main context until the result is there; fails the test after 30 s.
 *
 * Returns: (transfer none): the result, which stays in @result for the caller to unref
 */
GAsyncResult *
test_wait_result (GAsyncResult **result)
{
  guint deadline = test_deadline_add ();

  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);

  g_source_remove (deadline);

  return *result;
}
