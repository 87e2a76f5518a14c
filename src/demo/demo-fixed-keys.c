#include "config.h"

#include "demo/demo-key-rows.h"
#include "demo/demo-rows.h"
#include "demo/demo-server.h"
#include "demo/demo-fixed-keys.h"

static const struct {
  const char *secret;
  const char *user_id; /* (nullable) */
  const char *route;   /* (nullable): the only group of routes that the key may call */
  const char *type;
  gint64 expires; /* from the server's start, or 0 for never */
  gboolean blocked;
} KEYS[] = {
  { ORCH_DEMO_ADMIN_KEY, "demo-admin", NULL, "default" },
  { ORCH_DEMO_ADMIN_VIEWER_KEY, "demo-admin-viewer", NULL, "default" },
  { ORCH_DEMO_USER_KEY, "demo-user", NULL, "default" },
  { ORCH_DEMO_USER_VIEWER_KEY, "demo-user-viewer", NULL, "default" },
  { ORCH_DEMO_EXPIRED_KEY, "demo-user", NULL, "default", .expires = -G_TIME_SPAN_HOUR },
  { ORCH_DEMO_BLOCKED_KEY, "demo-user", NULL, "default", .blocked = TRUE },
  { ORCH_DEMO_LLM_ONLY_KEY, "demo-user", "llm_api_routes", "llm_api" },
  { ORCH_DEMO_READ_ONLY_KEY, "demo-user", "info_routes", "read_only" },
  { ORCH_DEMO_MANAGEMENT_KEY, "demo-user", "management_routes", "management" },
  { ORCH_DEMO_NO_USER_KEY, NULL, NULL, "default" },
  { ORCH_DEMO_MISSING_USER_KEY, "demo-nobody", NULL, "default" },
};

/* The keys of demo-server.h. */
void
orch_demo_fixed_keys_add (OrchDemoKeys *keys)
{
  gint64 epoch = orch_demo_keys_get_epoch (keys);

  for (gsize i = 0; i < G_N_ELEMENTS (KEYS); i++) {
    g_autofree char *token = orch_demo_secret_dup_token (KEYS[i].secret);
    g_autofree char *name = orch_demo_secret_dup_name (KEYS[i].secret);
    g_autoptr (JsonObject) row =
        orch_demo_key_row_new (token, name, KEYS[i].user_id, epoch - 30 * G_TIME_SPAN_DAY);

    json_object_set_string_member (row, "key_type", KEYS[i].type);
    json_object_set_string_member (row, "created_by", "default_user_id");
    json_object_set_string_member (row, "updated_by", "default_user_id");
    if (KEYS[i].route != NULL)
      json_array_add_string_element (json_object_get_array_member (row, "allowed_routes"),
                                     KEYS[i].route);
    if (KEYS[i].expires != 0)
      orch_demo_row_set_time (row, "expires", epoch + KEYS[i].expires);
    if (KEYS[i].blocked)
      json_object_set_boolean_member (row, "blocked", TRUE);
    orch_demo_keys_put (keys, row);
  }
}
