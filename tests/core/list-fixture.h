#pragma once

#include "fake-list.h"

G_BEGIN_DECLS

#define PAGE_SIZE 10

/* A list, and what a view that follows `items-changed` believes to be in it. */
typedef struct {
  FakeList *fake;
  OrchPagedList *list; /* the same */
  GListModel *model;   /* the same */
  GPtrArray *rows;     /* (owned) (element-type OrchPagedRow) */
} ListFixture;

void list_run_pending (void);
void list_use (ListFixture *fixture, guint total);
void list_set_up (ListFixture *fixture, gconstpointer data);
void list_set_up_empty (ListFixture *fixture, gconstpointer data);
void list_tear_down (ListFixture *fixture, gconstpointer data);
void list_show (ListFixture *fixture, guint first, guint last);
const char *list_get_id (ListFixture *fixture, guint position);
void list_assert_counts (ListFixture *fixture, guint n_items, guint total, guint n_left_out);
void list_assert_state (ListFixture *fixture, OrchListState state);

G_END_DECLS
