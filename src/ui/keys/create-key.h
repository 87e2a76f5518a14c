#pragma once

#include <gtk/gtk.h>

#include "ui/keys/handover.h"

G_BEGIN_DECLS

/**
 * OrchKeyCreatedFunc:
 * @widget: what asked for the key, which is still in a window
 * @key: the new key
 *
 * Is told that a key was created, before its secret is shown.
 */
typedef void (*OrchKeyCreatedFunc) (GtkWidget *widget, OrchKey *key);

gboolean orch_create_key_is_allowed (OrchSession *session);
void orch_create_key (GtkWidget *widget, OrchHandover *handover, OrchUser *owner,
                      OrchKeyCreatedFunc created);

G_END_DECLS
