#include "config.h"

#include <locale.h>

#include "core/model/user-fields.h"
#include "ui-test.h"
#include "ui/common/json-row.h"
#include "ui/common/role-row.h"
#include "ui/common/text-row.h"

typedef struct {
  GtkWidget *window; /* (owned by GTK) */
  OrchFieldRow *row;
  guint n_changed;
} Fixture;

static void
changed_cb (Fixture *fixture)
{
  fixture->n_changed++;
}

static void
show (Fixture *fixture, OrchFieldRow *row, OrchUserField field, GVariant *value)
{
  GtkWidget *list = gtk_list_box_new ();

  fixture->row = row;
  g_object_set (row, "hint", "The hint", NULL);
  orch_field_row_set_value (row, orch_user_field (field), value);
  g_signal_connect_swapped (row, "changed", G_CALLBACK (changed_cb), fixture);

  gtk_list_box_append (GTK_LIST_BOX (list), GTK_WIDGET (row));
  gtk_window_set_child (GTK_WINDOW (fixture->window), list);
}

static OrchFieldRow *
text_row (const char *unset_title)
{
  OrchFieldRow *row = g_object_new (ORCH_TYPE_TEXT_ROW, "title", "_Field", NULL);

  if (unset_title != NULL)
    g_object_set (row, "unset-title", unset_title, NULL);

  return row;
}

static void
type (Fixture *fixture, const char *text)
{
  gtk_editable_set_text (ui_test_child (fixture->row, "entry_row"), text);
}

static GtkWidget *
input (Fixture *fixture)
{
  return ORCH_FIELD_ROW_GET_CLASS (fixture->row)->get_input (fixture->row);
}

static void
assert_valid (Fixture *fixture, const char *printed_value)
{
  g_autoptr (GVariant) value = NULL;
  g_autofree char *printed = NULL;

  g_assert_true (orch_field_row_get_value (fixture->row, &value));
  printed = value != NULL ? g_variant_print (value, FALSE) : NULL;
  g_assert_cmpstr (printed, ==, printed_value);
  g_assert_cmpstr (orch_field_row_get_message (fixture->row), ==, "The hint");
  g_assert_null (gtk_test_accessible_check_state (GTK_ACCESSIBLE (input (fixture)),
                                                  GTK_ACCESSIBLE_STATE_INVALID,
                                                  GTK_ACCESSIBLE_INVALID_FALSE));
}

static void
assert_invalid (Fixture *fixture)
{
  GVariant *value = NULL;
  const char *message = orch_field_row_get_message (fixture->row);

  g_assert_false (orch_field_row_get_value (fixture->row, &value));
  g_assert_null (value);
  g_assert_cmpstr (message, !=, "");
  g_assert_cmpstr (message, !=, "The hint");
  g_assert_null (gtk_test_accessible_check_state (
      GTK_ACCESSIBLE (input (fixture)), GTK_ACCESSIBLE_STATE_INVALID, GTK_ACCESSIBLE_INVALID_TRUE));
  g_assert_null (gtk_test_accessible_check_property (GTK_ACCESSIBLE (input (fixture)),
                                                     GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, message));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->window = gtk_window_new ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
}

static void
test_text (Fixture *fixture, gconstpointer data)
{
  show (fixture, text_row (NULL), ORCH_USER_ALIAS, g_variant_new_string ("Ann"));

  assert_valid (fixture, "'Ann'");
  g_assert_false (orch_field_row_is_edited (fixture->row));
  g_assert_cmpuint (fixture->n_changed, ==, 0);

  type (fixture, "Bob");
  assert_valid (fixture, "'Bob'");
  g_assert_true (orch_field_row_is_edited (fixture->row));
  g_assert_cmpuint (fixture->n_changed, >, 0);

  type (fixture, "");
  assert_valid (fixture, NULL);

  orch_field_row_revert (fixture->row);
  assert_valid (fixture, "'Ann'");
  g_assert_false (orch_field_row_is_edited (fixture->row));
}

