#pragma once

#include <gio/gio.h>

#include "core/model/key.h"

G_BEGIN_DECLS

#define ORCH_KEY_ROTATOR_ERROR (orch_key_rotator_error_quark ())

/**
 * OrchKeyRotatorError:
 * @ORCH_KEY_ROTATOR_ERROR_NOT_DONE: nothing was changed
 * @ORCH_KEY_ROTATOR_ERROR_UNFINISHED: there is a new secret, or may be: not to be tried again
 *
 * What became of a key. The messages are in the words of this program.
 */
typedef enum {
  ORCH_KEY_ROTATOR_ERROR_NOT_DONE,
  ORCH_KEY_ROTATOR_ERROR_UNFINISHED,
} OrchKeyRotatorError;

GQuark orch_key_rotator_error_quark (void);

#define ORCH_TYPE_KEY_ROTATOR (orch_key_rotator_get_type ())

/**
 * OrchKeyRotator:
 *
 * Gives one key after the other a new secret, without asking, and sees to it that none is lost.
 */
G_DECLARE_INTERFACE (OrchKeyRotator, orch_key_rotator, ORCH, KEY_ROTATOR, GObject)

struct _OrchKeyRotatorInterface {
  GTypeInterface parent_iface;

  void (*rotate_async) (OrchKeyRotator *self, OrchKey *key, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data);
  gboolean (*rotate_finish) (OrchKeyRotator *self, GAsyncResult *result, gboolean *stops,
                             GError **error);
};

void orch_key_rotator_rotate_async (OrchKeyRotator *self, OrchKey *key, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data);
gboolean orch_key_rotator_rotate_finish (OrchKeyRotator *self, GAsyncResult *result,
                                         gboolean *stops, GError **error);

G_END_DECLS
