#pragma once

#include <adwaita.h>

#include "ui/connect/connector.h"

G_BEGIN_DECLS

#define ORCH_TYPE_CONNECT_PAGE (orch_connect_page_get_type ())

/**
 * OrchConnectPage:
 *
 * The person's connections, and below them the fields of a new one. It shows how far the connector
 * is, and why it failed. `Try the demo` activates `app.demo`; the rows of the list activate
 * `win.open-connection`.
 */
G_DECLARE_FINAL_TYPE (OrchConnectPage, orch_connect_page, ORCH, CONNECT_PAGE, AdwBin)

void orch_connect_page_set_connector (OrchConnectPage *self, OrchConnector *connector);
void orch_connect_page_set_address (OrchConnectPage *self, const char *address);
void orch_connect_page_show_error (OrchConnectPage *self, const GError *error);
void orch_connect_page_use_certificate_file (OrchConnectPage *self, GFile *file);

G_END_DECLS
