#pragma once

#include "core/services/user-service.h"

G_BEGIN_DECLS

struct _OrchUserService {
  GObject parent_instance;

  OrchServer *server; /* (owned) */
  OrchClient *client; /* (owned): the transport of the server */
};

G_END_DECLS
