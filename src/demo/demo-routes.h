#pragma once

#include <libsoup/soup.h>

#include "demo/demo-replies.h"
#include "demo/demo-request.h"

G_BEGIN_DECLS

OrchDemoReply *orch_demo_routes_answer (SoupServerMessage *message, const char *path,
                                        OrchDemoStore *store, const OrchDemoSettings *settings);

G_END_DECLS
