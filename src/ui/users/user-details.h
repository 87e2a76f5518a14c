#pragma once

#include <adwaita.h>

#include "core/model/user.h"

G_BEGIN_DECLS

#define ORCH_TYPE_USER_DETAILS (orch_user_details_get_type ())

/**
 * OrchUserDetails:
 *
 * Everything that the server tells about a user, as lists of facts.
 */
G_DECLARE_FINAL_TYPE (OrchUserDetails, orch_user_details, ORCH, USER_DETAILS, AdwBin)

void orch_user_details_show_user (OrchUserDetails *self, OrchUser *user);

G_END_DECLS
