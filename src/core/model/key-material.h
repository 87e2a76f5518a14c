#pragma once

#include <glib-object.h>

#include "core/client/secret.h"

G_BEGIN_DECLS

/**
 * OrchKeyMaterial:
 *
 * What comes of creating, regenerating or replacing a key: the only place beside the request and
 * its reply that holds the secret, which is wiped before it is freed.
 */
typedef struct {
  char *user_id;      /* (owned) (nullable): the owner */
  char *key_id;       /* (owned): the SHA-256 of the secret */
  char *alias;        /* (owned) (nullable) */
  OrchSecret *secret; /* (owned) */
} OrchKeyMaterial;

#define ORCH_TYPE_KEY_MATERIAL (orch_key_material_get_type ())
GType orch_key_material_get_type (void);

OrchKeyMaterial *orch_key_material_new (const char *user_id, const char *alias, const char *secret);
OrchKeyMaterial *orch_key_material_new_random (const char *user_id, const char *alias);
OrchKeyMaterial *orch_key_material_copy (const OrchKeyMaterial *self);
void orch_key_material_free (OrchKeyMaterial *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OrchKeyMaterial, orch_key_material_free)

G_END_DECLS
