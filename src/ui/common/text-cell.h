#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ORCH_TYPE_TEXT_CELL (orch_text_cell_get_type ())

/**
 * OrchTextCell:
 *
 * A cell of a table: one or two lines of text, and a budget's bar before them. GTK holds some 200
 * rows of a long list although two dozen can be seen, so a cell is one widget that draws itself and
 * keeps no layout. All cells of a table use the table's Pango context.
 */
G_DECLARE_DERIVABLE_TYPE (OrchTextCell, orch_text_cell, ORCH, TEXT_CELL, GtkWidget)

struct _OrchTextCellClass {
  GtkWidgetClass parent_class;
};

void orch_text_cell_set_chars (OrchTextCell *self, int minimum, int natural);
void orch_text_cell_set_two_lines (OrchTextCell *self, gboolean two_lines);
void orch_text_cell_set_has_bar (OrchTextCell *self, gboolean has_bar);

void orch_text_cell_set_text (OrchTextCell *self, const char *text, gboolean is_dim);
void orch_text_cell_set_suffix (OrchTextCell *self, const char *suffix);
void orch_text_cell_set_second_line (OrchTextCell *self, const char *text);
void orch_text_cell_set_budget (OrchTextCell *self, double spend, gboolean has_budget,
                                double budget);

const char *orch_text_cell_get_text (OrchTextCell *self);
gboolean orch_text_cell_get_is_dim (OrchTextCell *self);
const char *orch_text_cell_get_second_line (OrchTextCell *self);

G_END_DECLS
