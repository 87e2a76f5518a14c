#pragma once

#include "core/model/invitation.h"
#include "core/model/user.h"
#include "core/services/server.h"
#include "core/services/update-outcome.h"

G_BEGIN_DECLS

#define ORCH_TYPE_USER_SERVICE (orch_user_service_get_type ())

/**
 * OrchUserService:
 *
 * Reads, updates, creates, invites and deletes users.
 */
G_DECLARE_FINAL_TYPE (OrchUserService, orch_user_service, ORCH, USER_SERVICE, GObject)

/**
 * OrchUserSort:
 *
 * The columns that /user/list can sort by. Only the user ID is unique, so only that order is safe
 * to page over (contract §6.2).
 */
typedef enum {
  ORCH_USER_SORT_ID,
  ORCH_USER_SORT_ALIAS,
  ORCH_USER_SORT_EMAIL,
  ORCH_USER_SORT_ROLE,
  ORCH_USER_SORT_SPEND,
  ORCH_USER_SORT_CREATED,
} OrchUserSort;

/**
 * OrchUserQuery:
 *
 * Which users, in which order.
 */
typedef struct {
  char *search;  /* (owned) (nullable): part of the user ID or e-mail, taken literally; see
                  * orch_user_service_list_async () for old proxies */
  OrchRole role; /* %ORCH_ROLE_NONE for all */
  char *team_id; /* (owned) (nullable): of which team; not "", which the proxy takes for all */
  OrchUserSort sort;
  gboolean descending;
} OrchUserQuery;

OrchUserService *orch_user_service_new (OrchServer *server);
OrchServer *orch_user_service_get_server (OrchUserService *self);

void orch_user_service_list_async (OrchUserService *self, const OrchUserQuery *query, guint page,
                                   guint page_size, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *orch_user_service_list_finish (OrchUserService *self, GAsyncResult *result, guint *total,
                                          GError **error);

void orch_user_service_read_async (OrchUserService *self, const char *user_id,
                                   GCancellable *cancellable, GAsyncReadyCallback callback,
                                   gpointer user_data);
OrchUser *orch_user_service_read_finish (OrchUserService *self, GAsyncResult *result,
                                         GError **error);

void orch_user_service_find_async (OrchUserService *self, const char *name,
                                   GCancellable *cancellable, GAsyncReadyCallback callback,
                                   gpointer user_data);
GPtrArray *orch_user_service_find_finish (OrchUserService *self, GAsyncResult *result,
                                          GError **error);

void orch_user_service_update_async (OrchUserService *self, OrchUser *user,
                                     const OrchChanges *changes, gboolean overwrite,
                                     GCancellable *cancellable, GAsyncReadyCallback callback,
                                     gpointer user_data);
OrchUpdateOutcome orch_user_service_update_finish (OrchUserService *self, GAsyncResult *result,
                                                   OrchChanges **details, GError **error);

void orch_user_service_check_async (OrchUserService *self, OrchUser *user,
                                    const OrchChanges *changes, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data);
OrchUpdateOutcome orch_user_service_check_finish (OrchUserService *self, GAsyncResult *result,
                                                  OrchChanges **details, GError **error);

void orch_user_service_create_async (OrchUserService *self, const OrchChanges *values,
                                     GCancellable *cancellable, GAsyncReadyCallback callback,
                                     gpointer user_data);
OrchUser *orch_user_service_create_finish (OrchUserService *self, GAsyncResult *result,
                                           OrchChanges **not_taken, GError **error);

void orch_user_service_delete_async (OrchUserService *self, const char *user_id,
                                     GCancellable *cancellable, GAsyncReadyCallback callback,
                                     gpointer user_data);
gboolean orch_user_service_delete_finish (OrchUserService *self, GAsyncResult *result,
                                          GError **error);

void orch_user_service_invite_async (OrchUserService *self, const char *user_id,
                                     GCancellable *cancellable, GAsyncReadyCallback callback,
                                     gpointer user_data);
OrchInvitation *orch_user_service_invite_finish (OrchUserService *self, GAsyncResult *result,
                                                 GError **error);

G_END_DECLS
