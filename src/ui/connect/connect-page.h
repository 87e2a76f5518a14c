#pragma once

#include <adwaita.h>

#include "core/services/session.h"

G_BEGIN_DECLS

#define ORCH_TYPE_CONNECT_PAGE (orch_connect_page_get_type ())

/**
 * OrchConnectPage:
 *
 * Asks for the server's address and an API key, and opens a session with them. Emits
 * `OrchConnectPage::connected` (OrchSession). `Try the demo` activates `app.demo`.
 */
G_DECLARE_FINAL_TYPE (OrchConnectPage, orch_connect_page, ORCH, CONNECT_PAGE, AdwBin)

void orch_connect_page_set_address (OrchConnectPage *self, const char *address);
void orch_connect_page_open (OrchConnectPage *self, OrchSession *session);
void orch_connect_page_show_error (OrchConnectPage *self, const GError *error);
void orch_connect_page_forget_key (OrchConnectPage *self);

G_END_DECLS
