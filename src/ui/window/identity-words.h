#pragma once

#include "core/model/identity.h"

G_BEGIN_DECLS

/* What the connection menu says of the signed-in user and their key. */
const char *orch_identity_words_rights (const OrchIdentity *identity);
char *orch_identity_words_expiry (const OrchIdentity *identity, GDateTime *now);
gboolean orch_identity_expires_soon (const OrchIdentity *identity, GDateTime *now);

G_END_DECLS
