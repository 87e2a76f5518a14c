#pragma once

#include "core/model/identity.h"
#include "core/services/key-rotator.h"
#include "core/services/key-service.h"

G_BEGIN_DECLS

/**
 * OrchKeyJobKind:
 *
 * What a job does to each of its keys.
 */
typedef enum {
  ORCH_KEY_JOB_BLOCK,
  ORCH_KEY_JOB_UNBLOCK,
  ORCH_KEY_JOB_RESET_SPEND,
  ORCH_KEY_JOB_DELETE,
  ORCH_KEY_JOB_ROTATE,
} OrchKeyJobKind;

gboolean orch_key_job_leaves_own (OrchKeyJobKind kind);

/**
 * OrchKeyJobState:
 * @ORCH_KEY_JOB_WAITING: its turn has not come, or it was stopped in the middle
 * @ORCH_KEY_JOB_RUNNING: the request is under way
 * @ORCH_KEY_JOB_DONE: the job has done it
 * @ORCH_KEY_JOB_FAILED: the server did not do it; the next run tries again
 * @ORCH_KEY_JOB_UNFINISHED: it is not known whether it was done, or only a part of it was; it is
 * not tried again
 * @ORCH_KEY_JOB_BEFORE: there was nothing to do
 * @ORCH_KEY_JOB_OWN: the key of this connection, which is left out
 * @ORCH_KEY_JOB_NOT_ALLOWED: the role may not do it to this key, which is left out
 */
typedef enum {
  ORCH_KEY_JOB_WAITING,
  ORCH_KEY_JOB_RUNNING,
  ORCH_KEY_JOB_DONE,
  ORCH_KEY_JOB_FAILED,
  ORCH_KEY_JOB_UNFINISHED,
  ORCH_KEY_JOB_BEFORE,
  ORCH_KEY_JOB_OWN,
  ORCH_KEY_JOB_NOT_ALLOWED,
  ORCH_KEY_JOB_N_STATES,
} OrchKeyJobState;

#define ORCH_TYPE_KEY_JOB_ITEM (orch_key_job_item_get_type ())

/**
 * OrchKeyJobItem:
 *
 * One key of a job, and what became of it. Emits `OrchKeyJobItem::changed`.
 */
G_DECLARE_FINAL_TYPE (OrchKeyJobItem, orch_key_job_item, ORCH, KEY_JOB_ITEM, GObject)

OrchKey *orch_key_job_item_get_key (OrchKeyJobItem *self);
OrchKeyJobState orch_key_job_item_get_state (OrchKeyJobItem *self);
const GError *orch_key_job_item_get_error (OrchKeyJobItem *self);

#define ORCH_TYPE_KEY_JOB (orch_key_job_get_type ())

/**
 * OrchKeyJob:
 *
 * Does one thing to several keys, one after the other, and keeps the outcome of each. It can be
 * stopped and run again: what is done is not done twice. Emits `OrchKeyJob::changed` with each
 * outcome.
 */
G_DECLARE_FINAL_TYPE (OrchKeyJob, orch_key_job, ORCH, KEY_JOB, GObject)

OrchKeyJob *orch_key_job_new (OrchKeyService *service, OrchKeyJobKind kind,
                              const OrchIdentity *identity, GPtrArray *keys);
OrchKeyJob *orch_key_job_new_rotation (OrchKeyService *service, OrchKeyRotator *rotator,
                                       const OrchIdentity *identity, GPtrArray *keys);
OrchKeyJobKind orch_key_job_get_kind (OrchKeyJob *self);
GListModel *orch_key_job_get_items (OrchKeyJob *self);
guint orch_key_job_count (OrchKeyJob *self, OrchKeyJobState state);

void orch_key_job_run_async (OrchKeyJob *self, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data);
gboolean orch_key_job_run_finish (OrchKeyJob *self, GAsyncResult *result, GError **error);

G_END_DECLS
