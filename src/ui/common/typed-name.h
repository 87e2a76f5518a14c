#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define ORCH_TYPE_TYPED_NAME (orch_typed_name_get_type ())

/**
 * OrchTypedName:
 *
 * Asks for a name to be typed, inside of a question that can't be answered before.
 */
G_DECLARE_FINAL_TYPE (OrchTypedName, orch_typed_name, ORCH, TYPED_NAME, AdwBin)

GtkWidget *orch_typed_name_new (const char *text, const char *name);

G_END_DECLS
