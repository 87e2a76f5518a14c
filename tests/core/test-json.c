#include "config.h"

#include <float.h>

#include "core/client/error.h"
#include "core/client/json.h"

static JsonObject *
parse_object (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = orch_json_parse (text, -1, NULL, NULL, &error);

  g_assert_no_error (error);

  return json_object_ref (json_node_get_object (node));
}

static void
assert_round_trip (const char *text, gboolean pretty)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = orch_json_parse (text, -1, NULL, NULL, &error);
  g_autofree char *written = NULL;

  g_assert_no_error (error);
  written = orch_json_to_text (node, pretty);
  g_assert_cmpstr (written, ==, text);
}

static void
test_string (void)
{
  g_autoptr (JsonObject) object = parse_object ("{\"a\": \"x\", \"n\": null, \"i\": 1}");

  g_assert_cmpstr (orch_json_get_string (object, "a"), ==, "x");
  g_assert_null (orch_json_get_string (object, "n"));
  g_assert_null (orch_json_get_string (object, "i"));
  g_assert_null (orch_json_get_string (object, "missing"));
  g_assert_null (orch_json_get_string (NULL, "a"));
}

static void
test_double (void)
{
  g_autoptr (JsonObject) object =
      parse_object ("{\"d\": 0.5, \"i\": 3, \"s\": \"1\", \"b\": true, \"n\": null, \"o\": {}}");
  double value = 7.0;

  g_assert_false (orch_json_get_double (object, "s", &value));
  g_assert_false (orch_json_get_double (object, "b", &value));
  g_assert_false (orch_json_get_double (object, "n", &value));
  g_assert_false (orch_json_get_double (object, "o", &value));
  g_assert_false (orch_json_get_double (object, "missing", &value));
  g_assert_cmpfloat (value, ==, 7.0);

  g_assert_true (orch_json_get_double (object, "d", &value));
  g_assert_cmpfloat (value, ==, 0.5);
  g_assert_true (orch_json_get_double (object, "i", &value));
  g_assert_cmpfloat (value, ==, 3.0);
  g_assert_true (orch_json_get_double (object, "i", NULL));
}

static void
test_int (void)
{
  g_autoptr (JsonObject) object =
      parse_object ("{\"i\": 9223372036854775807, \"w\": 2.0, \"low\": -9223372036854775808.0,"
                    " \"f\": 1.5, \"high\": 9223372036854775808.0, \"huge\": 1e300, \"s\": \"1\"}");
  gint64 value = 7;

  g_assert_false (orch_json_get_int (object, "f", &value));
  g_assert_false (orch_json_get_int (object, "high", &value));
  g_assert_false (orch_json_get_int (object, "huge", &value));
  g_assert_false (orch_json_get_int (object, "s", &value));
  g_assert_cmpint (value, ==, 7);

  g_assert_true (orch_json_get_int (object, "i", &value));
  g_assert_cmpint (value, ==, G_MAXINT64);
  g_assert_true (orch_json_get_int (object, "w", &value));
  g_assert_cmpint (value, ==, 2);
  g_assert_true (orch_json_get_int (object, "low", &value));
  g_assert_cmpint (value, ==, G_MININT64);
  g_assert_true (orch_json_get_int (object, "i", NULL));
  g_assert_true (orch_json_get_int (object, "w", NULL));
}

static void
test_boolean (void)
{
  g_autoptr (JsonObject) object = parse_object ("{\"t\": true, \"f\": false, \"i\": 1}");
  gboolean value = FALSE;

  g_assert_true (orch_json_get_boolean (object, "t", &value));
  g_assert_true (value);
  g_assert_false (orch_json_get_boolean (object, "i", &value));
  g_assert_true (value);
  g_assert_true (orch_json_get_boolean (object, "f", &value));
  g_assert_false (value);
  g_assert_true (orch_json_get_boolean (object, "t", NULL));
}

static void
test_containers (void)
{
  g_autoptr (JsonObject) object =
      parse_object ("{\"o\": {}, \"a\": [\"x\", 1, null, \"y\"], \"n\": null}");
  g_auto (GStrv) strings = orch_json_get_strv (object, "a");
  const char *const expected[] = { "x", "y", NULL };

  g_assert_nonnull (orch_json_get_object (object, "o"));
  g_assert_null (orch_json_get_object (object, "a"));
  g_assert_null (orch_json_get_object (object, "n"));
  g_assert_nonnull (orch_json_get_array (object, "a"));
  g_assert_null (orch_json_get_array (object, "o"));
  g_assert_cmpstrv (strings, expected);
  g_assert_null (orch_json_get_strv (object, "o"));
}

