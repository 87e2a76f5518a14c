#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * OrchDemoMember:
 * @type: null, an empty array, an empty object, or a value: 0
 *
 * A member of a row and what it holds before anything is set.
 */
typedef struct {
  const char *name;
  JsonNodeType type;
} OrchDemoMember;

void orch_demo_members_fill (JsonObject *row, const OrchDemoMember *members, gsize n_members);
void orch_demo_members_copy (JsonObject *from, JsonObject *to, const char *name);
JsonObject *orch_demo_members_copy_all (JsonObject *from);

G_END_DECLS
