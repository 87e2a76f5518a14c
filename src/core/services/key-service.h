#pragma once

#include "core/model/key-material.h"
#include "core/model/key.h"
#include "core/services/server.h"
#include "core/services/update-outcome.h"

G_BEGIN_DECLS

#define ORCH_TYPE_KEY_SERVICE (orch_key_service_get_type ())

/**
 * OrchKeyService:
 *
 * Lists, reads, generates, updates, blocks and deletes API keys. Requests carry the key ID, never
 * the secret, but for generating and regenerating.
 */
G_DECLARE_FINAL_TYPE (OrchKeyService, orch_key_service, ORCH, KEY_SERVICE, GObject)

/**
 * OrchKeySort:
 *
 * The columns that /key/list can sort by. Only its default order, the newest first, is safe to page
 * over: keys without an alias tie, and so do equal spends, budgets and times (contract §6.2).
 */
typedef enum {
  ORCH_KEY_SORT_CREATED,
  ORCH_KEY_SORT_ALIAS,
  ORCH_KEY_SORT_SPEND,
  ORCH_KEY_SORT_MAX_BUDGET,
  ORCH_KEY_SORT_UPDATED,
} OrchKeySort;

/**
 * OrchKeyFilter:
 *
 * Which keys by their status. Old proxies know only ALL and DELETED (contract §12.3).
 */
typedef enum {
  ORCH_KEY_FILTER_ALL, /* that are not deleted */
  ORCH_KEY_FILTER_ACTIVE,
  ORCH_KEY_FILTER_EXPIRED,
  ORCH_KEY_FILTER_BLOCKED,
  ORCH_KEY_FILTER_DELETED,
} OrchKeyFilter;

/**
 * OrchKeyQuery:
 *
 * Which keys, in which order.
 */
typedef struct {
  char *search;  /* (owned) (nullable): part of the alias, taken literally, or a whole key ID */
  char *user_id; /* (owned) (nullable): whose; not "", which the proxy takes for everybody */
  char *team_id; /* (owned) (nullable): of which team; not "", which the proxy takes for all */
  OrchKeyFilter filter;
  OrchKeySort sort;
  gboolean descending;
} OrchKeyQuery;

OrchKeyService *orch_key_service_new (OrchServer *server);
OrchServer *orch_key_service_get_server (OrchKeyService *self);
gboolean orch_key_service_forbids_chosen_keys (OrchKeyService *self);

void orch_key_service_list_async (OrchKeyService *self, const OrchKeyQuery *query, guint page,
                                  guint page_size, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *orch_key_service_list_finish (OrchKeyService *self, GAsyncResult *result, guint *total,
                                         GError **error);

void orch_key_service_list_of_user_async (OrchKeyService *self, const char *user_id,
                                          GCancellable *cancellable, GAsyncReadyCallback callback,
                                          gpointer user_data);
GPtrArray *orch_key_service_list_of_user_finish (OrchKeyService *self, GAsyncResult *result,
                                                 GError **error);

void orch_key_service_read_async (OrchKeyService *self, const char *key_id,
                                  GCancellable *cancellable, GAsyncReadyCallback callback,
                                  gpointer user_data);
OrchKey *orch_key_service_read_finish (OrchKeyService *self, GAsyncResult *result, GError **error);

void orch_key_service_update_async (OrchKeyService *self, OrchKey *key, const OrchChanges *changes,
                                    gboolean overwrite, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data);
OrchUpdateOutcome orch_key_service_update_finish (OrchKeyService *self, GAsyncResult *result,
                                                  OrchChanges **details, GError **error);

void orch_key_service_check_async (OrchKeyService *self, OrchKey *key, const OrchChanges *changes,
                                   GCancellable *cancellable, GAsyncReadyCallback callback,
                                   gpointer user_data);
OrchUpdateOutcome orch_key_service_check_finish (OrchKeyService *self, GAsyncResult *result,
                                                 OrchChanges **details, GError **error);

void orch_key_service_generate_async (OrchKeyService *self, const OrchKeyMaterial *material,
                                      const char *key_type, const OrchChanges *values,
                                      GCancellable *cancellable, GAsyncReadyCallback callback,
                                      gpointer user_data);
OrchKeyMaterial *orch_key_service_generate_finish (OrchKeyService *self, GAsyncResult *result,
                                                   OrchKey **key, OrchChanges **not_taken,
                                                   GError **error);

void orch_key_service_find_generated_async (OrchKeyService *self, const OrchKeyMaterial *material,
                                            const OrchChanges *values, gint64 sent_at,
                                            GCancellable *cancellable, GAsyncReadyCallback callback,
                                            gpointer user_data);
OrchKey *orch_key_service_find_generated_finish (OrchKeyService *self, GAsyncResult *result,
                                                 OrchChanges **not_taken, GError **error);
void orch_key_service_find_by_alias_async (OrchKeyService *self, const char *alias,
                                           const char *user_id, gint64 created_after,
                                           GCancellable *cancellable, GAsyncReadyCallback callback,
                                           gpointer user_data);
OrchKey *orch_key_service_find_by_alias_finish (OrchKeyService *self, GAsyncResult *result,
                                                GError **error);

void orch_key_service_regenerate_user_key_async (OrchKeyService *self, OrchKey *key,
                                                 const OrchKeyMaterial *material,
                                                 const OrchChanges *changes, gboolean overwrite,
                                                 const char *grace_period,
                                                 GCancellable *cancellable,
                                                 GAsyncReadyCallback callback, gpointer user_data);
OrchKeyMaterial *orch_key_service_regenerate_user_key_finish (OrchKeyService *self,
                                                              GAsyncResult *result, OrchKey **key,
                                                              OrchChanges **details,
                                                              GError **error);

void orch_key_service_find_regenerated_async (OrchKeyService *self, const OrchKeyMaterial *material,
                                              GCancellable *cancellable,
                                              GAsyncReadyCallback callback, gpointer user_data);
OrchKey *orch_key_service_find_regenerated_finish (OrchKeyService *self, GAsyncResult *result,
                                                   GError **error);

void orch_key_service_set_blocked_async (OrchKeyService *self, OrchKey *key, gboolean blocked,
                                         gboolean by_update, GCancellable *cancellable,
                                         GAsyncReadyCallback callback, gpointer user_data);
gboolean orch_key_service_set_blocked_finish (OrchKeyService *self, GAsyncResult *result,
                                              GError **error);

void orch_key_service_reset_spend_async (OrchKeyService *self, OrchKey *key,
                                         GCancellable *cancellable, GAsyncReadyCallback callback,
                                         gpointer user_data);
gboolean orch_key_service_reset_spend_finish (OrchKeyService *self, GAsyncResult *result,
                                              GError **error);

void orch_key_service_delete_async (OrchKeyService *self, OrchKey *key, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data);
gboolean orch_key_service_delete_finish (OrchKeyService *self, GAsyncResult *result,
                                         GError **error);

G_END_DECLS
