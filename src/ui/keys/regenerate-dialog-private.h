#pragma once

#include "ui/keys/key-form.h"
#include "ui/keys/regenerate-dialog.h"
#include "ui/keys/rotation-terms.h"

G_BEGIN_DECLS

/* Sends what makes use of the new secret. */
typedef void (*OrchRegenerateDialogSend) (OrchRegenerateDialog *self, GCancellable *cancellable);

struct _OrchRegenerateDialog {
  OrchEditDialog parent_instance;

  OrchHandover *handover;  /* (owned) (nullable) */
  OrchKeyService *service; /* (owned) (nullable) */
  OrchKey *key;            /* (owned) (nullable): with the old secret */
  gboolean replaces;       /* the server does not regenerate */

  OrchChanges *changes;          /* (owned) (nullable): what was sent last */
  gboolean overwrite;            /* the person knows of somebody else's change */
  OrchKeyMaterial *material;     /* (owned) (nullable): the new secret, for every attempt */
  gboolean is_saved;             /* by the person, before it was sent */
  gboolean in_doubt;             /* whether the server has done it, be it in an earlier attempt */
  gboolean was_in_doubt;         /* before what was sent last */
  OrchReplacement *replacement;  /* (owned) (nullable): the last attempt */
  OrchReplacement *preview;      /* (owned) (nullable): what the plan is from */
  GCancellable *previewing;      /* (owned) (nullable): while it is made */
  OrchRegenerateDialogSend send; /* (nullable): what comes once the secret is secured */
  gboolean is_done;

  OrchKeyForm *form;        /* (unowned) */
  OrchRotationTerms *terms; /* (unowned) */
};

/* regenerate-dialog.c */
void orch_regenerate_dialog_set_replaces (OrchRegenerateDialog *self);
void orch_regenerate_dialog_set_in_doubt (OrchRegenerateDialog *self, gboolean in_doubt);
void orch_regenerate_dialog_secure (OrchRegenerateDialog *self, const char *reason,
                                    GCancellable *cancellable, OrchRegenerateDialogSend send);
void orch_regenerate_dialog_forget_secret (OrchRegenerateDialog *self);
void orch_regenerate_dialog_fail (OrchRegenerateDialog *self, const GError *error);
void orch_regenerate_dialog_tell (OrchRegenerateDialog *self, const char *message);
void orch_regenerate_dialog_done (OrchRegenerateDialog *self, const OrchRotation *rotation);
const OrchIdentity *orch_regenerate_dialog_get_identity (OrchRegenerateDialog *self);

/* regenerate-dialog-regenerate.c */
void orch_regenerate_dialog_regenerate (OrchRegenerateDialog *self, GCancellable *cancellable);
void orch_regenerate_dialog_look_for_regenerated (OrchRegenerateDialog *self,
                                                  GCancellable *cancellable);

/* regenerate-dialog-replace.c */
void orch_regenerate_dialog_preview (OrchRegenerateDialog *self);
gboolean orch_regenerate_dialog_can_replace (OrchRegenerateDialog *self);
void orch_regenerate_dialog_replace (OrchRegenerateDialog *self, GCancellable *cancellable);
void orch_regenerate_dialog_look_for_replaced (OrchRegenerateDialog *self,
                                               GCancellable *cancellable);

G_END_DECLS
