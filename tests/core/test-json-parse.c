#include "config.h"

#include "core/client/error.h"
#include "core/client/json.h"

static void
test_accepts (void)
{
  static const struct {
    const char *text;
    const char *written;
  } cases[] = {
    { " {\t\"a\" :\r\n1 , \"b\":[ ] } ", "{\"a\":1,\"b\":[]}" },
    { "null", "null" },
    { "\"\\u00fc\\ud83d\\ude00\\/\\b\\f\\n\\r\\t\\\"\\\\\"",
      "\"ü😀/\\u0008\\u000c\\n\\r\\t\\\"\\\\\"" },
    { "1E+5", "100000.0" },
    { "-0", "0" },
    { "0e5", "0.0" },
    { "0.0", "0.0" },
    { "{\"a\":1,\"a\":2}", "{\"a\":2}" },
    { "{\"\":1}", "{\"\":1}" },
    { "9223372036854775807", "9223372036854775807" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (JsonNode) node = orch_json_parse (cases[i].text, -1, NULL, NULL, &error);
    g_autofree char *written = NULL;

    g_assert_no_error (error);
    written = orch_json_to_text (node, FALSE);
    g_assert_cmpstr (written, ==, cases[i].written);
  }
}

/* Much of this is what JsonParser takes for JSON. */
static void
test_refuses (void)
{
  static const struct {
    const char *text;
    guint line;
    guint column;
    const char *problem;
  } cases[] = {
    { "", 1, 1, "Value expected" },
    { " \n ", 2, 2, "Value expected" },
    { "{\n  \"ü\": x}", 2, 8, "Value expected" },
    { "'a'", 1, 1, "Value expected" },
    { "/*x*/1", 1, 1, "Value expected" },
    { "// x\n1", 1, 1, "Value expected" },
    { "var x = 1", 1, 1, "Value expected" },
    { "NaN", 1, 1, "Value expected" },
    { "Infinity", 1, 1, "Value expected" },
    { "True", 1, 1, "Value expected" },
    { "tru", 1, 1, "Value expected" },
    { "nullx", 1, 5, "Nothing may follow the value" },
    { "{} {}", 1, 4, "Nothing may follow the value" },
    { "1;", 1, 2, "Nothing may follow the value" },
    { "0x1F", 1, 2, "Nothing may follow the value" },
    { "01", 1, 1, "A number can't begin with 0" },
    { "-", 1, 2, "Digit expected" },
    { "- 1", 1, 2, "Digit expected" },
    { "+1", 1, 1, "Value expected" },
    { ".5", 1, 1, "Value expected" },
    { "1.", 1, 3, "Digit expected" },
    { "1e", 1, 3, "Digit expected" },
    { "1e400", 1, 1, "The number is too large" },
    { "[1, -1e400]", 1, 5, "The number is too large" },
    { "1e-400", 1, 1, "The number is too small" },
    { "9223372036854775808", 1, 1, "The number is too large" },
    { "-9223372036854775809", 1, 1, "The number is too large" },
    { "\"abc", 1, 1, "The text is not closed" },
    { "\"a\nb\"", 1, 3, "Control character in a text" },
    { "\"\\x41\"", 1, 2, "Unknown escape sequence" },
    { "\"\\", 1, 2, "Unknown escape sequence" },
    { "\"\\u12\"", 1, 6, "Four hexadecimal digits expected" },
    { "\"\\u0000\"", 1, 2, "The character U+0000 is not supported" },
    { "\"\\ud800\"", 1, 2, "Half of a surrogate pair" },
    { "\"\\ud800\\u0041\"", 1, 2, "Half of a surrogate pair" },
    { "\"\\ud800\\uq\"", 1, 10, "Four hexadecimal digits expected" },
    { "\"\\udc00\"", 1, 2, "Half of a surrogate pair" },
    { "{", 1, 2, "Member name in double quotes expected" },
    { "{a: 1}", 1, 2, "Member name in double quotes expected" },
    { "{'a': 1}", 1, 2, "Member name in double quotes expected" },
    { "{\"a\": 1,}", 1, 9, "Member name in double quotes expected" },
    { "{\"a: 1}", 1, 2, "The text is not closed" },
    { "{\"a\" 1}", 1, 6, "Colon expected" },
    { "{\"a\": 1 \"b\": 2}", 1, 9, "Comma or closing brace expected" },
    { "{\"a\": 1]", 1, 8, "Comma or closing brace expected" },
    { "[1 2]", 1, 4, "Comma or closing bracket expected" },
    { "[1", 1, 3, "Comma or closing bracket expected" },
    { "[1,]", 1, 4, "Value expected" },
    { "[,]", 1, 2, "Value expected" },
    { "\"ü\xff\"", 1, 3, "Not UTF-8" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *expected = g_strdup_printf ("%s (line %u, column %u)", cases[i].problem,
                                                 cases[i].line, cases[i].column);
    g_autoptr (GError) error = NULL;
    guint line = 0;
    guint column = 0;

    g_assert_null (orch_json_parse (cases[i].text, -1, &line, &column, &error));
    g_assert_error (error, ORCH_ERROR, ORCH_ERROR_BAD_REPLY);
    g_assert_cmpstr (error->message, ==, expected);
    g_assert_cmpuint (line, ==, cases[i].line);
    g_assert_cmpuint (column, ==, cases[i].column);
  }
}

static void
test_length (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = orch_json_parse ("[1]x", 3, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (node);
  g_assert_null (orch_json_parse ("1\0", 2, NULL, NULL, NULL));
  g_assert_null (orch_json_parse (NULL, 0, NULL, NULL, NULL));
}

static char *
nest (guint depth)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < depth; i++)
    g_string_append (text, i % 2 == 0 ? "[" : "{\"a\":");
  g_string_append_c (text, '1');
  for (guint i = depth; i > 0; i--)
    g_string_append_c (text, i % 2 == 1 ? ']' : '}');

  return g_string_free (text, FALSE);
}

static void
test_depth (void)
{
  g_autofree char *allowed = nest (128);
  g_autofree char *too_deep = nest (129);
  g_autofree char *bomb = g_strnfill (10 * 1000 * 1000, '[');
  g_autoptr (JsonNode) node = orch_json_parse (allowed, -1, NULL, NULL, NULL);
  g_autoptr (GError) error = NULL;
  guint column = 0;

  g_assert_nonnull (node);
  g_assert_null (orch_json_parse (too_deep, -1, NULL, &column, &error));
  g_assert_error (error, ORCH_ERROR, ORCH_ERROR_BAD_REPLY);
  g_assert_cmpuint (column, ==, 64 * strlen ("[{\"a\":") + 1);
  g_assert_null (orch_json_parse (bomb, -1, NULL, NULL, NULL));
}

/* Two in a row, so that depth is given back. */
static void
test_siblings (void)
{
  g_autofree char *nested = nest (127);
  g_autofree char *text = g_strdup_printf ("[%s,%s]", nested, nested);
  g_autoptr (JsonNode) node = orch_json_parse (text, -1, NULL, NULL, NULL);

  g_assert_nonnull (node);
}

static void
test_reply (void)
{
  static const char text[] = "{\"big\": 18446744073709551616, \"small\": 1}";
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = orch_json_parse_reply (text, strlen (text), &error);
  double big = 0.0;

  g_assert_no_error (error);
  g_assert_true (orch_json_get_double (json_node_get_object (node), "big", &big));
  g_assert_cmpfloat (big, ==, 0x1p64);

  g_assert_null (orch_json_parse_reply ("1e400", 5, &error));
  g_assert_error (error, ORCH_ERROR, ORCH_ERROR_BAD_REPLY);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/json-parse/accepts", test_accepts);
  g_test_add_func ("/json-parse/refuses", test_refuses);
  g_test_add_func ("/json-parse/length", test_length);
  g_test_add_func ("/json-parse/depth", test_depth);
  g_test_add_func ("/json-parse/siblings", test_siblings);
  g_test_add_func ("/json-parse/reply", test_reply);

  return g_test_run ();
}
