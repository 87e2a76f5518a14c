#include "config.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include "core/model/key-material.h"

#define N_RANDOM_BYTES 32

/* SHA-256 works in blocks of so many bytes. */
#define BLOCK_SIZE 64

G_DEFINE_BOXED_TYPE (OrchKeyMaterial, orch_key_material, orch_key_material_copy,
                     orch_key_material_free)

/* LiteLLM's `token`. The checksum keeps its last block, which is most of the secret, and does not
 * wipe it: another block writes over it. */
static char *
hash_secret (const char *secret)
{
  static const guchar zeros[BLOCK_SIZE - 1] = { 0 };
  GChecksum *checksum = g_checksum_new (G_CHECKSUM_SHA256);
  char *hash;

  g_checksum_update (checksum, (const guchar *) secret, -1);
  hash = g_strdup (g_checksum_get_string (checksum));
  g_checksum_reset (checksum);
  g_checksum_update (checksum, zeros, sizeof zeros);
  g_checksum_free (checksum);

  return hash;
}

static void
fill_randomly (guchar *bytes, gsize n_bytes)
{
  gssize n_filled;

  do
    n_filled = getrandom (bytes, n_bytes, 0);
  while (n_filled < 0 && errno == EINTR);

  /* So few bytes come all at once; without them there is no safe secret. */
  if (n_filled != (gssize) n_bytes)
    g_error ("No random numbers from the system: %s", g_strerror (errno));
}

/* "sk-" and base64url without padding: what LiteLLM makes itself. */
static OrchSecret *
make_secret (void)
{
  guchar bytes[N_RANDOM_BYTES];
  OrchSecret *secret;

  fill_randomly (bytes, sizeof bytes);

  g_autoptr (OrchSecret) text = g_base64_encode (bytes, sizeof bytes);
  explicit_bzero (bytes, sizeof bytes);
  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  *strchr (text, '=') = '\0';

  secret = g_strconcat ("sk-", text, NULL);

  return secret;
}

/**
 * orch_key_material_new:
 * @user_id: (nullable): the owner
 * @alias: (nullable): the alias
 * @secret: the secret, "sk-…"; copied
 *
 * Creates key material of a secret. Its key ID is the SHA-256 of the secret, as in LiteLLM.
 *
 * Returns: (transfer full): the key material
 */
OrchKeyMaterial *
orch_key_material_new (const char *user_id, const char *alias, const char *secret)
{
  g_return_val_if_fail (secret != NULL, NULL);

  OrchKeyMaterial *self = g_new0 (OrchKeyMaterial, 1);
  self->user_id = g_strdup (user_id);
  self->alias = g_strdup (alias);
  self->secret = g_strdup (secret);
  self->key_id = hash_secret (secret);

  return self;
}

/**
 * orch_key_material_new_random:
 * @user_id: (nullable): the owner
 * @alias: (nullable): the alias
 *
 * Creates key material with a new secret: "sk-" and 32 bytes from the system's generator in
 * base64url.
 *
 * Returns: (transfer full): the key material
 */
OrchKeyMaterial *
orch_key_material_new_random (const char *user_id, const char *alias)
{
  g_autoptr (OrchSecret) secret = make_secret ();

  return orch_key_material_new (user_id, alias, secret);
}

/**
 * orch_key_material_copy:
 * @self: key material
 *
 * Returns: (transfer full): a copy, with a secret of its own
 */
OrchKeyMaterial *
orch_key_material_copy (const OrchKeyMaterial *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  OrchKeyMaterial *copy = g_new0 (OrchKeyMaterial, 1);
  copy->user_id = g_strdup (self->user_id);
  copy->alias = g_strdup (self->alias);
  copy->secret = g_strdup (self->secret);
  copy->key_id = g_strdup (self->key_id);

  return copy;
}

/**
 * orch_key_material_free:
 * @self: (transfer full): key material
 *
 * Wipes the secret, and frees @self.
 */
void
orch_key_material_free (OrchKeyMaterial *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->user_id);
  g_free (self->alias);
  g_free (self->key_id);
  orch_secret_free (self->secret);
  g_free (self);
}
