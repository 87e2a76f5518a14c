#pragma once

#include "ui/keys/pending-key.h"

G_BEGIN_DECLS

/* Plain words for a new key that somebody has to decide about. All return (transfer full) text. */
char *orch_pending_words_facts (OrchPendingKey *key);
char *orch_pending_words_state (OrchPendingKey *key);
char *orch_pending_words_outcome (OrchPendingKey *key);

G_END_DECLS
