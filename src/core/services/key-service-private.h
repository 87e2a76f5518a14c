#pragma once

#include "core/services/key-service.h"

G_BEGIN_DECLS

struct _OrchKeyService {
  GObject parent_instance;

  OrchServer *server;           /* (owned) */
  OrchClient *client;           /* (owned): the transport of the server */
  gboolean forbids_chosen_keys; /* the server has said so (contract §12.5) */
};

void orch_key_service_write (OrchKeyService *self, GTask *task, const char *action,
                             JsonObject *body, GAsyncReadyCallback callback);
OrchChanges *orch_key_service_complete_values (const OrchChanges *values, const char *alias);
JsonObject *orch_key_service_get_row (JsonNode *reply, OrchKey *key);
OrchKeyMaterial *orch_key_service_take_material (JsonObject *row, const OrchKeyMaterial *wanted);
OrchChanges *orch_key_service_find_not_taken (const OrchChanges *values, JsonObject *row,
                                              gboolean is_record);
void orch_key_service_generate_carried_async (OrchKeyService *self, const OrchKeyMaterial *material,
                                              const char *key_type, const OrchChanges *values,
                                              JsonObject *carried, const char *replaced_id,
                                              GCancellable *cancellable,
                                              GAsyncReadyCallback callback, gpointer user_data);
gboolean orch_key_service_notice_forbidden_keys (OrchKeyService *self, const GError *error);

G_END_DECLS
