#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *orch_text_strip (const char *text);
char *orch_text_escape_pattern (const char *text);
gboolean orch_text_contains (const char *text, const char *part);
gboolean orch_text_has_control_character (const char *text);

G_END_DECLS
