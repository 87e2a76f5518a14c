#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define ORCH_TYPE_DATE_BUTTON (orch_date_button_get_type ())

/**
 * OrchDateButton:
 *
 * A day that one chooses in a calendar. Its property `title` says which day it is. Emits
 * `OrchDateButton::chosen`.
 */
G_DECLARE_FINAL_TYPE (OrchDateButton, orch_date_button, ORCH, DATE_BUTTON, AdwBin)

void orch_date_button_set_date (OrchDateButton *self, const GDate *date);
void orch_date_button_get_date (OrchDateButton *self, GDate *date);

G_END_DECLS
