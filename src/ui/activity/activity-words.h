#pragma once

#include "core/model/activity.h"

G_BEGIN_DECLS

/* Words for the entries of the journal. */
const char *orch_activity_words_action (OrchActivity *activity);
const char *orch_activity_words_outcome (OrchActivity *activity);
char *orch_activity_words_title (OrchActivity *activity);
char *orch_activity_words_origin (OrchActivity *activity);
char *orch_activity_words_details (OrchActivity *activity);

G_END_DECLS
