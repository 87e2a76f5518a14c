#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The replies of /key/generate and /user/new have the same members. */
JsonObject *orch_demo_key_reply_new (void);
void orch_demo_key_reply_fill_made (JsonObject *reply, JsonObject *row);
void orch_demo_key_reply_fill (JsonObject *reply, JsonObject *row, const char *secret);

char *orch_demo_secret_dup_random (void);

G_END_DECLS
