#pragma once

#include "core/model/identity.h"
#include "core/rules/replacement-plan.h"
#include "core/services/key-service.h"
#include "core/services/replacement-journal.h"

G_BEGIN_DECLS

#define ORCH_REPLACEMENT_ERROR (orch_replacement_error_quark ())

/**
 * OrchReplacementError:
 * @ORCH_REPLACEMENT_ERROR_REFUSED: the plan refuses it
 * @ORCH_REPLACEMENT_ERROR_CHANGED: somebody changed or deleted the old key meanwhile
 * @ORCH_REPLACEMENT_ERROR_RIVAL: somebody else is replacing the same key, and was first
 * @ORCH_REPLACEMENT_ERROR_NEW_KEY_GONE: somebody deleted the new key
 * @ORCH_REPLACEMENT_ERROR_ALIAS_TAKEN: another key has the alias now; both keys are as they should
 *   be, but for the new one's alias
 * @ORCH_REPLACEMENT_ERROR_OWN_KEY: the connection still uses the key that is to be deleted
 *
 * Why a replacement does not go on. orch_replacement_get_step() tells how far it is.
 */
typedef enum {
  ORCH_REPLACEMENT_ERROR_REFUSED,
  ORCH_REPLACEMENT_ERROR_CHANGED,
  ORCH_REPLACEMENT_ERROR_RIVAL,
  ORCH_REPLACEMENT_ERROR_NEW_KEY_GONE,
  ORCH_REPLACEMENT_ERROR_ALIAS_TAKEN,
  ORCH_REPLACEMENT_ERROR_OWN_KEY,
} OrchReplacementError;

GQuark orch_replacement_error_quark (void);

/**
 * OrchReplacementLife:
 *
 * What was last seen of one of the two keys.
 */
typedef enum {
  ORCH_REPLACEMENT_LIFE_UNKNOWN,
  ORCH_REPLACEMENT_LIFE_ALIVE,
  ORCH_REPLACEMENT_LIFE_GONE,
} OrchReplacementLife;

#define ORCH_TYPE_REPLACEMENT (orch_replacement_get_type ())

/**
 * OrchReplacement:
 *
 * Puts a new key in the place of an old one, step by step, so that somebody has a working key at
 * every moment (contract §3.1): prepare, keep the new secret, generate, hand the secret over,
 * confirm. After an error or a restart, resume looks how far it is; from there it is confirmed or
 * undone. One operation at a time. Emits `OrchReplacement::changed` whenever the step changes.
 */
G_DECLARE_FINAL_TYPE (OrchReplacement, orch_replacement, ORCH, REPLACEMENT, GObject)

OrchReplacement *orch_replacement_new (OrchKeyService *service, OrchKey *key,
                                       const OrchChanges *changes, const OrchIdentity *identity,
                                       OrchReplacementJournal *journal);
OrchReplacement *orch_replacement_new_from_record (OrchKeyService *service,
                                                   const OrchReplacementRecord *record,
                                                   const OrchIdentity *identity,
                                                   OrchReplacementJournal *journal);

void orch_replacement_prepare_async (OrchReplacement *self, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data);
gboolean orch_replacement_prepare_finish (OrchReplacement *self, GAsyncResult *result,
                                          GError **error);
const OrchReplacementPlan *orch_replacement_get_plan (OrchReplacement *self);
GPtrArray *orch_replacement_get_rivals (OrchReplacement *self);
void orch_replacement_set_secret (OrchReplacement *self, const char *secret);
const OrchKeyMaterial *orch_replacement_get_material (OrchReplacement *self);

void orch_replacement_generate_async (OrchReplacement *self, GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer user_data);
gboolean orch_replacement_generate_finish (OrchReplacement *self, GAsyncResult *result,
                                           GError **error);
const char *const *orch_replacement_get_missing (OrchReplacement *self);

void orch_replacement_set_delete_old (OrchReplacement *self, gboolean delete_old);
void orch_replacement_set_overwrite (OrchReplacement *self, gboolean overwrite);
void orch_replacement_set_service (OrchReplacement *self, OrchKeyService *service);
void orch_replacement_confirm_async (OrchReplacement *self, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data);
gboolean orch_replacement_confirm_finish (OrchReplacement *self, GAsyncResult *result,
                                          GError **error);

void orch_replacement_undo_async (OrchReplacement *self, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data);
gboolean orch_replacement_undo_finish (OrchReplacement *self, GAsyncResult *result, GError **error);

void orch_replacement_resume_async (OrchReplacement *self, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data);
gboolean orch_replacement_resume_finish (OrchReplacement *self, GAsyncResult *result,
                                         GError **error);

void orch_replacement_leave (OrchReplacement *self);

OrchReplacementStep orch_replacement_get_step (OrchReplacement *self);
const OrchReplacementRecord *orch_replacement_get_record (OrchReplacement *self);
OrchReplacementLife orch_replacement_get_old_life (OrchReplacement *self);
OrchReplacementLife orch_replacement_get_new_life (OrchReplacement *self);
OrchKey *orch_replacement_get_new_key (OrchReplacement *self);
gboolean orch_replacement_is_of_connection (OrchReplacement *self);

G_END_DECLS
