#include "config.h"

#include "core/rules/address.h"

typedef struct {
  const char *typed;
  const char *base_url;
} Completion;

static void
check_completions (const Completion *cases, gsize n_cases)
{
  for (gsize i = 0; i < n_cases; i++) {
    g_autofree char *base_url = NULL;
    g_autofree char *again = NULL;

    g_test_message ("case %" G_GSIZE_FORMAT, i);
    g_assert_cmpint (orch_address_complete (cases[i].typed, &base_url), ==, ORCH_ADDRESS_OK);
    g_assert_cmpstr (base_url, ==, cases[i].base_url);

    g_assert_cmpint (orch_address_complete (base_url, &again), ==, ORCH_ADDRESS_OK);
    g_assert_cmpstr (again, ==, base_url);
  }
}

static void
test_scheme (void)
{
  static const Completion cases[] = {
    { "https://llm.example.org", "https://llm.example.org" },
    { "http://llm.example.org", "http://llm.example.org" },
    { "HTTPS://LLM.Example.org", "https://llm.example.org" },
    { "llm.example.org", "https://llm.example.org" },
    { "  llm.example.org\n", "https://llm.example.org" },
    { "\xc2\xa0llm.example.org\xe2\x80\x89", "https://llm.example.org" },
    { "localhost", "http://localhost" },
    { "LocalHost:4000", "http://localhost:4000" },
    { "127.0.0.1:4000", "http://127.0.0.1:4000" },
    { "127.9.8.7", "http://127.9.8.7" },
    { "[::1]:4000", "http://[::1]:4000" },
    { "proxy.localhost:4000", "http://proxy.localhost:4000" },
    { "https://localhost:4000", "https://localhost:4000" },
    { "[2001:db8::1]:4000", "https://[2001:db8::1]:4000" },
    { "128.0.0.1", "https://128.0.0.1" },
    { "localhost.example.org", "https://localhost.example.org" },
    { "127.0.0.1.example.org", "https://127.0.0.1.example.org" },
  };

  check_completions (cases, G_N_ELEMENTS (cases));
}

static void
test_port (void)
{
  static const Completion cases[] = {
    { "llm:4000", "https://llm:4000" },          { "llm:1", "https://llm:1" },
    { "llm:65535", "https://llm:65535" },        { "https://llm:443", "https://llm" },
    { "http://llm:80/", "http://llm" },          { "http://llm:443", "http://llm:443" },
    { "localhost:443", "http://localhost:443" }, { "localhost:80", "http://localhost" },
  };

  check_completions (cases, G_N_ELEMENTS (cases));
}

static void
test_path (void)
{
  static const Completion cases[] = {
    { "https://llm/", "https://llm" },
    { "https://llm///", "https://llm" },
    { "https://llm/?page=users#top", "https://llm" },
    { "https://llm#top", "https://llm" },
    { "https://llm?x=http://y", "https://llm" },
    { "https://llm/ui", "https://llm" },
    { "https://llm/ui/?page=api-keys", "https://llm" },
    { "https://llm/ui/login/", "https://llm" },
    { "https://llm/v1", "https://llm" },
    { "https://llm/v1/chat/completions", "https://llm" },
    { "https://llm/v2/user/info?user_id=a", "https://llm" },
    { "https://llm/sso/key/generate", "https://llm" },
    { "https://llm/docs", "https://llm" },
    { "https://llm/redoc", "https://llm" },
    { "https://llm/openapi.json", "https://llm" },
    { "https://llm/chat/completions", "https://llm" },
    { "https://llm/key/info", "https://llm" },
    { "https://llm/user/list", "https://llm" },
    { "https://llm/health/readiness", "https://llm" },
    { "https://llm/litellm/ui/", "https://llm/litellm" },
    { "https://llm/a/b//v1/models", "https://llm/a/b" },
    { "https://llm/litellm", "https://llm/litellm" },
    { "https://llm/litellm/", "https://llm/litellm" },
    { "https://llm/uikit", "https://llm/uikit" },
    { "https://llm/v1beta", "https://llm/v1beta" },
    { "https://llm/chat", "https://llm/chat" },
    { "https://llm/key", "https://llm/key" },
    { "llm:4000/my%20proxy", "https://llm:4000/my%20proxy" },
    { "llm/proxy/ü", "https://llm/proxy/%C3%BC" },
  };

  check_completions (cases, G_N_ELEMENTS (cases));
}

