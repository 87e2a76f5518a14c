#include "config.h"

#include "demo/demo-server.h"
#include "session-test.h"
#include "ui-test.h"
#include "ui/common/field-row.h"
#include "ui/keys/new-key-dialog.h"
#include "ui/keys/secret-dialog.h"

#define USER "demo-user"

#define GENERATE "POST /key/generate"

typedef struct {
  OrchDemoServer *demo;   /* (owned) */
  OrchSession *session;   /* (owned) */
  OrchHandover *handover; /* (owned) */
  GtkWidget *dialog;      /* (owned): gone from the screen once it was closed */
  GtkWidget *form;
  OrchKey *key;              /* (owned) (nullable): of the signal */
  OrchKeyMaterial *material; /* (owned) (nullable): of the signal */
  gboolean is_saved;         /* of the signal */
  char *text;                /* (owned) (nullable): of the signal */
  gboolean closed;
  gboolean has_no_keyring;
} Fixture;

static void
created_cb (Fixture *fixture, OrchKey *key, OrchKeyMaterial *material, gboolean is_saved,
            const char *text)
{
  g_assert_null (fixture->key);
  fixture->key = g_object_ref (key);
  fixture->material = orch_key_material_copy (material);
  fixture->is_saved = is_saved;
  fixture->text = g_strdup (text);
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

static void
open_dialog (Fixture *fixture, const char *connection_key, const char *owner)
{
  g_autoptr (OrchUser) user = owner != NULL ? orch_user_new (owner) : NULL;
  g_autoptr (OrchClient) client =
      orch_client_new (orch_demo_server_get_url (fixture->demo), connection_key);

  orch_client_set_retry_pause (client, 1);
  fixture->session = session_test_open (client);
  fixture->handover = session_test_hand_over (fixture->session, !fixture->has_no_keyring);
  fixture->dialog =
      g_object_ref (GTK_WIDGET (orch_new_key_dialog_new (NULL, fixture->handover, user)));
  fixture->form = ui_test_child (fixture->dialog, "form");
  g_signal_connect_swapped (fixture->dialog, "created", G_CALLBACK (created_cb), fixture);
  g_signal_connect_swapped (fixture->dialog, "unmap", G_CALLBACK (closed_cb), fixture);
  gtk_window_present (GTK_WINDOW (fixture->dialog));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->demo = orch_demo_server_new (30);
  orch_demo_server_start (fixture->demo, 0, &error);
  g_assert_no_error (error);
  open_dialog (fixture, data != NULL ? data : ORCH_DEMO_MASTER_KEY, data != NULL ? NULL : USER);
}

static void
forget_dialog (Fixture *fixture)
{
  if (!fixture->closed)
    gtk_window_destroy (GTK_WINDOW (fixture->dialog));
  fixture->closed = FALSE;
  g_clear_object (&fixture->dialog);
  g_clear_object (&fixture->key);
  g_clear_pointer (&fixture->material, orch_key_material_free);
  g_clear_object (&fixture->handover);
  g_clear_object (&fixture->session);
  g_clear_pointer (&fixture->text, g_free);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  forget_dialog (fixture);
  orch_demo_server_stop (fixture->demo);
  g_object_unref (fixture->demo);
}

static OrchFieldRow *
row (Fixture *fixture, const char *name)
{
  return ORCH_FIELD_ROW (ui_test_child (fixture->form, name));
}

static void
type (Fixture *fixture, const char *name, const char *text)
{
  orch_field_row_set_text (row (fixture, name), text);
}

static void
send (Fixture *fixture)
{
  ui_test_send (fixture->dialog);
  ui_test_wait_until (!ui_test_is_sending (fixture->dialog) || fixture->closed);
}

static void
look (Fixture *fixture)
{
  gtk_widget_activate_action (fixture->dialog, "dialog.look", NULL);
  ui_test_wait_until (!ui_test_is_sending (fixture->dialog) || fixture->closed);
}

static gboolean
offers_to_look (Fixture *fixture)
{
  return gtk_widget_is_visible (ui_test_child (fixture->dialog, "look_button"));
}

static void
assert_says (Fixture *fixture, const char *text)
{
  if (ui_test_find_label (fixture->dialog, text) == NULL)
    g_error ("the dialog does not say “%s”", text);
}

/* What the server has, as the dialog’s connection sees it. */
static OrchKey *
read_key (Fixture *fixture, const char *key_id)
{
  OrchKeyService *service = orch_session_get_key_service (fixture->session);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  OrchKey *key;

  orch_key_service_read_async (service, key_id, NULL, test_keep_result_cb, &result);
  key = orch_key_service_read_finish (service, test_wait_result (&result), &error);
  g_assert_no_error (error);

  return key;
}

static guint
count_keys (Fixture *fixture, const char *alias)
{
  OrchKeyService *service = orch_session_get_key_service (fixture->session);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) keys = NULL;
  g_autoptr (GError) error = NULL;
  guint n_found = 0;

  orch_key_service_list_of_user_async (service, USER, NULL, test_keep_result_cb, &result);
  keys = orch_key_service_list_of_user_finish (service, test_wait_result (&result), &error);
  g_assert_no_error (error);
  for (guint i = 0; i < keys->len; i++)
    n_found += g_strcmp0 (orch_key_get_alias (keys->pdata[i]), alias) == 0;

  return n_found;
}

