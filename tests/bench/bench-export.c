/* All keys of a server into a file. usage: bench-export ADDRESS; the key is in the environment.
 * Prints `NAME VALUE` lines. */

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "core/services/export.h"
#include "memory.h"
#include "test-wait.h"

#define MANY 10000 /* rows after which the memory is to stay as it is */

static void
progress_cb (OrchExport *export, gboolean *was_measured)
{
  if (*was_measured || orch_export_get_n_rows (export) < MANY)
    return;

  *was_measured = TRUE;
  bench_memory_print ("memory-many");
}

/* Each row begins with the key ID. */
static guint
count_key_ids (const char *path)
{
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) rows = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  rows = g_strsplit (text, "\n\"", -1);
  for (guint i = 1; rows[i] != NULL; i++)
    g_hash_table_add (ids, g_strndup (rows[i], strcspn (rows[i], "\"")));

  return g_hash_table_size (ids);
}

int
main (int argc, char *argv[])
{
  const OrchKeyQuery query = { 0 };
  g_autoptr (OrchClient) client = NULL;
  g_autoptr (OrchServer) server = NULL;
  g_autoptr (OrchKeyService) service = NULL;
  g_autoptr (OrchExport) export = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GFile) file = NULL;
  g_autoptr (GOutputStream) stream = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gboolean was_measured = FALSE;
  gint64 begin;

  g_assert_cmpint (argc, ==, 2);

  client = orch_client_new (argv[1], g_getenv ("LITELLM_PROXY_API_KEY"));
  server = orch_server_new (client, NULL);
  service = orch_key_service_new (server);
  export = orch_export_new_keys (service, &query);
  g_signal_connect (export, "progress", G_CALLBACK (progress_cb), &was_measured);

  path = g_build_filename (g_get_tmp_dir (), "bench-export.csv", NULL);
  file = g_file_new_for_path (path);
  stream = G_OUTPUT_STREAM (g_file_replace (file, NULL, FALSE, G_FILE_CREATE_NONE, NULL, &error));
  g_assert_no_error (error);

  begin = g_get_monotonic_time ();
  orch_export_run_async (export, stream, NULL, test_keep_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  orch_export_run_finish (export, result, &error);
  g_assert_no_error (error);
  g_assert_true (g_output_stream_close (stream, NULL, NULL));
  g_print ("export %f\n", (g_get_monotonic_time () - begin) / 1000.0);

  bench_memory_print ("memory-all");
  g_print ("rows %u\n", orch_export_get_n_rows (export));
  g_print ("exact %d\n", orch_export_is_exact (export));
  g_print ("key-ids %u\n", count_key_ids (path));
  g_unlink (path);

  return 0;
}
