#pragma once

#include <adwaita.h>

#include "core/lists/paged-list.h"
#include "ui/common/list-columns.h"

G_BEGIN_DECLS

/**
 * OrchListKind:
 *
 * What differs between lists. All texts are marked for translation.
 */
typedef struct {
  const char *name;      /* of the table, for those who can't see it */
  const char *milestone; /* for orch_trace(), when the first rows are on the screen */
  const OrchListColumn *columns;
  int sort; /* what a list opens with */
  gboolean descending;
  gboolean is_compact; /* a part of a page: as high as its rows, up to a limit */
  const char *busy_text;
  const char *empty_icon;
  const char *empty_title;
  const char *empty_text;
  const char *error_title;
  const char *clear_action; /* takes search and filter back */
  const char *retry_action; /* see orch_paged_list_retry() */
  char *(*describe_total) (guint total, gboolean is_filtered);
  char *(*describe_left_out) (guint n_left_out);
  gboolean (*is_filtered) (OrchPagedList *list);
  void (*set_sort) (OrchPagedList *list, int sort, gboolean descending);
} OrchListKind;

#define ORCH_TYPE_LIST_VIEW (orch_list_view_get_type ())

/**
 * OrchListView:
 *
 * The table of an OrchPagedList with its states (rows, none, none found, failed), and below it the
 * total. It tells the list which rows can be seen. Emits `OrchListView::activated` (the item) when
 * a row is opened.
 */
G_DECLARE_FINAL_TYPE (OrchListView, orch_list_view, ORCH, LIST_VIEW, GtkBox)

void orch_list_view_set_kind (OrchListView *self, const OrchListKind *kind);
void orch_list_view_set_list (OrchListView *self, OrchPagedList *list);
void orch_list_view_set_narrow (OrchListView *self, gboolean narrow);
void orch_list_view_set_no_results_text (OrchListView *self, const char *text);

GtkColumnView *orch_list_view_get_table (OrchListView *self);
void orch_list_view_scroll_to_top (OrchListView *self);
gboolean orch_list_view_grab_last_focus (OrchListView *self);

G_END_DECLS
