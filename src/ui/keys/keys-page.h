#pragma once

#include <adwaita.h>

#include "core/services/session.h"

G_BEGIN_DECLS

#define ORCH_TYPE_KEYS_PAGE (orch_keys_page_get_type ())

/**
 * OrchKeysPage:
 *
 * The table of all keys: search, status filter, sort by header, total, loading, empty and error
 * state, and several keys at once. Emits `OrchKeysPage::key-activated` and
 * `OrchKeysPage::new-key`, and `OrchKeysPage::rotation-activated`.
 */
G_DECLARE_FINAL_TYPE (OrchKeysPage, orch_keys_page, ORCH, KEYS_PAGE, AdwBin)

void orch_keys_page_set_session (OrchKeysPage *self, OrchSession *session);

G_END_DECLS
