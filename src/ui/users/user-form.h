#pragma once

#include <adwaita.h>

#include "core/model/identity.h"
#include "core/model/user.h"
#include "core/services/server.h"

G_BEGIN_DECLS

#define ORCH_TYPE_USER_FORM (orch_user_form_get_type ())

/**
 * OrchUserForm:
 *
 * The fields of a user, each in a row that checks itself: the editable ones, or those that a new
 * user begins with. Emits `OrchUserForm::changed`.
 */
G_DECLARE_FINAL_TYPE (OrchUserForm, orch_user_form, ORCH, USER_FORM, AdwBin)

void orch_user_form_set_new (OrchUserForm *self, const OrchIdentity *identity);
void orch_user_form_set_user (OrchUserForm *self, const OrchIdentity *identity, OrchUser *user);
void orch_user_form_set_server (OrchUserForm *self, OrchServer *server);
OrchChanges *orch_user_form_get_changes (OrchUserForm *self);
gboolean orch_user_form_is_edited (OrchUserForm *self);
gboolean orch_user_form_wants_invitation (OrchUserForm *self);
gboolean orch_user_form_show_error (OrchUserForm *self, const GError *error);

G_END_DECLS
