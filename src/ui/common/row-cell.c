#include "config.h"

#include "ui/users/user-cell.h"

struct _OrchUserCell {
  OrchTextCell parent_instance;

  OrchUserCellShow show;
  gconstpointer data; /* (unowned) */
  OrchPagedRow *row;  /* (owned) (nullable) */
  OrchUser *user;     /* (owned) (nullable): what the row holds */
  gulong item_handler;
  gulong changed_handler;
};

G_DEFINE_FINAL_TYPE (OrchUserCell, orch_user_cell, ORCH_TYPE_TEXT_CELL)

static void
show_user (OrchUserCell *self)
{
  self->show (ORCH_TEXT_CELL (self), self->user, self->data);
}

static void
set_user (OrchUserCell *self, OrchUser *user)
{
  if (self->user != NULL)
    g_clear_signal_handler (&self->changed_handler, self->user);

  g_set_object (&self->user, user);

  if (user != NULL)
    self->changed_handler =
        g_signal_connect_swapped (user, "changed", G_CALLBACK (show_user), self);
}

static void
item_changed_cb (OrchUserCell *self)
{
  set_user (self, orch_paged_row_get_item (self->row));
  show_user (self);
}

static void
drop_row (OrchUserCell *self)
{
  if (self->row != NULL)
    g_clear_signal_handler (&self->item_handler, self->row);
  g_clear_object (&self->row);
  set_user (self, NULL);
}

static void
orch_user_cell_dispose (GObject *object)
{
  drop_row (ORCH_USER_CELL (object));

  G_OBJECT_CLASS (orch_user_cell_parent_class)->dispose (object);
}

static void
orch_user_cell_class_init (OrchUserCellClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = orch_user_cell_dispose;
}

static void
orch_user_cell_init (OrchUserCell *self)
{
}

/**
 * orch_user_cell_new:
 * @show: says what it shows of a user
 * @data: passed to @show, static
 *
 * Returns: (transfer floating): an empty cell
 */
OrchUserCell *
orch_user_cell_new (OrchUserCellShow show, gconstpointer data)
{
  OrchUserCell *self;

  g_return_val_if_fail (show != NULL, NULL);

  self = g_object_new (ORCH_TYPE_USER_CELL, NULL);
  self->show = show;
  self->data = data;

  return self;
}

/**
 * orch_user_cell_set_row:
 * @self: a cell
 * @row: (nullable): the row of an OrchUserList to show from now on
 */
void
orch_user_cell_set_row (OrchUserCell *self, OrchPagedRow *row)
{
  g_return_if_fail (ORCH_IS_USER_CELL (self));
  g_return_if_fail (row == NULL || ORCH_IS_PAGED_ROW (row));

  drop_row (self);
  if (row == NULL)
    return;

  self->row = g_object_ref (row);
  self->item_handler =
      g_signal_connect_swapped (row, "notify::item", G_CALLBACK (item_changed_cb), self);
  item_changed_cb (self);
}
