#pragma once

#include "core/services/replacement.h"

G_BEGIN_DECLS

struct _OrchReplacement {
  GObject parent_instance;

  OrchKeyService *service; /* (owned) */
  gboolean has_new_service;
  OrchIdentity *identity;          /* (owned) */
  OrchReplacementJournal *journal; /* (owned) (nullable) */
  OrchChanges *changes;            /* (owned) (nullable) */
  gboolean delete_old;
  gboolean overwrite; /* foreign changes of the old key are known and do not matter */

  OrchReplacementRecord *record; /* (owned): with the step */
  OrchKeyMaterial *material;     /* (owned) (nullable): while the secret is known */
  OrchReplacementPlan *plan;     /* (owned) (nullable): once it is prepared */
  GPtrArray *rivals;             /* (owned): OrchKey, that were there before */
  OrchKey *new_key;              /* (owned) (nullable): once it was seen */
  char **missing;                /* (owned) (nullable): what the proxy did not store of the plan */
  OrchReplacementLife old_life;
  OrchReplacementLife new_life;
};

/* Begins an operation: (transfer full). */
GTask *orch_replacement_start (OrchReplacement *self, gpointer tag, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data);
void orch_replacement_set_step (OrchReplacement *self, OrchReplacementStep step);
void orch_replacement_end (OrchReplacement *self, OrchReplacementStep step);
void orch_replacement_take_new_key (OrchReplacement *self, JsonObject *record);
OrchReplacementPlan *orch_replacement_make_plan (OrchReplacement *self, JsonObject *record);

/* Reads the records of one of the keys: %ORCH_ERROR_NOT_FOUND if it is deleted, too. */
void orch_replacement_look_async (OrchReplacement *self, gboolean at_new, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data);
JsonObject *orch_replacement_look_finish (OrchReplacement *self, GAsyncResult *result,
                                          GError **error);

/* Lists the keys that are to take the place of the same old key, but for the new one. */
void orch_replacement_list_rivals_async (OrchReplacement *self, GCancellable *cancellable,
                                         GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *orch_replacement_list_rivals_finish (OrchReplacement *self, GAsyncResult *result,
                                                GError **error);

G_END_DECLS
