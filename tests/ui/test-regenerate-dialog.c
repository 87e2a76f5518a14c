#include "config.h"

#include "demo/demo-server.h"
#include "session-test.h"
#include "ui-test.h"
#include "ui/common/field-row.h"
#include "ui/keys/regenerate-dialog.h"
#include "ui/keys/secret-dialog.h"

#define USER "demo-user"

#define GENERATE "POST /key/generate"
#define REGENERATE "POST /key/regenerate"

/* What a test runs with. */
typedef struct {
  gboolean enterprise;
  gboolean has_keyring;
  const char *connection_key;
} Setting;

typedef struct {
  OrchDemoServer *demo;   /* (owned) */
  OrchSession *session;   /* (owned) */
  OrchHandover *handover; /* (owned) */
  OrchKey *key;           /* (owned): with the old secret */
  GtkWidget *dialog;      /* (owned): gone from the screen once it was closed */
  gboolean closed;

  guint n_rotated;
  OrchKey *new_key;          /* (owned) (nullable): of the signal */
  OrchKeyMaterial *material; /* (owned) (nullable): of the signal */
  char *text;                /* (owned) (nullable): of the signal */
  gboolean is_saved;
  gboolean is_replacement;
  gboolean delete_old;
} Fixture;

static void
rotated_cb (Fixture *fixture, const OrchRotation *rotation)
{
  fixture->n_rotated++;
  fixture->new_key = g_object_ref (rotation->key);
  fixture->material = orch_key_material_copy (rotation->material);
  fixture->text = g_strdup (rotation->text);
  fixture->is_saved = rotation->is_saved;
  fixture->is_replacement = rotation->replacement != NULL;
  fixture->delete_old = rotation->delete_old;
}

static void
closed_cb (Fixture *fixture)
{
  fixture->closed = TRUE;
}

static void
set_fault (Fixture *fixture, const char *fault)
{
  g_assert_true (orch_demo_server_set_fault (fixture->demo, fault, NULL));
}

/* (nullable) */
static OrchKey *
read_key (Fixture *fixture, const char *key_id)
{
  OrchKeyService *service = orch_session_get_key_service (fixture->session);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (OrchKey) key = NULL;

  orch_key_service_read_async (service, key_id, NULL, test_keep_result_cb, &result);
  key = orch_key_service_read_finish (service, test_wait_result (&result), NULL);

  return key != NULL && !orch_key_is_deleted (key) ? g_steal_pointer (&key) : NULL;
}

static OrchKey *
generate_key (Fixture *fixture, const char *alias)
{
  OrchKeyService *service = orch_session_get_key_service (fixture->session);
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

static void
open_dialog (Fixture *fixture)
{
  fixture->closed = FALSE;
  fixture->dialog = g_object_ref (
      GTK_WIDGET (orch_regenerate_dialog_new (NULL, fixture->handover, fixture->key)));
  g_signal_connect_swapped (fixture->dialog, "rotated", G_CALLBACK (rotated_cb), fixture);
  g_signal_connect_swapped (fixture->dialog, "unmap", G_CALLBACK (closed_cb), fixture);
  gtk_window_present (GTK_WINDOW (fixture->dialog));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const Setting *setting = data;
  g_autoptr (OrchClient) client = NULL;
  g_autoptr (GError) error = NULL;

  fixture->demo = orch_demo_server_new (30);
  orch_demo_server_set_enterprise (fixture->demo, setting->enterprise);
  orch_demo_server_start (fixture->demo, 0, &error);
  g_assert_no_error (error);

  client = orch_client_new (orch_demo_server_get_url (fixture->demo), setting->connection_key);
  orch_client_set_retry_pause (client, 1);
  fixture->session = session_test_open (client);
  fixture->handover = session_test_hand_over (fixture->session, setting->has_keyring);
  fixture->key = generate_key (fixture, "ci");
  open_dialog (fixture);
}

static void
close_dialog (Fixture *fixture)
{
  if (!fixture->closed)
    gtk_window_destroy (GTK_WINDOW (fixture->dialog));
  g_clear_object (&fixture->dialog);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  close_dialog (fixture);
  g_clear_object (&fixture->new_key);
  g_clear_pointer (&fixture->material, orch_key_material_free);
  g_free (fixture->text);
  g_object_unref (fixture->key);
  g_object_unref (fixture->handover);
  g_object_unref (fixture->session);
  orch_demo_server_stop (fixture->demo);
  g_object_unref (fixture->demo);
}

static gboolean
is_named (GtkWidget *row, gconstpointer title)
{
  return g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), title) == 0;
}

