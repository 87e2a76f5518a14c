#pragma once

#include "core/model/identity.h"
#include "core/model/key.h"
#include "ui/common/record-form.h"

G_BEGIN_DECLS

#define ORCH_TYPE_KEY_FORM (orch_key_form_get_type ())

/**
 * OrchKeyForm:
 *
 * The fields of an API key: the editable ones, or those that a new key begins with. Where they are
 * changed together with something else, the terms of that stand above them.
 */
G_DECLARE_FINAL_TYPE (OrchKeyForm, orch_key_form, ORCH, KEY_FORM, OrchRecordForm)

void orch_key_form_set_new (OrchKeyForm *self, const OrchIdentity *identity, const char *user_id);
void orch_key_form_set_key (OrchKeyForm *self, const OrchIdentity *identity, OrchKey *key);
void orch_key_form_set_terms (OrchKeyForm *self, GtkWidget *terms);
void orch_key_form_show_fields (OrchKeyForm *self, gboolean show);
const char *orch_key_form_get_key_type (OrchKeyForm *self);

G_END_DECLS
