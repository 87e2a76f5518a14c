#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define ORCH_TYPE_ERROR_PAGE (orch_error_page_get_type ())

/**
 * OrchErrorPage:
 *
 * Says why there is nothing to show. Its title is the property `title`; its button `Try again`
 * activates the action of the property `action-name`, also when the network changes.
 */
G_DECLARE_FINAL_TYPE (OrchErrorPage, orch_error_page, ORCH, ERROR_PAGE, AdwBin)

void orch_error_page_set_error (OrchErrorPage *self, const GError *error);

G_END_DECLS
