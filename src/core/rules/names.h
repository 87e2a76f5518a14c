#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Lists of names as text; see names.c. */
GPtrArray *orch_names_parse (const char *text);
char *orch_names_to_text (const char *const *names);
const char *orch_names_find_last (const char *text);

G_END_DECLS
