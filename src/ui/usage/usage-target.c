#include "config.h"

#include <glib/gi18n.h>

#include "ui/usage/usage-target.h"

struct _OrchUsageTarget {
  GObject parent_instance;

  OrchUser *user; /* (owned) (nullable) */
  OrchKey *key;   /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (OrchUsageTarget, orch_usage_target, G_TYPE_OBJECT)

static void
orch_usage_target_dispose (GObject *object)
{
  OrchUsageTarget *self = ORCH_USAGE_TARGET (object);

  g_clear_object (&self->user);
  g_clear_object (&self->key);

  G_OBJECT_CLASS (orch_usage_target_parent_class)->dispose (object);
}

static void
orch_usage_target_class_init (OrchUsageTargetClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = orch_usage_target_dispose;
}

static void
orch_usage_target_init (OrchUsageTarget *self)
{
}

/**
 * orch_usage_target_new_everybody:
 *
 * Returns: (transfer full): everybody
 */
OrchUsageTarget *
orch_usage_target_new_everybody (void)
{
  return g_object_new (ORCH_TYPE_USAGE_TARGET, NULL);
}

/**
 * orch_usage_target_new_user:
 * @user: a user
 *
 * Returns: (transfer full): all that this user uses
 */
OrchUsageTarget *
orch_usage_target_new_user (OrchUser *user)
{
  g_return_val_if_fail (ORCH_IS_USER (user), NULL);

  OrchUsageTarget *self = orch_usage_target_new_everybody ();
  self->user = g_object_ref (user);

  return self;
}

/**
 * orch_usage_target_new_key:
 * @key: a key
 *
 * Returns: (transfer full): what is used with this key
 */
OrchUsageTarget *
orch_usage_target_new_key (OrchKey *key)
{
  g_return_val_if_fail (ORCH_IS_KEY (key), NULL);

  OrchUsageTarget *self = orch_usage_target_new_everybody ();
  self->key = g_object_ref (key);

  return self;
}

/**
 * orch_usage_target_get_user_id:
 * @self: a target
 *
 * Returns: (transfer none) (nullable): of which user
 */
const char *
orch_usage_target_get_user_id (OrchUsageTarget *self)
{
  g_return_val_if_fail (ORCH_IS_USAGE_TARGET (self), NULL);

  return self->user != NULL ? orch_user_get_id (self->user) : NULL;
}

/**
 * orch_usage_target_get_key_id:
 * @self: a target
 *
 * Returns: (transfer none) (nullable): of which key
 */
const char *
orch_usage_target_get_key_id (OrchUsageTarget *self)
{
  g_return_val_if_fail (ORCH_IS_USAGE_TARGET (self), NULL);

  return self->key != NULL ? orch_key_get_id (self->key) : NULL;
}

/**
 * orch_usage_target_get_name:
 * @self: a target
 *
 * Returns: (transfer none): whose use it is, for people
 */
const char *
orch_usage_target_get_name (OrchUsageTarget *self)
{
  g_return_val_if_fail (ORCH_IS_USAGE_TARGET (self), NULL);

  if (self->user != NULL)
    return orch_user_get_display_name (self->user);

  return self->key != NULL ? orch_key_get_display_name (self->key) : _ ("All users");
}
