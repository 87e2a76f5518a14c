#pragma once

#include "core/model/key.h"

G_BEGIN_DECLS

/**
 * OrchRotationReasons:
 * @ORCH_ROTATION_OLD: its secret is older than the policy allows
 * @ORCH_ROTATION_NEVER_USED: nobody has ever used it
 * @ORCH_ROTATION_EXPIRES_SOON: its time is almost over
 *
 * Why a key should get a new secret.
 */
typedef enum {
  ORCH_ROTATION_NOT_DUE = 0,
  ORCH_ROTATION_OLD = 1 << 0,
  ORCH_ROTATION_NEVER_USED = 1 << 1,
  ORCH_ROTATION_EXPIRES_SOON = 1 << 2,
} OrchRotationReasons;

/**
 * OrchRotationPolicy:
 * @max_age_days: how old a secret may become, in days
 * @never_used: whether keys are due that were never used
 * @expires_within_days: how long before its end a key is due, in days
 *
 * Which keys are due for rotation.
 */
typedef struct {
  guint max_age_days;
  gboolean never_used;
  guint expires_within_days;
} OrchRotationPolicy;

OrchRotationReasons orch_rotation_due_find (OrchKey *key, const OrchRotationPolicy *policy,
                                            GDateTime *now);
GDateTime *orch_rotation_due_get_since (OrchKey *key);

G_END_DECLS
