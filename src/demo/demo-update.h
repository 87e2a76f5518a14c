#pragma once

#include "demo/demo-request.h"

G_BEGIN_DECLS

OrchDemoReply *orch_demo_update_user (OrchDemoRequest *request);

G_END_DECLS
