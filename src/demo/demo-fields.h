#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef enum {
  ORCH_DEMO_VALUE_TEXT,
  ORCH_DEMO_VALUE_REQUIRED_TEXT,
  ORCH_DEMO_VALUE_ROLE,
  ORCH_DEMO_VALUE_NUMBER,
  ORCH_DEMO_VALUE_NUMBER_OR_EMPTY,
  ORCH_DEMO_VALUE_INTEGER,
  ORCH_DEMO_VALUE_BOOLEAN,
  ORCH_DEMO_VALUE_REQUIRED_BOOLEAN,
  ORCH_DEMO_VALUE_LIST,
  ORCH_DEMO_VALUE_TEXTS,
  ORCH_DEMO_VALUE_REQUIRED_TEXTS,
  ORCH_DEMO_VALUE_OBJECT,
  ORCH_DEMO_VALUE_ANY,
} OrchDemoValueKind;

/**
 * OrchDemoProblem:
 *
 * Why a value is not of its kind, in the words of the proxy.
 */
typedef struct {
  const char *type;
  const char *message;
} OrchDemoProblem;

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

JsonArray *orch_demo_fields_read (const OrchDemoField *fields, gsize n_fields, JsonObject *body,
                                  JsonObject *values);
const OrchDemoProblem *orch_demo_value_read (OrchDemoValueKind kind, JsonNode *value,
                                             JsonNode **result);
const char *orch_demo_value_get_python_name (double not_finite);

G_END_DECLS
