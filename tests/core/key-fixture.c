#include "config.h"

#include "key-fixture.h"

JsonNode *
key_parse (const char *text)
{
  JsonNode *node = json_from_string (text, NULL);

  g_assert_nonnull (node);

  return node;
}

OrchKey *
key_create (const char *text)
{
  g_autoptr (JsonNode) node = key_parse (text);
  OrchKey *key = orch_key_new_from_json (json_node_get_object (node));

  g_assert_nonnull (key);

  return key;
}

OrchChanges *
key_create_values (const char *text)
{
  g_autoptr (JsonNode) node = key_parse (text);
  OrchChanges *values = orch_changes_new ();

  for (OrchKeyField i = 0; i < ORCH_KEY_N_FIELDS; i++) {
    g_autoptr (GVariant) value = orch_field_read (orch_key_field (i), json_node_get_object (node));

    if (value != NULL)
      orch_changes_add (values, orch_key_field (i), NULL, value);
  }

  return values;
}

OrchChanges *
key_create_changes (const char *before, const char *after)
{
  g_autoptr (OrchKey) key = key_create (before);
  g_autoptr (OrchKey) edited = key_create (after);

  return orch_key_diff (key, edited);
}

char *
key_mix (const char *text, const char *source, const char *member)
{
  g_autoptr (JsonNode) node = key_parse (text);
  JsonObject *object = json_node_get_object (node);

  json_object_remove_member (object, member);
  if (source != NULL) {
    g_autoptr (JsonNode) other = key_parse (source);

    json_object_set_member (object, member,
                            json_object_dup_member (json_node_get_object (other), member));
  }

  return json_to_string (node, FALSE);
}
