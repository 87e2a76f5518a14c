#pragma once

#include <glib-object.h>
#include <json-glib/json-glib.h>

#include "core/model/changes.h"
#include "core/model/key-fields.h"
#include "core/model/teams.h"
#include "core/model/user.h"

G_BEGIN_DECLS

#define ORCH_TYPE_KEY (orch_key_get_type ())

/**
 * OrchKey:
 *
 * One API key of the proxy, as /key/list and /key/info tell it (contract §6.5). Never the secret:
 * an object stands for one key ID (LiteLLM's `token`) for life. A fresh reply is taken over in
 * place and announced by one `OrchKey::changed`, so every page that shows the key changes.
 */
G_DECLARE_FINAL_TYPE (OrchKey, orch_key, ORCH, KEY, GObject)

/**
 * OrchKeyStatus:
 *
 * Derived as contract §6.5 says: blocked comes before expired.
 */
typedef enum {
  ORCH_KEY_STATUS_ACTIVE,
  ORCH_KEY_STATUS_BLOCKED,
  ORCH_KEY_STATUS_EXPIRED,
  ORCH_KEY_STATUS_DELETED,
} OrchKeyStatus;

OrchKey *orch_key_new (const char *id);
OrchKey *orch_key_new_from_json (JsonObject *row);
OrchKey *orch_key_copy (OrchKey *self);
void orch_key_assign_json (OrchKey *self, JsonObject *row);
void orch_key_set_asked_at (OrchKey *self, gint64 time);
void orch_key_set_teams (OrchKey *self, OrchTeams *teams);
void orch_key_set_owner (OrchKey *self, OrchUser *owner);
void orch_key_assign (OrchKey *self, OrchKey *fresh);
void orch_key_set_record (OrchKey *self, JsonObject *row);

GVariant *orch_key_get_value (OrchKey *self, OrchKeyField field);
void orch_key_set_value (OrchKey *self, OrchKeyField field, GVariant *value);
OrchChanges *orch_key_diff (OrchKey *before, OrchKey *after);

const char *orch_key_get_id (OrchKey *self);
const char *orch_key_get_alias (OrchKey *self);
const char *orch_key_get_masked_name (OrchKey *self);
const char *orch_key_get_display_name (OrchKey *self);
const char *orch_key_get_user_id (OrchKey *self);
const char *orch_key_get_team_id (OrchKey *self);
const char *orch_key_get_team_name (OrchKey *self);
OrchTeam *orch_key_get_team (OrchKey *self);
const char *orch_key_get_organization_id (OrchKey *self);
const char *orch_key_get_created_by (OrchKey *self);
const char *orch_key_get_key_type (OrchKey *self);
double orch_key_get_spend (OrchKey *self);
gboolean orch_key_get_max_budget (OrchKey *self, double *usd);
const char *orch_key_get_budget_duration (OrchKey *self);
GDateTime *orch_key_get_budget_reset_at (OrchKey *self);
GDateTime *orch_key_get_created_at (OrchKey *self);
GDateTime *orch_key_get_updated_at (OrchKey *self);
GDateTime *orch_key_get_last_active (OrchKey *self);
gboolean orch_key_tells_last_active (OrchKey *self);
GDateTime *orch_key_get_last_rotation_at (OrchKey *self);
GDateTime *orch_key_get_next_rotation_at (OrchKey *self);
GDateTime *orch_key_get_expires (OrchKey *self);
gboolean orch_key_is_blocked (OrchKey *self);
gboolean orch_key_is_deleted (OrchKey *self);
gboolean orch_key_is_expired (OrchKey *self, GDateTime *now);
OrchKeyStatus orch_key_get_status (OrchKey *self, GDateTime *now);

/* What may govern beside the key's own budget, as far as it is known: see orch_key_set_teams () and
 * orch_key_set_owner (); some servers tell it with the key (contract §6.5: team_*, user_*). */
gboolean orch_key_get_team_budget (OrchKey *self, double *spend, double *usd);
gboolean orch_key_get_user_budget (OrchKey *self, double *spend, double *usd);

/* Everything that the server told with the last record read alone (GET /key/info); %NULL before. */
JsonObject *orch_key_get_record (OrchKey *self);

/**
 * OrchKeyFactFunc:
 * @name: what the server calls it
 * @text: JSON
 * @user_data: of who asks
 *
 * Is told one member of a key's record.
 */
typedef void (*OrchKeyFactFunc) (const char *name, const char *text, gpointer user_data);

void orch_key_foreach_fact (OrchKey *self, OrchKeyFactFunc func, gpointer user_data);

G_END_DECLS
