#pragma once

#include "demo/demo-request.h"

G_BEGIN_DECLS

/* Each returns the reply that ends the request, or NULL to go on. */
OrchDemoReply *orch_demo_budget_check_key (OrchDemoRequest *request);
OrchDemoReply *orch_demo_budget_check_all (OrchDemoRequest *request);

void orch_demo_budget_spend (OrchDemoRequest *request, double usd);

G_END_DECLS
