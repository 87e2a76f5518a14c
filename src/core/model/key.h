#pragma once

#include <glib-object.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define ORCH_TYPE_KEY (orch_key_get_type ())

/**
 * OrchKey:
 *
 * One API key of the proxy, as /key/list tells it (contract §6.5). Never the secret: an object
 * stands for one key ID (LiteLLM's `token`) for life. A fresh reply is taken over in place and
 * announced by one `OrchKey::changed`.
 */
G_DECLARE_FINAL_TYPE (OrchKey, orch_key, ORCH, KEY, GObject)

OrchKey *orch_key_new_from_json (JsonObject *row);
void orch_key_assign_json (OrchKey *self, JsonObject *row);

const char *orch_key_get_id (OrchKey *self);
const char *orch_key_get_display_name (OrchKey *self);
const char *orch_key_get_user_id (OrchKey *self);
const char *orch_key_get_team_id (OrchKey *self);
double orch_key_get_spend (OrchKey *self);
gboolean orch_key_is_blocked (OrchKey *self);
gboolean orch_key_is_expired (OrchKey *self, GDateTime *now);
GDateTime *orch_key_get_last_active (OrchKey *self);

G_END_DECLS
