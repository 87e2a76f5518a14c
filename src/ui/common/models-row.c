#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/rules/names.h"
#include "core/services/model-service.h"
#include "ui/common/chip.h"
#include "ui/common/wrap-box.h"

#include "ui/common/models-row.h"

struct _OrchModelsRow {
  OrchFieldRow parent_instance;

  GtkStringList *special;    /* (owned) (nullable) */
  GtkStringList *offered;    /* (owned): by the server */
  gboolean is_told;          /* what the server offers */
  GtkFilter *unchosen;       /* (owned): what is no chip yet */
  GtkStringFilter *search;   /* (owned) */
  GCancellable *cancellable; /* (owned) */
  gboolean moving;           /* text from the entry into chips */

  AdwEntryRow *entry_row;       /* (unowned) */
  GtkMenuButton *choose_button; /* (unowned) */
  GtkEditable *search_entry;    /* (unowned) */
  GtkListView *list_view;       /* (unowned) */
  GtkWidget *chips;             /* (unowned) */
};

G_DEFINE_FINAL_TYPE (OrchModelsRow, orch_models_row, ORCH_TYPE_FIELD_ROW)

enum {
  PROP_0,
  PROP_SPECIAL_NAMES,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static gboolean
holds (GtkStringList *list, const char *name)
{
  guint n_names = list != NULL ? g_list_model_get_n_items (G_LIST_MODEL (list)) : 0;

  for (guint i = 0; i < n_names; i++)
    if (g_str_equal (gtk_string_list_get_string (list, i), name))
      return TRUE;

  return FALSE;
}

/* (nullable) */
static OrchChip *
get_first_chip (OrchModelsRow *self)
{
  return (OrchChip *) gtk_widget_get_first_child (self->chips);
}

/* (nullable) */
static OrchChip *
get_next_chip (OrchChip *chip)
{
  return (OrchChip *) gtk_widget_get_next_sibling (GTK_WIDGET (chip));
}

static gboolean
has_chip (OrchModelsRow *self, const char *name)
{
  for (OrchChip *chip = get_first_chip (self); chip != NULL; chip = get_next_chip (chip))
    if (g_str_equal (orch_chip_get_name (chip), name))
      return TRUE;

  return FALSE;
}

/* A pattern stands for models of any name. */
static gboolean
is_unknown (OrchModelsRow *self, const char *name)
{
  return self->is_told && strchr (name, '*') == NULL && !holds (self->special, name)
         && !holds (self->offered, name);
}

static void
update_chips (OrchModelsRow *self)
{
  for (OrchChip *chip = get_first_chip (self); chip != NULL; chip = get_next_chip (chip))
    orch_chip_set_warning (chip, is_unknown (self, orch_chip_get_name (chip))
                                     ? _ ("The server offers no such model")
                                     : NULL);

  gtk_widget_set_visible (self->chips, get_first_chip (self) != NULL);
  gtk_filter_changed (self->unchosen, GTK_FILTER_CHANGE_DIFFERENT);
}

static void
chip_removed_cb (OrchModelsRow *self, OrchChip *chip)
{
  OrchChip *next = get_next_chip (chip);

  gtk_widget_unparent (GTK_WIDGET (chip));
  update_chips (self);
  /* The focus stays nearby. */
  gtk_widget_grab_focus (next != NULL ? GTK_WIDGET (next) : GTK_WIDGET (self->entry_row));

  orch_field_row_text_changed (ORCH_FIELD_ROW (self));
}

static void
add_chip (OrchModelsRow *self, const char *name)
{
  OrchChip *chip;

  if (has_chip (self, name))
    return;

  chip = orch_chip_new (name);
  g_signal_connect_object (chip, "removed", G_CALLBACK (chip_removed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_set_parent (GTK_WIDGET (chip), self->chips);
}

static void
add_chips (OrchModelsRow *self, const char *text)
{
  g_autoptr (GPtrArray) names = orch_names_parse (text);

  for (guint i = 0; i < names->len; i++)
    add_chip (self, g_ptr_array_index (names, i));
  update_chips (self);
}

static void
set_entry_text (OrchModelsRow *self, const char *text)
{
  self->moving = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->entry_row), text);
  gtk_editable_set_position (GTK_EDITABLE (self->entry_row), -1);
  self->moving = FALSE;
}

/* What stands before a comma is complete. */
static void
entry_changed_cb (OrchModelsRow *self)
{
  g_autofree char *text = NULL;
  const char *last;

  if (self->moving)
    return;

  text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry_row)));
  last = orch_names_find_last (text);
  if (last != NULL) {
    g_autofree char *complete = g_strndup (text, last - text);

    add_chips (self, complete);
    set_entry_text (self, g_strchug (text + (last - text)));
  }

  orch_field_row_text_changed (ORCH_FIELD_ROW (self));
}

