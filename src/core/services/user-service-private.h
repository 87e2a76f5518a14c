#pragma once

#include "core/services/user-service.h"

G_BEGIN_DECLS

struct _OrchUserService {
  GObject parent_instance;

  OrchClient *client; /* (owned) */
};

G_END_DECLS