static guint
count_generated (Fixture *fixture)
{
  g_auto (GStrv) log = orch_demo_server_take_log (fixture->demo);
  guint n_found = 0;

  for (guint i = 0; log[i] != NULL; i++)
    n_found += g_str_has_prefix (log[i], GENERATE);

  return n_found;
}

/* The secret is the key’s: never said where a test fails. */
static void
assert_created (Fixture *fixture, const char *text)
{
  g_autoptr (OrchKeyMaterial) copy = NULL;

  g_assert_true (fixture->closed);
  g_assert_cmpstr (fixture->text, ==, text);
  copy = orch_key_material_new (NULL, NULL, fixture->material->secret);
  g_assert_true (g_str_has_prefix (copy->secret, "sk-"));
  g_assert_cmpstr (copy->key_id, ==, orch_key_get_id (fixture->key));
}

static void
test_creates (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OrchKey) stored = NULL;
  double max_budget;

  g_assert_true (ui_test_can_send (fixture->dialog));
  type (fixture, "key_alias", "ci");
  type (fixture, "max_budget", "12.5");
  type (fixture, "models", "gpt-4o");
  type (fixture, "expires", "2040-01-31 18:30");
  type (fixture, "soft_budget", "10");
  adw_combo_row_set_selected (ui_test_child (fixture->form, "key_type_row"), 1);
  send (fixture);
  assert_created (fixture, "Created “ci”");

  stored = read_key (fixture, fixture->material->key_id);
  g_assert_cmpstr (orch_key_get_alias (stored), ==, "ci");
  g_assert_cmpstr (orch_key_get_user_id (stored), ==, USER);
  g_assert_cmpstr (orch_key_get_key_type (stored), ==, "llm_api");
  g_assert_true (orch_key_get_max_budget (stored, &max_budget));
  g_assert_cmpfloat (max_budget, ==, 12.5);
  g_assert_nonnull (orch_key_get_expires (stored));
}

/* Whoever is no administrator creates keys for themselves. */
static void
test_for_oneself (Fixture *fixture, gconstpointer data)
{
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (row (fixture, "user_id"))));
  type (fixture, "key_alias", "mine");
  send (fixture);
  assert_created (fixture, "Created “mine”");
  g_assert_cmpstr (orch_key_get_user_id (fixture->key), ==,
                   orch_session_get_identity (fixture->session)->user_id);
}

static void
test_needs_owner (Fixture *fixture, gconstpointer data)
{
  type (fixture, "user_id", "");
  g_assert_false (ui_test_can_send (fixture->dialog));
  type (fixture, "user_id", USER);
  g_assert_true (ui_test_can_send (fixture->dialog));
  type (fixture, "max_budget", "-1");
  g_assert_false (ui_test_can_send (fixture->dialog));
}

/* What was typed stays; the field that the server means is marked. */
static void
test_alias_taken (Fixture *fixture, gconstpointer data)
{
  type (fixture, "key_alias", "ci");
  send (fixture);
  forget_dialog (fixture);
  open_dialog (fixture, ORCH_DEMO_MASTER_KEY, USER);
  type (fixture, "key_alias", "ci");
  type (fixture, "max_budget", "12.5");
  send (fixture);
  g_assert_cmpstr (orch_field_row_get_message (row (fixture, "key_alias")), ==,
                   "Another key has this alias.");
  g_assert_null (ui_test_message (fixture->dialog));
  g_assert_true (orch_field_row_is_edited (row (fixture, "max_budget")));

  type (fixture, "key_alias", "ci-2");
  send (fixture);
  assert_created (fixture, "Created “ci-2”");
}

