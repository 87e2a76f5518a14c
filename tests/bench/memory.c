#include "config.h"

#include <string.h>

#include "memory.h"

void
bench_memory_print (const char *name)
{
  g_autofree char *text = NULL;
  const char *pss;

  if (!g_file_get_contents ("/proc/self/smaps_rollup", &text, NULL, NULL))
    g_error ("The kernel does not tell the memory");
  pss = strstr (text, "\nPss:");
  g_print ("%s %" G_GUINT64_FORMAT "\n", name, g_ascii_strtoull (pss + 5, NULL, 10));
}