/* By its title, with the mnemonic. */
static OrchFieldRow *
row (Fixture *fixture, const char *title)
{
  return ORCH_FIELD_ROW (ui_test_find (fixture->dialog, ORCH_TYPE_FIELD_ROW, is_named, title));
}

static void
send (Fixture *fixture)
{
  ui_test_wait_until (ui_test_can_send (fixture->dialog));
  ui_test_send (fixture->dialog);
  ui_test_wait_until (!ui_test_is_sending (fixture->dialog) || fixture->closed);
}

static void
look (Fixture *fixture)
{
  gtk_widget_activate_action (fixture->dialog, "dialog.look", NULL);
  ui_test_wait_until (!ui_test_is_sending (fixture->dialog) || fixture->closed);
}

static void
assert_says (Fixture *fixture, const char *text)
{
  if (ui_test_find_label (fixture->dialog, text) == NULL)
    g_error ("the dialog does not say “%s”", text);
}

static guint
count_requests (Fixture *fixture, const char *what)
{
  g_auto (GStrv) log = orch_demo_server_take_log (fixture->demo);
  guint n_found = 0;

  for (guint i = 0; log[i] != NULL; i++)
    n_found += g_str_has_prefix (log[i], what);

  return n_found;
}

/* Keys whose secrets are pending, whoever deals with them. */
static guint
count_pending (Fixture *fixture)
{
  return orch_pending_secrets_get_items (orch_handover_get_pending (fixture->handover))->len;
}

static guint
count_waiting (Fixture *fixture)
{
  g_autoptr (GPtrArray) waiting = orch_handover_list_waiting (fixture->handover);

  return waiting->len;
}

static gboolean
old_key_is_there (Fixture *fixture)
{
  g_autoptr (OrchKey) old = read_key (fixture, orch_key_get_id (fixture->key));

  return old != NULL;
}

/* Its secret is pending until the person has saved it. */
static void
assert_rotated (Fixture *fixture, const char *text)
{
  g_autoptr (OrchKey) new = NULL;

  g_assert_true (fixture->closed);
  g_assert_cmpuint (fixture->n_rotated, ==, 1);
  g_assert_cmpstr (fixture->text, ==, text);
  g_assert_cmpstr (fixture->material->key_id, ==, orch_key_get_id (fixture->new_key));
  new = read_key (fixture, fixture->material->key_id);
  g_assert_nonnull (new);
  g_assert_cmpuint (count_pending (fixture), ==, 1);
  g_assert_cmpuint (count_waiting (fixture), ==, 0);
}

/* --- the Enterprise edition --- */

static void
test_regenerates (Fixture *fixture, gconstpointer data)
{
  double max_budget;

  orch_field_row_set_text (row (fixture, "_Grace period"), "soon");
  g_assert_false (ui_test_can_send (fixture->dialog));
  orch_field_row_set_text (row (fixture, "_Grace period"), "");
  orch_field_row_set_text (row (fixture, "_Change settings"), "true");
  orch_field_row_set_text (row (fixture, "Max _budget"), "x");
  g_assert_false (ui_test_can_send (fixture->dialog));
  orch_field_row_set_text (row (fixture, "Max _budget"), "50");
  send (fixture);
  assert_rotated (fixture, "“ci” has a new secret.");
  g_assert_false (fixture->is_replacement);
  g_assert_false (fixture->is_saved);
  g_assert_true (orch_key_get_max_budget (fixture->new_key, &max_budget));
  g_assert_cmpfloat (max_budget, ==, 50);
  g_assert_false (old_key_is_there (fixture));
}

/* What was typed before the settings were closed again is not sent. */
static void
test_keeps_settings (Fixture *fixture, gconstpointer data)
{
  double max_budget;

  orch_field_row_set_text (row (fixture, "_Change settings"), "true");
  orch_field_row_set_text (row (fixture, "Max _budget"), "50");
  orch_field_row_set_text (row (fixture, "_Change settings"), NULL);
  send (fixture);
  assert_rotated (fixture, "“ci” has a new secret.");
  g_assert_true (orch_key_get_max_budget (fixture->new_key, &max_budget));
  g_assert_cmpfloat (max_budget, ==, 25);
}

