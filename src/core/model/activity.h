#pragma once

#include <glib-object.h>

#include "core/model/changes.h"

G_BEGIN_DECLS

/**
 * OrchActivityAction:
 *
 * What was done to a user or an API key. They are stored by name, see activity.c.
 */
typedef enum {
  ORCH_ACTIVITY_CREATE_USER,
  ORCH_ACTIVITY_INVITE_USER,
  ORCH_ACTIVITY_UPDATE_USER,
  ORCH_ACTIVITY_RESET_USER_SPEND,
  ORCH_ACTIVITY_DELETE_USER,
  ORCH_ACTIVITY_CREATE_KEY,
  ORCH_ACTIVITY_UPDATE_KEY,
  ORCH_ACTIVITY_BLOCK_KEY,
  ORCH_ACTIVITY_UNBLOCK_KEY,
  ORCH_ACTIVITY_RESET_KEY_SPEND,
  ORCH_ACTIVITY_REGENERATE_KEY,
  ORCH_ACTIVITY_REPLACE_KEY, /* the new key that takes the place of another one was made */
  ORCH_ACTIVITY_DELETE_KEY,
  ORCH_ACTIVITY_N_ACTIONS,
} OrchActivityAction;

gboolean orch_activity_action_is_of_user (OrchActivityAction action);

/**
 * OrchActivityOutcome:
 * @ORCH_ACTIVITY_DONE: the server has done it
 * @ORCH_ACTIVITY_FAILED: the server has not done it; the text is its own, or the technical cause
 * @ORCH_ACTIVITY_UNKNOWN: it was sent, and the answer is missing
 */
typedef enum {
  ORCH_ACTIVITY_DONE,
  ORCH_ACTIVITY_FAILED,
  ORCH_ACTIVITY_UNKNOWN,
  ORCH_ACTIVITY_N_OUTCOMES,
} OrchActivityOutcome;

#define ORCH_TYPE_ACTIVITY (orch_activity_get_type ())

/**
 * OrchActivity:
 *
 * One write of this program, for the journal. Never a secret. Of metadata only the names of the
 * entries that changed are kept, not the values: people and LiteLLM itself keep credentials there
 * (those of a key's logging, for instance), and nobody can tell which entry holds one.
 */
G_DECLARE_FINAL_TYPE (OrchActivity, orch_activity, ORCH, ACTIVITY, GObject)

OrchActivity *orch_activity_new (OrchActivityAction action, const char *record_id, const char *name,
                                 const OrchChanges *changes);
OrchActivity *orch_activity_new_from_text (const char *text);
char *orch_activity_to_text (OrchActivity *self);

void orch_activity_set_record (OrchActivity *self, const char *record_id, const char *name);
void orch_activity_set_previous_id (OrchActivity *self, const char *previous_id);
void orch_activity_set_origin (OrchActivity *self, const char *connection, const char *address,
                               const char *user_id);
void orch_activity_set_outcome (OrchActivity *self, OrchActivityOutcome outcome, const char *text);
OrchActivity *orch_activity_split (OrchActivity *self, const OrchChanges *not_taken);

OrchActivityAction orch_activity_get_action (OrchActivity *self);
GDateTime *orch_activity_get_time (OrchActivity *self);
const char *orch_activity_get_connection (OrchActivity *self);
const char *orch_activity_get_address (OrchActivity *self);
const char *orch_activity_get_user_id (OrchActivity *self);
const char *orch_activity_get_record_id (OrchActivity *self);
const char *orch_activity_get_previous_id (OrchActivity *self);
const char *orch_activity_get_name (OrchActivity *self);
const OrchChanges *orch_activity_get_changes (OrchActivity *self);
OrchActivityOutcome orch_activity_get_outcome (OrchActivity *self);
const char *orch_activity_get_text (OrchActivity *self);

G_END_DECLS
