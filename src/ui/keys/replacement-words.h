#pragma once

#include "core/rules/replacement-plan.h"
#include "core/services/replacement.h"

G_BEGIN_DECLS

/* Plain words for how a replacement goes, and for why a key gets no new secret. */
char *orch_replacement_words_error (const GError *error);
const char *orch_replacement_words_refusal (OrchReplacementRefusal refusal);
const char *orch_replacement_words_state (OrchReplacement *replacement);
const char *orch_replacement_words_editing (OrchReplacementEditing editing);
char *orch_replacement_words_replaced (const char *name, gboolean delete_old,
                                       const char *const *missing);
char *orch_replacement_words_rivals (GPtrArray *rivals);

G_END_DECLS
