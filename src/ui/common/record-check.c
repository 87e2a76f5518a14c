#include "config.h"

#include <glib/gi18n.h>

#include "core/lists/paged-row.h"

#include "ui/common/record-check.h"

struct _OrchRecordCheck {
  GtkCheckButton parent_instance;

  OrchRecordSelection *selection; /* (owned) */
  GSignalGroup *row_signals;      /* (owned) */
  GSignalGroup *record_signals;   /* (owned) */
};

G_DEFINE_FINAL_TYPE (OrchRecordCheck, orch_record_check, GTK_TYPE_CHECK_BUTTON)

/* (transfer full) (nullable): what the row holds by now */
static gpointer
dup_record (OrchRecordCheck *self)
{
  return g_signal_group_dup_target (self->record_signals);
}

static void
show_record (OrchRecordCheck *self)
{
  g_autoptr (GObject) record = dup_record (self);
  g_autofree char *name = NULL;

  if (record != NULL)
    /* Translators: the name of a user or an API key */
    name =
        g_strdup_printf (_ ("Select %s"), orch_record_selection_get_name (self->selection, record));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name != NULL ? name : "", -1);
  gtk_widget_set_sensitive (GTK_WIDGET (self), record != NULL);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self),
                               record != NULL
                                   && orch_record_selection_contains (self->selection, record));
}

static void
toggled_cb (OrchRecordCheck *self)
{
  g_autoptr (GObject) record = dup_record (self);

  if (record != NULL)
    orch_record_selection_set (self->selection, record,
                               gtk_check_button_get_active (GTK_CHECK_BUTTON (self)));
}

static void
item_changed_cb (OrchRecordCheck *self, GParamSpec *pspec, OrchPagedRow *row)
{
  g_signal_group_set_target (self->record_signals, orch_paged_row_get_item (row));
  show_record (self);
}

static void
orch_record_check_dispose (GObject *object)
{
  OrchRecordCheck *self = ORCH_RECORD_CHECK (object);

  g_clear_object (&self->row_signals);
  g_clear_object (&self->record_signals);
  g_clear_object (&self->selection);

  G_OBJECT_CLASS (orch_record_check_parent_class)->dispose (object);
}

static void
orch_record_check_class_init (OrchRecordCheckClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = orch_record_check_dispose;
}

static void
orch_record_check_init (OrchRecordCheck *self)
{
  self->row_signals = g_signal_group_new (ORCH_TYPE_PAGED_ROW);
  g_signal_group_connect_swapped (self->row_signals, "notify::item", G_CALLBACK (item_changed_cb),
                                  self);
  g_signal_connect (self, "toggled", G_CALLBACK (toggled_cb), NULL);
}

static void
set_row (OrchRecordCheck *self, OrchPagedRow *row)
{
  g_signal_group_set_target (self->row_signals, row);
  g_signal_group_set_target (self->record_signals,
                             row != NULL ? orch_paged_row_get_item (row) : NULL);
  show_record (self);
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer selection)
{
  OrchRecordCheck *self = g_object_new (ORCH_TYPE_RECORD_CHECK, NULL);

  self->selection = g_object_ref (selection);
  self->record_signals =
      g_signal_group_new (orch_record_selection_get_record_type (self->selection));
  g_signal_group_connect_swapped (self->record_signals, "changed", G_CALLBACK (show_record), self);
  g_signal_connect_object (selection, "changed", G_CALLBACK (show_record), self, G_CONNECT_SWAPPED);
  gtk_list_item_set_child (item, GTK_WIDGET (self));
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  set_row (ORCH_RECORD_CHECK (gtk_list_item_get_child (item)), gtk_list_item_get_item (item));
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  set_row (ORCH_RECORD_CHECK (gtk_list_item_get_child (item)), NULL);
}

/**
 * orch_record_check_new_column:
 * @selection: what is chosen in it
 *
 * Creates a column for the table of an #OrchPagedList in which records are chosen. It is hidden.
 *
 * Returns: (transfer full): a column
 */
GtkColumnViewColumn *
orch_record_check_new_column (OrchRecordSelection *selection)
{
  GtkListItemFactory *factory;
  GtkColumnViewColumn *column;

  g_return_val_if_fail (ORCH_IS_RECORD_SELECTION (selection), NULL);

  factory = gtk_signal_list_item_factory_new ();
  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), selection, 0);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);

  column = gtk_column_view_column_new (NULL, factory);
  gtk_column_view_column_set_visible (column, FALSE);

  return column;
}
