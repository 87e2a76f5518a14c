#pragma once

#include "core/services/replacement.h"
#include "ui/connect/connector.h"
#include "ui/keys/handover.h"

G_BEGIN_DECLS

/**
 * OrchPendingState:
 * @ORCH_PENDING_UNKNOWN: nobody has looked, or looking has failed
 * @ORCH_PENDING_REPLACING: the replacement tells how far it is
 * @ORCH_PENDING_NEW_KEY_GONE: somebody deleted the new key of a replacement
 * @ORCH_PENDING_NOT_REPLACED: the new key of a replacement was not created
 * @ORCH_PENDING_EXISTS: the key exists
 * @ORCH_PENDING_NOT_CREATED: there is no key with this secret, nor with this alias
 * @ORCH_PENDING_UNTRACEABLE: there is none with this secret, and no alias to look for
 * @ORCH_PENDING_STRAY: there is none, but one with its alias, whose secret the server may have
 * chosen
 * @ORCH_PENDING_NOT_REGENERATED: the old key is as it was
 * @ORCH_PENDING_OTHER_SECRET: neither is there: the server has chosen another secret
 * @ORCH_PENDING_DELETED: the key was deleted
 *
 * What the server has of a new key that somebody has to decide about.
 */
typedef enum {
  ORCH_PENDING_UNKNOWN,
  ORCH_PENDING_REPLACING,
  ORCH_PENDING_NEW_KEY_GONE,
  ORCH_PENDING_NOT_REPLACED,
  ORCH_PENDING_EXISTS,
  ORCH_PENDING_NOT_CREATED,
  ORCH_PENDING_UNTRACEABLE,
  ORCH_PENDING_STRAY,
  ORCH_PENDING_NOT_REGENERATED,
  ORCH_PENDING_OTHER_SECRET,
  ORCH_PENDING_DELETED,
} OrchPendingState;

/**
 * OrchPendingOutcome:
 *
 * What the person decided last.
 */
typedef enum {
  ORCH_PENDING_NOTHING,
  ORCH_PENDING_SAVED,    /* the secret was saved */
  ORCH_PENDING_FINISHED, /* the new key has taken the place of the old one */
  ORCH_PENDING_LEFT,     /* both keys stay as they are */
  ORCH_PENDING_UNDONE,   /* the new key was deleted */
  ORCH_PENDING_REMOVED,  /* the key that was created in its place was deleted */
  ORCH_PENDING_FORGOTTEN,
} OrchPendingOutcome;

#define ORCH_TYPE_PENDING_KEY (orch_pending_key_get_type ())

/**
 * OrchPendingKey:
 *
 * A new key that waits for a decision: looks how it is, and does what the person decides. One thing
 * at a time. Emits `OrchPendingKey::changed`, also once it waits no more, and
 * `OrchPendingKey::written` after keys may have changed on the server.
 */
G_DECLARE_FINAL_TYPE (OrchPendingKey, orch_pending_key, ORCH, PENDING_KEY, GObject)

OrchPendingKey *orch_pending_key_new (OrchConnector *connector, OrchHandover *handover,
                                      const OrchWaitingKey *waiting);

void orch_pending_key_look (OrchPendingKey *self);
void orch_pending_key_show_secret (OrchPendingKey *self, GtkWindow *parent);
void orch_pending_key_finish (OrchPendingKey *self, gboolean overwrite);
void orch_pending_key_undo (OrchPendingKey *self);
void orch_pending_key_delete (OrchPendingKey *self);
void orch_pending_key_leave (OrchPendingKey *self);
void orch_pending_key_forget (OrchPendingKey *self);
void orch_pending_key_stop (OrchPendingKey *self);

const char *orch_pending_key_get_id (OrchPendingKey *self);
const char *orch_pending_key_get_old_id (OrchPendingKey *self);
const char *orch_pending_key_get_name (OrchPendingKey *self);
const char *orch_pending_key_get_user_id (OrchPendingKey *self);
gint64 orch_pending_key_get_made_at (OrchPendingKey *self);

OrchPendingState orch_pending_key_get_state (OrchPendingKey *self);
OrchPendingOutcome orch_pending_key_get_outcome (OrchPendingKey *self);
const GError *orch_pending_key_get_error (OrchPendingKey *self);
OrchReplacement *orch_pending_key_get_replacement (OrchPendingKey *self);
OrchKey *orch_pending_key_get_stray (OrchPendingKey *self);
gboolean orch_pending_key_has_secret (OrchPendingKey *self);
gboolean orch_pending_key_is_busy (OrchPendingKey *self);
gboolean orch_pending_key_is_writing (OrchPendingKey *self);
gboolean orch_pending_key_is_settled (OrchPendingKey *self);

gboolean orch_pending_key_can_look (OrchPendingKey *self);
gboolean orch_pending_key_can_show_secret (OrchPendingKey *self);
gboolean orch_pending_key_can_finish (OrchPendingKey *self);
gboolean orch_pending_key_can_undo (OrchPendingKey *self);
gboolean orch_pending_key_can_delete (OrchPendingKey *self);
gboolean orch_pending_key_can_leave (OrchPendingKey *self);
gboolean orch_pending_key_can_forget (OrchPendingKey *self);

G_END_DECLS
