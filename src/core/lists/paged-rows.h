#pragma once

#include "core/lists/page-store.h"
#include "core/lists/paged-row.h"

G_BEGIN_DECLS

/**
 * OrchPagedRows:
 *
 * The rows of an OrchPagedList that somebody holds, by position.
 */
typedef struct _OrchPagedRows OrchPagedRows;

OrchPagedRows *orch_paged_rows_new (void);
void orch_paged_rows_free (OrchPagedRows *self);

OrchPagedRow *orch_paged_rows_get (OrchPagedRows *self, guint position, gpointer item);
void orch_paged_rows_fill (OrchPagedRows *self, guint position, gpointer item);
void orch_paged_rows_refill (OrchPagedRows *self, OrchPageStore *store);
void orch_paged_rows_splice (OrchPagedRows *self, guint position, guint removed, guint added);

G_END_DECLS
