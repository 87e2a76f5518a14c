#pragma once

#include <adwaita.h>

#include "core/services/session.h"

G_BEGIN_DECLS

#define ORCH_TYPE_VERSION_BANNER (orch_version_banner_get_type ())

/**
 * OrchVersionBanner:
 *
 * A line above the pages that says when the server's version is one with which this program was
 * not tested. Once dismissed, it stays away from servers of this version for as long as the window
 * lives.
 */
G_DECLARE_FINAL_TYPE (OrchVersionBanner, orch_version_banner, ORCH, VERSION_BANNER, AdwBin)

void orch_version_banner_set_session (OrchVersionBanner *self, OrchSession *session);

G_END_DECLS
