#pragma once

#include "core/model/identity.h"
#include "core/services/key-service.h"

G_BEGIN_DECLS

/**
 * OrchBlockState:
 * @ORCH_BLOCK_WAITING: its turn has not come, or it was stopped in the middle
 * @ORCH_BLOCK_RUNNING: the request is under way
 * @ORCH_BLOCK_DONE: the job has blocked it
 * @ORCH_BLOCK_FAILED: the server did not block it; the next run tries again
 * @ORCH_BLOCK_BEFORE: it was blocked before
 * @ORCH_BLOCK_OWN: the key of this connection, which is left out
 */
typedef enum {
  ORCH_BLOCK_WAITING,
  ORCH_BLOCK_RUNNING,
  ORCH_BLOCK_DONE,
  ORCH_BLOCK_FAILED,
  ORCH_BLOCK_BEFORE,
  ORCH_BLOCK_OWN,
  ORCH_BLOCK_N_STATES,
} OrchBlockState;

#define ORCH_TYPE_BLOCK_ITEM (orch_block_item_get_type ())

/**
 * OrchBlockItem:
 *
 * One key of a job, and what became of it. Emits `OrchBlockItem::changed`.
 */
G_DECLARE_FINAL_TYPE (OrchBlockItem, orch_block_item, ORCH, BLOCK_ITEM, GObject)

OrchKey *orch_block_item_get_key (OrchBlockItem *self);
OrchBlockState orch_block_item_get_state (OrchBlockItem *self);
const GError *orch_block_item_get_error (OrchBlockItem *self);

#define ORCH_TYPE_BLOCK_JOB (orch_block_job_get_type ())

/**
 * OrchBlockJob:
 *
 * Blocks several keys, one after the other, and keeps the outcome of each. It can be stopped and
 * run again: what is done is not done twice. Emits `OrchBlockJob::changed` with each outcome.
 */
G_DECLARE_FINAL_TYPE (OrchBlockJob, orch_block_job, ORCH, BLOCK_JOB, GObject)

OrchBlockJob *orch_block_job_new (OrchKeyService *service, const OrchIdentity *identity,
                                  GPtrArray *keys);
GListModel *orch_block_job_get_items (OrchBlockJob *self);
guint orch_block_job_count (OrchBlockJob *self, OrchBlockState state);

void orch_block_job_run_async (OrchBlockJob *self, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data);
gboolean orch_block_job_run_finish (OrchBlockJob *self, GAsyncResult *result, GError **error);

G_END_DECLS
