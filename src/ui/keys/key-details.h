#pragma once

#include <adwaita.h>

#include "core/model/key.h"

G_BEGIN_DECLS

#define ORCH_TYPE_KEY_DETAILS (orch_key_details_get_type ())

/**
 * OrchKeyDetails:
 *
 * Everything that is known of a key beside the figures on its cards, and what else the server told.
 */
G_DECLARE_FINAL_TYPE (OrchKeyDetails, orch_key_details, ORCH, KEY_DETAILS, AdwBin)

void orch_key_details_show_key (OrchKeyDetails *self, OrchKey *key);

G_END_DECLS
