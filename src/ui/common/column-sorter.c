#include "config.h"

#include "ui/common/column-sorter.h"

struct _OrchColumnSorter {
  GtkSorter parent_instance;

  guint key;
};

G_DEFINE_FINAL_TYPE (OrchColumnSorter, orch_column_sorter, GTK_TYPE_SORTER)

/* On the first item compared: the sorter that was asked. */
static GQuark
asked_quark (void)
{
  return g_quark_from_static_string ("orch-column-sorter-asked");
}

static GtkOrdering
orch_column_sorter_compare (GtkSorter *sorter, gpointer item1, gpointer item2)
{
  g_object_set_qdata (G_OBJECT (item1), asked_quark (), sorter);

  return GTK_ORDERING_SMALLER;
}

static GtkSorterOrder
orch_column_sorter_get_order (GtkSorter *sorter)
{
  return GTK_SORTER_ORDER_PARTIAL;
}

static void
orch_column_sorter_class_init (OrchColumnSorterClass *klass)
{
  GtkSorterClass *sorter_class = GTK_SORTER_CLASS (klass);

  sorter_class->compare = orch_column_sorter_compare;
  sorter_class->get_order = orch_column_sorter_get_order;
}

static void
orch_column_sorter_init (OrchColumnSorter *self)
{
}

/**
 * orch_column_sorter_new:
 * @key: what the caller knows the column by
 *
 * Returns: (transfer full): a sorter for one column
 */
GtkSorter *
orch_column_sorter_new (guint key)
{
  OrchColumnSorter *self = g_object_new (ORCH_TYPE_COLUMN_SORTER, NULL);

  self->key = key;

  return GTK_SORTER (self);
}

/**
 * orch_column_sorter_read:
 * @view_sorter: the sorter of a column view, see gtk_column_view_get_sorter ()
 * @key: (out): the key of the column that its header says to sort by
 * @descending: (out): the direction
 *
 * Reads what the person chose by clicking on headers.
 *
 * Returns: %FALSE if no column was chosen
 */
gboolean
orch_column_sorter_read (GtkSorter *view_sorter, guint *key, gboolean *descending)
{
  g_autoptr (GObject) item1 = NULL;
  g_autoptr (GObject) item2 = NULL;
  OrchColumnSorter *asked;
  GtkOrdering ordering;

  g_return_val_if_fail (GTK_IS_SORTER (view_sorter), FALSE);
  g_return_val_if_fail (key != NULL && descending != NULL, FALSE);

  item1 = g_object_new (G_TYPE_OBJECT, NULL);
  item2 = g_object_new (G_TYPE_OBJECT, NULL);
  ordering = gtk_sorter_compare (view_sorter, item1, item2);
  asked = g_object_get_qdata (item1, asked_quark ());
  if (asked == NULL)
    return FALSE;

  *key = asked->key;
  *descending = ordering == GTK_ORDERING_LARGER;

  return TRUE;
}
