#pragma once

#include "core/services/session.h"
#include "test-server.h"
#include "ui/keys/handover.h"

G_BEGIN_DECLS

/* An open session; fails the test where it does not open. */
OrchSession *session_test_open (OrchClient *client);
/* One of the master key on a server of the newest version, which has no replies for it yet. */
OrchSession *session_test_open_master (TestServer *server);

/* A handover of a session; @has_keyring: whether its connection is remembered, and the secrets go
 * into a keyring, which forgets them with the test. */
OrchHandover *session_test_hand_over (OrchSession *session, gboolean has_keyring);

G_END_DECLS
