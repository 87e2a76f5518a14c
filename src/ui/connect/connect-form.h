#pragma once

#include <adwaita.h>

#include "secrets/connections.h"

G_BEGIN_DECLS

#define ORCH_TYPE_CONNECT_FORM (orch_connect_form_get_type ())

/**
 * OrchConnectForm:
 *
 * The fields of a connection: a new one, or one of the list whose key has to be typed again. It
 * checks them, and says at the field what is wrong. What was typed stays until it is cleared.
 *
 * Emits `OrchConnectForm::edited` when a person changed something, and
 * `OrchConnectForm::submitted` on Enter in a field.
 */
G_DECLARE_FINAL_TYPE (OrchConnectForm, orch_connect_form, ORCH, CONNECT_FORM, AdwBin)

void orch_connect_form_set_connections (OrchConnectForm *self, OrchConnections *connections);

void orch_connect_form_clear (OrchConnectForm *self);
void orch_connect_form_set_address (OrchConnectForm *self, const char *address);
void orch_connect_form_ask_for_key (OrchConnectForm *self, OrchConnection *connection);
void orch_connect_form_set_certificate_authority (OrchConnectForm *self, const char *pem);
void orch_connect_form_show_key_problem (OrchConnectForm *self, const char *words);

gboolean orch_connect_form_check (OrchConnectForm *self);
gboolean orch_connect_form_is_edited (OrchConnectForm *self);
OrchConnection *orch_connect_form_create_connection (OrchConnectForm *self);
OrchConnection *orch_connect_form_get_replaced (OrchConnectForm *self);
OrchSecret *orch_connect_form_dup_key (OrchConnectForm *self);
gboolean orch_connect_form_get_remember (OrchConnectForm *self);

G_END_DECLS
