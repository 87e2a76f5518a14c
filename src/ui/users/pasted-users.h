#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define ORCH_TYPE_PASTED_USERS (orch_pasted_users_get_type ())

/**
 * OrchPastedUsers:
 *
 * A list of user IDs or e-mail addresses that is typed, pasted or read from a CSV file. Emits
 * `OrchPastedUsers::changed`.
 */
G_DECLARE_FINAL_TYPE (OrchPastedUsers, orch_pasted_users, ORCH, PASTED_USERS, AdwPreferencesGroup)

GStrv orch_pasted_users_get_names (OrchPastedUsers *self);

G_END_DECLS
