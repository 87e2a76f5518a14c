#pragma once

#include "core/model/activity.h"

G_BEGIN_DECLS

OrchChanges *orch_undo_plan (OrchActivity *activity, const char *server_version, GDateTime *now);

G_END_DECLS
