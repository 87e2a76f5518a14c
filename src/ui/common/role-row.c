#include "config.h"

#include "core/model/role.h"
#include "ui/common/role-row.h"
#include "ui/common/words.h"

struct _OrchRoleRow {
  OrchFieldRow parent_instance;

  GPtrArray *names; /* (owned): LiteLLM's names, in the order of the choice */

  AdwComboRow *combo_row;
};

G_DEFINE_FINAL_TYPE (OrchRoleRow, orch_role_row, ORCH_TYPE_FIELD_ROW)

static const OrchRole roles[] = {
  ORCH_ROLE_PROXY_ADMIN,
  ORCH_ROLE_PROXY_ADMIN_VIEWER,
  ORCH_ROLE_INTERNAL_USER,
  ORCH_ROLE_INTERNAL_USER_VIEWER,
};

static void
add_choice (OrchRoleRow *self, const char *name)
{
  GtkStringList *choices = GTK_STRING_LIST (adw_combo_row_get_model (self->combo_row));

  g_ptr_array_add (self->names, g_strdup (name));
  gtk_string_list_append (choices, orch_words_role_name (name[0] != '\0' ? name : NULL));
}

static void
orch_role_row_set_text (OrchFieldRow *row, const char *text)
{
  OrchRoleRow *self = ORCH_ROLE_ROW (row);
  const char *name = text != NULL ? text : "";
  guint index;

  if (!g_ptr_array_find_with_equal_func (self->names, name, g_str_equal, &index)) {
    index = self->names->len;
    add_choice (self, name);
  }

  adw_combo_row_set_selected (self->combo_row, index);
}

static char *
orch_role_row_get_text (OrchFieldRow *row)
{
  OrchRoleRow *self = ORCH_ROLE_ROW (row);
  guint index = adw_combo_row_get_selected (self->combo_row);

  return g_strdup (g_ptr_array_index (self->names, index));
}

static GtkWidget *
orch_role_row_get_input (OrchFieldRow *row)
{
  return GTK_WIDGET (ORCH_ROLE_ROW (row)->combo_row);
}

static void
orch_role_row_finalize (GObject *object)
{
  OrchRoleRow *self = ORCH_ROLE_ROW (object);

  g_clear_pointer (&self->names, g_ptr_array_unref);

  G_OBJECT_CLASS (orch_role_row_parent_class)->finalize (object);
}

static void
orch_role_row_class_init (OrchRoleRowClass *klass)
{
  OrchFieldRowClass *row_class = ORCH_FIELD_ROW_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = orch_role_row_finalize;
  row_class->set_text = orch_role_row_set_text;
  row_class->get_text = orch_role_row_get_text;
  row_class->get_input = orch_role_row_get_input;
}

static void
orch_role_row_init (OrchRoleRow *self)
{
  g_autoptr (GtkStringList) choices = gtk_string_list_new (NULL);
  GtkWidget *list = gtk_list_box_new ();

  self->names = g_ptr_array_new_with_free_func (g_free);
  self->combo_row = ADW_COMBO_ROW (adw_combo_row_new ());
  adw_combo_row_set_model (self->combo_row, G_LIST_MODEL (choices));
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    add_choice (self, orch_role_to_string (roles[i]));

  adw_preferences_row_set_use_underline (ADW_PREFERENCES_ROW (self->combo_row), TRUE);
  g_object_bind_property (self, "title", self->combo_row, "title", G_BINDING_SYNC_CREATE);

  /* It can take the focus only inside of a list. */
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "field-rows");
  gtk_list_box_append (GTK_LIST_BOX (list), GTK_WIDGET (self->combo_row));
  g_object_set (self, "content", list, NULL);
  g_signal_connect_swapped (self->combo_row, "notify::selected",
                            G_CALLBACK (orch_field_row_text_changed), self);
}
