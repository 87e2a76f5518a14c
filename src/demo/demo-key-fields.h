#pragma once

#include "demo/demo-fields.h"

G_BEGIN_DECLS

/* What the proxy does with a field of a key. */
typedef enum {
  ORCH_DEMO_KEY_UPDATE = 1 << 0,     /* /key/update reads it */
  ORCH_DEMO_KEY_GENERATE = 1 << 1,   /* /key/generate reads it */
  ORCH_DEMO_KEY_COLUMN = 1 << 2,     /* it goes to the row as it is */
  ORCH_DEMO_KEY_NEEDED = 1 << 3,     /* the database takes no null for it */
  ORCH_DEMO_KEY_METADATA = 1 << 4,   /* it is kept in the metadata; null changes nothing */
  ORCH_DEMO_KEY_LICENSED = 1 << 5,   /* only empty values without a licence */
  ORCH_DEMO_KEY_LONG = 1 << 6,       /* an integer of 64 bits */
  ORCH_DEMO_KEY_SHORT = 1 << 7,      /* an integer of 32 bits */
  ORCH_DEMO_KEY_REGENERATE = 1 << 8, /* /key/regenerate reads it, beside those of /key/generate */

  ORCH_DEMO_KEY_BOTH = ORCH_DEMO_KEY_UPDATE | ORCH_DEMO_KEY_GENERATE,
} OrchDemoKeyUse;

JsonArray *orch_demo_key_fields_read (OrchDemoKeyUse call, JsonObject *body, JsonObject *values);
const OrchDemoField *orch_demo_key_fields_get (gsize *n_fields);

G_END_DECLS
