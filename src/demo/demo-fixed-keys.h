#pragma once

#include "demo/demo-keys.h"

G_BEGIN_DECLS

void orch_demo_fixed_keys_add (OrchDemoKeys *keys);

G_END_DECLS
