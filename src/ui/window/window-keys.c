#include "config.h"

#include "ui/window/window-private.h"

/**
 * orch_window_rotate_keys:
 * @self: a window with a session
 * @keys: (element-type OrchKey): at least one
 *
 * Opens the first key's page, where it can be rotated.
 */
void
orch_window_rotate_keys (OrchWindow *self, GPtrArray *keys)
{
  orch_window_open (self, keys->pdata[0]);
}
