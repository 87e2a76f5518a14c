#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OrchInvitation:
 * @link: (owned): the page on which whoever opens it sets the user's password; good for one use
 * @expires: (owned) (nullable): until when
 *
 * An invitation to the proxy's own web page, for one user.
 */
typedef struct {
  char *link;
  GDateTime *expires;
} OrchInvitation;

void orch_invitation_free (OrchInvitation *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OrchInvitation, orch_invitation_free)

G_END_DECLS