static void
entry_activated_cb (OrchModelsRow *self)
{
  g_autofree char *text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry_row)));

  if (*text == '\0') {
    gtk_widget_activate_default (GTK_WIDGET (self));
    return;
  }

  add_chips (self, text);
  set_entry_text (self, "");
  orch_field_row_text_changed (ORCH_FIELD_ROW (self));
}

static void
choose (OrchModelsRow *self, guint position)
{
  g_autoptr (GtkStringObject) item =
      g_list_model_get_item (G_LIST_MODEL (gtk_list_view_get_model (self->list_view)), position);

  if (item == NULL)
    return;

  add_chip (self, gtk_string_object_get_string (item));
  update_chips (self);
  gtk_editable_set_text (self->search_entry, "");
  orch_field_row_text_changed (ORCH_FIELD_ROW (self));
}

static void
choice_activated_cb (OrchModelsRow *self, guint position)
{
  choose (self, position);
}

static void
search_activated_cb (OrchModelsRow *self)
{
  if (*gtk_editable_get_text (self->search_entry) != '\0')
    choose (self, 0);
}

static void
popover_shown_cb (OrchModelsRow *self)
{
  gtk_editable_set_text (self->search_entry, "");
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

static gboolean
is_unchosen (gpointer item, gpointer user_data)
{
  return !has_chip (ORCH_MODELS_ROW (user_data), gtk_string_object_get_string (item));
}

/* Special names first, then the server's; without what is chosen already. */
static void
create_choices (OrchModelsRow *self)
{
  g_autoptr (GListStore) lists = g_list_store_new (G_TYPE_LIST_MODEL);
  GListModel *all;
  GtkEveryFilter *filter = gtk_every_filter_new ();
  GtkFilterListModel *choices;

  if (self->special != NULL)
    g_list_store_append (lists, self->special);
  g_list_store_append (lists, self->offered);
  all = G_LIST_MODEL (gtk_flatten_list_model_new (G_LIST_MODEL (g_steal_pointer (&lists))));

  gtk_multi_filter_append (GTK_MULTI_FILTER (filter), GTK_FILTER (g_object_ref (self->search)));
  gtk_multi_filter_append (GTK_MULTI_FILTER (filter), g_object_ref (self->unchosen));
  choices = gtk_filter_list_model_new (all, GTK_FILTER (filter));
  gtk_list_view_set_model (self->list_view,
                           GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (choices))));
  gtk_widget_set_visible (GTK_WIDGET (self->choose_button),
                          self->special != NULL
                              || g_list_model_get_n_items (G_LIST_MODEL (self->offered)) > 0);
}

static void
offered_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_auto (GStrv) names = orch_model_service_list_finish (ORCH_CLIENT (source), result, NULL);

  /* Without the list, names can still be typed. */
  if (names != NULL)
    orch_models_row_set_offered (ORCH_MODELS_ROW (user_data), (const char *const *) names);
}

static void
orch_models_row_set_text (OrchFieldRow *row, const char *text)
{
  OrchModelsRow *self = ORCH_MODELS_ROW (row);
  OrchChip *chip;

  while ((chip = get_first_chip (self)) != NULL)
    gtk_widget_unparent (GTK_WIDGET (chip));
  set_entry_text (self, "");
  add_chips (self, text != NULL ? text : "");
  orch_field_row_text_changed (row);
}

