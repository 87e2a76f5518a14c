#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * OrchDemoKey:
 * @secret: the text that a client sends
 * @user_id: (nullable): whose key it is
 * @route: (nullable): the only group of routes that the key may call
 * @expires: seconds from the server's start, or 0 for never
 *
 * One API key that the server knows, besides the master key.
 */
typedef struct {
  const char *secret;
  const char *user_id;
  const char *route;
  int expires;
  gboolean blocked;
} OrchDemoKey;

const OrchDemoKey *orch_demo_keys_find (const char *secret);
const OrchDemoKey *orch_demo_keys_find_hash (const char *secret_or_hash);
JsonArray *orch_demo_keys_list (const char *user_id, gint64 epoch);

char *orch_demo_key_dup_hash (const char *secret);
char *orch_demo_key_dup_name (const char *secret);
JsonObject *orch_demo_key_get_info (const OrchDemoKey *self, gint64 epoch);

G_END_DECLS
