#include "config.h"

#include "fixture.h"

/**
 * fixture_load:
 * @name: file name below tests/fixtures, without ".json"
 * @status: (out) (optional): the HTTP status of the reply
 *
 * Loads the body of a recorded reply. A missing or broken file fails the test.
 *
 * Returns: (transfer full): the body
 */
JsonNode *
fixture_load (const char *name, guint *status)
{
  g_autofree char *file = g_strconcat (name, ".json", NULL);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fixtures", file, NULL);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  JsonObject *root;

  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);

  root = json_node_get_object (json_parser_get_root (parser));
  if (status != NULL)
    *status = json_object_get_int_member (root, "status");

  return json_node_ref (json_object_get_member (root, "body"));
}

/**
 * fixture_load_body:
 * @name: file name below tests/fixtures, without ".json"
 *
 * Loads the body of a recorded reply whose body is an object.
 *
 * Returns: (transfer full): the body
 */
JsonObject *
fixture_load_body (const char *name)
{
  g_autoptr (JsonNode) body = fixture_load (name, NULL);

  g_assert_true (JSON_NODE_HOLDS_OBJECT (body));

  return json_object_ref (json_node_get_object (body));
}

/**
 * fixture_load_pem:
 * @name: file name below tests/fixtures/tls, without ".pem"
 *
 * Returns: (transfer full): certificates, and a server's also the key
 */
char *
fixture_load_pem (const char *name)
{
  g_autofree char *file = g_strconcat (name, ".pem", NULL);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fixtures", "tls", file, NULL);
  g_autoptr (GError) error = NULL;
  char *pem;

  g_file_get_contents (path, &pem, NULL, &error);
  g_assert_no_error (error);

  return pem;
}
