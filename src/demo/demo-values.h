#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef enum {
  ORCH_DEMO_VALUE_TEXT,
  ORCH_DEMO_VALUE_REQUIRED_TEXT,
  ORCH_DEMO_VALUE_ROLE,
  ORCH_DEMO_VALUE_NUMBER,
  ORCH_DEMO_VALUE_NUMBER_OR_EMPTY,
  ORCH_DEMO_VALUE_REQUIRED_NUMBER, /* nor yes or no */
  ORCH_DEMO_VALUE_INTEGER,
  ORCH_DEMO_VALUE_POSITIVE, /* an integer above 0 */
  ORCH_DEMO_VALUE_BOOLEAN,
  ORCH_DEMO_VALUE_REQUIRED_BOOLEAN,
  ORCH_DEMO_VALUE_LIST,
  ORCH_DEMO_VALUE_TEXTS,
  ORCH_DEMO_VALUE_REQUIRED_TEXTS,
  ORCH_DEMO_VALUE_WINDOWS, /* see demo-windows.h */
  ORCH_DEMO_VALUE_OBJECT,
  ORCH_DEMO_VALUE_COUNTS, /* an object of integers */
  ORCH_DEMO_VALUE_TIME,
  ORCH_DEMO_VALUE_LIMIT_TYPE,
  ORCH_DEMO_VALUE_KEY_TYPE,
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

const OrchDemoProblem *orch_demo_value_read (OrchDemoValueKind kind, JsonNode *value,
                                             JsonNode **result);
gboolean orch_demo_value_is_nothing (JsonNode *value);

G_END_DECLS
