#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The orders of a list of keys. */
typedef enum {
  ORCH_DEMO_KEY_SORT_DEFAULT,
  ORCH_DEMO_KEY_SORT_CREATED,
  ORCH_DEMO_KEY_SORT_UPDATED,
  ORCH_DEMO_KEY_SORT_SPEND,
  ORCH_DEMO_KEY_SORT_BUDGET,
  ORCH_DEMO_KEY_SORT_TOKEN,
  ORCH_DEMO_KEY_SORT_ALIAS,
  ORCH_DEMO_N_KEY_SORTS,
} OrchDemoKeySort;

/**
 * OrchDemoKeyIndex:
 *
 * The keys of the made-up people in one ascending order. A key takes four bytes and a bit, and the
 * people never change, so an index is made once, when it is asked for.
 */
typedef struct _OrchDemoKeyIndex OrchDemoKeyIndex;

OrchDemoKeyIndex *orch_demo_key_index_new (OrchDemoKeySort sort, guint n_people, gint64 epoch);
void orch_demo_key_index_free (OrchDemoKeyIndex *self);

guint orch_demo_key_index_get_size (const OrchDemoKeyIndex *self);
void orch_demo_key_index_get (const OrchDemoKeyIndex *self, guint position, guint *index,
                              guint *number);
guint orch_demo_key_index_get_end_of_equals (const OrchDemoKeyIndex *self, guint position);
guint orch_demo_key_index_get_start_of_equals (const OrchDemoKeyIndex *self, guint position);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OrchDemoKeyIndex, orch_demo_key_index_free)

G_END_DECLS
