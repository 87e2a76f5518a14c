#include "config.h"

#include "rotation-dialog-test.h"

/* --- the Enterprise edition --- */

static void
test_regenerates (RotationDialogTest *test, gconstpointer data)
{
  double max_budget;

  orch_field_row_set_text (rotation_dialog_test_row (test, "_Grace period"), "soon");
  g_assert_false (ui_test_can_send (test->dialog));
  orch_field_row_set_text (rotation_dialog_test_row (test, "_Grace period"), "");
  orch_field_row_set_text (rotation_dialog_test_row (test, "_Change settings"), "true");
  orch_field_row_set_text (rotation_dialog_test_row (test, "Max _budget"), "x");
  g_assert_false (ui_test_can_send (test->dialog));
  orch_field_row_set_text (rotation_dialog_test_row (test, "Max _budget"), "50");
  rotation_dialog_test_send (test);
  rotation_dialog_test_assert_rotated (test, "“ci” has a new secret.");
  g_assert_false (test->is_replacement);
  g_assert_false (test->is_saved);
  g_assert_true (orch_key_get_max_budget (test->new_key, &max_budget));
  g_assert_cmpfloat (max_budget, ==, 50);
  g_assert_false (rotation_dialog_test_old_key_is_there (test));
}

/* What was typed before the settings were closed again is not sent. */
static void
test_keeps_settings (RotationDialogTest *test, gconstpointer data)
{
  double max_budget;

  orch_field_row_set_text (rotation_dialog_test_row (test, "_Change settings"), "true");
  orch_field_row_set_text (rotation_dialog_test_row (test, "Max _budget"), "50");
  orch_field_row_set_text (rotation_dialog_test_row (test, "_Change settings"), NULL);
  rotation_dialog_test_send (test);
  rotation_dialog_test_assert_rotated (test, "“ci” has a new secret.");
  g_assert_true (orch_key_get_max_budget (test->new_key, &max_budget));
  g_assert_cmpfloat (max_budget, ==, 25);
}

static void
test_lost_and_found (RotationDialogTest *test, gconstpointer data)
{
  rotation_dialog_test_set_fault (test, "reset@" REGENERATE);
  rotation_dialog_test_send (test);
  rotation_dialog_test_assert_says (test, "It is not known whether the server has done it.");
  rotation_dialog_test_set_fault (test, NULL);
  rotation_dialog_test_look (test);
  rotation_dialog_test_assert_rotated (test, "“ci” has a new secret.");
  g_assert_cmpuint (rotation_dialog_test_count_requests (test, REGENERATE), ==, 1);
}

static void
test_lost_and_not_done (RotationDialogTest *test, gconstpointer data)
{
  rotation_dialog_test_set_fault (test, "500@" REGENERATE);
  rotation_dialog_test_send (test);
  rotation_dialog_test_look (test);
  rotation_dialog_test_assert_says (test, "its old secret goes on working");
  rotation_dialog_test_set_fault (test, NULL);
  rotation_dialog_test_send (test);
  rotation_dialog_test_assert_rotated (test, "“ci” has a new secret.");
}

/* Whoever leaves it in doubt is offered it later. */
static void
test_left_in_doubt (RotationDialogTest *test, gconstpointer data)
{
  rotation_dialog_test_set_fault (test, "reset@" REGENERATE);
  rotation_dialog_test_send (test);
  g_assert_cmpuint (rotation_dialog_test_count_waiting (test), ==, 0);
  rotation_dialog_test_close (test);
  g_assert_cmpuint (rotation_dialog_test_count_pending (test), ==, 1);
  g_assert_cmpuint (rotation_dialog_test_count_waiting (test), ==, 1);
  rotation_dialog_test_open (test);
}

static void
test_closed (RotationDialogTest *test, gconstpointer data)
{
  rotation_dialog_test_close (test);
  ui_test_wait_until (rotation_dialog_test_count_pending (test) == 0);
  g_assert_true (rotation_dialog_test_old_key_is_there (test));
  rotation_dialog_test_open (test);
}

