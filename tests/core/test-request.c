#include "config.h"

#include "core/client/json.h"
#include "core/client/request.h"

#define BASE "https://proxy.example"

static void
assert_uri (const OrchRequest *request, const char *base_url, const char *expected)
{
  g_autofree char *uri = orch_request_get_uri (request, base_url);

  g_assert_cmpstr (uri, ==, expected);
}

static void
test_get (void)
{
  g_autoptr (OrchRequest) request = orch_request_new_get ("user", "list", NULL);
  g_autoptr (SoupMessage) message = orch_request_create_message (request, BASE);

  g_assert_false (orch_request_is_write (request));
  assert_uri (request, BASE, BASE "/user/list");
  g_assert_cmpstr (soup_message_get_method (message), ==, "GET");
}

static void
test_post (void)
{
  g_autoptr (JsonNode) body = json_from_string ("{\"max_budget\": 0.1}", NULL);
  g_autoptr (OrchRequest) request = orch_request_new_post (body, "user", "update", NULL);
  g_autoptr (SoupMessage) message = orch_request_create_message (request, BASE);
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);

  g_assert_true (orch_request_is_write (request));
  g_assert_cmpstr (soup_message_get_method (message), ==, "POST");
  g_assert_cmpstr (soup_message_headers_get_one (headers, "Content-Type"), ==, "application/json");
  g_assert_cmpint (soup_message_headers_get_content_length (headers), ==,
                   strlen ("{\"max_budget\":0.1}"));
}

static void
test_base_url (void)
{
  g_autoptr (OrchRequest) request = orch_request_new_get ("models", NULL);

  assert_uri (request, BASE "/", BASE "/models");
  assert_uri (request, BASE "/litellm", BASE "/litellm/models");
  assert_uri (request, BASE "/litellm/", BASE "/litellm/models");
  assert_uri (request, "http://[::1]:4000", "http://[::1]:4000/models");
  g_assert_null (orch_request_create_message (request, "no address"));
}

/* Every user ID of contract §10. */
static void
test_encoding (void)
{
  static const struct {
    const char *text;
    const char *encoded;
  } cases[] = {
    { "a/b", "a%2Fb" },         { "a b", "a%20b" },
    { "a+b", "a%2Bb" },         { "ü/ñ", "%C3%BC%2F%C3%B1" },
    { "a#b", "a%23b" },         { "a@b.c", "a%40b.c" },
    { "a%b", "a%25b" },         { "a&b=c", "a%26b%3Dc" },
    { "a?b", "a%3Fb" },         { "a%20b", "a%2520b" },
    { "'\"", "%27%22" },        { "..", ".." },
    { " a", "%20a" },           { "a,b", "a%2Cb" },
    { "a\\b", "a%5Cb" },        { "", "" },
    { "aZ09-._~", "aZ09-._~" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (OrchRequest) request = orch_request_new_get ("key", cases[i].text, "x", NULL);
    g_autofree char *expected =
        g_strdup_printf (BASE "/key/%s/x?user_id=%s&n=-5", cases[i].encoded, cases[i].encoded);

    orch_request_add_query (request, "user_id", cases[i].text);
    orch_request_add_query (request, "absent", NULL);
    orch_request_add_query_int (request, "n", -5);
    assert_uri (request, BASE, expected);
  }
}

static void
test_copy (void)
{
  g_autoptr (JsonNode) body = json_from_string ("{}", NULL);
  g_autoptr (OrchRequest) request = orch_request_new_post (body, "user", NULL);
  g_autoptr (OrchRequest) copy = NULL;

  orch_request_add_query (request, "a", "1");
  copy = orch_request_copy (request);
  orch_request_add_query (request, "b", "2");

  assert_uri (copy, BASE, BASE "/user?a=1");
  g_assert_true (orch_request_is_write (copy));
}

/* The body as it goes over the wire; a secret is not printed. */
static void
assert_body (const OrchRequest *request, const char *expected)
{
  g_autoptr (SoupMessage) message = orch_request_create_message (request, BASE);
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);

  g_assert_true (orch_request_is_secret (request));
  g_assert_true (orch_request_is_write (request));
  g_assert_cmpint (soup_message_headers_get_content_length (headers), ==, strlen (expected));
}

static void
test_secret (void)
{
  g_autoptr (JsonNode) body = json_from_string ("{\"a\": 1}", NULL);
  g_autoptr (JsonNode) empty = json_from_string ("{}", NULL);
  g_autoptr (OrchRequest) request =
      orch_request_new_post_secret (body, "new_key", "sk-0_1", "key", "generate", NULL);
  g_autoptr (OrchRequest) alone =
      orch_request_new_post_secret (empty, "key", "sk-0_1", "key", "generate", NULL);
  g_autoptr (OrchRequest) without =
      orch_request_new_post_secret (body, NULL, NULL, "key", "generate", NULL);
  g_autoptr (OrchRequest) plain = orch_request_new_post (body, "key", "generate", NULL);
  g_autoptr (OrchRequest) copy = orch_request_copy (request);

  assert_uri (request, BASE, BASE "/key/generate");
  assert_body (request, "{\"new_key\":\"sk-0_1\",\"a\":1}");
  assert_body (copy, "{\"new_key\":\"sk-0_1\",\"a\":1}");
  assert_body (alone, "{\"key\":\"sk-0_1\"}");
  assert_body (without, "{\"a\":1}");
  g_assert_false (orch_request_is_secret (plain));
}

/* It would need to be escaped, and then there were more of it in memory. */
static void
test_strange_secret (void)
{
  static const char *const secrets[] = { "sk-\"", "sk-\\", "sk- ", "sk-\n", "sk-ü" };
  g_autoptr (JsonNode) body = json_from_string ("{}", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (secrets); i++) {
    g_test_expect_message (NULL, G_LOG_LEVEL_CRITICAL, "*is_plain (secret)*failed*");
    g_assert_null (orch_request_new_post_secret (body, "key", secrets[i], "key", NULL));
    g_test_assert_expected_messages ();
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/request/get", test_get);
  g_test_add_func ("/request/post", test_post);
  g_test_add_func ("/request/base-url", test_base_url);
  g_test_add_func ("/request/percent-encoding", test_encoding);
  g_test_add_func ("/request/copy", test_copy);
  g_test_add_func ("/request/secret", test_secret);
  g_test_add_func ("/request/strange-secret", test_strange_secret);

  return g_test_run ();
}
