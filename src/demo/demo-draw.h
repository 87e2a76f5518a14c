#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Numbers that look random, and are always the same for the same thing. Each @what is a use that
 * sees numbers of its own. */
guint64 orch_demo_draw (guint64 thing, guint what);
double orch_demo_draw_fraction (guint64 thing, guint what);

G_END_DECLS
