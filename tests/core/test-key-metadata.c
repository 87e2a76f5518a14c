#include "config.h"

#include "core/client/json.h"
#include "core/model/key-fields.h"
#include "core/model/key-metadata.h"
#include "fixture.h"

/* A key whose metadata holds entries of a person, limits of models, and what is not editable. */
#define STORED                                                                                     \
  "{\"auto_rotate\": false, \"rotation_interval\": \"30d\", \"metadata\": {\"own\": {\"a\": 1},"   \
  " \"other\": 2, \"tags\": [\"t\"], \"model_rpm_limit\": {\"m\": 3},"                             \
  " \"model_tpm_limit\": {\"m\": 4}, \"rpm_limit_type\": \"x\"}}"

typedef struct {
  OrchKeyField field;
  const char *to; /* (nullable): GVariant text */
} Edit;

static JsonNode *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  JsonNode *node = orch_json_parse (text, -1, NULL, NULL, &error);

  g_assert_no_error (error);

  return node;
}

static OrchChanges *
make_changes (const Edit *edits, gsize n_edits)
{
  OrchChanges *changes = orch_changes_new ();

  for (gsize i = 0; i < n_edits; i++)
    orch_changes_add (changes, orch_key_field (edits[i].field), NULL,
                      edits[i].to != NULL ? g_variant_new_parsed (edits[i].to, NULL) : NULL);

  return changes;
}

static void
assert_writes (const char *record, const Edit *edits, gsize n_edits, const char *expected)
{
  g_autoptr (OrchChanges) changes = make_changes (edits, n_edits);
  g_autoptr (JsonNode) fresh = record != NULL ? parse (record) : NULL;
  g_autoptr (JsonNode) wanted = parse (expected);
  g_autoptr (JsonObject) body = json_object_new ();
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), body);

  orch_key_changes_write (changes, fresh != NULL ? json_node_get_object (fresh) : NULL, body);

  if (!json_node_equal (node, wanted)) {
    g_autofree char *text = orch_json_to_text (node, FALSE);

    g_test_message ("wrote %s", text);
    g_test_fail ();
  }

  if (record != NULL) {
    g_autoptr (JsonNode) untouched = parse (record);

    g_assert_true (json_node_equal (fresh, untouched));
  }
}

static void
test_other_fields_leave_metadata_out (void)
{
  static const Edit edits[] = {
    { ORCH_KEY_ALIAS, "'a'" },        { ORCH_KEY_MODEL_RPM_LIMIT, "{'m': int64 9}" },
    { ORCH_KEY_EXPIRES, NULL },       { ORCH_KEY_BLOCKED, NULL },
    { ORCH_KEY_MODELS, NULL },        { ORCH_KEY_MAX_BUDGET, NULL },
    { ORCH_KEY_BUDGET_LIMITS, NULL },
  };

  assert_writes (STORED, edits, G_N_ELEMENTS (edits),
                 "{\"key_alias\": \"a\", \"model_rpm_limit\": {\"m\": 9}, \"duration\": \"-1\","
                 " \"blocked\": false, \"models\": [], \"max_budget\": null,"
                 " \"budget_limits\": []}");
}

static void
test_edited_metadata_keeps_reserved (void)
{
  static const Edit edits[] = { { ORCH_KEY_METADATA, "'{\"own\": {\"b\": 2}}'" } };

  assert_writes (STORED, edits, 1,
                 "{\"metadata\": {\"own\": {\"b\": 2}, \"tags\": [\"t\"],"
                 " \"model_rpm_limit\": {\"m\": 3}, \"model_tpm_limit\": {\"m\": 4},"
                 " \"rpm_limit_type\": \"x\"}}");
}

static void
test_cleared_metadata_keeps_reserved (void)
{
  static const Edit edits[] = { { ORCH_KEY_METADATA, NULL } };

  assert_writes (STORED, edits, 1,
                 "{\"metadata\": {\"tags\": [\"t\"], \"model_rpm_limit\": {\"m\": 3},"
                 " \"model_tpm_limit\": {\"m\": 4}, \"rpm_limit_type\": \"x\"}}");
  assert_writes ("{\"metadata\": {\"a\": 1}}", edits, 1, "{\"metadata\": {}}");
}

static void
test_cleared_limits_keep_the_rest (void)
{
  static const Edit edits[] = { { ORCH_KEY_MODEL_RPM_LIMIT, NULL } };

  assert_writes (STORED, edits, 1,
                 "{\"metadata\": {\"own\": {\"a\": 1}, \"other\": 2, \"tags\": [\"t\"],"
                 " \"model_tpm_limit\": {\"m\": 4}, \"rpm_limit_type\": \"x\"}}");
}

/* A limit that is set while the metadata is written goes into it, too, whichever the proxy looks at
 * first. */
static void
test_limits_and_metadata_together (void)
{
  static const Edit edits[] = {
    { ORCH_KEY_MODEL_TPM_LIMIT, NULL },
    { ORCH_KEY_MODEL_RPM_LIMIT, "{'n': int64 9}" },
    { ORCH_KEY_METADATA, "'{\"own\": 1}'" },
  };

  assert_writes (STORED, edits, G_N_ELEMENTS (edits),
                 "{\"model_rpm_limit\": {\"n\": 9},"
                 " \"metadata\": {\"own\": 1, \"tags\": [\"t\"],"
                 " \"model_rpm_limit\": {\"n\": 9}, \"rpm_limit_type\": \"x\"}}");
}

