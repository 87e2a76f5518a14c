#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonNode *orch_demo_body_parse (const char *text, gint64 *offset);

G_END_DECLS
