#pragma once

#include <libsoup/soup.h>

#include "demo/demo-request.h"

G_BEGIN_DECLS

/* Each returns the reply that ends the request, or NULL to go on. */
OrchDemoReply *orch_demo_auth_identify (OrchDemoCaller *caller, SoupMessageHeaders *headers,
                                        OrchDemoStore *store);
OrchDemoReply *orch_demo_auth_require_admin_view (OrchDemoCaller *caller, const char *path);
OrchDemoReply *orch_demo_auth_require_admin (OrchDemoRequest *request);
OrchDemoReply *orch_demo_auth_require_key_writer (OrchDemoRequest *request);
OrchDemoReply *orch_demo_auth_require_update (OrchDemoRequest *request);

gboolean orch_demo_caller_is_admin (OrchDemoCaller *caller);
gboolean orch_demo_caller_sees_all (OrchDemoCaller *caller);
const char *orch_demo_caller_get_user_id (OrchDemoCaller *caller);

G_END_DECLS
