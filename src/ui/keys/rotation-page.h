#pragma once

#include <adwaita.h>

#include "core/services/due-keys.h"
#include "core/services/session.h"

G_BEGIN_DECLS

#define ORCH_TYPE_ROTATION_PAGE (orch_rotation_page_get_type ())

/**
 * OrchRotationPage:
 *
 * The table of all keys that are due for rotation, by a policy that the person sets and that is
 * kept. While it is not on the screen it asks the server for nothing. Emits
 * `OrchRotationPage::key-activated` (OrchKey), and `OrchRotationPage::rotate` and
 * `OrchRotationPage::rotate-into-file` (GPtrArray of OrchKey: those that were chosen, the oldest
 * first).
 */
G_DECLARE_FINAL_TYPE (OrchRotationPage, orch_rotation_page, ORCH, ROTATION_PAGE, AdwBin)

void orch_rotation_page_set_session (OrchRotationPage *self, OrchSession *session);
OrchDueKeys *orch_rotation_page_get_keys (OrchRotationPage *self);

G_END_DECLS
