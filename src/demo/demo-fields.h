#pragma once

#include "demo/demo-values.h"

G_BEGIN_DECLS

/**
 * OrchDemoField:
 * @name: the member of a body
 * @use: what it is read for, up to who reads it
 *
 * A field that the proxy reads of a body.
 */
typedef struct {
  const char *name;
  OrchDemoValueKind kind;
  guint use;
} OrchDemoField;

void orch_demo_field_read (const OrchDemoField *field, JsonNode *value, JsonObject *values,
                           JsonArray *problems);
JsonArray *orch_demo_fields_read (const OrchDemoField *fields, gsize n_fields, JsonObject *body,
                                  JsonObject *values);

G_END_DECLS
