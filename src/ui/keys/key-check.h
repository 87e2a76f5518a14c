#pragma once

#include <gtk/gtk.h>

#include "ui/keys/key-selection.h"

G_BEGIN_DECLS

#define ORCH_TYPE_KEY_CHECK (orch_key_check_get_type ())

/**
 * OrchKeyCheck:
 *
 * The cell of a key in which it is chosen.
 */
G_DECLARE_FINAL_TYPE (OrchKeyCheck, orch_key_check, ORCH, KEY_CHECK, GtkCheckButton)

GtkColumnViewColumn *orch_key_check_new_column (OrchKeySelection *selection);

G_END_DECLS
