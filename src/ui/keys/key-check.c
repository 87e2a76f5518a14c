#include "config.h"

#include <glib/gi18n.h>

#include "core/lists/paged-row.h"

#include "ui/keys/key-check.h"

struct _OrchKeyCheck {
  GtkCheckButton parent_instance;

  OrchKeySelection *selection; /* (owned) */
  GSignalGroup *row_signals;   /* (owned) */
  GSignalGroup *key_signals;   /* (owned) */
};

G_DEFINE_FINAL_TYPE (OrchKeyCheck, orch_key_check, GTK_TYPE_CHECK_BUTTON)

/* (transfer full) (nullable): what the row holds by now */
static OrchKey *
dup_key (OrchKeyCheck *self)
{
  return g_signal_group_dup_target (self->key_signals);
}

static void
show_key (OrchKeyCheck *self)
{
  g_autoptr (OrchKey) key = dup_key (self);
  g_autofree char *name = NULL;

  if (key != NULL)
    /* Translators: the name of an API key */
    name = g_strdup_printf (_ ("Select %s"), orch_key_get_display_name (key));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name != NULL ? name : "", -1);
  gtk_widget_set_sensitive (GTK_WIDGET (self), key != NULL);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self),
                               key != NULL && orch_key_selection_contains (self->selection, key));
}

static void
toggled_cb (OrchKeyCheck *self)
{
  g_autoptr (OrchKey) key = dup_key (self);

  if (key != NULL)
    orch_key_selection_set (self->selection, key,
                            gtk_check_button_get_active (GTK_CHECK_BUTTON (self)));
}

static void
item_changed_cb (OrchKeyCheck *self, GParamSpec *pspec, OrchPagedRow *row)
{
  g_signal_group_set_target (self->key_signals, orch_paged_row_get_item (row));
  show_key (self);
}

static void
orch_key_check_dispose (GObject *object)
{
  OrchKeyCheck *self = ORCH_KEY_CHECK (object);

  g_clear_object (&self->row_signals);
  g_clear_object (&self->key_signals);
  g_clear_object (&self->selection);

  G_OBJECT_CLASS (orch_key_check_parent_class)->dispose (object);
}

static void
orch_key_check_class_init (OrchKeyCheckClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = orch_key_check_dispose;
}

static void
orch_key_check_init (OrchKeyCheck *self)
{
  self->row_signals = g_signal_group_new (ORCH_TYPE_PAGED_ROW);
  g_signal_group_connect_swapped (self->row_signals, "notify::item", G_CALLBACK (item_changed_cb),
                                  self);
  self->key_signals = g_signal_group_new (ORCH_TYPE_KEY);
  g_signal_group_connect_swapped (self->key_signals, "changed", G_CALLBACK (show_key), self);
  g_signal_connect (self, "toggled", G_CALLBACK (toggled_cb), NULL);
}

static void
set_row (OrchKeyCheck *self, OrchPagedRow *row)
{
  g_signal_group_set_target (self->row_signals, row);
  g_signal_group_set_target (self->key_signals, row != NULL ? orch_paged_row_get_item (row) : NULL);
  show_key (self);
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer selection)
{
  OrchKeyCheck *self = g_object_new (ORCH_TYPE_KEY_CHECK, NULL);

  self->selection = g_object_ref (selection);
  g_signal_connect_object (selection, "changed", G_CALLBACK (show_key), self, G_CONNECT_SWAPPED);
  gtk_list_item_set_child (item, GTK_WIDGET (self));
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  set_row (ORCH_KEY_CHECK (gtk_list_item_get_child (item)), gtk_list_item_get_item (item));
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  set_row (ORCH_KEY_CHECK (gtk_list_item_get_child (item)), NULL);
}

/**
 * orch_key_check_new_column:
 * @selection: what is chosen in it
 *
 * Creates a column for the table of an OrchKeyList in which keys are chosen. It is hidden.
 *
 * Returns: (transfer full): a column
 */
GtkColumnViewColumn *
orch_key_check_new_column (OrchKeySelection *selection)
{
  GtkListItemFactory *factory;
  GtkColumnViewColumn *column;

  g_return_val_if_fail (ORCH_IS_KEY_SELECTION (selection), NULL);

  factory = gtk_signal_list_item_factory_new ();
  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), selection, 0);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);

  column = gtk_column_view_column_new (NULL, factory);
  gtk_column_view_column_set_visible (column, FALSE);

  return column;
}
