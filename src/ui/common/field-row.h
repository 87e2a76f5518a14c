#pragma once

#include <adwaita.h>

#include "core/model/field.h"

G_BEGIN_DECLS

#define ORCH_TYPE_FIELD_ROW (orch_field_row_get_type ())

/**
 * OrchFieldRow:
 *
 * A row that edits one field of a model, with a line below it that holds a hint, or says what is
 * wrong with what was typed. It checks while the person types and then emits
 * `OrchFieldRow::changed`.
 *
 * Properties: `content` (GtkWidget), `hint` (string).
 */
G_DECLARE_DERIVABLE_TYPE (OrchFieldRow, orch_field_row, ORCH, FIELD_ROW, AdwPreferencesRow)

/**
 * OrchFieldRowClass:
 * @set_text: shows a text; %NULL is "unset"
 * @get_text: returns (transfer full) what is shown; %NULL where the person chose "unset"
 * @has_unset_switch: (nullable): whether a switch says "unset", so that an empty text is not that
 * @get_input: returns (transfer none) the widget that has the focus while it is edited
 */
struct _OrchFieldRowClass {
  AdwPreferencesRowClass parent_class;

  void (*set_text) (OrchFieldRow *self, const char *text);
  char *(*get_text) (OrchFieldRow *self);
  gboolean (*has_unset_switch) (OrchFieldRow *self);
  GtkWidget *(*get_input) (OrchFieldRow *self);
};

void orch_field_row_set_value (OrchFieldRow *self, const OrchField *field, GVariant *value);
gboolean orch_field_row_get_value (OrchFieldRow *self, GVariant **value);
gboolean orch_field_row_is_edited (OrchFieldRow *self);
void orch_field_row_set_text (OrchFieldRow *self, const char *text);
void orch_field_row_revert (OrchFieldRow *self);
void orch_field_row_set_error (OrchFieldRow *self, const char *error);

const char *orch_field_row_get_message (OrchFieldRow *self);

/* For subclasses. */
void orch_field_row_text_changed (OrchFieldRow *self);

G_END_DECLS
