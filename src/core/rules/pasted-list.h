#pragma once

#include <glib.h>

G_BEGIN_DECLS

GStrv orch_pasted_list_parse (const char *text);

G_END_DECLS
