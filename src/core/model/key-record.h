#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonObject *orch_key_record_copy (JsonObject *row);
JsonObject *orch_key_record_refresh (JsonObject *record, JsonObject *row);

G_END_DECLS