/* Without a keyring, the person has the secret before the server. */
static void
test_shown_first (RotationDialogTest *test, gconstpointer data)
{
  ui_test_send (test->dialog);
  rotation_dialog_test_save_first (test, REGENERATE);
  ui_test_wait_until (test->closed);
  rotation_dialog_test_assert_rotated (test, "“ci” has a new secret.");
  g_assert_true (test->is_saved);
}

/* Somebody else changes the same field meanwhile. */
static void
change_budget (RotationDialogTest *test, double usd)
{
  OrchKeyService *service = orch_session_get_key_service (test->session);
  g_autoptr (OrchKey) key = orch_key_copy (test->key);
  g_autoptr (OrchChanges) changes = orch_changes_new ();
  g_autoptr (GAsyncResult) result = NULL;

  orch_changes_add (changes, orch_key_field (ORCH_KEY_MAX_BUDGET), g_variant_new_double (25),
                    g_variant_new_double (usd));
  orch_key_service_update_async (service, key, changes, TRUE, NULL, test_keep_result_cb, &result);
  g_assert_cmpint (orch_key_service_update_finish (service, test_wait_result (&result), NULL, NULL),
                   ==, ORCH_UPDATE_SAVED);
}

static void
test_overwrites (RotationDialogTest *test, gconstpointer data)
{
  double max_budget;

  change_budget (test, 30);
  orch_field_row_set_text (rotation_dialog_test_row (test, "_Change settings"), "true");
  orch_field_row_set_text (rotation_dialog_test_row (test, "Max _budget"), "50");
  rotation_dialog_test_send (test);
  ui_test_answer ("_Cancel");
  g_assert_true (rotation_dialog_test_old_key_is_there (test));

  rotation_dialog_test_send (test);
  ui_test_answer ("_Overwrite");
  ui_test_wait_until (test->closed);
  rotation_dialog_test_assert_rotated (test, "“ci” has a new secret.");
  g_assert_true (orch_key_get_max_budget (test->new_key, &max_budget));
  g_assert_cmpfloat (max_budget, ==, 50);
}

static void
test_refused (RotationDialogTest *test, gconstpointer data)
{
  rotation_dialog_test_set_fault (test, "429@" REGENERATE);
  rotation_dialog_test_send (test);
  g_assert_nonnull (ui_test_message (test->dialog));
  g_assert_true (rotation_dialog_test_old_key_is_there (test));
  rotation_dialog_test_set_fault (test, NULL);
  rotation_dialog_test_send (test);
  rotation_dialog_test_assert_rotated (test, "“ci” has a new secret.");
}

/* The server has given it a secret that is not known here. */
static void
regenerate_elsewhere (RotationDialogTest *test)
{
  OrchKeyService *service = orch_session_get_key_service (test->session);
  g_autoptr (OrchKeyMaterial) other = orch_key_material_new_random (USER, "ci");
  g_autoptr (OrchKeyMaterial) regenerated = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  orch_key_service_regenerate_user_key_async (service, test->key, other, NULL, FALSE, "1h", NULL,
                                              test_keep_result_cb, &result);
  regenerated = orch_key_service_regenerate_user_key_finish (service, test_wait_result (&result),
                                                             NULL, NULL, NULL);
  g_assert_nonnull (regenerated);
}

static void
test_somebody_else (RotationDialogTest *test, gconstpointer data)
{
  rotation_dialog_test_set_fault (test, "500@" REGENERATE);
  rotation_dialog_test_send (test);
  rotation_dialog_test_set_fault (test, NULL);
  regenerate_elsewhere (test);
  rotation_dialog_test_look (test);
  rotation_dialog_test_assert_says (test, "or given it a new secret.");
}

/* The server has chosen it: it is given another one. Until then it is in doubt. */
static void
test_other_secret (RotationDialogTest *test, gconstpointer data)
{
  g_autoptr (OrchKey) before = NULL;

  orch_demo_server_set_chosen_keys_forbidden (test->demo, TRUE);
  before = rotation_dialog_test_generate (test, "before");
  orch_field_row_set_text (rotation_dialog_test_row (test, "_Grace period"), "1h");
  rotation_dialog_test_set_fault (test, "500@" REGENERATE);
  rotation_dialog_test_send (test);
  rotation_dialog_test_set_fault (test, NULL);
  regenerate_elsewhere (test);
  rotation_dialog_test_look (test);
  rotation_dialog_test_assert_says (test, "regenerate the key once more");
  rotation_dialog_test_send (test);
  g_assert_true (test->closed);
  g_assert_cmpstr (test->text, ==, "“ci” has a new secret.");
}

