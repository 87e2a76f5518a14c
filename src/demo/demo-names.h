#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OrchDemoName:
 * @shown: the name
 * @ascii: how an e-mail address writes it
 */
typedef struct {
  const char *shown;
  const char *ascii;
} OrchDemoName;

const OrchDemoName *orch_demo_names_get_first (guint number);
const OrchDemoName *orch_demo_names_get_last (guint number);

G_END_DECLS
