#pragma once

#include "core/model/changes.h"

G_BEGIN_DECLS

/* Words for a save and what became of it. All return (transfer full) text. */
char *orch_save_words_change (const OrchChange *change);
char *orch_save_words_changes (const OrchChanges *changes, guint most);
char *orch_save_words_done (const OrchChanges *changes, const OrchChanges *not_taken);
char *orch_save_words_created (const char *name, const OrchChanges *not_taken);
char *orch_save_words_other_user (const OrchChanges *different);
char *orch_save_words_missing (const OrchChanges *missing);
char *orch_save_words_conflict (const OrchChanges *conflict);

G_END_DECLS