/* As long as the first attempt may still arrive, its secret is kept. */
static void
test_stays_in_doubt (RotationDialogTest *test, gconstpointer data)
{
  rotation_dialog_test_set_fault (test, "500@" REGENERATE);
  rotation_dialog_test_send (test);
  rotation_dialog_test_set_fault (test, NULL);
  regenerate_elsewhere (test);
  rotation_dialog_test_send (test);
  rotation_dialog_test_assert_says (test, "or given it a new secret.");
  rotation_dialog_test_close (test);
  g_assert_cmpuint (rotation_dialog_test_count_waiting (test), ==, 1);
  rotation_dialog_test_open (test);
}

static void
test_needs_grace_period (RotationDialogTest *test, gconstpointer data)
{
  orch_demo_server_set_chosen_keys_forbidden (test->demo, TRUE);
  rotation_dialog_test_send (test);
  rotation_dialog_test_assert_says (test, "This server makes all secrets itself");
  g_assert_true (rotation_dialog_test_old_key_is_there (test));

  orch_field_row_set_text (rotation_dialog_test_row (test, "_Grace period"), "1h");
  rotation_dialog_test_send (test);
  g_assert_true (test->closed);
  g_assert_cmpstr (test->material->key_id, ==, orch_key_get_id (test->new_key));
}

/* --- the community edition --- */

/* Where the licence can't be asked for, the refusal tells. */
static void
test_offers_to_replace (RotationDialogTest *test, gconstpointer data)
{
  OrchServer *server = orch_session_get_server (test->session);

  rotation_dialog_test_close (test);
  ui_test_wait_until (orch_server_get_edition (server) == ORCH_EDITION_COMMUNITY);
  orch_server_set_edition (server, ORCH_EDITION_UNKNOWN);
  rotation_dialog_test_set_fault (test, "503@GET /health/license");
  rotation_dialog_test_open (test);
  rotation_dialog_test_send (test);
  rotation_dialog_test_assert_says (test, "Nothing was changed. You can replace the key instead.");
  g_assert_true (rotation_dialog_test_old_key_is_there (test));
  rotation_dialog_test_send (test);
  rotation_dialog_test_assert_rotated (test, "“ci” was replaced. The old key is deleted.");
}

int
main (int argc, char *argv[])
{
  static const RotationDialogSetting enterprise = { TRUE, TRUE, ORCH_DEMO_MASTER_KEY };
  static const RotationDialogSetting no_keyring = { TRUE, FALSE, ORCH_DEMO_MASTER_KEY };
  static const RotationDialogSetting community = { FALSE, TRUE, ORCH_DEMO_MASTER_KEY };

  ui_test_init (&argc, &argv);

#define ADD(name, setting, function)                                                               \
  g_test_add ("/regenerate-dialog/" name, RotationDialogTest, &setting,                            \
              rotation_dialog_test_set_up, function, rotation_dialog_test_tear_down)
  ADD ("regenerates", enterprise, test_regenerates);
  ADD ("keeps-settings", enterprise, test_keeps_settings);
  ADD ("lost-and-found", enterprise, test_lost_and_found);
  ADD ("lost-and-not-done", enterprise, test_lost_and_not_done);
  ADD ("left-in-doubt", enterprise, test_left_in_doubt);
  ADD ("closed", enterprise, test_closed);
  ADD ("shown-first", no_keyring, test_shown_first);
  ADD ("overwrites", enterprise, test_overwrites);
  ADD ("refused", enterprise, test_refused);
  ADD ("somebody-else", enterprise, test_somebody_else);
  ADD ("other-secret", enterprise, test_other_secret);
  ADD ("stays-in-doubt", enterprise, test_stays_in_doubt);
  ADD ("needs-grace-period", enterprise, test_needs_grace_period);
  ADD ("offers-to-replace", community, test_offers_to_replace);
#undef ADD

  return g_test_run ();
}
