#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Set what a record holds, and return whether that is a change. */
gboolean orch_take_text (char **mine, const char *fresh);
gboolean orch_take_time (GDateTime **mine, GDateTime *fresh);

G_END_DECLS
