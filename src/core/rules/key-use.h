#pragma once

#include "core/model/key.h"

G_BEGIN_DECLS

gboolean orch_key_use_is_recent (OrchKey *key, GDateTime *now);

G_END_DECLS
