#include "config.h"

#include <libsoup/soup.h>

#include "core/client/error-body.h"

#include "core/client/error.h"

typedef struct {
  guint status;      /* HTTP, 0 if there was no reply */
  char *field;       /* (owned) (nullable) */
  char *location;    /* (owned) (nullable) */
  guint retry_after; /* seconds, 0 if the server named none */
  gboolean may_have_happened;
} OrchErrorPrivate;

static void
orch_error_private_init (OrchErrorPrivate *priv)
{
}

static void
orch_error_private_copy (const OrchErrorPrivate *source, OrchErrorPrivate *copy)
{
  copy->status = source->status;
  copy->field = g_strdup (source->field);
  copy->location = g_strdup (source->location);
  copy->retry_after = source->retry_after;
  copy->may_have_happened = source->may_have_happened;
}

static void
orch_error_private_clear (OrchErrorPrivate *priv)
{
  g_clear_pointer (&priv->field, g_free);
  g_clear_pointer (&priv->location, g_free);
}

G_DEFINE_EXTENDED_ERROR (OrchError, orch_error)

static const OrchErrorPrivate *
get_private (const GError *error)
{
  static const OrchErrorPrivate nothing = { 0 };

  return error->domain == ORCH_ERROR ? orch_error_get_private (error) : &nothing;
}

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

static OrchErrorCode
classify (guint status, const OrchErrorBody *body)
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

static OrchErrorCode
classify_transport (const GError *cause)
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

static const char *
find_field (OrchErrorCode code, const OrchErrorBody *body)
{
  if (code != ORCH_ERROR_INVALID && code != ORCH_ERROR_EXISTS)
    return NULL;

  return body->field != NULL ? body->field : find_field_in_text (code, body);
}

/**
 * orch_error_new_from_reply:
 * @status: HTTP status, not a success
 * @body: (nullable): the body, %NULL if it was no JSON
 *
 * Finds the code by the type first, then by the text, at last by the status (contract §8).
 *
 * Returns: (transfer full): the error, with the server's own text
 */
GError *
orch_error_new_from_reply (guint status, JsonNode *body)
{
  g_autoptr (OrchErrorBody) reply = orch_error_body_new (body);
  OrchErrorCode code = classify (status, reply);
  OrchErrorPrivate *priv;
  GError *error;

  if (reply->text != NULL)
    error = g_error_new_literal (ORCH_ERROR, code, reply->text);
  else
    error = g_error_new (ORCH_ERROR, code, "HTTP %u %s", status, soup_status_get_phrase (status));

  priv = orch_error_get_private (error);
  priv->status = status;
  priv->field = g_strdup (find_field (code, reply));

  return error;
}

/**
 * orch_error_new_from_transport:
 * @cause: an error of GIO or libsoup
 *
 * Returns: (transfer full): the error; %G_IO_ERROR_CANCELLED stays what it is
 */
GError *
orch_error_new_from_transport (const GError *cause)
{
  g_return_val_if_fail (cause != NULL, NULL);

  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_error_copy (cause);

  return g_error_new_literal (ORCH_ERROR, classify_transport (cause), cause->message);
}

/**
 * orch_error_new_bad_certificate:
 * @problems: what is wrong with the server's certificate, at least one thing
 *
 * Of several problems the gravest decides: who vouches for the certificate, then whose it is, then
 * when it is valid.
 *
 * Returns: (transfer full): the error
 */
GError *
orch_error_new_bad_certificate (GTlsCertificateFlags problems)
{
  g_return_val_if_fail (problems != 0, NULL);

  if ((problems & G_TLS_CERTIFICATE_UNKNOWN_CA) != 0)
    return g_error_new_literal (ORCH_ERROR, ORCH_ERROR_TLS_UNKNOWN_AUTHORITY,
                                "The certificate is not from a trusted authority");
  if ((problems & G_TLS_CERTIFICATE_BAD_IDENTITY) != 0)
    return g_error_new_literal (ORCH_ERROR, ORCH_ERROR_TLS_WRONG_HOST,
                                "The certificate is for another host");
  if ((problems & (G_TLS_CERTIFICATE_EXPIRED | G_TLS_CERTIFICATE_NOT_ACTIVATED)) != 0)
    return g_error_new_literal (ORCH_ERROR, ORCH_ERROR_TLS_EXPIRED,
                                "The certificate is not valid at this time");

  return g_error_new (ORCH_ERROR, ORCH_ERROR_TLS, "The certificate is not acceptable (0x%x)",
                      problems);
}

/**
 * orch_error_new_redirected:
 * @status: HTTP status
 * @location: where to, as a whole address
 *
 * Returns: (transfer full): the error
 */
GError *
orch_error_new_redirected (guint status, const char *location)
{
  OrchErrorPrivate *priv;
  GError *error;

  g_return_val_if_fail (location != NULL, NULL);

  error = g_error_new (ORCH_ERROR, ORCH_ERROR_REDIRECTED, "HTTP %u %s: %s", status,
                       soup_status_get_phrase (status), location);
  priv = orch_error_get_private (error);
  priv->status = status;
  priv->location = g_strdup (location);

  return error;
}

