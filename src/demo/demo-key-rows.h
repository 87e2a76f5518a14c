#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* A key's row is a JSON object as POST /key/block answers it: the columns of the database. The
 * other calls show views of it. */
JsonObject *orch_demo_key_row_new (const char *token, const char *name, const char *user_id,
                                   gint64 now);
JsonObject *orch_demo_key_row_new_for_person (guint index, guint number, const char *user_id,
                                              gint64 now);

JsonObject *orch_demo_key_row_get_list_view (JsonObject *row);
JsonObject *orch_demo_key_row_get_columns_view (JsonObject *row);
JsonObject *orch_demo_key_row_get_user_view (JsonObject *row);
JsonObject *orch_demo_key_row_get_update_view (JsonObject *row);
JsonObject *orch_demo_key_row_get_info_view (JsonObject *row, gint64 now);

gboolean orch_demo_key_row_is_blocked (JsonObject *row);
gboolean orch_demo_key_row_is_expired (JsonObject *row, gint64 now);

G_END_DECLS
