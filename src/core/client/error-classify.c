#include "config.h"

#include <libsoup/soup.h>
#include <string.h>

#include "core/client/error-classify.h"

static gboolean
mentions (const OrchErrorBody *body, const char *words)
{
  return body->text != NULL && strstr (body->text, words) != NULL;
}

static gboolean
has_type (const OrchErrorBody *body, const char *type)
{
  return g_strcmp0 (body->type, type) == 0;
}

/* With its database away, LiteLLM answers 503, 500, 400 to writes, and 401 to keys that it has not
 * seen lately; the words are its own or the database's. */
static gboolean
is_database_down (const OrchErrorBody *body)
{
  static const char *const texts[] = {
    "db not connected",
    "no db connected",
    "database not connected",
    "reach database server",
    "database is temporarily unreachable",
    "connect to the query engine",
    "not connected to the query engine",
    "all connection attempts failed",
    "from the connection pool",
    "too many clients already",
    "not currently accepting connections",
    "the database system is", /* starting up, shutting down, in recovery mode */
    "terminating connection",
    "server has closed the connection",
  };
  g_autofree char *text = NULL;

  if (has_type (body, "no_db_connection"))
    return TRUE;
  if (body->text == NULL)
    return FALSE;

  text = g_ascii_strdown (body->text, -1);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (strstr (text, texts[i]) != NULL)
      return TRUE;

  return FALSE;
}

/* What 401 says about the connection's key, else ORCH_ERROR_FAILED. */
static OrchErrorCode
classify_key (guint status, const OrchErrorBody *body)
{
  if (has_type (body, "expired_key"))
    return ORCH_ERROR_KEY_EXPIRED; /* 400 on old proxies */
  if (status != SOUP_STATUS_UNAUTHORIZED)
    return ORCH_ERROR_FAILED;

  if (has_type (body, "token_not_found_in_db"))
    return ORCH_ERROR_KEY_UNKNOWN;
  if (mentions (body, "Key is blocked"))
    return ORCH_ERROR_KEY_BLOCKED;
  if (mentions (body, "expected to start with 'sk-'"))
    return ORCH_ERROR_KEY_MALFORMED;
  if (mentions (body, "No api key passed in") || mentions (body, "Malformed API Key"))
    return ORCH_ERROR_KEY_MISSING;

  return ORCH_ERROR_FAILED;
}

/* Refusals that come under several statuses, else ORCH_ERROR_FAILED. */
static OrchErrorCode
classify_text (const OrchErrorBody *body)
{
  if (is_database_down (body))
    return ORCH_ERROR_UNAVAILABLE;
  if (has_type (body, "budget_exceeded"))
    return ORCH_ERROR_BUDGET_EXCEEDED;
  if (mentions (body, "LiteLLM Enterprise user") || mentions (body, "enterprise license")
      || mentions (body, "litellm-enterprise"))
    return ORCH_ERROR_ENTERPRISE;
  if (mentions (body, "Virtual key is not allowed to call this route"))
    return ORCH_ERROR_KEY_ROUTES;
  if (mentions (body, "Only proxy admin") || mentions (body, "Admin-only endpoint"))
    return ORCH_ERROR_NOT_PERMITTED;
  if (has_type (body, "bad_request_error") && g_strcmp0 (body->field, "key_alias") == 0)
    return ORCH_ERROR_EXISTS;
  if (mentions (body, "does not exist in db"))
    return ORCH_ERROR_NOT_FOUND; /* 401 about the target on 1.81 */
  if (mentions (body, "Invalid duration format") || mentions (body, "Unsupported duration unit"))
    return ORCH_ERROR_INVALID; /* 500 of /key/generate (contract §3) */
  if (mentions (body, "LiteLLM_InvitationLink_created_by_fkey"))
    return ORCH_ERROR_MASTER_KEY; /* 500 while there is no user "default_user_id" */

  return ORCH_ERROR_FAILED;
}

static OrchErrorCode
classify_status (guint status, const OrchErrorBody *body)
{
  switch (status) {
  case SOUP_STATUS_BAD_REQUEST:
  case SOUP_STATUS_UNPROCESSABLE_ENTITY:
    return ORCH_ERROR_INVALID;
  case SOUP_STATUS_UNAUTHORIZED:
  case SOUP_STATUS_FORBIDDEN:
    return ORCH_ERROR_NOT_PERMITTED;
  case SOUP_STATUS_NOT_FOUND:
    return body->shape == ORCH_ERROR_SHAPE_DETAIL && g_strcmp0 (body->text, "Not Found") == 0
               ? ORCH_ERROR_ROUTE_MISSING
               : ORCH_ERROR_NOT_FOUND;
  case SOUP_STATUS_METHOD_NOT_ALLOWED:
    return ORCH_ERROR_ROUTE_MISSING;
  case SOUP_STATUS_CONFLICT:
    return ORCH_ERROR_EXISTS;
  default:
    return ORCH_ERROR_FAILED;
  }
}

