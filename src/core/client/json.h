#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Tolerant getters: a missing member, null and a wrong type all read as "not there". */
JsonObject *orch_json_get_root (JsonNode *node);
const char *orch_json_get_string (JsonObject *object, const char *name);
gboolean orch_json_get_double (JsonObject *object, const char *name, double *value);
gboolean orch_json_get_int (JsonObject *object, const char *name, gint64 *value);
gboolean orch_json_get_boolean (JsonObject *object, const char *name, gboolean *value);
JsonObject *orch_json_get_object (JsonObject *object, const char *name);
JsonArray *orch_json_get_array (JsonObject *object, const char *name);
char **orch_json_get_strv (JsonObject *object, const char *name);
GDateTime *orch_json_get_time (JsonObject *object, const char *name);

void orch_json_wipe (JsonNode *node);

JsonNode *orch_json_parse (const char *text, gssize length, guint *line, guint *column,
                           GError **error);
JsonNode *orch_json_parse_reply (const char *text, gsize length, GError **error);
char *orch_json_to_text (JsonNode *node, gboolean pretty);

G_END_DECLS
