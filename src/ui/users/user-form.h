#pragma once

#include "core/model/identity.h"
#include "core/model/user.h"
#include "ui/common/record-form.h"

G_BEGIN_DECLS

#define ORCH_TYPE_USER_FORM (orch_user_form_get_type ())

/**
 * OrchUserForm:
 *
 * The fields of a user: the editable ones, or those that a new user begins with.
 */
G_DECLARE_FINAL_TYPE (OrchUserForm, orch_user_form, ORCH, USER_FORM, OrchRecordForm)

void orch_user_form_set_new (OrchUserForm *self, const OrchIdentity *identity);
void orch_user_form_set_user (OrchUserForm *self, const OrchIdentity *identity, OrchUser *user);
gboolean orch_user_form_wants_invitation (OrchUserForm *self);

G_END_DECLS
