#pragma once

#include "core/model/changes.h"
#include "core/rules/permissions.h"
#include "core/services/server.h"
#include "ui/common/field-row.h"

G_BEGIN_DECLS

#define ORCH_TYPE_RECORD_FORM (orch_record_form_get_type ())

/**
 * OrchRecordForm:
 *
 * The fields of a record, each in a row that checks itself. Emits `OrchRecordForm::changed`.
 */
G_DECLARE_DERIVABLE_TYPE (OrchRecordForm, orch_record_form, ORCH, RECORD_FORM, AdwBin)

/**
 * OrchRecordFormClass:
 * @changed: handler of the signal; runs before all others
 * @check_field: whether the person may edit the field of a row, by its number in the order of
 *   adding, on this server
 * @diff: returns (transfer full) what would be saved; @values has a value for each row, in the
 * order in which they were added
 * @describe_taken: (nullable): returns (transfer none) what to say where another record has the
 *   value of this field already
 * @is_edited: (nullable): whether something was edited that is in none of the rows
 */
struct _OrchRecordFormClass {
  AdwBinClass parent_class;

  void (*changed) (OrchRecordForm *self);
  OrchAccess (*check_field) (OrchRecordForm *self, guint index, OrchServer *server,
                             OrchReason *reason);
  OrchChanges *(*diff) (OrchRecordForm *self, GVariant *const *values);
  const char *(*describe_taken) (OrchRecordForm *self, const char *field_name);
  gboolean (*is_edited) (OrchRecordForm *self);
};

/* For subclasses. */
void orch_record_form_add (OrchRecordForm *self, OrchFieldRow *row, const OrchField *field,
                           gboolean has_value, GVariant *shown);
void orch_record_form_update_access (OrchRecordForm *self);

void orch_record_form_set_server (OrchRecordForm *self, OrchServer *server);
OrchChanges *orch_record_form_get_changes (OrchRecordForm *self);
gboolean orch_record_form_is_edited (OrchRecordForm *self);
gboolean orch_record_form_show_error (OrchRecordForm *self, const GError *error);

G_END_DECLS
