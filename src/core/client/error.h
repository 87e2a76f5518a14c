#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define ORCH_ERROR (orch_error_quark ())

#define ORCH_STATUS_TOO_MANY_REQUESTS 429 /* libsoup has no name for it */

/**
 * OrchErrorCode:
 *
 * What went wrong, independent of the HTTP status: LiteLLM uses 401 for role denials, 500 for
 * missing licences and 422 for spent budgets (contract §8). The message of an error in this domain
 * is the server's own text where there is one, else a technical cause; it is meant for "Details",
 * the user interface words the code.
 */
typedef enum {
  ORCH_ERROR_FAILED, /* anything that fits nowhere else */

  /* The server was not reached, or what answered is not a LiteLLM proxy. */
  ORCH_ERROR_HOST_NOT_FOUND,
  ORCH_ERROR_REFUSED,               /* nothing listens there */
  ORCH_ERROR_UNREACHABLE,           /* no network, no route */
  ORCH_ERROR_TLS,                   /* no TLS for another reason than these; perhaps plain http */
  ORCH_ERROR_TLS_UNKNOWN_AUTHORITY, /* nobody who is trusted vouches for the certificate */
  ORCH_ERROR_TLS_WRONG_HOST,        /* the certificate is for another host name */
  ORCH_ERROR_TLS_EXPIRED,           /* the certificate is not valid any more, or not yet */
  ORCH_ERROR_TIMED_OUT,
  ORCH_ERROR_CONNECTION_LOST, /* reset, closed or cut in the middle */
  ORCH_ERROR_REDIRECTED,      /* see orch_error_get_location () */
  ORCH_ERROR_INSECURE,        /* plain http beyond loopback, and the person did not allow it */
  ORCH_ERROR_NOT_LITELLM,     /* the answer is not one that LiteLLM gives */
  ORCH_ERROR_BAD_REPLY,       /* LiteLLM's shape, but cut, not UTF-8 or nested too deeply */
  ORCH_ERROR_REPLY_TOO_LARGE, /* over 32 MiB */

  /* The API key of the connection: only these may sign somebody out (contract §0.2). */
  ORCH_ERROR_KEY_MISSING,
  ORCH_ERROR_KEY_MALFORMED, /* does not begin with "sk-" */
  ORCH_ERROR_KEY_UNKNOWN,
  ORCH_ERROR_KEY_EXPIRED,
  ORCH_ERROR_KEY_BLOCKED,

  /* The server understood and refused. */
  ORCH_ERROR_KEY_ROUTES,    /* the key's type may not call this route */
  ORCH_ERROR_NOT_PERMITTED, /* the role may not do this */
  ORCH_ERROR_ENTERPRISE,    /* needs a LiteLLM Enterprise licence */
  ORCH_ERROR_BUDGET_EXCEEDED,
  ORCH_ERROR_RATE_LIMITED,  /* see orch_error_get_retry_after () */
  ORCH_ERROR_NOT_FOUND,     /* the record does not exist */
  ORCH_ERROR_ROUTE_MISSING, /* the proxy has no such endpoint */
  ORCH_ERROR_EXISTS,        /* the ID, e-mail or alias is taken, see orch_error_get_field () */
  ORCH_ERROR_INVALID,       /* a value was refused, see orch_error_get_field () */
  ORCH_ERROR_MASTER_KEY,    /* not with the master key, which belongs to no user (contract §5) */

  ORCH_ERROR_UNAVAILABLE, /* 502 to 504, or the proxy's database is down */
  ORCH_ERROR_SERVER,      /* any other 5xx */
} OrchErrorCode;

/**
 * OrchErrorRequest:
 * @what: (owned): method and path of the request, without its query
 * @sent_at: (owned): when it began
 * @duration_ms: milliseconds until it had failed, retries included
 * @server_version: (owned) (nullable): the proxy's, where it was known
 *
 * Which request failed, for whoever looks into it. Nothing that a person typed is in it.
 */
typedef struct {
  char *what;
  GDateTime *sent_at;
  guint duration_ms;
  char *server_version;
} OrchErrorRequest;

GQuark orch_error_quark (void);

GError *orch_error_new_from_reply (guint status, JsonNode *body);
GError *orch_error_new_from_transport (const GError *cause);
GError *orch_error_new_bad_certificate (GTlsCertificateFlags problems);
GError *orch_error_new_redirected (guint status, const char *location);
GError *orch_error_new_rate_limited (JsonNode *body, guint retry_after);
GError *orch_error_new_bad_answer (const char *message);
GError *orch_error_new_exists (const char *field, const char *message);

void orch_error_set_request (GError *error, const OrchErrorRequest *request);
const OrchErrorRequest *orch_error_get_request (const GError *error);
guint orch_error_get_status (const GError *error);
const char *orch_error_get_field (const GError *error);
const char *orch_error_get_location (const GError *error);
guint orch_error_get_retry_after (const GError *error);
gboolean orch_error_is_about_key (const GError *error);
gboolean orch_error_is_offline (const GError *error);
gboolean orch_error_may_have_happened (const GError *error);
void orch_error_set_may_have_happened (GError *error);

G_END_DECLS
