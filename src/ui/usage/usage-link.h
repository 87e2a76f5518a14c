#pragma once

#include <adwaita.h>

#include "core/rules/usage-access.h"
#include "core/services/session.h"

G_BEGIN_DECLS

#define ORCH_TYPE_USAGE_LINK (orch_usage_link_get_type ())

/**
 * OrchUsageLink:
 *
 * A row that leads to what the user or the key of this page has used: it activates the action
 * `win.show-usage-of-place`.
 */
G_DECLARE_FINAL_TYPE (OrchUsageLink, orch_usage_link, ORCH, USAGE_LINK, AdwBin)

void orch_usage_link_update (OrchUsageLink *self, OrchSession *session, OrchUsageScope scope,
                             const char *owner);

G_END_DECLS