static void
test_lost_and_found (Fixture *fixture, gconstpointer data)
{
  set_fault (fixture, "reset@" REGENERATE);
  send (fixture);
  assert_says (fixture, "It is not known whether the server has done it.");
  set_fault (fixture, NULL);
  look (fixture);
  assert_rotated (fixture, "“ci” has a new secret.");
  g_assert_cmpuint (count_requests (fixture, REGENERATE), ==, 1);
}

static void
test_lost_and_not_done (Fixture *fixture, gconstpointer data)
{
  set_fault (fixture, "500@" REGENERATE);
  send (fixture);
  look (fixture);
  assert_says (fixture, "its old secret goes on working");
  set_fault (fixture, NULL);
  send (fixture);
  assert_rotated (fixture, "“ci” has a new secret.");
}

/* Whoever leaves it in doubt is offered it later. */
static void
test_left_in_doubt (Fixture *fixture, gconstpointer data)
{
  set_fault (fixture, "reset@" REGENERATE);
  send (fixture);
  g_assert_cmpuint (count_waiting (fixture), ==, 0);
  close_dialog (fixture);
  g_assert_cmpuint (count_pending (fixture), ==, 1);
  g_assert_cmpuint (count_waiting (fixture), ==, 1);
  open_dialog (fixture);
}

static void
test_closed (Fixture *fixture, gconstpointer data)
{
  close_dialog (fixture);
  ui_test_wait_until (count_pending (fixture) == 0);
  g_assert_true (old_key_is_there (fixture));
  open_dialog (fixture);
}

/* Without a keyring, the person has the secret before the server. */
static void
test_shown_first (Fixture *fixture, gconstpointer data)
{
  GtkWidget *secret_dialog;

  ui_test_send (fixture->dialog);
  ui_test_wait_until ((secret_dialog = ui_test_find_window (ORCH_TYPE_SECRET_DIALOG)) != NULL);
  g_assert_nonnull (ui_test_find_label (secret_dialog, "No keyring keeps this secret"));
  g_assert_cmpuint (count_requests (fixture, REGENERATE), ==, 0);
  g_assert_true (old_key_is_there (fixture));

  gtk_widget_activate_action (secret_dialog, "secret.saved", NULL);
  ui_test_wait_until (fixture->closed);
  assert_rotated (fixture, "“ci” has a new secret.");
  g_assert_true (fixture->is_saved);
}

/* Somebody else changes the same field meanwhile. */
static void
change_budget (Fixture *fixture, double usd)
{
  OrchKeyService *service = orch_session_get_key_service (fixture->session);
  g_autoptr (OrchKey) key = orch_key_copy (fixture->key);
  g_autoptr (OrchChanges) changes = orch_changes_new ();
  g_autoptr (GAsyncResult) result = NULL;

  orch_changes_add (changes, orch_key_field (ORCH_KEY_MAX_BUDGET), g_variant_new_double (25),
                    g_variant_new_double (usd));
  orch_key_service_update_async (service, key, changes, TRUE, NULL, test_keep_result_cb, &result);
  g_assert_cmpint (orch_key_service_update_finish (service, test_wait_result (&result), NULL, NULL),
                   ==, ORCH_UPDATE_SAVED);
}

static void
test_overwrites (Fixture *fixture, gconstpointer data)
{
  double max_budget;

  change_budget (fixture, 30);
  orch_field_row_set_text (row (fixture, "_Change settings"), "true");
  orch_field_row_set_text (row (fixture, "Max _budget"), "50");
  send (fixture);
  ui_test_answer ("_Cancel");
  g_assert_true (old_key_is_there (fixture));

  send (fixture);
  ui_test_answer ("_Overwrite");
  ui_test_wait_until (fixture->closed);
  assert_rotated (fixture, "“ci” has a new secret.");
  g_assert_true (orch_key_get_max_budget (fixture->new_key, &max_budget));
  g_assert_cmpfloat (max_budget, ==, 50);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  set_fault (fixture, "429@" REGENERATE);
  send (fixture);
  g_assert_nonnull (ui_test_message (fixture->dialog));
  g_assert_true (old_key_is_there (fixture));
  set_fault (fixture, NULL);
  send (fixture);
  assert_rotated (fixture, "“ci” has a new secret.");
}

