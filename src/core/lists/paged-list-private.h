#pragma once

#include "core/lists/page-store.h"
#include "core/lists/paged-list.h"
#include "core/lists/paged-rows.h"
#include "core/lists/weak-map.h"

G_BEGIN_DECLS

/* What the files of the list share: paged-list.c is the model that a view sees, paged-list-load.c
 * fills it. */

typedef struct {
  guint page_size; /* of the next reload */
  guint settle_time;

  OrchListState state;
  GError *error;         /* (owned) (nullable): of %ORCH_LIST_FAILED */
  guint failed_page;     /* of %ORCH_LIST_FAILED */
  GDateTime *loaded_at;  /* (owned) (nullable): when a page came last */
  gboolean is_outdated;  /* the rows are another query's, or there are none yet */
  gboolean awaits_query; /* one is being typed: until it is there, the first rows have to do */
  gboolean may_grow;
  guint n_items; /* published */
  guint total;
  guint n_left_out;

  OrchPageStore *store; /* (owned) (nullable): until the first page was loaded */
  OrchPagedRows *rows;  /* (owned): those that somebody holds */
  OrchWeakMap *items;   /* (owned): ID → item, whoever holds it */

  gboolean has_visible;
  guint first_visible;
  guint last_visible;
  gint64 moved_at;           /* monotonic: when the visible range changed last */
  guint settle_source;       /* 0: the scroll has settled */
  guint shrink_source;       /* 0: nothing to do */
  guint loading_page;        /* 0: none */
  GCancellable *cancellable; /* (owned) (nullable): of the page that loads */
} OrchPagedListPrivate;

OrchPagedListPrivate *orch_paged_list_get_private (OrchPagedList *self);
void orch_paged_list_set_state (OrchPagedList *self, OrchListState state, GError *error);
void orch_paged_list_update_counts (OrchPagedList *self);
void orch_paged_list_splice (OrchPagedList *self, guint position, guint removed, guint added);

void orch_paged_list_load_page (OrchPagedList *self, guint page, guint page_size);
void orch_paged_list_load_missing_page (OrchPagedList *self);
guint orch_paged_list_find_missing_page (OrchPagedList *self);
void orch_paged_list_cancel_load (OrchPagedList *self);
void orch_paged_list_fail (OrchPagedList *self, GError *error);
guint orch_paged_list_get_n_first (OrchPagedList *self);
guint orch_paged_list_get_n_loaded (OrchPagedList *self);

G_END_DECLS
