#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define ORCH_TYPE_ERROR_BAR (orch_error_bar_get_type ())

/**
 * OrchErrorBar:
 *
 * A slim bar above what is still shown although reading it again has failed. Its button `Try
 * again` activates the action of the property `action-name`, also when the network changes. What it
 * says of the age of what is shown can be replaced by the property `title`.
 */
G_DECLARE_FINAL_TYPE (OrchErrorBar, orch_error_bar, ORCH, ERROR_BAR, AdwBin)

void orch_error_bar_set_error (OrchErrorBar *self, const GError *error, GDateTime *updated_at);

G_END_DECLS
