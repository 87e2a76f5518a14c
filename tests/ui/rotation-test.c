#include "config.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

#include "core/client/error.h"
#include "rotation-test.h"
#include "ui-test.h"

#define USER "demo-user"
#define HEADER "alias,key_id,owner,secret,state\n"
#define N_CELLS 5

static const char *const aliases[] = { "one", "two", "three" };

void
rotation_test_generate_key (RotationFixture *self, const char *alias)
{
  OrchKeyService *service = orch_session_get_key_service (self->session);
  g_autoptr (OrchKeyMaterial) material = orch_key_material_new_random (USER, alias);
  g_autoptr (OrchChanges) values = orch_changes_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (OrchKey) key = NULL;
  g_autoptr (GError) error = NULL;

  orch_changes_add (values, orch_key_field (ORCH_KEY_ALIAS), NULL, g_variant_new_string (alias));
  orch_changes_add (values, orch_key_field (ORCH_KEY_MAX_BUDGET), NULL, g_variant_new_double (25));
  orch_key_service_generate_async (service, material, NULL, values, NULL, test_keep_result_cb,
                                   &result);
  g_ptr_array_add (self->old, orch_key_service_generate_finish (service, test_wait_result (&result),
                                                                &key, NULL, &error));
  g_assert_no_error (error);
  g_ptr_array_add (self->keys, g_steal_pointer (&key));
}

void
rotation_test_set_up (RotationFixture *self, gconstpointer data)
{
  const RotationSetting *setting = data;
  g_autoptr (OrchClient) client = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  self->demo = orch_demo_server_new (30);
  orch_demo_server_set_enterprise (self->demo, setting->enterprise);
  orch_demo_server_start (self->demo, 0, &error);
  g_assert_no_error (error);

  client = orch_client_new (orch_demo_server_get_url (self->demo), setting->connection_key);
  orch_client_set_retry_pause (client, 1);
  self->session = session_test_open (client);
  self->handover = session_test_hand_over (self->session, setting->has_keyring);

  self->keys = g_ptr_array_new_with_free_func (g_object_unref);
  self->old = g_ptr_array_new_with_free_func ((GDestroyNotify) orch_key_material_free);
  self->log = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < G_N_ELEMENTS (aliases); i++)
    rotation_test_generate_key (self, aliases[i]);
  g_strfreev (orch_demo_server_take_log (self->demo));

  self->folder = g_dir_make_tmp ("rotation-XXXXXX", &error);
  g_assert_no_error (error);
  path = g_build_filename (self->folder, "keys.csv", NULL);
  self->file = g_file_new_for_path (path);
}

void
rotation_test_tear_down (RotationFixture *self, gconstpointer data)
{
  g_file_delete (self->file, NULL, NULL);
  g_assert_cmpint (g_rmdir (self->folder), ==, 0);
  g_free (self->folder);
  g_object_unref (self->file);
  g_ptr_array_unref (self->log);
  g_ptr_array_unref (self->old);
  g_ptr_array_unref (self->keys);
  g_object_unref (self->handover);
  g_object_unref (self->session);
  orch_demo_server_stop (self->demo);
  g_object_unref (self->demo);
}

void
rotation_test_set_fault (RotationFixture *self, const char *fault)
{
  g_assert_true (orch_demo_server_set_fault (self->demo, fault, NULL));
}

guint
rotation_test_count_requests (RotationFixture *self, const char *what)
{
  g_autofree char **lines = orch_demo_server_take_log (self->demo);
  guint n_found = 0;

  for (guint i = 0; lines[i] != NULL; i++)
    g_ptr_array_add (self->log, lines[i]);
  for (guint i = 0; i < self->log->len; i++)
    n_found += g_str_has_prefix (self->log->pdata[i], what);

  return n_found;
}

guint
rotation_test_count_pending (RotationFixture *self)
{
  return orch_pending_secrets_get_items (orch_handover_get_pending (self->handover))->len;
}

guint
rotation_test_count_waiting (RotationFixture *self)
{
  g_autoptr (GPtrArray) waiting = orch_handover_list_waiting (self->handover);

  return waiting->len;
}

/* --- the file --- */

