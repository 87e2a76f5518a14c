#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define ORCH_TYPE_RETRY_BUTTON (orch_retry_button_get_type ())

/**
 * OrchRetryButton:
 *
 * The button `Try again` of a page that could not read what it shows. While it can be seen, it also
 * tries again when the network changes; nothing else is concluded from that.
 */
G_DECLARE_FINAL_TYPE (OrchRetryButton, orch_retry_button, ORCH, RETRY_BUTTON, GtkButton)

G_END_DECLS
