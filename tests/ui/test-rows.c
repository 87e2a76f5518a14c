#include "config.h"

#include <locale.h>

#include "core/model/key-fields.h"
#include "core/model/user-fields.h"
#include "ui-test.h"
#include "ui/common/expiry-row.h"
#include "ui/common/json-row.h"
#include "ui/common/role-row.h"
#include "ui/common/switch-row.h"
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
show_field (Fixture *fixture, OrchFieldRow *row, const OrchField *field, GVariant *value)
{
  GtkWidget *list = gtk_list_box_new ();

  fixture->row = row;
  g_object_set (row, "hint", "The hint", NULL);
  orch_field_row_set_value (row, field, value);
  g_signal_connect_swapped (row, "changed", G_CALLBACK (changed_cb), fixture);

  gtk_list_box_append (GTK_LIST_BOX (list), GTK_WIDGET (row));
  gtk_window_set_child (GTK_WINDOW (fixture->window), list);
}

static void
show (Fixture *fixture, OrchFieldRow *row, OrchUserField field, GVariant *value)
{
  show_field (fixture, row, orch_user_field (field), value);
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

/* What would take seconds to break into lines is not broken. */
static void
test_json_long_word (Fixture *fixture, gconstpointer data)
{
  OrchFieldRow *row = g_object_new (ORCH_TYPE_JSON_ROW, "title", "Meta_data", NULL);
  GtkTextView *view = ui_test_child (row, "text_view");
  g_autofree char *word = g_strnfill (200000, 'x');
  g_autofree char *text = g_strdup_printf ("{\"a\": \"%s\"}", word);
  g_autofree char *printed = g_strdup_printf ("'{\\n  \"a\": \"%s\"\\n}'", word);

  show (fixture, row, ORCH_USER_METADATA, g_variant_new_string ("{\"a\": 1}"));
  g_assert_cmpint (gtk_text_view_get_wrap_mode (view), ==, GTK_WRAP_WORD_CHAR);
  orch_field_row_set_text (row, text);
  g_assert_cmpint (gtk_text_view_get_wrap_mode (view), ==, GTK_WRAP_NONE);
  assert_valid (fixture, printed);

  orch_field_row_set_text (row, "{\"a\": 1}");
  g_assert_cmpint (gtk_text_view_get_wrap_mode (view), ==, GTK_WRAP_WORD_CHAR);
}

/* Where no switch says so, an empty text is "unset". */
static void
test_unset_by_empty_text (Fixture *fixture, gconstpointer data)
{
  show_field (fixture, text_row (NULL), orch_key_field (ORCH_KEY_ROTATION_INTERVAL),
              g_variant_new_string ("30d"));
  type (fixture, "");
  assert_valid (fixture, NULL);
}

static void
test_switch (Fixture *fixture, gconstpointer data)
{
  OrchFieldRow *row = g_object_new (ORCH_TYPE_SWITCH_ROW, "title", "_Blocked", NULL);
  GtkSwitch *field_switch;

  show_field (fixture, row, orch_key_field (ORCH_KEY_BLOCKED), NULL);
  field_switch = GTK_SWITCH (input (fixture));
  assert_valid (fixture, NULL);
  g_assert_false (orch_switch_row_is_on (ORCH_SWITCH_ROW (row)));

  gtk_switch_set_active (field_switch, TRUE);
  assert_valid (fixture, "true");
  g_assert_true (orch_switch_row_is_on (ORCH_SWITCH_ROW (row)));
  g_assert_true (orch_field_row_is_edited (row));
  g_assert_cmpuint (fixture->n_changed, ==, 1);

  orch_field_row_revert (row);
  g_assert_false (orch_field_row_is_edited (row));
}

static OrchFieldRow *
expiry_row (void)
{
  return g_object_new (ORCH_TYPE_EXPIRY_ROW, "title", "E_xpires", "unset-title", "_Never expires",
                       NULL);
}

static void
test_expiry (Fixture *fixture, gconstpointer data)
{
  show_field (fixture, expiry_row (), orch_key_field (ORCH_KEY_EXPIRES), NULL);
  g_assert_true (gtk_switch_get_active (ui_test_child (fixture->row, "unset_switch")));
  assert_valid (fixture, NULL);

  orch_field_row_set_text (fixture->row, "");
  assert_invalid (fixture);
  type (fixture, "2040-01-31 18:30");
  assert_valid (fixture, "2211647400");
  type (fixture, "2040-01-31");
  assert_valid (fixture, "2211667140");
  type (fixture, "2001-01-31");
  assert_invalid (fixture);
  type (fixture, "tomorrow");
  assert_invalid (fixture);
}

/* The seconds are kept while nobody edits it. */
static void
test_untouched_expiry (Fixture *fixture, gconstpointer data)
{
  show_field (fixture, expiry_row (), orch_key_field (ORCH_KEY_EXPIRES), g_variant_new_int64 (123));
  assert_valid (fixture, "123");
}

static void
test_expiry_suggestion (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GVariant) value = NULL;
  gint64 left;

  show_field (fixture, expiry_row (), orch_key_field (ORCH_KEY_EXPIRES), NULL);
  gtk_widget_activate_action (GTK_WIDGET (fixture->row), "row.expire-in", "i", 30);
  g_assert_true (orch_field_row_get_value (fixture->row, &value));
  left = g_variant_get_int64 (value) - g_get_real_time () / G_USEC_PER_SEC;
  g_assert_cmpint (left, >, 30 * 24 * 60 * 60 - 120);
  g_assert_cmpint (left, <=, 30 * 24 * 60 * 60);
}

