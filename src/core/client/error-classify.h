#pragma once

#include "core/client/error-body.h"
#include "core/client/error.h"

G_BEGIN_DECLS

OrchErrorCode orch_error_classify_reply (guint status, const OrchErrorBody *body);
OrchErrorCode orch_error_classify_transport (const GError *cause);
const char *orch_error_find_field (OrchErrorCode code, const OrchErrorBody *body);

G_END_DECLS