static void
test_bad_input (Fixture *fixture, gconstpointer data)
{
  static const struct {
    OrchUserField field;
    const char *text;
  } cases[] = {
    { ORCH_USER_MAX_BUDGET, "-1" },
    { ORCH_USER_MAX_BUDGET, "nan" },
    { ORCH_USER_MAX_BUDGET, "inf" },
    { ORCH_USER_MAX_BUDGET, "1e400" },
    { ORCH_USER_MAX_BUDGET, "1e300" },
    { ORCH_USER_MAX_BUDGET, "1,234.50" },
    { ORCH_USER_MAX_BUDGET, "1'000" },
    { ORCH_USER_MAX_BUDGET, "twelve" },
    { ORCH_USER_SPEND, "-0.5" },
    { ORCH_USER_TPM_LIMIT, "1.5" },
    { ORCH_USER_TPM_LIMIT, "-1" },
    { ORCH_USER_RPM_LIMIT, "99999999999999999999" },
    { ORCH_USER_BUDGET_DURATION, "1y" },
    { ORCH_USER_BUDGET_DURATION, "2mo" },
    { ORCH_USER_BUDGET_DURATION, "0d" },
    { ORCH_USER_BUDGET_DURATION, "1d junk" },
    { ORCH_USER_EMAIL, "not an email" },
    { ORCH_USER_EMAIL, "a@" },
    { ORCH_USER_EMAIL, "a\t@example.org" },
    { ORCH_USER_ALIAS, "bell\a" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    show (fixture, text_row (NULL), cases[i].field, NULL);
    type (fixture, cases[i].text);
    assert_invalid (fixture);
  }
}

/* JSON gets a point anyway. */
static void
test_decimal_comma (Fixture *fixture, gconstpointer data)
{
  if (setlocale (LC_NUMERIC, "de_DE.UTF-8") == NULL) {
    g_test_skip ("this locale is not installed");
    return;
  }

  show (fixture, text_row (NULL), ORCH_USER_MAX_BUDGET, g_variant_new_double (42.5));
  g_assert_cmpstr (gtk_editable_get_text (ui_test_child (fixture->row, "entry_row")), ==, "42,5");

  type (fixture, "43,25");
  assert_valid (fixture, "43.25");
  type (fixture, "1.234,5");
  assert_invalid (fixture);

  setlocale (LC_NUMERIC, "C");
}

static void
test_unset_switch (Fixture *fixture, gconstpointer data)
{
  GtkSwitch *unset;

  show (fixture, text_row ("_No limit"), ORCH_USER_MAX_BUDGET, NULL);
  unset = ui_test_child (fixture->row, "unset_switch");

  g_assert_true (gtk_switch_get_active (unset));
  assert_valid (fixture, NULL);

  gtk_switch_set_active (unset, FALSE);
  assert_invalid (fixture);

  type (fixture, "0");
  assert_valid (fixture, "0.0");

  type (fixture, "42.5");
  assert_valid (fixture, "42.5");

  type (fixture, "nonsense");
  assert_invalid (fixture);

  gtk_switch_set_active (unset, TRUE);
  assert_valid (fixture, NULL);
  g_assert_false (orch_field_row_is_edited (fixture->row));
}

static void
test_kept_if_untouched (Fixture *fixture, gconstpointer data)
{
  show (fixture, text_row (NULL), ORCH_USER_EMAIL, g_variant_new_string ("not an email"));

  assert_valid (fixture, "'not an email'");

  type (fixture, "not an e-mail");
  assert_invalid (fixture);

  orch_field_row_revert (fixture->row);
  assert_valid (fixture, "'not an email'");
}

static void
test_server_error (Fixture *fixture, gconstpointer data)
{
  show (fixture, text_row (NULL), ORCH_USER_ALIAS, NULL);
  type (fixture, "Ann");

  orch_field_row_set_error (fixture->row, "The server says no");
  g_assert_cmpstr (orch_field_row_get_message (fixture->row), ==, "The server says no");
  g_assert_cmpstr (gtk_editable_get_text (ui_test_child (fixture->row, "entry_row")), ==, "Ann");

  type (fixture, "Bob");
  assert_valid (fixture, "'Bob'");
}

static void
test_suggestion (Fixture *fixture, gconstpointer data)
{
  show (fixture, text_row ("_No reset"), ORCH_USER_BUDGET_DURATION, NULL);

  gtk_widget_activate_action (GTK_WIDGET (fixture->row), "row.suggest", "s", "30d");

  assert_valid (fixture, "'30d'");
}

static void
test_models (Fixture *fixture, gconstpointer data)
{
  static const char *const models[] = { "gpt-4o", "claude" };

  show (fixture, text_row (NULL), ORCH_USER_MODELS, g_variant_new_strv (models, 2));

  g_assert_cmpstr (gtk_editable_get_text (ui_test_child (fixture->row, "entry_row")), ==,
                   "gpt-4o, claude");

  type (fixture, " a ,b,, a");
  assert_valid (fixture, "['a', 'b']");

  type (fixture, "");
  assert_invalid (fixture);
}

static void
test_role (Fixture *fixture, gconstpointer data)
{
  OrchFieldRow *row = g_object_new (ORCH_TYPE_ROLE_ROW, "title", "R_ole", NULL);
  AdwComboRow *combo;

  show (fixture, row, ORCH_USER_ROLE, g_variant_new_string ("internal_user"));
  combo = ADW_COMBO_ROW (input (fixture));

  assert_valid (fixture, "'internal_user'");
  g_assert_cmpuint (g_list_model_get_n_items (adw_combo_row_get_model (combo)), ==, 4);

  adw_combo_row_set_selected (combo, 0);
  assert_valid (fixture, "'proxy_admin'");
  g_assert_cmpuint (fixture->n_changed, ==, 1);
}

/* No role, and one from the future, stay what they are until another is chosen. */
static void
test_odd_role (Fixture *fixture, gconstpointer data)
{
  const char *name = data;
  OrchFieldRow *row = g_object_new (ORCH_TYPE_ROLE_ROW, "title", "R_ole", NULL);
  g_autofree char *printed = name != NULL ? g_strdup_printf ("'%s'", name) : NULL;
  AdwComboRow *combo;

  show (fixture, row, ORCH_USER_ROLE, name != NULL ? g_variant_new_string (name) : NULL);
  combo = ADW_COMBO_ROW (input (fixture));

  assert_valid (fixture, printed);
  g_assert_cmpuint (g_list_model_get_n_items (adw_combo_row_get_model (combo)), ==, 5);

  adw_combo_row_set_selected (combo, 2);
  assert_valid (fixture, "'internal_user'");

  orch_field_row_revert (row);
  assert_valid (fixture, printed);
}

static void
test_json (Fixture *fixture, gconstpointer data)
{
  OrchFieldRow *row = g_object_new (ORCH_TYPE_JSON_ROW, "title", "Meta_data", NULL);

  show (fixture, row, ORCH_USER_METADATA, g_variant_new_string ("{\"a\": 1}"));
  assert_valid (fixture, "'{\"a\": 1}'");

  orch_field_row_set_text (row, "{\n  \"a\": 1,\n  \"b\" 2\n}");
  assert_invalid (fixture);
  g_assert_true (g_str_has_prefix (orch_field_row_get_message (row), "Line 3, column "));

  orch_field_row_set_text (row, "[1]");
  assert_invalid (fixture);

  orch_field_row_set_text (row, "{}");
  assert_invalid (fixture);

  orch_field_row_set_text (row, "{\"b\": 2}");
  g_assert_true (orch_field_row_is_edited (row));
  g_assert_cmpstr (orch_field_row_get_message (row), ==, "The hint");
}

int
main (int argc, char *argv[])
{
  ui_test_init (&argc, &argv);

#define ADD(path, data, test) g_test_add (path, Fixture, data, set_up, test, tear_down)

  ADD ("/rows/text", NULL, test_text);
  ADD ("/rows/bad-input", NULL, test_bad_input);
  ADD ("/rows/decimal-comma", NULL, test_decimal_comma);
  ADD ("/rows/unset-switch", NULL, test_unset_switch);
  ADD ("/rows/kept-if-untouched", NULL, test_kept_if_untouched);
  ADD ("/rows/server-error", NULL, test_server_error);
  ADD ("/rows/suggestion", NULL, test_suggestion);
  ADD ("/rows/models", NULL, test_models);
  ADD ("/rows/role", NULL, test_role);
  ADD ("/rows/role/none", NULL, test_odd_role);
  ADD ("/rows/role/unknown", "org_admin", test_odd_role);
  ADD ("/rows/json", NULL, test_json);

#undef ADD

  return g_test_run ();
}
