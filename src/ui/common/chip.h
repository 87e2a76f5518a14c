#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ORCH_TYPE_CHIP (orch_chip_get_type ())

/**
 * OrchChip:
 *
 * A name among others, with a button that takes it away. Emits `OrchChip::removed` when that was
 * pressed.
 */
G_DECLARE_FINAL_TYPE (OrchChip, orch_chip, ORCH, CHIP, GtkWidget)

OrchChip *orch_chip_new (const char *name);
const char *orch_chip_get_name (OrchChip *self);
void orch_chip_set_warning (OrchChip *self, const char *warning);

G_END_DECLS
