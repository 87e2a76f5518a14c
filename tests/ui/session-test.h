#pragma once

#include "core/services/session.h"
#include "test-server.h"

G_BEGIN_DECLS

/* An open session; fails the test where it does not open. */
OrchSession *session_test_open (OrchClient *client);
/* One of the master key on a server of the newest version, which has no replies for it yet. */
OrchSession *session_test_open_master (TestServer *server);

G_END_DECLS
