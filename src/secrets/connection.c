#include "config.h"

#include "secrets/connection.h"

#define SCHEMA ORCH_APP_ID ".Connection"
#define PATH ORCH_SETTINGS_PATH "connections/%s/"

struct _OrchConnection {
  GObject parent_instance;

  char *id;                    /* (owned) */
  char *name;                  /* (owned) */
  char *address;               /* (owned) */
  char *certificate_authority; /* (owned) (nullable) */
  gboolean allow_plain_http;
  gboolean key_for_this_run;
  GSettings *settings; /* (owned) (nullable): while it is remembered */
};

G_DEFINE_FINAL_TYPE (OrchConnection, orch_connection, G_TYPE_OBJECT)

enum {
  PROP_ID = 1,
  PROP_NAME,
  PROP_ADDRESS,
  PROP_CERTIFICATE_AUTHORITY,
  PROP_ALLOW_PLAIN_HTTP,
  PROP_REMEMBERED,
  PROP_KEY_FOR_THIS_RUN,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static void
set_text (OrchConnection *self, char **field, const char *text, guint prop_id)
{
  if (g_strcmp0 (*field, text) == 0)
    return;

  g_free (*field);
  *field = g_strdup (text);
  g_object_notify_by_pspec (G_OBJECT (self), props[prop_id]);
}

static void
set_flag (OrchConnection *self, gboolean *field, gboolean value, guint prop_id)
{
  if (*field == !!value)
    return;

  *field = !!value;
  g_object_notify_by_pspec (G_OBJECT (self), props[prop_id]);
}

static void
orch_connection_finalize (GObject *object)
{
  OrchConnection *self = ORCH_CONNECTION (object);

  g_clear_object (&self->settings);
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->address, g_free);
  g_clear_pointer (&self->certificate_authority, g_free);

  G_OBJECT_CLASS (orch_connection_parent_class)->finalize (object);
}

