#pragma once

#include <adwaita.h>

#include "ui/keys/handover.h"

G_BEGIN_DECLS

#define ORCH_TYPE_PENDING_BANNER (orch_pending_banner_get_type ())

/**
 * OrchPendingBanner:
 *
 * A line above the pages for as long as there are new keys that somebody has to decide about.
 */
G_DECLARE_FINAL_TYPE (OrchPendingBanner, orch_pending_banner, ORCH, PENDING_BANNER, AdwBin)

void orch_pending_banner_set_handover (OrchPendingBanner *self, OrchHandover *handover);

G_END_DECLS
