#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Prints a `NAME KIB` line: the proportional set size of this process. */
void bench_memory_print (const char *name);

G_END_DECLS
