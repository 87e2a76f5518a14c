#pragma once

#include <glib.h>

G_BEGIN_DECLS

void orch_app_icon_ensure (void);

G_END_DECLS
