#include "config.h"

#include "core/model/key-fields.h"
#include "core/model/user-fields.h"
#include "test-server.h"
#include "ui-test.h"
#include "ui/common/chip.h"
#include "ui/common/models-row.h"

static const char *const offered[] = { "claude", "gpt-4o", "o3", NULL };

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
set_up (Fixture *fixture, gconstpointer data)
{
  const char *const *names = data;
  const OrchField *field = orch_key_field (ORCH_KEY_MODELS);
  GtkWidget *list = gtk_list_box_new ();

  fixture->row = g_object_new (ORCH_TYPE_MODELS_ROW, "title", "Mode_ls", "hint", "The hint", NULL);
  orch_field_row_set_value (fixture->row, field,
                            names != NULL ? g_variant_new_strv (names, -1) : NULL);
  g_signal_connect_swapped (fixture->row, "changed", G_CALLBACK (changed_cb), fixture);

  fixture->window = gtk_window_new ();
  gtk_list_box_append (GTK_LIST_BOX (list), GTK_WIDGET (fixture->row));
  gtk_window_set_child (GTK_WINDOW (fixture->window), list);
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
}

static void
type (Fixture *fixture, const char *text)
{
  gtk_editable_set_text (ui_test_child (fixture->row, "entry_row"), text);
}

static const char *
typed (Fixture *fixture)
{
  return gtk_editable_get_text (ui_test_child (fixture->row, "entry_row"));
}

static void
press_enter (Fixture *fixture)
{
  g_signal_emit_by_name (ui_test_child (fixture->row, "entry_row"), "entry-activated");
}

static gboolean
is_called (GtkWidget *chip, gconstpointer name)
{
  return g_str_equal (orch_chip_get_name (ORCH_CHIP (chip)), name);
}

static GtkWidget *
find_chip (Fixture *fixture, const char *name)
{
  return ui_test_find (fixture->row, ORCH_TYPE_CHIP, is_called, name);
}

static gboolean
is_marked (Fixture *fixture, const char *name)
{
  GtkWidget *chip = find_chip (fixture, name);

  g_assert_nonnull (chip);
  g_assert_cmpint (gtk_widget_has_css_class (chip, "warning"), ==,
                   gtk_widget_get_tooltip_text (chip) != NULL);

  return gtk_widget_has_css_class (chip, "warning");
}

static void
remove_chip (Fixture *fixture, const char *name)
{
  g_signal_emit_by_name (ui_test_child (find_chip (fixture, name), "remove_button"), "clicked");
}

static void
assert_value (Fixture *fixture, const char *expected)
{
  g_autoptr (GVariant) value = NULL;
  g_autofree char *printed = NULL;

  g_assert_true (orch_field_row_get_value (fixture->row, &value));
  printed = value != NULL ? g_variant_print (value, FALSE) : NULL;
  g_assert_cmpstr (printed, ==, expected);
}

static GListModel *
get_choices (Fixture *fixture)
{
  return G_LIST_MODEL (gtk_list_view_get_model (ui_test_child (fixture->row, "list_view")));
}

/* The names that can be chosen, with spaces between them. */
static void
assert_choices (Fixture *fixture, const char *expected)
{
  GListModel *choices = get_choices (fixture);
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (choices); i++) {
    g_autoptr (GtkStringObject) item = g_list_model_get_item (choices, i);

    g_string_append_printf (names, "%s%s", i > 0 ? " " : "", gtk_string_object_get_string (item));
  }
  g_assert_cmpstr (names->str, ==, expected);
}

static const char *const two[] = { "gpt-4o", "claude", NULL };

static void
test_chips (Fixture *fixture, gconstpointer data)
{
  assert_value (fixture, "['gpt-4o', 'claude']");
  g_assert_false (orch_field_row_is_edited (fixture->row));
  g_assert_cmpuint (fixture->n_changed, ==, 0);

  remove_chip (fixture, "gpt-4o");
  assert_value (fixture, "['claude']");
  g_assert_true (orch_field_row_is_edited (fixture->row));
  g_assert_cmpuint (fixture->n_changed, ==, 1);
  /* Who removes with the keyboard goes on from the next one. */
  g_assert_true (gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (fixture->row)))
                 == ui_test_child (find_chip (fixture, "claude"), "remove_button"));

  remove_chip (fixture, "claude");
  assert_value (fixture, NULL);
  g_assert_false (gtk_widget_get_visible (ui_test_child (fixture->row, "chips")));

  orch_field_row_revert (fixture->row);
  assert_value (fixture, "['gpt-4o', 'claude']");
  g_assert_false (orch_field_row_is_edited (fixture->row));
}

static void
test_typing (Fixture *fixture, gconstpointer data)
{
  type (fixture, "gpt");
  assert_value (fixture, "['gpt']");
  g_assert_null (find_chip (fixture, "gpt"));

  type (fixture, "gpt-4o, o");
  g_assert_nonnull (find_chip (fixture, "gpt-4o"));
  g_assert_cmpstr (typed (fixture), ==, "o");
  assert_value (fixture, "['gpt-4o', 'o']");

  type (fixture, "o3");
  press_enter (fixture);
  g_assert_nonnull (find_chip (fixture, "o3"));
  g_assert_cmpstr (typed (fixture), ==, "");
  assert_value (fixture, "['gpt-4o', 'o3']");

  /* Twice is once. */
  type (fixture, "o3,");
  press_enter (fixture);
  assert_value (fixture, "['gpt-4o', 'o3']");
}