static void
orch_connection_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  OrchConnection *self = ORCH_CONNECTION (object);

  switch (prop_id) {
  case PROP_ID:
    g_value_set_string (value, self->id);
    break;
  case PROP_NAME:
    g_value_set_string (value, self->name);
    break;
  case PROP_ADDRESS:
    g_value_set_string (value, self->address);
    break;
  case PROP_CERTIFICATE_AUTHORITY:
    g_value_set_string (value, self->certificate_authority);
    break;
  case PROP_ALLOW_PLAIN_HTTP:
    g_value_set_boolean (value, self->allow_plain_http);
    break;
  case PROP_REMEMBERED:
    g_value_set_boolean (value, orch_connection_get_remembered (self));
    break;
  case PROP_KEY_FOR_THIS_RUN:
    g_value_set_boolean (value, self->key_for_this_run);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
orch_connection_set_property (GObject *object, guint prop_id, const GValue *value,
                              GParamSpec *pspec)
{
  OrchConnection *self = ORCH_CONNECTION (object);

  switch (prop_id) {
  case PROP_NAME:
    orch_connection_set_name (self, g_value_get_string (value));
    break;
  case PROP_ADDRESS:
    orch_connection_set_address (self, g_value_get_string (value));
    break;
  case PROP_CERTIFICATE_AUTHORITY:
    orch_connection_set_certificate_authority (self, g_value_get_string (value));
    break;
  case PROP_ALLOW_PLAIN_HTTP:
    orch_connection_set_allow_plain_http (self, g_value_get_boolean (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
orch_connection_class_init (OrchConnectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags read = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  const GParamFlags write = read | G_PARAM_WRITABLE;

  object_class->finalize = orch_connection_finalize;
  object_class->get_property = orch_connection_get_property;
  object_class->set_property = orch_connection_set_property;

  props[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, read);
  props[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, "", write);
  props[PROP_ADDRESS] = g_param_spec_string ("address", NULL, NULL, "", write);
  props[PROP_CERTIFICATE_AUTHORITY] =
      g_param_spec_string ("certificate-authority", NULL, NULL, NULL, write);
  props[PROP_ALLOW_PLAIN_HTTP] =
      g_param_spec_boolean ("allow-plain-http", NULL, NULL, FALSE, write);
  props[PROP_REMEMBERED] = g_param_spec_boolean ("remembered", NULL, NULL, FALSE, read);
  props[PROP_KEY_FOR_THIS_RUN] = g_param_spec_boolean ("key-for-this-run", NULL, NULL, FALSE, read);

  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
orch_connection_init (OrchConnection *self)
{
  self->name = g_strdup ("");
  self->address = g_strdup ("");
}

/* An empty text in the settings is no certificate. */
static gboolean
text_from_settings (GValue *value, GVariant *variant, gpointer user_data)
{
  const char *text = g_variant_get_string (variant, NULL);

  g_value_set_string (value, *text != '\0' ? text : NULL);

  return TRUE;
}

static GVariant *
text_to_settings (const GValue *value, const GVariantType *type, gpointer user_data)
{
  const char *text = g_value_get_string (value);

  return g_variant_new_string (text != NULL ? text : "");
}

static void
bind_settings (OrchConnection *self)
{
  const GSettingsBindFlags flags = G_SETTINGS_BIND_DEFAULT;

  g_settings_bind (self->settings, "name", self, "name", flags);
  g_settings_bind (self->settings, "address", self, "address", flags);
  g_settings_bind (self->settings, "allow-plain-http", self, "allow-plain-http", flags);
  g_settings_bind_with_mapping (self->settings, "certificate-authority", self,
                                "certificate-authority", flags, text_from_settings,
                                text_to_settings, NULL, NULL);
}

static void
open_settings (OrchConnection *self)
{
  g_autofree char *path = g_strdup_printf (PATH, self->id);

  self->settings = g_settings_new_with_path (SCHEMA, path);
}

/**
 * orch_connection_new:
 * @name: the name that the person chose
 * @address: the server's base URL
 *
 * Returns: (transfer full): a connection with a new ID, for this run only
 */
OrchConnection *
orch_connection_new (const char *name, const char *address)
{
  OrchConnection *self;

  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (address != NULL, NULL);

  self = g_object_new (ORCH_TYPE_CONNECTION, "name", name, "address", address, NULL);
  self->id = g_uuid_string_random ();

  return self;
}

/**
 * orch_connection_new_remembered:
 * @id: the ID of a connection that was remembered
 *
 * Returns: (transfer full): the connection, as it is in the settings
 */
OrchConnection *
orch_connection_new_remembered (const char *id)
{
  OrchConnection *self;

  g_return_val_if_fail (g_uuid_string_is_valid (id), NULL);

  self = g_object_new (ORCH_TYPE_CONNECTION, NULL);
  self->id = g_strdup (id);
  open_settings (self);
  bind_settings (self);

  return self;
}

/**
 * orch_connection_remember:
 * @self: a connection for this run only
 *
 * Keeps @self in the settings from now on.
 */
void
orch_connection_remember (OrchConnection *self)
{
  const char *certificates;

  g_return_if_fail (ORCH_IS_CONNECTION (self));
  g_return_if_fail (self->settings == NULL);

  certificates = self->certificate_authority != NULL ? self->certificate_authority : "";
  open_settings (self);
  g_settings_set_string (self->settings, "name", self->name);
  g_settings_set_string (self->settings, "address", self->address);
  g_settings_set_string (self->settings, "certificate-authority", certificates);
  g_settings_set_boolean (self->settings, "allow-plain-http", self->allow_plain_http);
  bind_settings (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_REMEMBERED]);
}

/**
 * orch_connection_forget:
 * @self: a remembered connection
 *
 * Removes everything about @self from the settings. The object keeps what it knows.
 */
void
orch_connection_forget (OrchConnection *self)
{
  static const char *const keys[] = { "name", "address", "certificate-authority",
                                      "allow-plain-http" };

  g_return_if_fail (ORCH_IS_CONNECTION (self));
  g_return_if_fail (self->settings != NULL);

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
    g_settings_unbind (self, keys[i]);
    g_settings_reset (self->settings, keys[i]);
  }
  g_settings_reset (self->settings, ORCH_CONNECTION_PENDING_SECRETS);
  g_settings_reset (self->settings, ORCH_CONNECTION_REPLACEMENTS);

  g_clear_object (&self->settings);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_REMEMBERED]);
}

/**
 * orch_connection_get_id:
 * @self: a connection
 *
 * Returns: (transfer none): its ID, a UUID
 */
const char *
orch_connection_get_id (OrchConnection *self)
{
  g_return_val_if_fail (ORCH_IS_CONNECTION (self), NULL);

  return self->id;
}

/**
 * orch_connection_get_name:
 * @self: a connection
 *
 * Returns: (transfer none): the name that the person chose
 */
const char *
orch_connection_get_name (OrchConnection *self)
{
  g_return_val_if_fail (ORCH_IS_CONNECTION (self), NULL);

  return self->name;
}

/**
 * orch_connection_set_name:
 * @self: a connection
 * @name: the name that the person chose
 *
 * Renames @self here and in the settings. orch_connections_rename() renames it in the keyring too.
 */
void
orch_connection_set_name (OrchConnection *self, const char *name)
{
  g_return_if_fail (ORCH_IS_CONNECTION (self));
  g_return_if_fail (name != NULL);

  set_text (self, &self->name, name, PROP_NAME);
}

/**
 * orch_connection_get_address:
 * @self: a connection
 *
 * Returns: (transfer none): the server's base URL
 */
const char *
orch_connection_get_address (OrchConnection *self)
{
  g_return_val_if_fail (ORCH_IS_CONNECTION (self), NULL);

  return self->address;
}

/**
 * orch_connection_set_address:
 * @self: a connection
 * @address: the server's base URL
 */
void
orch_connection_set_address (OrchConnection *self, const char *address)
{
  g_return_if_fail (ORCH_IS_CONNECTION (self));
  g_return_if_fail (address != NULL);

  set_text (self, &self->address, address, PROP_ADDRESS);
}

/**
 * orch_connection_get_certificate_authority:
 * @self: a connection
 *
 * Returns: (transfer none) (nullable): certificates in PEM, %NULL where the system's are enough
 */
const char *
orch_connection_get_certificate_authority (OrchConnection *self)
{
  g_return_val_if_fail (ORCH_IS_CONNECTION (self), NULL);

  return self->certificate_authority;
}

/**
 * orch_connection_set_certificate_authority:
 * @self: a connection
 * @pem: (nullable): certificates in PEM, %NULL where the system's are enough
 */
void
orch_connection_set_certificate_authority (OrchConnection *self, const char *pem)
{
  g_return_if_fail (ORCH_IS_CONNECTION (self));

  set_text (self, &self->certificate_authority, pem, PROP_CERTIFICATE_AUTHORITY);
}

/**
 * orch_connection_get_allow_plain_http:
 * @self: a connection
 *
 * Returns: whether the person allowed unencrypted http beyond loopback
 */
gboolean
orch_connection_get_allow_plain_http (OrchConnection *self)
{
  g_return_val_if_fail (ORCH_IS_CONNECTION (self), FALSE);

  return self->allow_plain_http;
}

/**
 * orch_connection_set_allow_plain_http:
 * @self: a connection
 * @allow: whether unencrypted http is allowed beyond loopback
 */
void
orch_connection_set_allow_plain_http (OrchConnection *self, gboolean allow)
{
  g_return_if_fail (ORCH_IS_CONNECTION (self));

  set_flag (self, &self->allow_plain_http, allow, PROP_ALLOW_PLAIN_HTTP);
}

/**
 * orch_connection_get_remembered:
 * @self: a connection
 *
 * Returns: whether it is kept beyond this run
 */
gboolean
orch_connection_get_remembered (OrchConnection *self)
{
  g_return_val_if_fail (ORCH_IS_CONNECTION (self), FALSE);

  return self->settings != NULL;
}

/**
 * orch_connection_get_key_for_this_run:
 * @self: a connection
 *
 * Returns: whether its key is in memory only
 */
gboolean
orch_connection_get_key_for_this_run (OrchConnection *self)
{
  g_return_val_if_fail (ORCH_IS_CONNECTION (self), FALSE);

  return self->key_for_this_run;
}

/**
 * orch_connection_set_key_for_this_run:
 * @self: a connection
 * @for_this_run: whether its key is in memory only
 *
 * For OrchConnections, which keeps the keys.
 */
void
orch_connection_set_key_for_this_run (OrchConnection *self, gboolean for_this_run)
{
  g_return_if_fail (ORCH_IS_CONNECTION (self));

  set_flag (self, &self->key_for_this_run, for_this_run, PROP_KEY_FOR_THIS_RUN);
}

/**
 * orch_connection_read_list:
 * @self: a connection
 * @name: %ORCH_CONNECTION_PENDING_SECRETS or %ORCH_CONNECTION_REPLACEMENTS
 *
 * Returns: (transfer full): what is kept under @name, "aa{sv}"; empty for a connection that is not
 *   remembered
 */
GVariant *
orch_connection_read_list (OrchConnection *self, const char *name)
{
  g_return_val_if_fail (ORCH_IS_CONNECTION (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  if (self->settings == NULL)
    return g_variant_ref_sink (g_variant_new_array (G_VARIANT_TYPE_VARDICT, NULL, 0));

  return g_settings_get_value (self->settings, name);
}

/**
 * orch_connection_write_list:
 * @self: a connection
 * @name: %ORCH_CONNECTION_PENDING_SECRETS or %ORCH_CONNECTION_REPLACEMENTS
 * @list: "aa{sv}", without a secret; a floating reference is sunk
 *
 * Keeps @list, if the connection is remembered.
 */
void
orch_connection_write_list (OrchConnection *self, const char *name, GVariant *list)
{
  g_autoptr (GVariant) sunk = NULL;

  g_return_if_fail (ORCH_IS_CONNECTION (self));
  g_return_if_fail (name != NULL);
  g_return_if_fail (list != NULL);

  sunk = g_variant_ref_sink (list);
  if (self->settings != NULL)
    g_settings_set_value (self->settings, name, sunk);
}
