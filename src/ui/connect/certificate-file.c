#include "config.h"

#include <glib/gi18n.h>

#include "ui/connect/certificate-file.h"

/* A file with all authorities of the world has a fifth of it. */
#define LARGEST_FILE (1024 * 1024)

#define BEGIN "-----BEGIN CERTIFICATE-----"
#define END "-----END CERTIFICATE-----"

/* The certificates in a text and nothing else: the file may hold a private key too, which must not
 * get into the settings. */
static char *
extract_certificates (const char *text, GError **error)
{
  g_autoptr (GString) certificates = g_string_new (NULL);
  const char *begin;
  const char *end;

  for (const char *p = text; (begin = strstr (p, BEGIN)) != NULL; p = end) {
    g_autoptr (GTlsCertificate) certificate = NULL;
    g_autofree char *block = NULL;

    end = strstr (begin, END);
    if (end == NULL)
      break;
    end += strlen (END);

    block = g_strndup (begin, end - begin);
    certificate = g_tls_certificate_new_from_pem (block, -1, error);
    if (certificate == NULL)
      return NULL;
    g_string_append (certificates, block);
    g_string_append_c (certificates, '\n');
  }

  if (certificates->len == 0) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                         _ ("This file holds no certificate in the PEM format."));
    return NULL;
  }

  return g_string_free (g_steal_pointer (&certificates), FALSE);
}

static gboolean
may_read_more (const char *contents, goffset size, gpointer user_data)
{
  return size <= LARGEST_FILE;
}

static void
file_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autofree char *contents = NULL;
  g_autofree char *certificates = NULL;
  g_autoptr (GError) error = NULL;
  gsize length = 0;

  if (!g_file_load_partial_contents_finish (G_FILE (source), result, &contents, &length, NULL,
                                            &error)) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }

  if (length > LARGEST_FILE) {
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s",
                             _ ("This file is too large for a certificate."));
    return;
  }

  certificates = extract_certificates (contents, &error);
  if (certificates == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, g_steal_pointer (&certificates), g_free);
}

/**
 * orch_certificate_file_read_async:
 * @file: what a person chose
 * @cancellable: (nullable): a cancellable
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Reads the certificates in a PEM file, of at most 1 MiB.
 */
void
orch_certificate_file_read_async (GFile *file, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (G_IS_FILE (file));

  task = g_task_new (file, cancellable, callback, user_data);
  g_task_set_source_tag (task, orch_certificate_file_read_async);
  g_file_load_partial_contents_async (file, cancellable, may_read_more, file_read_cb,
                                      g_steal_pointer (&task));
}

/**
 * orch_certificate_file_read_finish:
 * @file: the file
 * @result: the result
 * @error: return location; its message is in words, of the system or of this program
 *
 * Finishes orch_certificate_file_read_async().
 *
 * Returns: (transfer full): the certificates in PEM, without anything else that was in the file
 */
char *
orch_certificate_file_read_finish (GFile *file, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, file), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_certificate_file_read_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * orch_certificate_file_describe:
 * @pem: certificates, as from orch_certificate_file_read_finish()
 *
 * Returns: (transfer full): the name of whom the first certificate is for
 */
char *
orch_certificate_file_describe (const char *pem)
{
  g_autoptr (GTlsCertificate) certificate = NULL;
  char *name = NULL;

  g_return_val_if_fail (pem != NULL, NULL);

  certificate = g_tls_certificate_new_from_pem (pem, -1, NULL);
  if (certificate != NULL)
    name = g_tls_certificate_get_subject_name (certificate);

  return name != NULL ? name : g_strdup (_ ("Unnamed"));
}