static void
test_international_host (void)
{
  g_autofree char *base_url = NULL;
  g_autofree char *again = NULL;

  g_assert_cmpint (orch_address_complete ("bücher.example/ui", &base_url), ==, ORCH_ADDRESS_OK);
  g_assert_cmpint (orch_address_complete (base_url, &again), ==, ORCH_ADDRESS_OK);
  g_assert_cmpstr (base_url, ==, again);
  g_assert_true (g_str_is_ascii (base_url));
  g_assert_cmpstr (base_url, ==, "https://xn--bcher-kva.example");
}

static void
test_problems (void)
{
  static const struct {
    const char *typed;
    OrchAddressProblem problem;
  } cases[] = {
    { "", ORCH_ADDRESS_EMPTY },
    { " \t\n", ORCH_ADDRESS_EMPTY },
    { "ftp://llm", ORCH_ADDRESS_BAD_SCHEME },
    { "file:///etc/passwd", ORCH_ADDRESS_BAD_SCHEME },
    { "://llm", ORCH_ADDRESS_BAD_SCHEME },
    { "https://", ORCH_ADDRESS_NO_HOST },
    { "https:///ui", ORCH_ADDRESS_NO_HOST },
    { "/ui", ORCH_ADDRESS_NO_HOST },
    { ":4000", ORCH_ADDRESS_NO_HOST },
    { "llm:0", ORCH_ADDRESS_BAD_PORT },
    { "llm:65536", ORCH_ADDRESS_BAD_PORT },
    { "llm:-1", ORCH_ADDRESS_BAD_PORT },
    { "llm:port", ORCH_ADDRESS_BAD_PORT },
    { "mailto:someone", ORCH_ADDRESS_BAD_PORT },
    { "https://me:secret@llm", ORCH_ADDRESS_HAS_PASSWORD },
    { "me@llm", ORCH_ADDRESS_HAS_PASSWORD },
    { "https:llm", ORCH_ADDRESS_MALFORMED },
    { "http:/llm", ORCH_ADDRESS_MALFORMED },
    { "llm:", ORCH_ADDRESS_BAD_PORT },
    { "llm:/ui", ORCH_ADDRESS_BAD_PORT },
    { "https://https://llm", ORCH_ADDRESS_BAD_PORT },
    { "my proxy", ORCH_ADDRESS_MALFORMED },
    { "llm\x01", ORCH_ADDRESS_MALFORMED },
    { "llm\nsecond", ORCH_ADDRESS_MALFORMED },
    { "llm\xff", ORCH_ADDRESS_MALFORMED },
    { "[::1", ORCH_ADDRESS_MALFORMED },
    { "[zz]:4000", ORCH_ADDRESS_MALFORMED },
    { "https://llm/%zz", ORCH_ADDRESS_MALFORMED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *base_url = NULL;

    g_test_message ("case %u", i);
    g_assert_cmpint (orch_address_complete (cases[i].typed, &base_url), ==, cases[i].problem);
    g_assert_null (base_url);
  }
}

static void
test_plain_remote (void)
{
  g_assert_true (orch_address_is_plain_remote ("http://llm.example.org"));
  g_assert_true (orch_address_is_plain_remote ("http://192.168.1.5:4000"));
  g_assert_true (orch_address_is_plain_remote ("http://localhost.example.org"));
  g_assert_true (orch_address_is_plain_remote ("http://.localhost"));
  g_assert_true (orch_address_is_plain_remote ("http://0.0.0.0:4000"));
  g_assert_false (orch_address_is_plain_remote ("http://localhost:4000"));
  g_assert_false (orch_address_is_plain_remote ("http://proxy.localhost"));
  g_assert_false (orch_address_is_plain_remote ("http://127.0.0.1:4000"));
  g_assert_false (orch_address_is_plain_remote ("http://127.1.2.3/litellm"));
  g_assert_false (orch_address_is_plain_remote ("http://[::1]:4000"));
  g_assert_false (orch_address_is_plain_remote ("https://llm.example.org"));
  g_assert_false (orch_address_is_plain_remote ("nonsense"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/address/scheme", test_scheme);
  g_test_add_func ("/address/port", test_port);
  g_test_add_func ("/address/path", test_path);
  g_test_add_func ("/address/international-host", test_international_host);
  g_test_add_func ("/address/problems", test_problems);
  g_test_add_func ("/address/plain-remote", test_plain_remote);

  return g_test_run ();
}
