#pragma once

#include <glib.h>

G_BEGIN_DECLS

void orch_trace_start (void);
void orch_trace (const char *milestone);

G_END_DECLS
