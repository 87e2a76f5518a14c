#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define ORCH_TYPE_NARROW_BIN (orch_narrow_bin_get_type ())

/**
 * OrchNarrowBin:
 *
 * Tells by its property `narrow` when it has less than 600 pixels, so that what is in it can lay
 * itself out for a small window. It can be made as small as a phone before that happens.
 */
G_DECLARE_FINAL_TYPE (OrchNarrowBin, orch_narrow_bin, ORCH, NARROW_BIN, AdwBin)

gboolean orch_narrow_bin_get_narrow (OrchNarrowBin *self);

G_END_DECLS
