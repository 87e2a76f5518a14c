#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *orch_text_strip (const char *text);

G_END_DECLS
