#pragma once

#include <gio/gio.h>

#include "core/model/key-material.h"

G_BEGIN_DECLS

#define ORCH_TYPE_SECRET_FILE (orch_secret_file_get_type ())

/**
 * OrchSecretFile:
 *
 * A new file for the secrets of several keys, which nobody else can read, in the CSV format: a row
 * of `alias`, `key_id`, `owner`, `secret` and `state` for each step. `prepared`: the secret was
 * made, and the server is asked to give it to the key; without a second row for the same `key_id`,
 * nobody knows whether it did, or it has refused. `done`: the key has it. Every row is on the disk
 * before it counts as written. One operation at a time.
 */
G_DECLARE_FINAL_TYPE (OrchSecretFile, orch_secret_file, ORCH, SECRET_FILE, GObject)

/**
 * OrchSecretFileState:
 * @ORCH_SECRET_FILE_PREPARED: nobody knows yet whether the key has the secret
 * @ORCH_SECRET_FILE_DONE: it has
 *
 * What a row says.
 */
typedef enum {
  ORCH_SECRET_FILE_PREPARED,
  ORCH_SECRET_FILE_DONE,
} OrchSecretFileState;

OrchSecretFile *orch_secret_file_new (GFile *file);

void orch_secret_file_create_async (OrchSecretFile *self, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data);
gboolean orch_secret_file_create_finish (OrchSecretFile *self, GAsyncResult *result,
                                         GError **error);

void orch_secret_file_append_async (OrchSecretFile *self, const char *alias,
                                    const OrchKeyMaterial *material, OrchSecretFileState state,
                                    GCancellable *cancellable, GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean orch_secret_file_append_finish (OrchSecretFile *self, GAsyncResult *result,
                                         GError **error);

G_END_DECLS
