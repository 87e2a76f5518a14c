#pragma once

#include <gio/gio.h>

#include "core/model/activity.h"

G_BEGIN_DECLS

OrchChanges *orch_undo_plan (OrchActivity *activity, const char *server_version, GDateTime *now);
gboolean orch_undo_is_superseded (OrchActivity *activity, GListModel *journal);

G_END_DECLS