/* The aliases of these tests hold nothing that is quoted otherwise. */
static char **
split_row (const char *row)
{
  char **cells = g_strsplit (row, ",", -1);

  g_assert_cmpuint (g_strv_length (cells), ==, N_CELLS);
  for (guint i = 0; i < N_CELLS; i++) {
    gsize length = strlen (cells[i]);

    if (cells[i][0] != '"')
      continue;
    cells[i][length - 1] = '\0';
    memmove (cells[i], cells[i] + 1, length - 1);
  }

  return cells;
}

/* (transfer full): the rows, without the header */
static char **
read_rows (RotationFixture *self)
{
  g_autofree char *contents = NULL;
  g_autoptr (GError) error = NULL;
  gsize length = 0;

  g_file_load_contents (self->file, NULL, &contents, &length, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (contents, HEADER));
  g_assert_true (g_str_has_suffix (contents, "\n"));
  contents[length - 1] = '\0';

  return length > strlen (HEADER) ? g_strsplit (contents + strlen (HEADER), "\n", -1)
                                  : g_new0 (char *, 1);
}

void
rotation_test_assert_rows (RotationFixture *self, const char *rows)
{
  g_auto (GStrv) lines = read_rows (self);
  g_autoptr (GString) found = g_string_new (NULL);

  for (guint i = 0; lines[i] != NULL; i++) {
    g_auto (GStrv) cells = split_row (lines[i]);
    g_autoptr (OrchKeyMaterial) material = orch_key_material_new (NULL, NULL, cells[3]);

    g_assert_true (g_str_has_prefix (cells[3], "sk-"));
    g_assert_cmpstr (cells[1], ==, material->key_id);
    g_assert_cmpstr (cells[2], ==, USER);
    g_string_append_printf (found, "%s%s:%s", i > 0 ? " " : "", cells[0], cells[4]);
  }
  g_assert_cmpstr (found->str, ==, rows);
}

/* --- what works --- */

static gboolean
works (RotationFixture *self, const char *secret)
{
  g_autoptr (OrchClient) client = orch_client_new (orch_demo_server_get_url (self->demo), secret);
  g_autoptr (OrchRequest) request = orch_request_new_get ("key", "info", NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (JsonNode) reply = NULL;
  g_autoptr (GError) error = NULL;

  orch_client_send_async (client, request, NULL, test_keep_result_cb, &result);
  reply = orch_client_send_finish (client, test_wait_result (&result), &error);
  g_assert_true (reply != NULL || orch_error_is_about_key (error));

  return reply != NULL;
}

gboolean
rotation_test_new_works (RotationFixture *self, const char *alias)
{
  g_auto (GStrv) lines = read_rows (self);
  g_autofree char *secret = NULL;

  for (guint i = 0; lines[i] != NULL; i++) {
    g_auto (GStrv) cells = split_row (lines[i]);

    if (g_str_equal (cells[0], alias)) {
      g_free (secret);
      secret = g_strdup (cells[3]);
    }
  }
  g_assert_nonnull (secret);

  return works (self, secret);
}

gboolean
rotation_test_old_works (RotationFixture *self, guint position)
{
  const OrchKeyMaterial *material = self->old->pdata[position];

  return works (self, material->secret);
}

void
rotation_test_assert_all_rotated (RotationFixture *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (aliases); i++) {
    g_assert_true (rotation_test_new_works (self, aliases[i]));
    g_assert_false (rotation_test_old_works (self, i));
  }
  ui_test_wait_until (rotation_test_count_pending (self) == 0);
  ui_test_wait_until (rotation_test_count_waiting (self) == 0);
}

void
rotation_test_assert_none_rotated (RotationFixture *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (aliases); i++)
    g_assert_true (rotation_test_old_works (self, i));
  ui_test_wait_until (rotation_test_count_pending (self) == 0);
  ui_test_wait_until (rotation_test_count_waiting (self) == 0);
}

void
rotation_test_limit_file (RotationFixture *self, gint64 more)
{
  g_autoptr (GFileInfo) info =
      g_file_query_info (self->file, G_FILE_ATTRIBUTE_STANDARD_SIZE, 0, NULL, NULL);
  struct rlimit limit;

  g_assert_nonnull (info);
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  limit.rlim_cur = more >= 0 ? (rlim_t) (g_file_info_get_size (info) + more) : limit.rlim_max;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}
