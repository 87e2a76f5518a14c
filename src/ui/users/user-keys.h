#pragma once

#include <adwaita.h>

#include "core/services/session.h"

G_BEGIN_DECLS

#define ORCH_TYPE_USER_KEYS (orch_user_keys_get_type ())

/**
 * OrchUserKeys:
 *
 * The API keys of one user, the newest first, and a button for another one. Emits
 * `OrchUserKeys::key-activated` (OrchKey) and `OrchUserKeys::new-key`.
 */
G_DECLARE_FINAL_TYPE (OrchUserKeys, orch_user_keys, ORCH, USER_KEYS, AdwBin)

void orch_user_keys_set_user (OrchUserKeys *self, OrchSession *session, OrchUser *user);
void orch_user_keys_set_narrow (OrchUserKeys *self, gboolean narrow);
void orch_user_keys_reload (OrchUserKeys *self);
OrchPagedList *orch_user_keys_get_list (OrchUserKeys *self);

G_END_DECLS
