#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define ORCH_TYPE_DEMO_SERVER (orch_demo_server_get_type ())

/**
 * OrchDemoServer:
 *
 * An in-memory LiteLLM proxy on 127.0.0.1, in a thread of its own, for the demo, the tests and the
 * screenshots. It answers the calls that this program makes the way the contract says that a real
 * proxy does, oddities included.
 */
G_DECLARE_FINAL_TYPE (OrchDemoServer, orch_demo_server, ORCH, DEMO_SERVER, GObject)

/* Keys that the server knows. */
#define ORCH_DEMO_MASTER_KEY "sk-demo-master-0000"
#define ORCH_DEMO_ADMIN_KEY "sk-demo-admin-00000"
#define ORCH_DEMO_ADMIN_VIEWER_KEY "sk-demo-admin-viewer"
#define ORCH_DEMO_USER_KEY "sk-demo-user-000000"
#define ORCH_DEMO_USER_VIEWER_KEY "sk-demo-user-viewer"
#define ORCH_DEMO_EXPIRED_KEY "sk-demo-expired-000"
#define ORCH_DEMO_BLOCKED_KEY "sk-demo-blocked-000"
#define ORCH_DEMO_LLM_ONLY_KEY "sk-demo-llm-only-00"
#define ORCH_DEMO_READ_ONLY_KEY "sk-demo-read-only-0"
#define ORCH_DEMO_MANAGEMENT_KEY "sk-demo-management-"
#define ORCH_DEMO_NO_USER_KEY "sk-demo-no-user-000"
#define ORCH_DEMO_MISSING_USER_KEY "sk-demo-missing-user"

OrchDemoServer *orch_demo_server_new (guint n_users);
gboolean orch_demo_server_start (OrchDemoServer *self, guint port, GError **error);
void orch_demo_server_stop (OrchDemoServer *self);
const char *orch_demo_server_get_url (OrchDemoServer *self);

void orch_demo_server_set_dropped_field (OrchDemoServer *self, const char *field);
void orch_demo_server_add_large_key (OrchDemoServer *self);
void orch_demo_server_set_enterprise (OrchDemoServer *self, gboolean enterprise);
void orch_demo_server_set_chosen_keys_forbidden (OrchDemoServer *self, gboolean forbidden);
gboolean orch_demo_server_set_fault (OrchDemoServer *self, const char *text, GError **error);
char **orch_demo_server_take_log (OrchDemoServer *self);

G_END_DECLS
