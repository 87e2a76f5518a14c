#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * FaultTable:
 *
 * What was seen to happen, as a document.
 */
typedef struct _FaultTable FaultTable;

FaultTable *fault_table_new (void);
void fault_table_free (FaultTable *self);

void fault_table_begin (FaultTable *self, const char *fault, const char *description);
void fault_table_add (FaultTable *self, const char *operation, guint n_reads, guint n_writes,
                      const char *told);
guint fault_table_get_n_faults (FaultTable *self);

/* Fails the test unless the committed document says the same. */
void fault_table_compare (FaultTable *self);

G_END_DECLS
