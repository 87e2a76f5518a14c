#include "config.h"

#include <string.h>

#include "core/client/secret.h"

/**
 * orch_secret_free:
 * @self: (nullable) (transfer full): allocated with g_malloc()
 *
 * Overwrites and frees a secret.
 */
void
orch_secret_free (OrchSecret *self)
{
  if (self == NULL)
    return;

  explicit_bzero (self, strlen (self));
  g_free (self);
}