/* The server has given it a secret that is not known here. */
static void
test_other_secret (Fixture *fixture, gconstpointer data)
{
  OrchKeyService *service = orch_session_get_key_service (fixture->session);
  g_autoptr (OrchKeyMaterial) other = orch_key_material_new_random (USER, "ci");
  g_autoptr (OrchKeyMaterial) regenerated = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  set_fault (fixture, "500@" REGENERATE);
  send (fixture);
  set_fault (fixture, NULL);
  orch_key_service_regenerate_user_key_async (service, fixture->key, other, NULL, FALSE, NULL, NULL,
                                              test_keep_result_cb, &result);
  regenerated = orch_key_service_regenerate_user_key_finish (service, test_wait_result (&result),
                                                             NULL, NULL, NULL);
  g_assert_nonnull (regenerated);
  look (fixture);
  assert_says (fixture, "has another secret, which the server chose");
  send (fixture);
  assert_says (fixture, "or given it a new secret.");
}

static void
test_needs_grace_period (Fixture *fixture, gconstpointer data)
{
  orch_demo_server_set_chosen_keys_forbidden (fixture->demo, TRUE);
  send (fixture);
  assert_says (fixture, "This server makes all secrets itself");
  g_assert_true (old_key_is_there (fixture));

  orch_field_row_set_text (row (fixture, "_Grace period"), "1h");
  send (fixture);
  g_assert_true (fixture->closed);
  g_assert_cmpstr (fixture->material->key_id, ==, orch_key_get_id (fixture->new_key));
}

/* --- the community edition --- */

/* Where the licence can't be asked for, the refusal tells. */
static void
test_offers_to_replace (Fixture *fixture, gconstpointer data)
{
  OrchServer *server = orch_session_get_server (fixture->session);

  close_dialog (fixture);
  ui_test_wait_until (orch_server_get_edition (server) == ORCH_EDITION_COMMUNITY);
  orch_server_set_edition (server, ORCH_EDITION_UNKNOWN);
  set_fault (fixture, "503@GET /health/license");
  open_dialog (fixture);
  send (fixture);
  assert_says (fixture, "Nothing was changed. You can replace the key instead.");
  g_assert_true (old_key_is_there (fixture));
  send (fixture);
  assert_rotated (fixture, "“ci” was replaced. The old key is deleted.");
}

/* What somebody has left there. */
static void
test_rivals (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OrchKey) rival = generate_key (fixture, "ci~12345678");

  ui_test_wait_until (ui_test_find_label (fixture->dialog, "Stays as it is") != NULL);
  ui_test_send (fixture->dialog);
  ui_test_answer ("_Cancel");
  ui_test_wait_until (!ui_test_is_sending (fixture->dialog));
  g_assert_cmpuint (fixture->n_rotated, ==, 0);

  ui_test_send (fixture->dialog);
  ui_test_answer ("_Replace key");
  ui_test_wait_until (fixture->closed);
  assert_rotated (fixture, "“ci” was replaced. The old key is deleted.");
}

static void
test_replacing_deleted (Fixture *fixture, gconstpointer data)
{
  OrchKeyService *service = orch_session_get_key_service (fixture->session);
  g_autoptr (GAsyncResult) result = NULL;

  ui_test_wait_until (ui_test_find_label (fixture->dialog, "Stays as it is") != NULL);
  orch_key_service_delete_async (service, fixture->key, NULL, test_keep_result_cb, &result);
  g_assert_true (orch_key_service_delete_finish (service, test_wait_result (&result), NULL));
  send (fixture);
  g_assert_nonnull (ui_test_message (fixture->dialog));
  g_assert_cmpuint (count_requests (fixture, GENERATE), ==, 1); /* the old key */
}

static void
test_replacing_refused (Fixture *fixture, gconstpointer data)
{
  ui_test_wait_until (ui_test_find_label (fixture->dialog, "Stays as it is") != NULL);
  set_fault (fixture, "429@" GENERATE);
  send (fixture);
  g_assert_nonnull (ui_test_message (fixture->dialog));
  ui_test_wait_until (count_pending (fixture) == 0);
  set_fault (fixture, NULL);
  send (fixture);
  assert_rotated (fixture, "“ci” was replaced. The old key is deleted.");
}

static void
test_replaces (Fixture *fixture, gconstpointer data)
{
  ui_test_wait_until (ui_test_find_label (fixture->dialog, "Stays as it is") != NULL);
  assert_says (fixture, "Max budget");
  send (fixture);
  assert_rotated (fixture, "“ci” was replaced. The old key is deleted.");
  g_assert_true (fixture->is_replacement);
  g_assert_true (fixture->delete_old);
  g_assert_true (old_key_is_there (fixture));
  g_assert_cmpuint (count_requests (fixture, REGENERATE), ==, 0);
}

