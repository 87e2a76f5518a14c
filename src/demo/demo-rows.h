#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* A user's row is a JSON object as GET /user/list has it; the other calls show views of it. */
JsonObject *orch_demo_row_new (const char *user_id, gint64 now);
JsonObject *orch_demo_row_new_for_person (guint index, gint64 now);

JsonObject *orch_demo_row_get_update_view (JsonObject *row);
JsonObject *orch_demo_row_get_info_view (JsonObject *row);
JsonObject *orch_demo_row_get_v2_view (JsonObject *row);

void orch_demo_row_set_time (JsonObject *row, const char *name, gint64 time);
gint64 orch_demo_row_get_time (JsonObject *row, const char *name);
gboolean orch_demo_row_set_duration (JsonObject *row, const char *duration, gint64 now);

G_END_DECLS
