#pragma once

#include <gtk/gtk.h>

#include "core/services/session.h"
#include "secrets/pending-secrets.h"

G_BEGIN_DECLS

/**
 * OrchWaitingKey:
 *
 * A new key that somebody has to decide about: its secret was not saved yet, or the replacement
 * that it was made for is not finished.
 */
typedef struct {
  char *key_id;     /* (owned) */
  char *old_key_id; /* (owned) (nullable): whose place it takes */
  char *user_id;    /* (owned) (nullable): the owner */
  char *alias;      /* (owned) (nullable) */
  gint64 made_at;   /* seconds since the epoch */
  gboolean has_secret;
  gboolean is_replacement;
} OrchWaitingKey;

#define ORCH_TYPE_HANDOVER (orch_handover_get_type ())

/**
 * OrchHandover:
 *
 * Hands the secrets of new keys of one open connection over to the person, and loses none: each is
 * kept from before the request that makes use of it until the person has saved it. What nobody
 * deals with any more waits, and is to be offered. Emits `OrchHandover::changed` when that changes,
 * and `OrchHandover::rotated` when several keys have got new secrets.
 */
G_DECLARE_FINAL_TYPE (OrchHandover, orch_handover, ORCH, HANDOVER, GObject)

OrchHandover *orch_handover_new (OrchSession *session, OrchPendingSecrets *pending);

OrchSession *orch_handover_get_session (OrchHandover *self);
OrchPendingSecrets *orch_handover_get_pending (OrchHandover *self);
void orch_handover_set_patience (OrchHandover *self, guint milliseconds);

void orch_handover_keep_async (OrchHandover *self, const OrchKeyMaterial *material,
                               const char *old_key_id, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data);
gboolean orch_handover_keep_finish (OrchHandover *self, GAsyncResult *result, GError **error);

void orch_handover_secure_async (OrchHandover *self, const OrchKeyMaterial *material,
                                 const char *old_key_id, GtkWindow *parent, const char *reason,
                                 GCancellable *cancellable, GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean orch_handover_secure_finish (OrchHandover *self, GAsyncResult *result, gboolean *is_saved,
                                      GError **error);

void orch_handover_hold (OrchHandover *self, const char *key_id);
void orch_handover_leave (OrchHandover *self, const char *key_id);
void orch_handover_drop (OrchHandover *self, const char *key_id);

GtkWindow *orch_handover_present (OrchHandover *self, GtkWindow *parent,
                                  const OrchKeyMaterial *material);

void orch_handover_tell_rotated (OrchHandover *self);

GPtrArray *orch_handover_list_waiting (OrchHandover *self);

G_END_DECLS
