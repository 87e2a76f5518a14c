#pragma once

#include "core/model/changes.h"
#include "core/model/identity.h"
#include "core/model/key-fields.h"

G_BEGIN_DECLS

/**
 * OrchReplacementRefusal:
 * @ORCH_REPLACEMENT_REFUSAL_NONE: it can be replaced
 * @ORCH_REPLACEMENT_REFUSAL_DELETED: there is nothing to replace
 * @ORCH_REPLACEMENT_REFUSAL_EXPIRED: it needs a new expiry among the changes
 * @ORCH_REPLACEMENT_REFUSAL_ROUTES: what it may call is limited in a way that would be lost
 * @ORCH_REPLACEMENT_REFUSAL_PERMISSIONS: its permissions would be lost
 *
 * Why a key is not replaced: the new one could do more than the old one.
 */
typedef enum {
  ORCH_REPLACEMENT_REFUSAL_NONE,
  ORCH_REPLACEMENT_REFUSAL_DELETED,
  ORCH_REPLACEMENT_REFUSAL_EXPIRED,
  ORCH_REPLACEMENT_REFUSAL_ROUTES,
  ORCH_REPLACEMENT_REFUSAL_PERMISSIONS,
} OrchReplacementRefusal;

/**
 * OrchReplacementEditing:
 *
 * What becomes of the owner's right to edit the key, as somebody else has made it then (contract
 * §2.1).
 */
typedef enum {
  ORCH_REPLACEMENT_EDITING_SAME,
  ORCH_REPLACEMENT_EDITING_GAINED, /* an administrator made the old key, its owner the new one */
  ORCH_REPLACEMENT_EDITING_LOST,   /* the owner made the old key */
} OrchReplacementEditing;

/**
 * OrchReplacementPlan:
 *
 * What a key becomes that takes the place of another one (contract §3.1). Names are LiteLLM's,
 * those in metadata begin with "metadata.".
 */
typedef struct {
  OrchReplacementRefusal refusal;
  OrchReplacementEditing editing;
  char *alias;         /* (owned) (nullable): that it has in the end */
  char *user_id;       /* (owned) (nullable): the owner */
  char *key_type;      /* (owned) (nullable): which stands for its routes */
  OrchChanges *values; /* (owned): fields of the new key, but for its alias */
  JsonObject *members; /* (owned): what else is sent */
  JsonObject *shown;   /* (owned): what else the new key's record has to show */
  char **carried;      /* (owned): what stays as it is */
  char **computed;     /* (owned): what is worked out anew */
  char **lost;         /* (owned): what does not come along */
} OrchReplacementPlan;

OrchReplacementPlan *orch_replacement_plan_new (JsonObject *record, const OrchChanges *changes,
                                                const OrchIdentity *identity, GDateTime *now);
void orch_replacement_plan_free (OrchReplacementPlan *self);

gboolean orch_replacement_plan_equal (const OrchReplacementPlan *self,
                                      const OrchReplacementPlan *other);
char **orch_replacement_plan_find_missing (const OrchReplacementPlan *self, JsonObject *record);

char *orch_replacement_make_temporary_alias (const char *alias, const char *new_key_id);
gboolean orch_replacement_is_temporary_alias (const char *text, const char *alias);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OrchReplacementPlan, orch_replacement_plan_free)

G_END_DECLS
