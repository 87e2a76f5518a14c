#pragma once

#include <json-glib/json-glib.h>

#include "core/model/changes.h"

G_BEGIN_DECLS

void orch_key_changes_write (const OrchChanges *changes, JsonObject *fresh_record,
                             JsonObject *body);

G_END_DECLS
