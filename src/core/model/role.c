#include "config.h"

#include "core/model/role.h"

static const char *const role_names[] = {
  [ORCH_ROLE_PROXY_ADMIN] = "proxy_admin",
  [ORCH_ROLE_PROXY_ADMIN_VIEWER] = "proxy_admin_viewer",
  [ORCH_ROLE_INTERNAL_USER] = "internal_user",
  [ORCH_ROLE_INTERNAL_USER_VIEWER] = "internal_user_viewer",
};

/**
 * orch_role_from_string:
 * @text: (nullable): a role as the proxy writes it
 *
 * Reads a role of GET /user/available_roles.
 *
 * Returns: the role; %ORCH_ROLE_NONE for %NULL or "", %ORCH_ROLE_OTHER for an unknown name
 */
OrchRole
orch_role_from_string (const char *text)
{
  if (text == NULL || *text == '\0')
    return ORCH_ROLE_NONE;

  for (guint role = ORCH_ROLE_PROXY_ADMIN; role < G_N_ELEMENTS (role_names); role++)
    if (g_str_equal (text, role_names[role]))
      return role;

  return ORCH_ROLE_OTHER;
}

/**
 * orch_role_to_string:
 * @role: a role
 *
 * Gets the proxy's own name of a role.
 *
 * Returns: (nullable): the name; %NULL for %ORCH_ROLE_NONE and %ORCH_ROLE_OTHER
 */
const char *
orch_role_to_string (OrchRole role)
{
  return role < G_N_ELEMENTS (role_names) ? role_names[role] : NULL;
}
