#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * OrchPageStore:
 *
 * The loaded pages of one query, at most %ORCH_PAGE_STORE_MAX_PAGES: the least recently used one
 * goes first. Pages count from 1, positions from 0. An item that is already in another loaded page
 * is left out (contract §6.2), which makes its page shorter and moves the positions after it.
 */
typedef struct _OrchPageStore OrchPageStore;

#define ORCH_PAGE_STORE_MAX_PAGES 16

OrchPageStore *orch_page_store_new (guint page_size, guint total);
void orch_page_store_free (OrchPageStore *self);

guint orch_page_store_get_total (const OrchPageStore *self);
guint orch_page_store_set_total (OrchPageStore *self, guint total);
guint orch_page_store_get_page_size (const OrchPageStore *self);
guint orch_page_store_get_n_pages (const OrchPageStore *self);
guint orch_page_store_get_n_items (const OrchPageStore *self);
guint orch_page_store_get_n_left_out (const OrchPageStore *self);

guint orch_page_store_get_start (const OrchPageStore *self, guint page);
guint orch_page_store_get_length (const OrchPageStore *self, guint page);
guint orch_page_store_find_page (const OrchPageStore *self, guint position);
gpointer orch_page_store_get_item (const OrchPageStore *self, guint position);

gboolean orch_page_store_is_page_in_range (const OrchPageStore *self, guint page, guint first,
                                           guint last);
guint orch_page_store_use_range (OrchPageStore *self, guint first, guint last);
void orch_page_store_add_page (OrchPageStore *self, guint page, GPtrArray *items);

G_END_DECLS