/* Without a keyring, the person has the secret before the server, for every attempt. */
static void
test_shown_first (Fixture *fixture, gconstpointer data)
{
  GtkWidget *secret_dialog;

  forget_dialog (fixture);
  fixture->has_no_keyring = TRUE;
  open_dialog (fixture, ORCH_DEMO_MASTER_KEY, USER);
  set_fault (fixture, "429@" GENERATE);
  ui_test_send (fixture->dialog);
  ui_test_wait_until ((secret_dialog = ui_test_find_window (ORCH_TYPE_SECRET_DIALOG)) != NULL);
  g_assert_nonnull (ui_test_find_label (secret_dialog, "not kept in a keyring"));
  gtk_widget_activate_action (secret_dialog, "secret.cancel", NULL);
  ui_test_wait_until (!ui_test_is_sending (fixture->dialog));
  g_assert_null (ui_test_message (fixture->dialog));
  g_assert_cmpuint (count_generated (fixture), ==, 0);

  ui_test_send (fixture->dialog);
  ui_test_wait_until ((secret_dialog = ui_test_find_window (ORCH_TYPE_SECRET_DIALOG)) != NULL);
  gtk_widget_activate_action (secret_dialog, "secret.saved", NULL);
  ui_test_wait_until (!ui_test_is_sending (fixture->dialog));
  g_assert_nonnull (ui_test_message (fixture->dialog));

  set_fault (fixture, NULL);
  type (fixture, "key_alias", "ci");
  send (fixture);
  assert_created (fixture, "Created “ci”");
  g_assert_true (fixture->is_saved);
}

static void
test_lost_and_found (Fixture *fixture, gconstpointer data)
{
  type (fixture, "key_alias", "ci");
  set_fault (fixture, "reset@" GENERATE);
  send (fixture);
  assert_says (fixture, "It is not known whether the server has done it.");
  g_assert_true (offers_to_look (fixture));

  set_fault (fixture, NULL);
  look (fixture);
  assert_created (fixture, "Created “ci”");
  g_assert_cmpuint (count_keys (fixture, "ci"), ==, 1);
  g_assert_cmpuint (count_generated (fixture), ==, 1);
}

static void
test_lost_and_not_created (Fixture *fixture, gconstpointer data)
{
  type (fixture, "key_alias", "ci");
  set_fault (fixture, "500@" GENERATE);
  send (fixture);
  g_assert_true (offers_to_look (fixture));

  set_fault (fixture, "503@GET /key/info");
  look (fixture);
  assert_says (fixture, "So it is still not known whether the key was created.");
  g_assert_true (offers_to_look (fixture));

  set_fault (fixture, NULL);
  look (fixture);
  assert_says (fixture, "The key was not created. You can try again.");
  g_assert_false (offers_to_look (fixture));
  send (fixture);
  assert_created (fixture, "Created “ci”");
  g_assert_cmpuint (count_keys (fixture, "ci"), ==, 1);
}

/* Whoever does not look but tries again gets the key that is there, not a second one. */
static void
test_lost_and_again (Fixture *fixture, gconstpointer data)
{
  type (fixture, "key_alias", "one");
  set_fault (fixture, "reset@" GENERATE);
  send (fixture);
  set_fault (fixture, NULL);
  type (fixture, "key_alias", "two");
  g_assert_false (offers_to_look (fixture));
  send (fixture);

  assert_created (fixture, "Created “one”, but the server did not take: Key alias");
  g_assert_cmpuint (count_generated (fixture), ==, 1);
}

static void
test_cancelled_too_late (Fixture *fixture, gconstpointer data)
{
  type (fixture, "key_alias", "ci");
  set_fault (fixture, "hang@" GENERATE);
  ui_test_send (fixture->dialog);
  ui_test_wait_until (count_generated (fixture) == 1);
  gtk_window_close (GTK_WINDOW (fixture->dialog));
  ui_test_wait_until (!ui_test_is_sending (fixture->dialog));
  assert_says (fixture, "it may have done so");
  g_assert_false (fixture->closed);

  set_fault (fixture, NULL);
  look (fixture);
  assert_created (fixture, "Created “ci”");
}

/* The secret comes all the same, for whoever can still show it. */
static void
test_closed_too_early (Fixture *fixture, gconstpointer data)
{
  type (fixture, "key_alias", "ci");
  set_fault (fixture, "delay:200@" GENERATE);
  ui_test_send (fixture->dialog);
  ui_test_wait_until (count_generated (fixture) == 1);
  gtk_window_destroy (GTK_WINDOW (fixture->dialog));
  g_assert_true (fixture->closed);
  ui_test_wait_until (fixture->key != NULL);
  assert_created (fixture, "Created “ci”");
}

static void
test_discard (Fixture *fixture, gconstpointer data)
{
  GtkWidget *question;

  type (fixture, "key_alias", "ci");
  gtk_window_close (GTK_WINDOW (fixture->dialog));
  ui_test_wait_until ((question = ui_test_find_question ()) != NULL);
  g_assert_cmpstr (adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (question)), ==,
                   "The key has not been created.");
  ui_test_answer ("_Discard");
  ui_test_wait_until (fixture->closed);
  g_assert_null (fixture->key);
}