static void
test_keeps_old (Fixture *fixture, gconstpointer data)
{
  ui_test_wait_until (ui_test_find_label (fixture->dialog, "Stays as it is") != NULL);
  orch_field_row_set_text (row (fixture, "_Delete the old key"), NULL);
  send (fixture);
  assert_rotated (fixture, "“ci” has a second key. Both work until you finish it.");
  g_assert_false (fixture->delete_old);
}

static void
test_replacing_lost_and_found (Fixture *fixture, gconstpointer data)
{
  ui_test_wait_until (ui_test_find_label (fixture->dialog, "Stays as it is") != NULL);
  set_fault (fixture, "reset@" GENERATE);
  send (fixture);
  assert_says (fixture, "It is not known whether the server has done it.");
  set_fault (fixture, NULL);
  look (fixture);
  assert_rotated (fixture, "“ci” was replaced. The old key is deleted.");
}

static void
test_replacing_lost_and_not_done (Fixture *fixture, gconstpointer data)
{
  ui_test_wait_until (ui_test_find_label (fixture->dialog, "Stays as it is") != NULL);
  set_fault (fixture, "500@" GENERATE);
  send (fixture);
  look (fixture);
  assert_says (fixture, "There is no new key. You can try again.");
  ui_test_wait_until (count_pending (fixture) == 0);
  set_fault (fixture, NULL);
  send (fixture);
  assert_rotated (fixture, "“ci” was replaced. The old key is deleted.");
}

/* An administrator's rows say what it is before anything is sent; the plan needs the key. */
static void
test_plan_fails (Fixture *fixture, gconstpointer data)
{
  close_dialog (fixture);
  set_fault (fixture, "503@GET /key/info");
  open_dialog (fixture);
  ui_test_wait_until (ui_test_message (fixture->dialog) != NULL);
  set_fault (fixture, NULL);
  send (fixture);
  assert_rotated (fixture, "“ci” was replaced. The old key is deleted.");
}

/* Only whoever is no administrator may meet a server that has not told its edition. */
static void
test_owner_replaces (Fixture *fixture, gconstpointer data)
{
  ui_test_wait_until (ui_test_find_label (fixture->dialog, "Stays as it is") != NULL);
  send (fixture);
  assert_rotated (fixture, "“ci” was replaced. The old key is deleted.");
  g_assert_cmpuint (count_requests (fixture, REGENERATE), ==, 1);
}

int
main (int argc, char *argv[])
{
  static const Setting enterprise = { TRUE, TRUE, ORCH_DEMO_MASTER_KEY };
  static const Setting no_keyring = { TRUE, FALSE, ORCH_DEMO_MASTER_KEY };
  static const Setting community = { FALSE, TRUE, ORCH_DEMO_MASTER_KEY };
  static const Setting owner = { FALSE, TRUE, ORCH_DEMO_USER_KEY };

  ui_test_init (&argc, &argv);

#define ADD(name, setting, test)                                                                   \
  g_test_add ("/regenerate-dialog/" name, Fixture, &setting, set_up, test, tear_down)
  ADD ("regenerates", enterprise, test_regenerates);
  ADD ("keeps-settings", enterprise, test_keeps_settings);
  ADD ("lost-and-found", enterprise, test_lost_and_found);
  ADD ("lost-and-not-done", enterprise, test_lost_and_not_done);
  ADD ("left-in-doubt", enterprise, test_left_in_doubt);
  ADD ("closed", enterprise, test_closed);
  ADD ("shown-first", no_keyring, test_shown_first);
  ADD ("overwrites", enterprise, test_overwrites);
  ADD ("refused", enterprise, test_refused);
  ADD ("other-secret", enterprise, test_other_secret);
  ADD ("needs-grace-period", enterprise, test_needs_grace_period);
  ADD ("offers-to-replace", community, test_offers_to_replace);
  ADD ("rivals", community, test_rivals);
  ADD ("replacing/deleted", community, test_replacing_deleted);
  ADD ("replacing/refused", community, test_replacing_refused);
  ADD ("replaces", community, test_replaces);
  ADD ("keeps-old", community, test_keeps_old);
  ADD ("replacing/lost-and-found", community, test_replacing_lost_and_found);
  ADD ("replacing/lost-and-not-done", community, test_replacing_lost_and_not_done);
  ADD ("plan-fails", community, test_plan_fails);
  ADD ("owner-replaces", owner, test_owner_replaces);
#undef ADD

  return g_test_run ();
}
