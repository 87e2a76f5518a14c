#pragma once

#include "core/services/session.h"
#include "ui/common/record-page.h"

G_BEGIN_DECLS

#define ORCH_TYPE_KEY_PAGE (orch_key_page_get_type ())

/**
 * OrchKeyPage:
 *
 * Everything about one API key, and what may be done to it. Emits `OrchKeyPage::deleted` and
 * `OrchKeyPage::user-activated`.
 */
G_DECLARE_FINAL_TYPE (OrchKeyPage, orch_key_page, ORCH, KEY_PAGE, OrchRecordPage)

void orch_key_page_set_key (OrchKeyPage *self, OrchSession *session, OrchKey *key);
OrchKey *orch_key_page_get_key (OrchKeyPage *self);

G_END_DECLS