/* What was typed is what counts, whether it became a chip or not. */
static void
test_bad_name (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GVariant) value = NULL;

  type (fixture, "a\x01");
  g_assert_false (orch_field_row_get_value (fixture->row, &value));
  g_assert_cmpstr (orch_field_row_get_message (fixture->row), !=, "The hint");
  press_enter (fixture);
  g_assert_false (orch_field_row_get_value (fixture->row, &value));
  remove_chip (fixture, "a\x01");
  assert_value (fixture, NULL);
  g_assert_cmpstr (orch_field_row_get_message (fixture->row), ==, "The hint");
}

static const char *const with_comma[] = { "a,b", "c", NULL };

static void
test_comma_in_name (Fixture *fixture, gconstpointer data)
{
  g_assert_nonnull (find_chip (fixture, "a,b"));
  remove_chip (fixture, "c");
  assert_value (fixture, "['a,b']");
  type (fixture, "\"x,y\", d");
  assert_value (fixture, "['a,b', 'x,y', 'd']");
  g_assert_nonnull (find_chip (fixture, "x,y"));
}

static void
test_choosing (Fixture *fixture, gconstpointer data)
{
  GtkWidget *button = ui_test_child (fixture->row, "choose_button");
  GtkWidget *search = ui_test_child (fixture->row, "search_entry");
  GtkWidget *list = ui_test_child (fixture->row, "list_view");

  g_assert_false (gtk_widget_get_visible (button));
  orch_models_row_set_offered (ORCH_MODELS_ROW (fixture->row), offered);
  g_assert_true (gtk_widget_get_visible (button));
  assert_choices (fixture, "o3");

  remove_chip (fixture, "gpt-4o");
  assert_choices (fixture, "gpt-4o o3");
  gtk_editable_set_text (GTK_EDITABLE (search), "PT-4");
  assert_choices (fixture, "gpt-4o");
  g_signal_emit_by_name (search, "activate");
  assert_value (fixture, "['claude', 'gpt-4o']");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (search)), ==, "");

  /* Nothing was looked for. */
  g_signal_emit_by_name (search, "activate");
  assert_value (fixture, "['claude', 'gpt-4o']");

  g_signal_emit_by_name (list, "activate", 0);
  assert_value (fixture, "['claude', 'gpt-4o', 'o3']");
  assert_choices (fixture, "");
  gtk_editable_set_text (GTK_EDITABLE (search), "no such");
  g_signal_emit_by_name (search, "activate");
  assert_value (fixture, "['claude', 'gpt-4o', 'o3']");
}

static const char *const odd[] = { "gpt-4o", "mistral", "openai/*", "all-proxy-models", NULL };

static void
test_marks (Fixture *fixture, gconstpointer data)
{
  static const char *const special[] = { "all-proxy-models", NULL };
  g_autoptr (GtkStringList) special_names = gtk_string_list_new (special);

  g_object_set (fixture->row, "special-names", special_names, NULL);
  g_assert_false (is_marked (fixture, "mistral"));

  orch_models_row_set_offered (ORCH_MODELS_ROW (fixture->row), offered);
  g_assert_false (is_marked (fixture, "gpt-4o"));
  g_assert_true (is_marked (fixture, "mistral"));
  g_assert_false (is_marked (fixture, "openai/*"));
  g_assert_false (is_marked (fixture, "all-proxy-models"));
  assert_choices (fixture, "claude o3");

  type (fixture, "gpt-5,");
  g_assert_true (is_marked (fixture, "gpt-5"));
  /* It can be saved all the same. */
  assert_value (fixture, "['gpt-4o', 'mistral', 'openai/*', 'all-proxy-models', 'gpt-5']");
}

/* A user's list cannot be emptied. */
static void
test_cannot_empty (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GVariant) value = NULL;

  orch_field_row_set_value (fixture->row, orch_user_field (ORCH_USER_MODELS),
                            g_variant_new_strv (two, -1));
  orch_field_row_set_text (fixture->row, "");
  g_assert_false (orch_field_row_get_value (fixture->row, &value));
  g_assert_nonnull (strstr (orch_field_row_get_message (fixture->row), "can’t empty this"));
}

static void
test_load (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TestServer) server = test_server_new ();
  g_autoptr (OrchClient) client =
      orch_client_new (test_server_get_url (server), "sk-test-0000000000");

  test_server_reply_fixture (server, "/models", "models");
  orch_models_row_load_offered (ORCH_MODELS_ROW (fixture->row), client);
  ui_test_wait_until (g_list_model_get_n_items (get_choices (fixture)) > 0);
}

/* In as many lines as they need, and none wider than there is room. */
static void
test_lines (Fixture *fixture, gconstpointer data)
{
  GtkWidget *chips = ui_test_child (fixture->row, "chips");
  int one_line, more_lines, minimum;

  gtk_widget_measure (chips, GTK_ORIENTATION_VERTICAL, 1000, NULL, &one_line, NULL, NULL);
  gtk_widget_measure (chips, GTK_ORIENTATION_VERTICAL, 150, NULL, &more_lines, NULL, NULL);
  g_assert_cmpint (more_lines, >=, 2 * one_line);
  gtk_widget_measure (chips, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <, 150);
}

int
main (int argc, char *argv[])
{
  ui_test_init (&argc, &argv);

#define ADD(path, names, test)                                                                     \
  g_test_add ("/models-row/" path, Fixture, names, set_up, test, tear_down)

  ADD ("chips", two, test_chips);
  ADD ("typing", NULL, test_typing);
  ADD ("bad-name", NULL, test_bad_name);
  ADD ("comma-in-name", with_comma, test_comma_in_name);
  ADD ("choosing", two, test_choosing);
  ADD ("marks", odd, test_marks);
  ADD ("cannot-empty", NULL, test_cannot_empty);
  ADD ("load", NULL, test_load);
  ADD ("lines", odd, test_lines);

#undef ADD

  return g_test_run ();
}
