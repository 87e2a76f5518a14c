#pragma once

#include <adwaita.h>

#include "core/model/key.h"
#include "core/rules/replacement-plan.h"

G_BEGIN_DECLS

#define ORCH_TYPE_ROTATION_TERMS (orch_rotation_terms_get_type ())

/**
 * OrchRotationTerms:
 *
 * What a new secret for a key means, and how it is to be: what stops working, the grace period,
 * whether the old key is deleted, what a replacement takes over, and whether settings change with
 * it. Emits `OrchRotationTerms::changed`.
 */
G_DECLARE_FINAL_TYPE (OrchRotationTerms, orch_rotation_terms, ORCH, ROTATION_TERMS, AdwBin)

void orch_rotation_terms_set_key (OrchRotationTerms *self, OrchKey *key, gboolean is_own,
                                  gboolean can_change);
void orch_rotation_terms_show_regenerate (OrchRotationTerms *self);
void orch_rotation_terms_show_replace (OrchRotationTerms *self, const OrchReplacementPlan *plan);

void orch_rotation_terms_want_changes (OrchRotationTerms *self);
gboolean orch_rotation_terms_wants_changes (OrchRotationTerms *self);
gboolean orch_rotation_terms_get_grace_period (OrchRotationTerms *self, char **grace_period);
gboolean orch_rotation_terms_get_delete_old (OrchRotationTerms *self);

G_END_DECLS
