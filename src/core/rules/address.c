#include "config.h"

#include <gio/gio.h>

#include "core/rules/text.h"

#include "core/rules/address.h"

/* What people paste behind the base URL: pages of the dashboard and routes of the API. A name that
 * ends in "/" counts only with something behind it. Words that may well be part of a base URL
 * ("models", "team") are not in here. */
static const char *const known_tails[] = {
  "ui",   "v1",    "v2",     "sso",          "docs", "redoc", "chat/completions",
  "key/", "user/", "health", "openapi.json",
};

static gboolean
is_known_tail (const char *path)
{
  for (guint i = 0; i < G_N_ELEMENTS (known_tails); i++) {
    const char *tail = known_tails[i];
    gsize length = strlen (tail);

    if (g_str_has_prefix (path, tail)
        && (tail[length - 1] == '/' ? path[length] != '\0'
                                    : path[length] == '\0' || path[length] == '/'))
      return TRUE;
  }

  return FALSE;
}

/* The sub-path under which the proxy is served: what comes before a known tail. */
static char *
strip_path (const char *path)
{
  gsize length = strlen (path);

  for (const char *slash = strchr (path, '/'); slash != NULL; slash = strchr (slash + 1, '/')) {
    if (is_known_tail (slash + 1)) {
      length = slash - path;
      break;
    }
  }

  while (length > 0 && path[length - 1] == '/')
    length--;

  return g_strndup (path, length);
}

static gboolean
is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  if (address != NULL)
    return g_inet_address_get_is_loopback (address);

  return g_ascii_strcasecmp (host, "localhost") == 0
         || (strlen (host) > strlen (".localhost")
             && g_ascii_strcasecmp (host + strlen (host) - strlen (".localhost"), ".localhost")
                    == 0);
}

static gboolean
has_bad_character (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (g_unichar_isspace (c) || !g_unichar_isprint (c))
      return TRUE;
  }

  return FALSE;
}

/* Splits "scheme://rest"; "host:4000" has no scheme, and "http:host" is only half of one. */
static OrchAddressProblem
split_scheme (const char *text, const char **scheme, const char **rest)
{
  gsize length = strcspn (text, ":/?#");
  const char *end = text + length;
  const char *known = NULL;

  if (length == strlen ("http") && g_ascii_strncasecmp (text, "http", length) == 0)
    known = "http";
  else if (length == strlen ("https") && g_ascii_strncasecmp (text, "https", length) == 0)
    known = "https";

  *scheme = NULL;
  *rest = text;
  if (g_str_has_prefix (end, "://")) {
    *scheme = known;
    *rest = end + strlen ("://");
    return known != NULL ? ORCH_ADDRESS_OK : ORCH_ADDRESS_BAD_SCHEME;
  }

  return known != NULL && *end == ':' ? ORCH_ADDRESS_MALFORMED : ORCH_ADDRESS_OK;
}

/* "host:", which GUri takes. */
static gboolean
has_empty_port (const char *rest)
{
  gsize length = strcspn (rest, "/?#");

  return length > 1 && rest[length - 1] == ':';
}

static OrchAddressProblem
check_uri (GUri *uri, const GError *error)
{
  if (g_error_matches (error, G_URI_ERROR, G_URI_ERROR_BAD_PORT))
    return ORCH_ADDRESS_BAD_PORT;
  if (uri == NULL)
    return ORCH_ADDRESS_MALFORMED;
  if (g_uri_get_userinfo (uri) != NULL)
    return ORCH_ADDRESS_HAS_PASSWORD;
  if (g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0')
    return ORCH_ADDRESS_NO_HOST;
  if (g_uri_get_port (uri) == 0)
    return ORCH_ADDRESS_BAD_PORT;

  return ORCH_ADDRESS_OK;
}

/**
 * orch_address_complete:
 * @typed: what a person typed or pasted
 * @base_url: (out) (transfer full) (nullable): the base URL of the server, without a "/" at its end
 *
 * Completes the address of a LiteLLM proxy: without a scheme it is https, on this machine http; a
 * page or route of the proxy behind the base URL is cut off.
 *
 * Returns: %ORCH_ADDRESS_OK, or what is wrong with @typed
 */
OrchAddressProblem
orch_address_complete (const char *typed, char **base_url)
{
  const char *scheme;
  const char *rest;

  g_return_val_if_fail (typed != NULL, ORCH_ADDRESS_EMPTY);
  g_return_val_if_fail (base_url != NULL, ORCH_ADDRESS_EMPTY);

  *base_url = NULL;

  if (!g_utf8_validate (typed, -1, NULL))
    return ORCH_ADDRESS_MALFORMED;

  g_autofree char *text = orch_text_strip (typed);
  if (*text == '\0')
    return ORCH_ADDRESS_EMPTY;
  if (has_bad_character (text))
    return ORCH_ADDRESS_MALFORMED;

  OrchAddressProblem problem = split_scheme (text, &scheme, &rest);
  if (problem != ORCH_ADDRESS_OK)
    return problem;

  if (has_empty_port (rest))
    return ORCH_ADDRESS_BAD_PORT;

  g_autoptr (GError) error = NULL;
  g_autofree char *full = g_strconcat (scheme != NULL ? scheme : "https", "://", rest, NULL);
  g_autoptr (GUri) uri = g_uri_parse (full, G_URI_FLAGS_NONE, &error);
  problem = check_uri (uri, error);
  if (problem != ORCH_ADDRESS_OK)
    return problem;

  g_autofree char *host = g_ascii_strdown (g_uri_get_host (uri), -1);
  g_autofree char *base = strip_path (g_uri_get_path (uri));
  g_autofree char *path = g_uri_escape_string (base, G_URI_RESERVED_CHARS_ALLOWED_IN_PATH, FALSE);
  int port = g_uri_get_port (uri);
  if (scheme == NULL)
    scheme = is_loopback (host) ? "http" : "https";
  if (port == (g_str_equal (scheme, "http") ? 80 : 443))
    port = -1;

  *base_url = g_uri_join (G_URI_FLAGS_ENCODED_PATH, scheme, NULL, host, port, path, NULL, NULL);

  return ORCH_ADDRESS_OK;
}

/**
 * orch_address_is_plain_remote:
 * @base_url: a base URL, as from orch_address_complete()
 *
 * Tells whether what is sent to a server can be read on the way: http, and not to this machine.
 *
 * Returns: %TRUE for http beyond loopback
 */
gboolean
orch_address_is_plain_remote (const char *base_url)
{
  g_return_val_if_fail (base_url != NULL, FALSE);

  g_autoptr (GUri) uri = g_uri_parse (base_url, G_URI_FLAGS_NONE, NULL);

  return uri != NULL && g_str_equal (g_uri_get_scheme (uri), "http") && g_uri_get_host (uri) != NULL
         && !is_loopback (g_uri_get_host (uri));
}
