#pragma once

#include "core/services/session.h"
#include "ui/common/record-page.h"

G_BEGIN_DECLS

#define ORCH_TYPE_USER_PAGE (orch_user_page_get_type ())

/**
 * OrchUserPage:
 *
 * Everything about one user, their keys, and what may be done to them. Emits
 * `OrchUserPage::deleted`, `OrchUserPage::key-activated` and `OrchUserPage::new-key`.
 */
G_DECLARE_FINAL_TYPE (OrchUserPage, orch_user_page, ORCH, USER_PAGE, OrchRecordPage)

void orch_user_page_set_user (OrchUserPage *self, OrchSession *session, OrchUser *user);
OrchUser *orch_user_page_get_user (OrchUserPage *self);

OrchPagedList *orch_user_page_get_keys (OrchUserPage *self);
void orch_user_page_reload_keys (OrchUserPage *self);

G_END_DECLS
