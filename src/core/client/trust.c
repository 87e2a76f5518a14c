#include "config.h"

#include "core/client/trust.h"

#define BEGIN "-----BEGIN CERTIFICATE-----"
#define END "-----END CERTIFICATE-----"

/**
 * orch_trust_new_from_pem:
 * @pem: text with one or more certificates; whatever else is in it, private keys for example, is
 *   not read
 * @error: return location: %G_TLS_ERROR_BAD_CERTIFICATE if there is none, or one is damaged
 *
 * Reads the certificates of a certificate authority.
 *
 * Returns: (transfer full) (element-type GTlsCertificate): at least one certificate
 */
GPtrArray *
orch_trust_new_from_pem (const char *pem, GError **error)
{
  g_autoptr (GPtrArray) authorities = g_ptr_array_new_with_free_func (g_object_unref);
  const char *end = NULL;

  g_return_val_if_fail (pem != NULL, NULL);

  /* One by one: GIO makes a single certificate of a text, with a chain of issuers at most. */
  for (const char *begin = strstr (pem, BEGIN); begin != NULL; begin = strstr (end, BEGIN)) {
    GTlsCertificate *certificate;

    end = strstr (begin, END);
    if (end == NULL) {
      g_set_error_literal (error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE,
                           "A certificate has no end");
      return NULL;
    }

    end += strlen (END);
    certificate = g_tls_certificate_new_from_pem (begin, end - begin, error);
    if (certificate == NULL)
      return NULL;
    g_ptr_array_add (authorities, certificate);
  }

  if (authorities->len == 0) {
    g_set_error_literal (error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE,
                         "There is no certificate in PEM format");
    return NULL;
  }

  return g_steal_pointer (&authorities);
}

/**
 * orch_trust_verify:
 * @authorities: (element-type GTlsCertificate): certificates that are trusted beside the system's
 * @certificate: what a server showed, with the chain that it sent
 * @identity: the server that was asked for
 * @system_errors: what the system's certificate authorities say about @certificate
 *
 * Looks for an authority under which a certificate is valid in every respect: issuer, host name
 * and time.
 *
 * Returns: 0 if there is one; else what is wrong under the authority that issued @certificate,
 *   and @system_errors if none did
 */
GTlsCertificateFlags
orch_trust_verify (GPtrArray *authorities, GTlsCertificate *certificate,
                   GSocketConnectable *identity, GTlsCertificateFlags system_errors)
{
  GTlsCertificateFlags best = system_errors;

  g_return_val_if_fail (authorities != NULL, system_errors);
  g_return_val_if_fail (G_IS_TLS_CERTIFICATE (certificate), system_errors);
  g_return_val_if_fail (G_IS_SOCKET_CONNECTABLE (identity), system_errors);

  for (guint i = 0; i < authorities->len && best != 0; i++) {
    GTlsCertificateFlags errors =
        g_tls_certificate_verify (certificate, identity, g_ptr_array_index (authorities, i));

    if ((errors & G_TLS_CERTIFICATE_UNKNOWN_CA) == 0)
      best = errors;
  }

  return best;
}