/*
 * orch_error_classify_reply:
 * @status: HTTP status, not a success
 * @body: what the reply tells
 *
 * Finds the code by the type first, then by the text, at last by the status (contract §8).
 *
 * Returns: what went wrong
 */
OrchErrorCode
orch_error_classify_reply (guint status, const OrchErrorBody *body)
{
  OrchErrorCode code = classify_key (status, body);

  if (code == ORCH_ERROR_FAILED)
    code = classify_text (body);
  if (code != ORCH_ERROR_FAILED)
    return code;

  if (status == ORCH_STATUS_TOO_MANY_REQUESTS)
    return ORCH_ERROR_RATE_LIMITED;
  if (status >= SOUP_STATUS_BAD_GATEWAY && status <= SOUP_STATUS_GATEWAY_TIMEOUT)
    return ORCH_ERROR_UNAVAILABLE;
  if (status >= SOUP_STATUS_INTERNAL_SERVER_ERROR)
    return ORCH_ERROR_SERVER;
  if (body->shape == ORCH_ERROR_SHAPE_UNKNOWN)
    return ORCH_ERROR_NOT_LITELLM;

  return classify_status (status, body);
}

static OrchErrorCode
classify_io (int code)
{
  switch (code) {
  case G_IO_ERROR_HOST_NOT_FOUND:
    return ORCH_ERROR_HOST_NOT_FOUND;
  case G_IO_ERROR_CONNECTION_REFUSED:
    return ORCH_ERROR_REFUSED;
  case G_IO_ERROR_HOST_UNREACHABLE:
  case G_IO_ERROR_NETWORK_UNREACHABLE:
  case G_IO_ERROR_PROXY_FAILED:
  case G_IO_ERROR_PROXY_AUTH_FAILED:
  case G_IO_ERROR_PROXY_NEED_AUTH:
  case G_IO_ERROR_PROXY_NOT_ALLOWED:
    return ORCH_ERROR_UNREACHABLE;
  case G_IO_ERROR_TIMED_OUT:
    return ORCH_ERROR_TIMED_OUT;
  case G_IO_ERROR_CONNECTION_CLOSED:
  case G_IO_ERROR_NOT_CONNECTED:
  case G_IO_ERROR_PARTIAL_INPUT:
    return ORCH_ERROR_CONNECTION_LOST;
  case G_IO_ERROR_INVALID_DATA:
    return ORCH_ERROR_BAD_REPLY; /* what came is not the gzip that was announced */
  default:
    return ORCH_ERROR_FAILED;
  }
}

/*
 * orch_error_classify_transport:
 * @cause: an error of GIO or libsoup
 *
 * Returns: what went wrong
 */
OrchErrorCode
orch_error_classify_transport (const GError *cause)
{
  if (cause->domain == G_RESOLVER_ERROR)
    return ORCH_ERROR_HOST_NOT_FOUND;
  if (cause->domain == G_TLS_ERROR)
    return cause->code == G_TLS_ERROR_EOF ? ORCH_ERROR_CONNECTION_LOST : ORCH_ERROR_TLS;
  if (cause->domain == SOUP_SESSION_ERROR)
    return cause->code == SOUP_SESSION_ERROR_PARSING || cause->code == SOUP_SESSION_ERROR_ENCODING
               ? ORCH_ERROR_NOT_LITELLM
               : ORCH_ERROR_FAILED;
  if (cause->domain == G_IO_ERROR)
    return classify_io (cause->code);

  return ORCH_ERROR_FAILED;
}

/* The refused field, where LiteLLM tells it in its text alone (contract §3, §5). */
static const char *
find_field_in_text (OrchErrorCode code, const OrchErrorBody *body)
{
  static const struct {
    OrchErrorCode code;
    const char *words;
    const char *field;
  } fields[] = {
    { ORCH_ERROR_EXISTS, "User with id ", "user_id" },
    { ORCH_ERROR_EXISTS, "User with email ", "user_email" },
    { ORCH_ERROR_INVALID, "Invalid budget_duration", "budget_duration" },
    { ORCH_ERROR_INVALID, "Invalid duration format", "duration" },
    { ORCH_ERROR_INVALID, "Unsupported duration unit", "duration" },
    { ORCH_ERROR_INVALID, "Invalid key_alias", "key_alias" },
    { ORCH_ERROR_INVALID, "cannot exceed the caller's own max_budget", "max_budget" },
    { ORCH_ERROR_INVALID, "max_budget must be a non-negative", "max_budget" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (code == fields[i].code && mentions (body, fields[i].words))
      return fields[i].field;

  return NULL;
}

/*
 * orch_error_find_field:
 * @code: what went wrong
 * @body: what the reply tells
 *
 * Returns: (transfer none) (nullable): LiteLLM's name of the refused field
 */
const char *
orch_error_find_field (OrchErrorCode code, const OrchErrorBody *body)
{
  if (code != ORCH_ERROR_INVALID && code != ORCH_ERROR_EXISTS)
    return NULL;

  return body->field != NULL ? body->field : find_field_in_text (code, body);
}
