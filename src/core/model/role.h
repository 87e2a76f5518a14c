#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OrchRole:
 *
 * LiteLLM's roles (GET /user/available_roles). A user without a role acts as an internal user
 * (contract §7). %ORCH_ROLE_OTHER is a role that this program does not know.
 */
typedef enum {
  ORCH_ROLE_NONE,
  ORCH_ROLE_PROXY_ADMIN,
  ORCH_ROLE_PROXY_ADMIN_VIEWER,
  ORCH_ROLE_INTERNAL_USER,
  ORCH_ROLE_INTERNAL_USER_VIEWER,
  ORCH_ROLE_OTHER,
} OrchRole;

OrchRole orch_role_from_string (const char *text);
const char *orch_role_to_string (OrchRole role);

G_END_DECLS
