#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How Python writes values into a message: all (transfer full). */
char *orch_demo_python_dup_number (double number);
char *orch_demo_python_dup_text (const char *text);
char *orch_demo_python_dup_list (const char *const *texts);

G_END_DECLS
