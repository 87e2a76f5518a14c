#pragma once

#include "core/services/session.h"
#include "ui/common/record-page.h"

G_BEGIN_DECLS

#define ORCH_TYPE_USER_PAGE (orch_user_page_get_type ())

/**
 * OrchUserPage:
 *
 * Everything about one user, and what may be done to them.
 */
G_DECLARE_FINAL_TYPE (OrchUserPage, orch_user_page, ORCH, USER_PAGE, OrchRecordPage)

void orch_user_page_set_user (OrchUserPage *self, OrchSession *session, OrchUser *user);

G_END_DECLS
