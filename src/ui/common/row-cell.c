#include "config.h"

#include "ui/common/row-cell.h"

struct _OrchRowCell {
  OrchTextCell parent_instance;

  OrchRowCellShow show;
  gconstpointer data; /* (unowned) */
  OrchPagedRow *row;  /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (OrchRowCell, orch_row_cell, ORCH_TYPE_TEXT_CELL)

static void
show_row (gpointer cell)
{
  OrchRowCell *self = ORCH_ROW_CELL (cell);

  self->show (ORCH_TEXT_CELL (self), orch_paged_row_get_item (self->row), self->data);
}

static void
drop_row (OrchRowCell *self)
{
  if (self->row != NULL)
    orch_paged_row_unwatch (self->row, self);
  g_clear_object (&self->row);
}

static void
orch_row_cell_dispose (GObject *object)
{
  drop_row (ORCH_ROW_CELL (object));

  G_OBJECT_CLASS (orch_row_cell_parent_class)->dispose (object);
}

static void
orch_row_cell_class_init (OrchRowCellClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = orch_row_cell_dispose;
}

static void
orch_row_cell_init (OrchRowCell *self)
{
}

/**
 * orch_row_cell_new:
 * @show: says what it shows of an item
 * @data: passed to @show, static
 *
 * Returns: (transfer floating): an empty cell
 */
OrchRowCell *
orch_row_cell_new (OrchRowCellShow show, gconstpointer data)
{
  OrchRowCell *self;

  g_return_val_if_fail (show != NULL, NULL);

  self = g_object_new (ORCH_TYPE_ROW_CELL, NULL);
  self->show = show;
  self->data = data;

  return self;
}

/**
 * orch_row_cell_set_row:
 * @self: a cell
 * @row: (nullable): the row of an OrchPagedList to show from now on
 */
void
orch_row_cell_set_row (OrchRowCell *self, OrchPagedRow *row)
{
  g_return_if_fail (ORCH_IS_ROW_CELL (self));
  g_return_if_fail (row == NULL || ORCH_IS_PAGED_ROW (row));

  drop_row (self);
  if (row == NULL)
    return;

  self->row = g_object_ref (row);
  orch_paged_row_watch (row, show_row, self);
  show_row (self);
}
