#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean orch_demo_is_like (const char *text, const char *pattern);
char *orch_demo_dup_pattern (const char *text);

/**
 * OrchDemoPart:
 *
 * What a text must contain, as orch_demo_dup_pattern() has it; quick for plain texts.
 */
typedef struct _OrchDemoPart OrchDemoPart;

OrchDemoPart *orch_demo_part_new (const char *text);
void orch_demo_part_free (OrchDemoPart *self);
gboolean orch_demo_part_is_in (const OrchDemoPart *self, const char *text);
gboolean orch_demo_part_is_in_plain (const OrchDemoPart *self, const char *lower);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OrchDemoPart, orch_demo_part_free)

G_END_DECLS