static void
test_time (void)
{
  static const struct {
    const char *text;
    const char *expected;
  } cases[] = {
    { "2026-11-23T21:23:49.430000Z", "2026-11-23T21:23:49.430000Z" },
    { "2026-11-23T21:23:49.430000+00:00", "2026-11-23T21:23:49.430000Z" },
    { "2026-11-23 21:23:49.430000+00:00", "2026-11-23T21:23:49.430000Z" },
    { "2026-11-23T21:23:49Z", "2026-11-23T21:23:49Z" },
    { "2026-11-23 21:23:49+00:00", "2026-11-23T21:23:49Z" },
    { "2026-11-23T21:23:49", "2026-11-23T21:23:49Z" },
    { "2026-11-23T21:23:49+02:00", "2026-11-23T19:23:49Z" },
  };
  g_autoptr (JsonObject) bad = parse_object ("{\"t\": \"tomorrow\", \"d\": \"2026-11-23\"}");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (JsonObject) object = json_object_new ();
    g_autoptr (GDateTime) time = NULL;
    g_autoptr (GDateTime) utc = NULL;
    g_autofree char *text = NULL;

    json_object_set_string_member (object, "t", cases[i].text);
    time = orch_json_get_time (object, "t");
    g_assert_nonnull (time);
    utc = g_date_time_to_utc (time);
    text = g_date_time_format_iso8601 (utc);
    g_assert_cmpstr (text, ==, cases[i].expected);
  }

  g_assert_null (orch_json_get_time (bad, "t"));
  g_assert_null (orch_json_get_time (bad, "d"));
  g_assert_null (orch_json_get_time (bad, "missing"));
}

static void
test_root (void)
{
  g_autoptr (JsonNode) object = json_from_string ("{\"a\": 1}", NULL);
  g_autoptr (JsonNode) array = json_from_string ("[]", NULL);

  g_assert_true (orch_json_get_root (object) == json_node_get_object (object));
  g_assert_null (orch_json_get_root (array));
  g_assert_null (orch_json_get_root (NULL));
}

/* Texts are gone; what else there is stays. */
static void
test_wipe (void)
{
  g_autoptr (JsonNode) node =
      json_from_string ("{\"a\": \"secret\", \"b\": [\"secret\", 5, {\"c\": \"secret\"}],"
                        " \"d\": null}",
                        NULL);
  g_autofree char *text = NULL;

  orch_json_wipe (node);
  text = orch_json_to_text (node, FALSE);
  g_assert_cmpstr (text, ==, "{\"a\":\"\",\"b\":[\"\",5,{\"c\":\"\"}],\"d\":null}");
}

static void
test_write (void)
{
  assert_round_trip ("{\"z\":1,\"a\":[true,false,null],\"m\":{},\"e\":[]}", FALSE);
  assert_round_trip ("\"\\\"\\\\/\\n\\r\\t\\u0001\x7fü😀\"", FALSE);
  assert_round_trip ("{\n"
                     "  \"b\": [\n"
                     "    1,\n"
                     "    {\n"
                     "      \"c\": \"x\"\n"
                     "    }\n"
                     "  ],\n"
                     "  \"a\": {},\n"
                     "  \"e\": []\n"
                     "}",
                     TRUE);
}

static void
test_write_numbers (void)
{
  static const char *const texts[] = { "0.1",
                                       "42.5",
                                       "5.0",
                                       "-0.0",
                                       "100000.0",
                                       "0.30000000000000004",
                                       "1e+300",
                                       "1e-300",
                                       "1e+16",
                                       "0",
                                       "-1",
                                       "1.7976931348623157e+308",
                                       "7.685711",
                                       "9223372036854775807",
                                       "-9223372036854775808" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    assert_round_trip (texts[i], FALSE);
}

static void
test_write_infinity (void)
{
  g_autoptr (JsonNode) node = json_node_init_double (json_node_alloc (), 2 * DBL_MAX);
  g_autofree char *text = NULL;

  g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_CRITICAL, "*isfinite*");
  text = orch_json_to_text (node, FALSE);
  g_test_assert_expected_messages ();

  g_assert_cmpstr (text, ==, "");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/json/string", test_string);
  g_test_add_func ("/json/double", test_double);
  g_test_add_func ("/json/int", test_int);
  g_test_add_func ("/json/boolean", test_boolean);
  g_test_add_func ("/json/containers", test_containers);
  g_test_add_func ("/json/time", test_time);
  g_test_add_func ("/json/root", test_root);
  g_test_add_func ("/json/wipe", test_wipe);
  g_test_add_func ("/json/write", test_write);
  g_test_add_func ("/json/write-numbers", test_write_numbers);
  g_test_add_func ("/json/write-infinity", test_write_infinity);

  return g_test_run ();
}
