#include "config.h"

#include "core/model/invitation.h"

/**
 * orch_invitation_free:
 * @self: (transfer full): an invitation
 *
 * Frees @self.
 */
void
orch_invitation_free (OrchInvitation *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->link);
  g_clear_pointer (&self->expires, g_date_time_unref);
  g_free (self);
}
