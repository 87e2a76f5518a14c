#pragma once

#include "client-fixture.h"

G_BEGIN_DECLS

/* Runs the default main context until a request that begins so has arrived. */
void service_wait_for_request (ClientFixture *self, const char *prefix);
/* The only request so far that begins so, as "METHOD /path?query BODY". */
const char *service_get_request (ClientFixture *self, const char *prefix);
void service_assert_n_requests (ClientFixture *self, guint n);

G_END_DECLS
