#pragma once

#include "core/services/replacement.h"
#include "ui/common/edit-dialog.h"
#include "ui/keys/handover.h"

G_BEGIN_DECLS

/**
 * OrchRotation:
 *
 * What became of giving a key a new secret.
 */
typedef struct {
  OrchKey *key;                    /* (unowned): with the new secret */
  const OrchKeyMaterial *material; /* (unowned): the new secret */
  gboolean is_saved;               /* the person has saved it already */
  OrchReplacement *replacement;    /* (unowned) (nullable): to be finished, where it is one */
  gboolean delete_old;             /* the key that is replaced */
  const char *text;                /* (unowned): what was done, for a toast */
} OrchRotation;

#define ORCH_TYPE_REGENERATE_DIALOG (orch_regenerate_dialog_get_type ())

/**
 * OrchRegenerateDialog:
 *
 * Gives a key a new secret: the Enterprise edition regenerates it, on the community edition a new
 * key takes its place. Emits `OrchRegenerateDialog::rotated` (OrchRotation) once the server has the
 * new secret; whoever opened the dialog then shows it, see orch_handover_present(), and finishes
 * the replacement.
 */
G_DECLARE_FINAL_TYPE (OrchRegenerateDialog, orch_regenerate_dialog, ORCH, REGENERATE_DIALOG,
                      OrchEditDialog)

GtkWindow *orch_regenerate_dialog_new (GtkWindow *parent, OrchHandover *handover, OrchKey *key);

G_END_DECLS