static char *
orch_models_row_get_text (OrchFieldRow *row)
{
  OrchModelsRow *self = ORCH_MODELS_ROW (row);
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (self->entry_row));
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autofree char *chosen = NULL;

  for (OrchChip *chip = get_first_chip (self); chip != NULL; chip = get_next_chip (chip))
    g_ptr_array_add (names, (gpointer) orch_chip_get_name (chip));
  g_ptr_array_add (names, NULL);
  chosen = orch_names_to_text ((const char *const *) names->pdata);

  return *chosen != '\0' && *typed != '\0' ? g_strjoin (", ", chosen, typed, NULL)
                                           : g_strconcat (chosen, typed, NULL);
}

static GtkWidget *
orch_models_row_get_input (OrchFieldRow *row)
{
  return GTK_WIDGET (ORCH_MODELS_ROW (row)->entry_row);
}

static void
orch_models_row_set_property (GObject *object, guint prop_id, const GValue *value,
                              GParamSpec *pspec)
{
  OrchModelsRow *self = ORCH_MODELS_ROW (object);

  switch (prop_id) {
  case PROP_SPECIAL_NAMES:
    g_set_object (&self->special, g_value_get_object (value));
    create_choices (self);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
orch_models_row_dispose (GObject *object)
{
  OrchModelsRow *self = ORCH_MODELS_ROW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->special);
  g_clear_object (&self->offered);
  g_clear_object (&self->unchosen);
  g_clear_object (&self->search);

  G_OBJECT_CLASS (orch_models_row_parent_class)->dispose (object);
}

static void
orch_models_row_class_init (OrchModelsRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  OrchFieldRowClass *row_class = ORCH_FIELD_ROW_CLASS (klass);

  object_class->dispose = orch_models_row_dispose;
  object_class->set_property = orch_models_row_set_property;
  row_class->set_text = orch_models_row_set_text;
  row_class->get_text = orch_models_row_get_text;
  row_class->get_input = orch_models_row_get_input;

  properties[PROP_SPECIAL_NAMES] = g_param_spec_object (
      "special-names", NULL, NULL, GTK_TYPE_STRING_LIST, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (ORCH_TYPE_WRAP_BOX);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/common/models-row.ui");
  gtk_widget_class_bind_template_child (widget_class, OrchModelsRow, entry_row);
  gtk_widget_class_bind_template_child (widget_class, OrchModelsRow, choose_button);
  gtk_widget_class_bind_template_child (widget_class, OrchModelsRow, search_entry);
  gtk_widget_class_bind_template_child (widget_class, OrchModelsRow, list_view);
  gtk_widget_class_bind_template_child (widget_class, OrchModelsRow, chips);
  gtk_widget_class_bind_template_callback (widget_class, entry_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, choice_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, popover_shown_cb);
}

static void
orch_models_row_init (OrchModelsRow *self)
{
  self->offered = gtk_string_list_new (NULL);
  self->unchosen = GTK_FILTER (gtk_custom_filter_new (is_unchosen, self, NULL));
  self->search =
      gtk_string_filter_new (gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string"));
  self->cancellable = g_cancellable_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  g_object_bind_property (self->search_entry, "text", self->search, "search",
                          G_BINDING_SYNC_CREATE);
  create_choices (self);
}

/**
 * orch_models_row_set_offered:
 * @self: a row
 * @names: (array zero-terminated=1): the models of the server
 *
 * Offers these models, and marks what was chosen and is not among them.
 */
void
orch_models_row_set_offered (OrchModelsRow *self, const char *const *names)
{
  guint n_before;

  g_return_if_fail (ORCH_IS_MODELS_ROW (self));
  g_return_if_fail (names != NULL);

  n_before = g_list_model_get_n_items (G_LIST_MODEL (self->offered));
  gtk_string_list_splice (self->offered, 0, n_before, names);
  self->is_told = TRUE;
  create_choices (self);
  update_chips (self);
}

/**
 * orch_models_row_load_offered:
 * @self: a row
 * @client: the transport
 *
 * Asks the server which models it offers (GET /models), and offers them. Without an answer, names
 * can be typed all the same, and none is marked.
 */
void
orch_models_row_load_offered (OrchModelsRow *self, OrchClient *client)
{
  g_return_if_fail (ORCH_IS_MODELS_ROW (self));
  g_return_if_fail (ORCH_IS_CLIENT (client));

  orch_model_service_list_async (client, self->cancellable, offered_read_cb, self);
}