/* Nothing was typed, but there may be a key whose secret would be lost. */
static void
test_discard_in_doubt (Fixture *fixture, gconstpointer data)
{
  GtkWidget *question;

  set_fault (fixture, "reset@" GENERATE);
  send (fixture);
  gtk_window_close (GTK_WINDOW (fixture->dialog));
  ui_test_wait_until ((question = ui_test_find_question ()) != NULL);
  g_assert_nonnull (strstr (adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (question)),
                            "is kept and will be offered"));
  ui_test_answer ("_Cancel");
  g_assert_false (fixture->closed);
}

static void
test_closes_untouched (Fixture *fixture, gconstpointer data)
{
  gtk_window_close (GTK_WINDOW (fixture->dialog));
  ui_test_wait_until (fixture->closed);
  g_assert_null (ui_test_find_question ());
}

static void
test_server_chooses (Fixture *fixture, gconstpointer data)
{
  orch_demo_server_set_chosen_keys_forbidden (fixture->demo, TRUE);
  type (fixture, "key_alias", "ci");
  send (fixture);
  assert_created (fixture, "Created “ci”");
  g_assert_cmpuint (count_generated (fixture), ==, 2);
}

static void
generate (Fixture *fixture, const char *alias)
{
  OrchKeyService *service = orch_session_get_key_service (fixture->session);
  g_autoptr (OrchKeyMaterial) material = orch_key_material_new_random (USER, alias);
  g_autoptr (OrchKeyMaterial) created = NULL;
  g_autoptr (OrchChanges) values = orch_changes_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  orch_key_service_generate_async (service, material, NULL, values, NULL, test_keep_result_cb,
                                   &result);
  created =
      orch_key_service_generate_finish (service, test_wait_result (&result), NULL, NULL, &error);
  g_assert_no_error (error);
}

/* The answer with the server’s own secret is lost: nobody can use that key. */
static void
test_useless_key (Fixture *fixture, gconstpointer data)
{
  orch_demo_server_set_chosen_keys_forbidden (fixture->demo, TRUE);
  generate (fixture, "before");
  type (fixture, "key_alias", "lost");
  set_fault (fixture, "reset@" GENERATE);
  send (fixture);
  g_assert_true (offers_to_look (fixture));

  set_fault (fixture, NULL);
  gtk_widget_activate_action (fixture->dialog, "dialog.look", NULL);
  ui_test_answer ("_Cancel");
  ui_test_wait_until (!ui_test_is_sending (fixture->dialog));
  assert_says (fixture, "The key “lost” was created, but the server chose its secret");
  g_assert_false (offers_to_look (fixture));
  g_assert_null (fixture->key);
}

/* So it is deleted, and created again. */
static void
test_useless_key_deleted (Fixture *fixture, gconstpointer data)
{
  orch_demo_server_set_chosen_keys_forbidden (fixture->demo, TRUE);
  generate (fixture, "before");
  type (fixture, "key_alias", "lost");
  set_fault (fixture, "reset@" GENERATE);
  send (fixture);
  set_fault (fixture, NULL);

  gtk_widget_activate_action (fixture->dialog, "dialog.look", NULL);
  ui_test_answer ("_Delete");
  ui_test_wait_until (!ui_test_is_sending (fixture->dialog));
  assert_says (fixture, "The key whose secret was lost is deleted. You can try again.");
  g_assert_cmpuint (count_keys (fixture, "lost"), ==, 0);

  send (fixture);
  assert_created (fixture, "Created “lost”");
  g_assert_cmpuint (count_keys (fixture, "lost"), ==, 1);
}

int
main (int argc, char *argv[])
{
  ui_test_init (&argc, &argv);

#define ADD(path, key, test)                                                                       \
  g_test_add ("/new-key-dialog/" path, Fixture, key, set_up, test, tear_down)

  ADD ("creates", NULL, test_creates);
  ADD ("for-oneself", ORCH_DEMO_USER_KEY, test_for_oneself);
  ADD ("needs-owner", NULL, test_needs_owner);
  ADD ("alias-taken", NULL, test_alias_taken);
  ADD ("shown-first", NULL, test_shown_first);
  ADD ("lost/found", NULL, test_lost_and_found);
  ADD ("lost/not-created", NULL, test_lost_and_not_created);
  ADD ("lost/again", NULL, test_lost_and_again);
  ADD ("cancelled-too-late", NULL, test_cancelled_too_late);
  ADD ("closed-too-early", NULL, test_closed_too_early);
  ADD ("discard", NULL, test_discard);
  ADD ("discard-in-doubt", NULL, test_discard_in_doubt);
  ADD ("closes-untouched", NULL, test_closes_untouched);
  ADD ("server-chooses", NULL, test_server_chooses);
  ADD ("useless-key", NULL, test_useless_key);
  ADD ("useless-key-deleted", NULL, test_useless_key_deleted);

#undef ADD

  return g_test_run ();
}
