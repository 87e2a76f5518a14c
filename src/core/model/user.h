#pragma once

#include <glib-object.h>
#include <json-glib/json-glib.h>

#include "core/model/changes.h"
#include "core/model/role.h"
#include "core/model/teams.h"
#include "core/model/user-fields.h"

G_BEGIN_DECLS

#define ORCH_TYPE_USER (orch_user_get_type ())

/**
 * OrchUser:
 *
 * One user of the proxy, as /user/list and /v2/user/info tell it (contract §6.5). An object stands
 * for one user ID for life; a fresh reply is taken over in place and announced by one
 * `OrchUser::changed`, so every page that shows the user changes.
 */
G_DECLARE_FINAL_TYPE (OrchUser, orch_user, ORCH, USER, GObject)

OrchUser *orch_user_new (const char *id);
OrchUser *orch_user_new_from_json (JsonObject *row);
OrchUser *orch_user_copy (OrchUser *self);
void orch_user_assign_json (OrchUser *self, JsonObject *row);
void orch_user_set_asked_at (OrchUser *self, gint64 time);
void orch_user_set_known_teams (OrchUser *self, OrchTeams *teams);
void orch_user_assign (OrchUser *self, OrchUser *fresh);

GVariant *orch_user_get_value (OrchUser *self, OrchUserField field);
void orch_user_set_value (OrchUser *self, OrchUserField field, GVariant *value);
OrchChanges *orch_user_diff (OrchUser *before, OrchUser *after);

const char *orch_user_get_id (OrchUser *self);
const char *orch_user_get_alias (OrchUser *self);
const char *orch_user_get_email (OrchUser *self);
const char *orch_user_get_display_name (OrchUser *self);
OrchRole orch_user_get_role (OrchUser *self);
const char *orch_user_get_role_name (OrchUser *self);
double orch_user_get_spend (OrchUser *self);
gboolean orch_user_get_max_budget (OrchUser *self, double *usd);
const char *orch_user_get_budget_duration (OrchUser *self);
GDateTime *orch_user_get_budget_reset_at (OrchUser *self);
GDateTime *orch_user_get_created_at (OrchUser *self);
GDateTime *orch_user_get_updated_at (OrchUser *self);
const char *const *orch_user_get_teams (OrchUser *self);
char **orch_user_dup_team_names (OrchUser *self);
const char *orch_user_get_sso_id (OrchUser *self);
gint64 orch_user_get_key_count (OrchUser *self);

G_END_DECLS
