#include "config.h"

#include <glib/gstdio.h>

#include "fixture.h"
#include "test-server.h"
#include "ui-test.h"
#include "ui/connect/certificate-file.h"

static char *
read_file (const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GAsyncResult) result = NULL;

  orch_certificate_file_read_async (file, NULL, test_keep_result_cb, &result);

  return orch_certificate_file_read_finish (file, test_wait_result (&result), error);
}

static char *
read_text (const char *text, gssize length, GError **error)
{
  g_autofree char *path = NULL;
  char *pem;
  int fd = g_file_open_tmp ("certificate-XXXXXX.pem", &path, NULL);

  g_assert_true (g_close (fd, NULL));
  g_assert_true (g_file_set_contents (path, text, length, NULL));
  pem = read_file (path, error);
  g_unlink (path);

  return pem;
}

static void
test_without_private_key (void)
{
  g_autofree char *text = fixture_load_pem ("good");
  g_autofree char *pem = NULL;
  g_autofree char *name = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (strstr (text, "PRIVATE KEY"));
  pem = read_text (text, -1, &error);
  g_assert_no_error (error);
  g_assert_null (strstr (pem, "PRIVATE KEY"));

  /* Both certificates of the file, in their order. */
  g_assert_nonnull (strstr (strstr (pem, "BEGIN CERTIFICATE") + 1, "BEGIN CERTIFICATE"));
  name = orch_certificate_file_describe (pem);
  g_assert_nonnull (strstr (name, "LiteLLM Orchestrator test: good"));
}

static void
test_no_certificate (void)
{
  static const char *const texts[] = {
    "",
    "hello",
    "-----BEGIN CERTIFICATE-----\nMIIB",
    "-----BEGIN CERTIFICATE-----\nnot base64\n-----END CERTIFICATE-----\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (read_text (texts[i], -1, &error));
    g_assert_nonnull (error);
    g_assert_cmpstr (error->message, !=, "");
  }
}

static void
test_too_large (void)
{
  const gsize length = 2 * 1024 * 1024;
  g_autofree char *text = g_strnfill (length, 'x');
  g_autoptr (GError) error = NULL;

  g_assert_null (read_text (text, length, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
}

static void
test_no_file (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (read_file ("/nonexistent/certificate.pem", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

static void
test_unnamed (void)
{
  g_autofree char *name = orch_certificate_file_describe ("hello");

  g_assert_cmpstr (name, !=, "");
}

int
main (int argc, char *argv[])
{
  ui_test_init (&argc, &argv);

  g_test_add_func ("/certificate-file/without-private-key", test_without_private_key);
  g_test_add_func ("/certificate-file/no-certificate", test_no_certificate);
  g_test_add_func ("/certificate-file/too-large", test_too_large);
  g_test_add_func ("/certificate-file/no-file", test_no_file);
  g_test_add_func ("/certificate-file/unnamed", test_unnamed);

  return g_test_run ();
}
