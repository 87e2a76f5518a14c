#include "config.h"

#include <string.h>

#include "core/model/key-material.h"

/* Written out of base64url: no "+", "/" or "=". */
#define SECRET_CHARACTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

static void
test_hashes_secret (void)
{
  g_autoptr (OrchKeyMaterial) material = orch_key_material_new ("ada", "laptop", "sk-1234");

  g_assert_cmpstr (material->user_id, ==, "ada");
  g_assert_cmpstr (material->alias, ==, "laptop");
  g_assert_cmpstr (material->secret, ==, "sk-1234");
  /* As `printf sk-1234 | sha256sum` says, and LiteLLM. */
  g_assert_cmpstr (material->key_id, ==,
                   "88dc28d0f030c55ed4ab77ed8faf098196cb1c05df778539800c9f1243fe6b4b");
}

/* Longer than a block of the hash. */
static void
test_hashes_long_secret (void)
{
  g_autofree char *secret = g_strnfill (200, 'x');
  g_autofree char *expected = g_compute_checksum_for_string (G_CHECKSUM_SHA256, secret, -1);
  g_autoptr (OrchKeyMaterial) material = orch_key_material_new (NULL, NULL, secret);

  g_assert_cmpstr (material->key_id, ==, expected);
  g_assert_null (material->user_id);
  g_assert_null (material->alias);
}

static void
test_random (void)
{
  g_autoptr (GHashTable) secrets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gsize seen[256] = { 0 };

  for (guint i = 0; i < 500; i++) {
    g_autoptr (OrchKeyMaterial) material = orch_key_material_new_random ("ada", NULL);
    g_autofree char *id = g_compute_checksum_for_string (G_CHECKSUM_SHA256, material->secret, -1);

    g_assert_cmpuint (strlen (material->secret), ==, 3 + 43);
    g_assert_true (g_str_has_prefix (material->secret, "sk-"));
    g_assert_cmpuint (strspn (material->secret, SECRET_CHARACTERS), ==, 3 + 43);
    g_assert_cmpstr (material->key_id, ==, id);
    g_assert_cmpstr (material->user_id, ==, "ada");
    g_assert_true (g_hash_table_add (secrets, g_strdup (material->secret)));

    for (const char *p = material->secret + 3; *p != '\0'; p++)
      seen[(guchar) *p]++;
  }

  /* 21,500 characters: that one never comes has a chance of 10^-145. */
  for (const char *p = SECRET_CHARACTERS; *p != '\0'; p++)
    g_assert_cmpuint (seen[(guchar) *p], >, 0);
}

static void
test_copy (void)
{
  g_autoptr (OrchKeyMaterial) material = orch_key_material_new_random ("ada", "laptop");
  g_autofree char *secret = g_strdup (material->secret);
  OrchKeyMaterial *copy = g_boxed_copy (ORCH_TYPE_KEY_MATERIAL, material);

  g_assert_true (copy->secret != material->secret);
  g_assert_cmpstr (copy->secret, ==, secret);
  g_assert_cmpstr (copy->key_id, ==, material->key_id);
  g_assert_cmpstr (copy->user_id, ==, "ada");
  g_assert_cmpstr (copy->alias, ==, "laptop");

  g_boxed_free (ORCH_TYPE_KEY_MATERIAL, copy);
  g_assert_cmpstr (material->secret, ==, secret);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/key-material/hashes-secret", test_hashes_secret);
  g_test_add_func ("/key-material/hashes-long-secret", test_hashes_long_secret);
  g_test_add_func ("/key-material/random", test_random);
  g_test_add_func ("/key-material/copy", test_copy);

  return g_test_run ();
}
