#pragma once

#include "core/model/key.h"
#include "core/model/user.h"

G_BEGIN_DECLS

void orch_export_append_user_header (GString *text);
void orch_export_append_user (GString *text, OrchUser *user);
void orch_export_append_key_header (GString *text);
void orch_export_append_key (GString *text, OrchKey *key, GDateTime *now);

G_END_DECLS
