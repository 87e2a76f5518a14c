#pragma once

#include "core/model/activity.h"
#include "core/services/server.h"

G_BEGIN_DECLS

/* A service's task that writes, and what the journal is told of it: every write is begun before it
 * is sent, and ends in one of the two ways. */
void orch_write_begin (GTask *task, OrchServer *server, OrchActivity *activity);
OrchActivity *orch_write_get_activity (GTask *task);
void orch_write_succeed (GTask *task, const OrchChanges *not_taken);
void orch_write_return_error (GTask *task, GError *error);

G_END_DECLS
