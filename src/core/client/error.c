#include "config.h"

#include <libsoup/soup.h>

#include "core/client/error-classify.h"

#include "core/client/error.h"

typedef struct {
  guint status;      /* HTTP, 0 if there was no reply */
  char *field;       /* (owned) (nullable) */
  char *location;    /* (owned) (nullable) */
  guint retry_after; /* seconds, 0 if the server named none */
  gboolean may_have_happened;
  OrchErrorRequest request; /* its texts are NULL if nobody told it */
} OrchErrorPrivate;

static void
copy_request (const OrchErrorRequest *source, OrchErrorRequest *copy)
{
  copy->what = g_strdup (source->what);
  copy->sent_at = source->sent_at != NULL ? g_date_time_ref (source->sent_at) : NULL;
  copy->duration_ms = source->duration_ms;
  copy->server_version = g_strdup (source->server_version);
}

static void
clear_request (OrchErrorRequest *request)
{
  g_clear_pointer (&request->what, g_free);
  g_clear_pointer (&request->sent_at, g_date_time_unref);
  g_clear_pointer (&request->server_version, g_free);
}

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
  copy_request (&source->request, &copy->request);
}

static void
orch_error_private_clear (OrchErrorPrivate *priv)
{
  g_clear_pointer (&priv->field, g_free);
  g_clear_pointer (&priv->location, g_free);
  clear_request (&priv->request);
}

G_DEFINE_EXTENDED_ERROR (OrchError, orch_error)

static const OrchErrorPrivate *
get_private (const GError *error)
{
  static const OrchErrorPrivate nothing = { 0 };

  return error->domain == ORCH_ERROR ? orch_error_get_private (error) : &nothing;
}

/**
 * orch_error_new_from_reply:
 * @status: HTTP status, not a success
 * @body: (nullable): the body, %NULL if it was no JSON
 *
 * Returns: (transfer full): the error, with the server's own text
 */
GError *
orch_error_new_from_reply (guint status, JsonNode *body)
{
  g_autoptr (OrchErrorBody) reply = orch_error_body_new (body);
  OrchErrorCode code = orch_error_classify_reply (status, reply);
  OrchErrorPrivate *priv;
  GError *error;

  if (reply->text != NULL)
    error = g_error_new_literal (ORCH_ERROR, code, reply->text);
  else
    error = g_error_new (ORCH_ERROR, code, "HTTP %u %s", status, soup_status_get_phrase (status));

  priv = orch_error_get_private (error);
  priv->status = status;
  priv->field = g_strdup (orch_error_find_field (code, reply));

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

  return g_error_new_literal (ORCH_ERROR, orch_error_classify_transport (cause), cause->message);
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
 * orch_error_set_request:
 * @error: an error of #ORCH_ERROR
 * @request: (transfer none): the request that failed
 *
 * Says which request it was.
 */
void
orch_error_set_request (GError *error, const OrchErrorRequest *request)
{
  g_return_if_fail (error != NULL && error->domain == ORCH_ERROR);
  g_return_if_fail (request != NULL);

  OrchErrorPrivate *priv = orch_error_get_private (error);

  clear_request (&priv->request);
  copy_request (request, &priv->request);
}

/**
 * orch_error_get_request:
 * @error: an error of any domain
 *
 * Returns: (transfer none) (nullable): the request that failed, %NULL if there was none
 */
const OrchErrorRequest *
orch_error_get_request (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  const OrchErrorRequest *request = &get_private (error)->request;

  return request->what != NULL ? request : NULL;
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
