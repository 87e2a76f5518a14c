#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Recorded replies of a real proxy, tests/fixtures/NAME.json: {request, status, body}. */
JsonNode *fixture_load (const char *name, guint *status);
JsonObject *fixture_load_body (const char *name);
char *fixture_load_pem (const char *name);

G_END_DECLS
