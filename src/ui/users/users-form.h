#pragma once

#include "core/services/session.h"
#include "ui/common/record-form.h"

G_BEGIN_DECLS

#define ORCH_TYPE_USERS_FORM (orch_users_form_get_type ())

/**
 * OrchUsersForm:
 *
 * What several users are to get, each field with a switch that says whether it is changed at all;
 * and, where they were not chosen before, who they are.
 */
G_DECLARE_FINAL_TYPE (OrchUsersForm, orch_users_form, ORCH, USERS_FORM, OrchRecordForm)

void orch_users_form_set_up (OrchUsersForm *self, OrchSession *session,
                             const char *const *user_ids);
GStrv orch_users_form_get_names (OrchUsersForm *self);

G_END_DECLS
