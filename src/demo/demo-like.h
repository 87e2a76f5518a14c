#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean orch_demo_is_like (const char *text, const char *pattern);
char *orch_demo_dup_pattern (const char *text);

G_END_DECLS
