#include "config.h"

#include "ui/keys/secret-dialog.h"

#include "rotation-dialog-test.h"

static void
rotated_cb (RotationDialogTest *self, const OrchRotation *rotation)
{
  self->n_rotated++;
  self->new_key = g_object_ref (rotation->key);
  self->material = orch_key_material_copy (rotation->material);
  self->text = g_strdup (rotation->text);
  self->is_saved = rotation->is_saved;
  self->is_replacement = rotation->replacement != NULL;
  self->delete_old = rotation->delete_old;
}

static void
closed_cb (RotationDialogTest *self)
{
  self->closed = TRUE;
}

void
rotation_dialog_test_set_fault (RotationDialogTest *self, const char *fault)
{
  g_assert_true (orch_demo_server_set_fault (self->demo, fault, NULL));
}

/* (nullable) */
OrchKey *
rotation_dialog_test_read_key (RotationDialogTest *self, const char *key_id)
{
  OrchKeyService *service = orch_session_get_key_service (self->session);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (OrchKey) key = NULL;

  orch_key_service_read_async (service, key_id, NULL, test_keep_result_cb, &result);
  key = orch_key_service_read_finish (service, test_wait_result (&result), NULL);

  return key != NULL && !orch_key_is_deleted (key) ? g_steal_pointer (&key) : NULL;
}

OrchKey *
rotation_dialog_test_generate (RotationDialogTest *self, const char *alias)
{
  OrchKeyService *service = orch_session_get_key_service (self->session);
  g_autoptr (OrchKeyMaterial) material = orch_key_material_new_random (USER, alias);
  g_autoptr (OrchKeyMaterial) generated = NULL;
  g_autoptr (OrchChanges) values = orch_changes_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  OrchKey *key = NULL;

  orch_changes_add (values, orch_key_field (ORCH_KEY_ALIAS), NULL, g_variant_new_string (alias));
  orch_changes_add (values, orch_key_field (ORCH_KEY_MAX_BUDGET), NULL, g_variant_new_double (25));
  orch_key_service_generate_async (service, material, NULL, values, NULL, test_keep_result_cb,
                                   &result);
  generated =
      orch_key_service_generate_finish (service, test_wait_result (&result), &key, NULL, &error);
  g_assert_no_error (error);

  return key;
}

void
rotation_dialog_test_open (RotationDialogTest *self)
{
  self->closed = FALSE;
  self->dialog =
      g_object_ref (GTK_WIDGET (orch_regenerate_dialog_new (NULL, self->handover, self->key)));
  g_signal_connect_swapped (self->dialog, "rotated", G_CALLBACK (rotated_cb), self);
  g_signal_connect_swapped (self->dialog, "unmap", G_CALLBACK (closed_cb), self);
  gtk_window_present (GTK_WINDOW (self->dialog));
}

void
rotation_dialog_test_set_up (RotationDialogTest *self, gconstpointer data)
{
  const RotationDialogSetting *setting = data;
  g_autoptr (OrchClient) client = NULL;
  g_autoptr (GError) error = NULL;

  self->demo = orch_demo_server_new (30);
  orch_demo_server_set_enterprise (self->demo, setting->enterprise);
  orch_demo_server_start (self->demo, 0, &error);
  g_assert_no_error (error);

  client = orch_client_new (orch_demo_server_get_url (self->demo), setting->connection_key);
  orch_client_set_retry_pause (client, 1);
  self->session = session_test_open (client);
  self->handover = session_test_hand_over (self->session, setting->has_keyring);
  self->key = rotation_dialog_test_generate (self, "ci");
  rotation_dialog_test_open (self);
}

void
rotation_dialog_test_close (RotationDialogTest *self)
{
  if (!self->closed)
    gtk_window_destroy (GTK_WINDOW (self->dialog));
  g_clear_object (&self->dialog);
}

