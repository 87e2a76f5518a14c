#include "config.h"

#include "core/services/key-service-private.h"

G_DEFINE_FINAL_TYPE (OrchKeyService, orch_key_service, G_TYPE_OBJECT)

static void
orch_key_service_dispose (GObject *object)
{
  OrchKeyService *self = ORCH_KEY_SERVICE (object);

  g_clear_object (&self->client);

  G_OBJECT_CLASS (orch_key_service_parent_class)->dispose (object);
}

static void
orch_key_service_class_init (OrchKeyServiceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = orch_key_service_dispose;
}

static void
orch_key_service_init (OrchKeyService *self)
{
}

/**
 * orch_key_service_new:
 * @server: (transfer none): the proxy
 *
 * Returns: (transfer full): a service for the keys of one proxy
 */
OrchKeyService *
orch_key_service_new (OrchServer *server)
{
  g_return_val_if_fail (ORCH_IS_SERVER (server), NULL);

  OrchKeyService *self = g_object_new (ORCH_TYPE_KEY_SERVICE, NULL);
  self->client = g_object_ref (orch_server_get_client (server));

  return self;
}
