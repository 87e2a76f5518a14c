#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* A key's budget windows: a list of objects with budget_duration, max_budget and reset_at. Each has
 * a budget and a reset of its own. */
void orch_demo_windows_read (const char *name, JsonNode *windows, JsonArray *problems);
JsonArray *orch_demo_windows_start (JsonArray *windows, gint64 now);
JsonArray *orch_demo_windows_restart (JsonArray *windows, gint64 now);
JsonObject *orch_demo_windows_get_usage (JsonArray *windows, double spend);

G_END_DECLS
