#pragma once

#include <adwaita.h>

#include "core/services/session.h"

G_BEGIN_DECLS

#define ORCH_TYPE_USERS_PAGE (orch_users_page_get_type ())

/**
 * OrchUsersPage:
 *
 * The table of all users: search, role filter, sort by header, total, loading, empty and error
 * state. Emits `OrchUsersPage::user-activated` (OrchUser) when a row is opened.
 */
G_DECLARE_FINAL_TYPE (OrchUsersPage, orch_users_page, ORCH, USERS_PAGE, AdwBin)

void orch_users_page_set_session (OrchUsersPage *self, OrchSession *session);

G_END_DECLS