void
rotation_dialog_test_tear_down (RotationDialogTest *self, gconstpointer data)
{
  rotation_dialog_test_close (self);
  g_clear_object (&self->new_key);
  g_clear_pointer (&self->material, orch_key_material_free);
  g_free (self->text);
  g_object_unref (self->key);
  g_object_unref (self->handover);
  g_object_unref (self->session);
  orch_demo_server_stop (self->demo);
  g_object_unref (self->demo);
}

static gboolean
is_named (GtkWidget *row, gconstpointer title)
{
  return g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), title) == 0;
}

/* By its title, with the mnemonic. */
OrchFieldRow *
rotation_dialog_test_row (RotationDialogTest *self, const char *title)
{
  return ORCH_FIELD_ROW (ui_test_find (self->dialog, ORCH_TYPE_FIELD_ROW, is_named, title));
}

void
rotation_dialog_test_send (RotationDialogTest *self)
{
  ui_test_wait_until (ui_test_can_send (self->dialog));
  ui_test_send (self->dialog);
  ui_test_wait_until (!ui_test_is_sending (self->dialog) || self->closed);
}

void
rotation_dialog_test_look (RotationDialogTest *self)
{
  gtk_widget_activate_action (self->dialog, "dialog.look", NULL);
  ui_test_wait_until (!ui_test_is_sending (self->dialog) || self->closed);
}

void
rotation_dialog_test_assert_says (RotationDialogTest *self, const char *text)
{
  if (ui_test_find_label (self->dialog, text) == NULL)
    g_error ("the dialog does not say “%s”", text);
}

guint
rotation_dialog_test_count_requests (RotationDialogTest *self, const char *what)
{
  g_auto (GStrv) log = orch_demo_server_take_log (self->demo);
  guint n_found = 0;

  for (guint i = 0; log[i] != NULL; i++)
    n_found += g_str_has_prefix (log[i], what);

  return n_found;
}

/* Keys whose secrets are pending, whoever deals with them. */
guint
rotation_dialog_test_count_pending (RotationDialogTest *self)
{
  return orch_pending_secrets_get_items (orch_handover_get_pending (self->handover))->len;
}

guint
rotation_dialog_test_count_waiting (RotationDialogTest *self)
{
  g_autoptr (GPtrArray) waiting = orch_handover_list_waiting (self->handover);

  return waiting->len;
}

gboolean
rotation_dialog_test_old_key_is_there (RotationDialogTest *self)
{
  g_autoptr (OrchKey) old = rotation_dialog_test_read_key (self, orch_key_get_id (self->key));

  return old != NULL;
}

/* Its secret is pending until the person has saved it. */
void
rotation_dialog_test_assert_rotated (RotationDialogTest *self, const char *text)
{
  g_autoptr (OrchKey) new = NULL;

  g_assert_true (self->closed);
  g_assert_cmpuint (self->n_rotated, ==, 1);
  g_assert_cmpstr (self->text, ==, text);
  g_assert_cmpstr (self->material->key_id, ==, orch_key_get_id (self->new_key));
  new = rotation_dialog_test_read_key (self, self->material->key_id);
  g_assert_nonnull (new);
  g_assert_cmpuint (rotation_dialog_test_count_pending (self), ==, 1);
  g_assert_cmpuint (rotation_dialog_test_count_waiting (self), ==, 0);
}

void
rotation_dialog_test_save_first (RotationDialogTest *self, const char *request)
{
  GtkWidget *secret_dialog;

  ui_test_wait_until ((secret_dialog = ui_test_find_window (ORCH_TYPE_SECRET_DIALOG)) != NULL);
  g_assert_nonnull (ui_test_find_label (secret_dialog, "not kept in a keyring"));
  g_assert_cmpuint (rotation_dialog_test_count_requests (self, request), ==, 0);
  g_assert_true (rotation_dialog_test_old_key_is_there (self));
  gtk_widget_activate_action (secret_dialog, "secret.saved", NULL);
}
