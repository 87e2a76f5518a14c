#pragma once

#include "demo/demo-keys.h"

G_BEGIN_DECLS

#define ORCH_DEMO_N_ODD_KEYS 12

void orch_demo_odd_keys_add (OrchDemoKeys *keys);
void orch_demo_large_key_add (OrchDemoKeys *keys);

G_END_DECLS