static void
select_day (Fixture *fixture, int year, int month, int day)
{
  g_autoptr (GDateTime) date = g_date_time_new_local (year, month, day, 0, 0, 0);

  gtk_calendar_select_day (ui_test_child (fixture->row, "calendar"), date);
}

static void
test_calendar (Fixture *fixture, gconstpointer data)
{
  GtkPopover *popover;
  g_autoptr (GDateTime) shown = NULL;

  show_field (fixture, expiry_row (), orch_key_field (ORCH_KEY_EXPIRES),
              g_variant_new_int64 (2211647400));
  gtk_window_present (GTK_WINDOW (fixture->window));
  popover = ui_test_child (fixture->row, "popover");
  gtk_popover_popup (popover);
  ui_test_wait_until (gtk_widget_get_visible (GTK_WIDGET (popover)));
  shown = gtk_calendar_get_date (ui_test_child (fixture->row, "calendar"));
  g_assert_cmpint (g_date_time_get_day_of_month (shown), ==, 31);
  g_assert_false (orch_field_row_is_edited (fixture->row));

  select_day (fixture, 2041, 12, 24);
  g_assert_cmpstr (gtk_editable_get_text (ui_test_child (fixture->row, "entry_row")), ==,
                   "2041-12-24 18:30");
  type (fixture, "nonsense of its length");
  select_day (fixture, 2041, 12, 25);
  g_assert_cmpstr (gtk_editable_get_text (ui_test_child (fixture->row, "entry_row")), ==,
                   "2041-12-25");
  gtk_popover_popdown (popover);
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
  ADD ("/rows/role", NULL, test_role);
  ADD ("/rows/role/none", NULL, test_odd_role);
  ADD ("/rows/role/unknown", "org_admin", test_odd_role);
  ADD ("/rows/json", NULL, test_json);
  ADD ("/rows/json/long-word", NULL, test_json_long_word);
  ADD ("/rows/unset-by-empty-text", NULL, test_unset_by_empty_text);
  ADD ("/rows/switch", NULL, test_switch);
  ADD ("/rows/expiry", NULL, test_expiry);
  ADD ("/rows/expiry/untouched", NULL, test_untouched_expiry);
  ADD ("/rows/expiry/suggestion", NULL, test_expiry_suggestion);
  ADD ("/rows/expiry/calendar", NULL, test_calendar);

#undef ADD

  return g_test_run ();
}
