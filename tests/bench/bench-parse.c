/* A page of users or keys from text to records, against json-glib, which only parses it.
 * usage: bench-parse users|keys FILE. Prints `NAME MILLISECONDS` lines. */

#include "config.h"

#include "core/client/json.h"
#include "core/model/key.h"
#include "core/model/user.h"
#include "times.h"

#define N_RUNS 200

static void
parse_with_json_glib (const char *text, gsize length)
{
  g_autoptr (JsonParser) parser = json_parser_new ();

  g_assert_true (json_parser_load_from_data (parser, text, length, NULL));
}

static void
parse_to_records (const char *name, const char *text, gsize length)
{
  g_autoptr (JsonNode) reply = orch_json_parse_reply (text, length, NULL);
  JsonArray *rows = orch_json_get_array (json_node_get_object (reply), name);
  gboolean keys = g_str_equal (name, "keys");

  for (guint i = 0; i < json_array_get_length (rows); i++) {
    JsonObject *row = json_array_get_object_element (rows, i);
    g_autoptr (GObject) record =
        keys ? G_OBJECT (orch_key_new_from_json (row)) : G_OBJECT (orch_user_new_from_json (row));

    g_assert_nonnull (record);
  }
}

int
main (int argc, char *argv[])
{
  g_autofree char *text = NULL;
  g_autoptr (GArray) ours = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) theirs = g_array_new (FALSE, FALSE, sizeof (gint64));
  gsize length;

  g_assert_cmpint (argc, ==, 3);
  g_assert_true (g_file_get_contents (argv[2], &text, &length, NULL));

  /* Turn and turn about, so that a busy machine slows both. */
  for (guint i = 0; i < N_RUNS; i++) {
    gint64 begin = g_get_monotonic_time (), middle, duration;

    parse_to_records (argv[1], text, length);
    middle = g_get_monotonic_time ();
    parse_with_json_glib (text, length);
    duration = g_get_monotonic_time () - middle;
    g_array_append_val (theirs, duration);
    duration = middle - begin;
    g_array_append_val (ours, duration);
  }

  g_print ("parse %f\njson-glib %f\n", bench_times_get_percentile_ms (ours, 0.5),
           bench_times_get_percentile_ms (theirs, 0.5));

  return 0;
}