/**
 * orch_error_new_rate_limited:
 * @body: (nullable): the body of a reply with status 429
 * @retry_after: seconds to wait, 0 if the server named none
 *
 * Returns: (transfer full): the error; it can be %ORCH_ERROR_BUDGET_EXCEEDED, which old proxies
 *   answer with the same status
 */
GError *
orch_error_new_rate_limited (JsonNode *body, guint retry_after)
{
  GError *error = orch_error_new_from_reply (ORCH_STATUS_TOO_MANY_REQUESTS, body);

  orch_error_get_private (error)->retry_after = retry_after;

  return error;
}

/**
 * orch_error_new_bad_answer:
 * @message: what is wrong with the answer to a write
 *
 * Returns: (transfer full): %ORCH_ERROR_BAD_REPLY, for a write of which it is not known whether it
 *   happened
 */
GError *
orch_error_new_bad_answer (const char *message)
{
  g_return_val_if_fail (message != NULL, NULL);

  GError *error = g_error_new_literal (ORCH_ERROR, ORCH_ERROR_BAD_REPLY, message);
  orch_error_set_may_have_happened (error);

  return error;
}

/**
 * orch_error_new_exists:
 * @field: LiteLLM's name of the field whose value is taken
 * @message: what is taken, for "Details"
 *
 * Returns: (transfer full): %ORCH_ERROR_EXISTS, for what was found out before anything was sent
 */
GError *
orch_error_new_exists (const char *field, const char *message)
{
  g_return_val_if_fail (field != NULL, NULL);
  g_return_val_if_fail (message != NULL, NULL);

  GError *error = g_error_new_literal (ORCH_ERROR, ORCH_ERROR_EXISTS, message);
  orch_error_get_private (error)->field = g_strdup (field);

  return error;
}

/**
 * orch_error_get_status:
 * @error: an error of any domain
 *
 * Returns: the HTTP status, 0 if there was no reply
 */
guint
orch_error_get_status (const GError *error)
{
  g_return_val_if_fail (error != NULL, 0);

  return get_private (error)->status;
}

/**
 * orch_error_get_field:
 * @error: an error of any domain
 *
 * Returns: (nullable): LiteLLM's name of the refused field
 */
const char *
orch_error_get_field (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  return get_private (error)->field;
}

/**
 * orch_error_get_location:
 * @error: an error of any domain
 *
 * Returns: (nullable): where a redirect leads
 */
const char *
orch_error_get_location (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  return get_private (error)->location;
}

/**
 * orch_error_get_retry_after:
 * @error: an error of any domain
 *
 * Returns: seconds to wait before trying again, 0 if unknown
 */
guint
orch_error_get_retry_after (const GError *error)
{
  g_return_val_if_fail (error != NULL, 0);

  return get_private (error)->retry_after;
}

/**
 * orch_error_set_may_have_happened:
 * @error: an error of #ORCH_ERROR
 *
 * Says that a write was sent and that its outcome is not known.
 */
void
orch_error_set_may_have_happened (GError *error)
{
  g_return_if_fail (error != NULL && error->domain == ORCH_ERROR);

  orch_error_get_private (error)->may_have_happened = TRUE;
}

/**
 * orch_error_may_have_happened:
 * @error: an error of any domain
 *
 * Tells a write that failed from one of which only the answer is missing: the connection was lost
 * after it was sent, the answer was unreadable, or the server broke down over it.
 *
 * Returns: whether the server may have done what was asked for
 */
gboolean
orch_error_may_have_happened (const GError *error)
{
  g_return_val_if_fail (error != NULL, FALSE);

  return get_private (error)->may_have_happened;
}

/**
 * orch_error_is_about_key:
 * @error: an error of any domain
 *
 * Returns: whether the connection's own key was refused; nothing else may sign somebody out
 */
gboolean
orch_error_is_about_key (const GError *error)
{
  g_return_val_if_fail (error != NULL, FALSE);

  return error->domain == ORCH_ERROR && error->code >= ORCH_ERROR_KEY_MISSING
         && error->code <= ORCH_ERROR_KEY_BLOCKED;
}

/**
 * orch_error_is_offline:
 * @error: an error of any domain
 *
 * Returns: whether the server could not be reached or is not available, so that the same can work
 *   later
 */
gboolean
orch_error_is_offline (const GError *error)
{
  g_return_val_if_fail (error != NULL, FALSE);

  if (error->domain != ORCH_ERROR)
    return FALSE;

  switch (error->code) {
  case ORCH_ERROR_HOST_NOT_FOUND:
  case ORCH_ERROR_REFUSED:
  case ORCH_ERROR_UNREACHABLE:
  case ORCH_ERROR_TIMED_OUT:
  case ORCH_ERROR_CONNECTION_LOST:
  case ORCH_ERROR_UNAVAILABLE:
    return TRUE;
  default:
    return FALSE;
  }
}
