#pragma once

#include "core/rules/replacement-plan.h"
#include "core/services/replacement.h"

G_BEGIN_DECLS

/* Plain words for how a replacement goes, and for why a key gets no new secret. */
char *orch_replacement_words_error (const GError *error);
const char *orch_replacement_words_refusal (OrchReplacementRefusal refusal);
const char *orch_replacement_words_state (OrchReplacement *replacement);

G_END_DECLS
