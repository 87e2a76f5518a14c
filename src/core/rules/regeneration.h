#pragma once

#include "core/model/key.h"

G_BEGIN_DECLS

#define ORCH_REGENERATION_ERROR (orch_regeneration_error_quark ())

/**
 * OrchRegenerationError:
 * @ORCH_REGENERATION_ERROR_EXPIRED: the key has expired, and would be so with a new secret, too: it
 *   needs a new expiry among the changes
 * @ORCH_REGENERATION_ERROR_FIELD: a change cannot go along, see orch_regeneration_may_change()
 * @ORCH_REGENERATION_ERROR_CHANGED: somebody else changed the same fields meanwhile
 * @ORCH_REGENERATION_ERROR_NEEDS_GRACE: the server makes all secrets itself, so that an answer that
 *   is lost would lock everybody out: the old secret has to work for a while
 *
 * Why a key is not regenerated before anything was written: the old secret goes on working.
 */
typedef enum {
  ORCH_REGENERATION_ERROR_EXPIRED,
  ORCH_REGENERATION_ERROR_FIELD,
  ORCH_REGENERATION_ERROR_CHANGED,
  ORCH_REGENERATION_ERROR_NEEDS_GRACE,
} OrchRegenerationError;

GQuark orch_regeneration_error_quark (void);

gboolean orch_regeneration_may_change (OrchKeyField field);
gboolean orch_regeneration_needs_expiry (OrchKey *key, const OrchChanges *changes, GDateTime *now);
gboolean orch_regeneration_is_grace_period (const char *text);
gboolean orch_regeneration_check (OrchKey *key, const OrchChanges *changes, GDateTime *now,
                                  GError **error);

G_END_DECLS
