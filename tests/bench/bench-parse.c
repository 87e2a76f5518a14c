/* A page of users from text to records, against json-glib, which only parses it.
 * usage: bench-parse FILE. Prints `NAME MILLISECONDS` lines. */

#include "config.h"

#include "core/client/json.h"
#include "core/model/user.h"

#define N_RUNS 200

static void
parse_with_json_glib (const char *text, gsize length)
{
  g_autoptr (JsonParser) parser = json_parser_new ();

  g_assert_true (json_parser_load_from_data (parser, text, length, NULL));
}

static void
parse_to_records (const char *text, gsize length)
{
  g_autoptr (JsonNode) reply = orch_json_parse_reply (text, length, NULL);
  JsonArray *rows = orch_json_get_array (json_node_get_object (reply), "users");

  for (guint i = 0; i < json_array_get_length (rows); i++) {
    g_autoptr (OrchUser) user = orch_user_new_from_json (json_array_get_object_element (rows, i));

    g_assert_nonnull (user);
  }
}

static int
compare (gconstpointer a, gconstpointer b)
{
  gint64 left = *(const gint64 *) a, right = *(const gint64 *) b;

  return (left > right) - (left < right);
}

static double
median_ms (gint64 *times)
{
  qsort (times, N_RUNS, sizeof *times, compare);

  return times[N_RUNS / 2] / 1000.0;
}

int
main (int argc, char *argv[])
{
  g_autofree char *text = NULL;
  gint64 ours[N_RUNS], theirs[N_RUNS];
  gsize length;

  g_assert_cmpint (argc, ==, 2);
  g_assert_true (g_file_get_contents (argv[1], &text, &length, NULL));

  /* Turn and turn about, so that a busy machine slows both. */
  for (guint i = 0; i < N_RUNS; i++) {
    gint64 begin = g_get_monotonic_time (), middle;

    parse_to_records (text, length);
    middle = g_get_monotonic_time ();
    parse_with_json_glib (text, length);
    ours[i] = middle - begin;
    theirs[i] = g_get_monotonic_time () - middle;
  }

  g_print ("parse %f\njson-glib %f\n", median_ms (ours), median_ms (theirs));

  return 0;
}