static void
test_without_stored_metadata (void)
{
  static const Edit set[] = { { ORCH_KEY_METADATA, "'{\"own\": 1}'" } };
  static const Edit clear[] = { { ORCH_KEY_MODEL_RPM_LIMIT, NULL } };

  assert_writes ("{\"metadata\": null}", set, 1, "{\"metadata\": {\"own\": 1}}");
  assert_writes ("{}", set, 1, "{\"metadata\": {\"own\": 1}}");
  assert_writes ("{\"metadata\": null}", clear, 1, "{\"metadata\": {}}");
}

/* The names that only a licence opens are neither written by their own names, nor let in. */
static void
test_never_adds_reserved_names (void)
{
  static const Edit edits[] = {
    { ORCH_KEY_METADATA, "'{\"own\": 1, \"guardrails\": [\"g\"], \"tags\": [\"mine\"]}'" },
  };

  assert_writes ("{\"metadata\": {\"tags\": [\"t\"]}}", edits, 1,
                 "{\"metadata\": {\"own\": 1, \"tags\": [\"t\"]}}");
}

static void
test_rotation_comes_with_interval (void)
{
  static const Edit on[] = { { ORCH_KEY_AUTO_ROTATE, "true" } };
  static const Edit off[] = { { ORCH_KEY_AUTO_ROTATE, NULL } };
  static const Edit interval[] = { { ORCH_KEY_ROTATION_INTERVAL, "'7d'" } };
  static const Edit no_interval[] = { { ORCH_KEY_ROTATION_INTERVAL, NULL } };
  static const Edit both[] = { { ORCH_KEY_AUTO_ROTATE, "true" },
                               { ORCH_KEY_ROTATION_INTERVAL, "'7d'" } };

  assert_writes (STORED, on, 1, "{\"auto_rotate\": true, \"rotation_interval\": \"30d\"}");
  assert_writes (STORED, off, 1, "{\"auto_rotate\": false}");
  assert_writes (STORED, interval, 1, "{\"rotation_interval\": \"7d\"}");
  assert_writes ("{\"auto_rotate\": true}", interval, 1,
                 "{\"auto_rotate\": true, \"rotation_interval\": \"7d\"}");
  assert_writes ("{\"auto_rotate\": true}", no_interval, 1, "{\"rotation_interval\": null}");
  assert_writes ("{}", on, 1, "{\"auto_rotate\": true}");
  assert_writes ("{}", both, 2, "{\"auto_rotate\": true, \"rotation_interval\": \"7d\"}");
}

static void
test_new_key_has_only_what_is_set (void)
{
  static const Edit edits[] = {
    { ORCH_KEY_ALIAS, NULL },
    { ORCH_KEY_MAX_BUDGET, "5.0" },
    { ORCH_KEY_SPEND, NULL },
    { ORCH_KEY_MODEL_RPM_LIMIT, NULL },
    { ORCH_KEY_MODEL_TPM_LIMIT, "{'m': int64 1}" },
    { ORCH_KEY_EXPIRES, "int64 0" },
    { ORCH_KEY_BLOCKED, "true" },
    { ORCH_KEY_METADATA, "'{\"own\": 1}'" },
  };

  assert_writes (NULL, edits, G_N_ELEMENTS (edits),
                 "{\"max_budget\": 5.0, \"model_tpm_limit\": {\"m\": 1}, \"duration\": \"0s\","
                 " \"blocked\": true, \"metadata\": {\"own\": 1}}");
  assert_writes (NULL, NULL, 0, "{}");
}

/* A real record: what was not touched comes back as it was. */
static void
test_recorded_key (void)
{
  g_autoptr (JsonObject) body = fixture_load_body ("key_info_ok");
  JsonObject *info = json_object_get_object_member (body, "info");
  g_autoptr (OrchChanges) changes = orch_changes_new ();
  g_autoptr (GVariant) visible = orch_field_read (orch_key_field (ORCH_KEY_METADATA), info);
  g_autoptr (JsonObject) update = json_object_new ();

  orch_changes_add (changes, orch_key_field (ORCH_KEY_METADATA), NULL, visible);
  orch_key_changes_write (changes, info, update);

  g_assert_null (strstr (g_variant_get_string (visible, NULL), "limit"));
  g_assert_true (json_node_equal (json_object_get_member (update, "metadata"),
                                  json_object_get_member (info, "metadata")));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/key-metadata/other-fields-leave-it-out", test_other_fields_leave_metadata_out);
  g_test_add_func ("/key-metadata/edited-keeps-reserved", test_edited_metadata_keeps_reserved);
  g_test_add_func ("/key-metadata/cleared-keeps-reserved", test_cleared_metadata_keeps_reserved);
  g_test_add_func ("/key-metadata/cleared-limits-keep-the-rest", test_cleared_limits_keep_the_rest);
  g_test_add_func ("/key-metadata/limits-and-metadata-together", test_limits_and_metadata_together);
  g_test_add_func ("/key-metadata/without-stored-metadata", test_without_stored_metadata);
  g_test_add_func ("/key-metadata/never-adds-reserved-names", test_never_adds_reserved_names);
  g_test_add_func ("/key-metadata/rotation-comes-with-interval", test_rotation_comes_with_interval);
  g_test_add_func ("/key-metadata/new-key-has-only-what-is-set", test_new_key_has_only_what_is_set);
  g_test_add_func ("/key-metadata/recorded-key", test_recorded_key);

  return g_test_run ();
}
