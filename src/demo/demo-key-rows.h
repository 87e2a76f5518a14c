#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* A key's row is a JSON object as POST /key/block answers it: the columns of the database. The
 * other calls show views of it. */
JsonObject *orch_demo_key_row_new (const char *token, const char *name, const char *user_id,
                                   gint64 now);
JsonObject *orch_demo_key_row_new_for_person (guint index, guint number, const char *user_id,
                                              gint64 now);

JsonObject *orch_demo_key_row_new_budget (const char *id, const char *maker, gint64 now);

JsonObject *orch_demo_key_row_get_list_view (JsonObject *row);
JsonObject *orch_demo_key_row_get_columns_view (JsonObject *row);
JsonObject *orch_demo_key_row_get_user_view (JsonObject *row);
JsonObject *orch_demo_key_row_get_update_view (JsonObject *row);
JsonObject *orch_demo_key_row_get_info_view (JsonObject *row, gint64 now);

gboolean orch_demo_key_row_is_blocked (JsonObject *row);
gboolean orch_demo_key_row_is_expired (JsonObject *row, gint64 now);
const char *orch_demo_key_row_find_null (JsonObject *row);

/* What the proxy says of it: the class that it cannot read, and the name of the member. */
#define ORCH_DEMO_NO_DICTIONARY                                                                    \
  "1 validation error for %s\n%s\n  Input should be a valid dictionary [type=dict_type, "          \
  "input_value=None, input_type=NoneType]\n    For further information visit "                     \
  "https://errors.pydantic.dev/2.14/v/dict_type"

G_END_DECLS
