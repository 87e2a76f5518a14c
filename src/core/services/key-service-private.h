#pragma once

#include "core/services/key-service.h"

G_BEGIN_DECLS

struct _OrchKeyService {
  GObject parent_instance;

  OrchClient *client; /* (owned) */
};

G_END_DECLS
