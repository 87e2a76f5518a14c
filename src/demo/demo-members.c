#include "config.h"

#include "demo/demo-members.h"

void
orch_demo_members_fill (JsonObject *row, const OrchDemoMember *members, gsize n_members)
{
  for (gsize i = 0; i < n_members; i++) {
    switch (members[i].type) {
    case JSON_NODE_ARRAY:
      json_object_set_array_member (row, members[i].name, json_array_new ());
      break;
    case JSON_NODE_OBJECT:
      json_object_set_object_member (row, members[i].name, json_object_new ());
      break;
    case JSON_NODE_VALUE:
      json_object_set_int_member (row, members[i].name, 0);
      break;
    case JSON_NODE_NULL:
    default:
      json_object_set_null_member (row, members[i].name);
      break;
    }
  }
}

/* The value is shared: nothing may change it in place. */
void
orch_demo_members_copy (JsonObject *from, JsonObject *to, const char *name)
{
  JsonNode *value = json_object_get_member (from, name);

  /* json-glib keeps what is there already, and the reference with it. */
  if (json_object_get_member (to, name) != value)
    json_object_set_member (to, name, json_node_ref (value));
}

/* As orch_demo_members_copy() of every member: (transfer full). */
JsonObject *
orch_demo_members_copy_all (JsonObject *from)
{
  g_autoptr (GList) names = json_object_get_members (from);
  JsonObject *to = json_object_new ();

  for (GList *l = names; l != NULL; l = l->next)
    orch_demo_members_copy (from, to, l->data);

  return to;
}
