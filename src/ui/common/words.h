#pragma once

#include "core/client/error.h"
#include "core/model/field.h"
#include "core/model/role.h"
#include "core/rules/address.h"
#include "core/rules/permissions.h"
#include "core/rules/validation.h"

G_BEGIN_DECLS

/* Plain words for what the core tells by code. */
char *orch_words_error (const GError *error);
const char *orch_words_role (OrchRole role);
const char *orch_words_role_name (const char *role_name);
const char *orch_words_field (const OrchField *field);
char *orch_words_field_value (const OrchField *field, GVariant *value);
char *orch_words_finding (const OrchField *field, const OrchFinding *finding);
const char *orch_words_address_problem (OrchAddressProblem problem);
const char *orch_words_cannot_unset (const OrchField *field);
const char *orch_words_reason (OrchReason reason);

G_END_DECLS
