#pragma once

#include "core/model/identity.h"
#include "core/services/user-service.h"

G_BEGIN_DECLS

/**
 * OrchUserJobState:
 * @ORCH_USER_JOB_UNREAD: nobody has looked yet who that is
 * @ORCH_USER_JOB_READING: the server is asked
 * @ORCH_USER_JOB_UNREADABLE: that did not work; the next reading tries again
 * @ORCH_USER_JOB_UNKNOWN: there is no such user
 * @ORCH_USER_JOB_AMBIGUOUS: several users have this e-mail address
 * @ORCH_USER_JOB_TWICE: this user is in the list already
 * @ORCH_USER_JOB_NOT_ALLOWED: the role may not do it to this user
 * @ORCH_USER_JOB_OWN: one's own role, which is left out
 * @ORCH_USER_JOB_SAME: the user has these values already
 * @ORCH_USER_JOB_WAITING: its turn has not come, or it was stopped in the middle
 * @ORCH_USER_JOB_SAVING: the request is under way
 * @ORCH_USER_JOB_SAVED: the server took every change
 * @ORCH_USER_JOB_PARTLY: the server answered, but did not take all changes
 * @ORCH_USER_JOB_CONFLICT: somebody else changed the same meanwhile, and nothing was sent; the next
 *   run overwrites that
 * @ORCH_USER_JOB_FAILED: the server did not do it, or it is not known; the next run tries again
 *
 * What became of one user of a job. Only those from @ORCH_USER_JOB_WAITING on are to be saved.
 */
typedef enum {
  ORCH_USER_JOB_UNREAD,
  ORCH_USER_JOB_READING,
  ORCH_USER_JOB_UNREADABLE,
  ORCH_USER_JOB_UNKNOWN,
  ORCH_USER_JOB_AMBIGUOUS,
  ORCH_USER_JOB_TWICE,
  ORCH_USER_JOB_NOT_ALLOWED,
  ORCH_USER_JOB_OWN,
  ORCH_USER_JOB_SAME,
  ORCH_USER_JOB_WAITING,
  ORCH_USER_JOB_SAVING,
  ORCH_USER_JOB_SAVED,
  ORCH_USER_JOB_PARTLY,
  ORCH_USER_JOB_CONFLICT,
  ORCH_USER_JOB_FAILED,
  ORCH_USER_JOB_N_STATES,
} OrchUserJobState;

#define ORCH_TYPE_USER_JOB_ITEM (orch_user_job_item_get_type ())

/**
 * OrchUserJobItem:
 *
 * One line of the list of a job, who that is, what changes, and what became of it. Emits
 * `OrchUserJobItem::changed`.
 */
G_DECLARE_FINAL_TYPE (OrchUserJobItem, orch_user_job_item, ORCH, USER_JOB_ITEM, GObject)

const char *orch_user_job_item_get_name (OrchUserJobItem *self);
OrchUser *orch_user_job_item_get_user (OrchUserJobItem *self);
const OrchChanges *orch_user_job_item_get_changes (OrchUserJobItem *self);
const OrchChanges *orch_user_job_item_get_not_taken (OrchUserJobItem *self);
OrchUserJobState orch_user_job_item_get_state (OrchUserJobItem *self);
const GError *orch_user_job_item_get_error (OrchUserJobItem *self);

#define ORCH_TYPE_USER_JOB (orch_user_job_get_type ())

/**
 * OrchUserJob:
 *
 * Saves the same values for several users. First all of them are read, because POST /user/update
 * would create those that do not exist (contract §1), so that what would change can be shown; then
 * it is saved, one user after the other. Both can be stopped and run again: what is done is not
 * done twice. Emits `OrchUserJob::changed` with each outcome.
 */
G_DECLARE_FINAL_TYPE (OrchUserJob, orch_user_job, ORCH, USER_JOB, GObject)

OrchUserJob *orch_user_job_new (OrchUserService *service, const OrchIdentity *identity,
                                const OrchChanges *wanted, const char *const *names);
GListModel *orch_user_job_get_items (OrchUserJob *self);
guint orch_user_job_count (OrchUserJob *self, OrchUserJobState state);

void orch_user_job_read_async (OrchUserJob *self, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data);
gboolean orch_user_job_read_finish (OrchUserJob *self, GAsyncResult *result, GError **error);
void orch_user_job_save_async (OrchUserJob *self, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data);
gboolean orch_user_job_save_finish (OrchUserJob *self, GAsyncResult *result, GError **error);

G_END_DECLS
