#include "config.h"

#include "secrets/connections-private.h"

#include "secrets/connections.h"

#define PATIENCE 3000 /* milliseconds */

static void orch_connections_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (OrchConnections, orch_connections, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      orch_connections_list_model_init))

enum {
  PROP_KEYRING_SLOW = 1,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static void
append (OrchConnections *self, OrchConnection *connection)
{
  g_ptr_array_add (self->items, g_object_ref (connection));
  g_list_model_items_changed (G_LIST_MODEL (self), self->items->len - 1, 0, 1);
}

/* Takes the connection out of the list, and its key out of memory. */
static void
drop (OrchConnections *self, OrchConnection *connection)
{
  guint position;

  if (!g_ptr_array_find (self->items, connection, &position))
    return;

  orch_connections_drop_key (self, connection);
  g_hash_table_remove (self->pending, orch_connection_get_id (connection));
  if (orch_connection_get_remembered (connection))
    orch_connection_forget (connection);

  g_ptr_array_remove_index (self->items, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
}

/* Takes over what the settings say, also when another process has changed them. */
static void
settings_changed_cb (OrchConnections *self)
{
  g_auto (GStrv) ids = g_settings_get_strv (self->settings, "connections");

  for (guint i = self->items->len; i > 0; i--) {
    g_autoptr (OrchConnection) connection = g_object_ref (self->items->pdata[i - 1]);

    if (orch_connection_get_remembered (connection)
        && !g_strv_contains ((const char *const *) ids, orch_connection_get_id (connection)))
      drop (self, connection);
  }

  for (guint i = 0; ids[i] != NULL; i++) {
    if (!g_uuid_string_is_valid (ids[i]) || orch_connections_find (self, ids[i]) != NULL)
      continue;

    g_autoptr (OrchConnection) connection = orch_connection_new_remembered (ids[i]);
    append (self, connection);
  }
}

/* The settings are read afresh: another process may have added a connection. */
static void
add_id (OrchConnections *self, const char *id)
{
  g_auto (GStrv) ids = g_settings_get_strv (self->settings, "connections");
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  g_strv_builder_addv (builder, (const char **) ids);
  g_strv_builder_add (builder, id);
  g_auto (GStrv) more = g_strv_builder_end (builder);

  g_settings_set_strv (self->settings, "connections", (const char *const *) more);
}

static void
remove_id (OrchConnections *self, const char *id)
{
  g_auto (GStrv) ids = g_settings_get_strv (self->settings, "connections");
  g_autofree char *last = g_settings_get_string (self->settings, "last-connection");
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; ids[i] != NULL; i++) {
    if (g_strcmp0 (ids[i], id) != 0)
      g_strv_builder_add (builder, ids[i]);
  }
  g_auto (GStrv) rest = g_strv_builder_end (builder);

  g_settings_set_strv (self->settings, "connections", (const char *const *) rest);
  if (g_strcmp0 (last, id) == 0)
    g_settings_reset (self->settings, "last-connection");
}

static GType
orch_connections_get_item_type (GListModel *list)
{
  return ORCH_TYPE_CONNECTION;
}

static guint
orch_connections_get_n_items (GListModel *list)
{
  return ORCH_CONNECTIONS (list)->items->len;
}

static gpointer
orch_connections_get_item (GListModel *list, guint position)
{
  OrchConnections *self = ORCH_CONNECTIONS (list);

  return position < self->items->len ? g_object_ref (self->items->pdata[position]) : NULL;
}

static void
orch_connections_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = orch_connections_get_item_type;
  iface->get_n_items = orch_connections_get_n_items;
  iface->get_item = orch_connections_get_item;
}

static void
orch_connections_finalize (GObject *object)
{
  OrchConnections *self = ORCH_CONNECTIONS (object);

  g_clear_object (&self->settings);
  g_clear_object (&self->keyring);
  g_clear_object (&self->memory);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_pointer (&self->pending, g_hash_table_unref);
  g_clear_pointer (&self->writes, g_hash_table_unref);

  G_OBJECT_CLASS (orch_connections_parent_class)->finalize (object);
}

static void
orch_connections_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  OrchConnections *self = ORCH_CONNECTIONS (object);

  switch (prop_id) {
  case PROP_KEYRING_SLOW:
    g_value_set_boolean (value, orch_connections_get_keyring_slow (self));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
orch_connections_class_init (OrchConnectionsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = orch_connections_finalize;
  object_class->get_property = orch_connections_get_property;

  props[PROP_KEYRING_SLOW] =
      g_param_spec_boolean ("keyring-slow", NULL, NULL, FALSE,
                            G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);

  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
orch_connections_init (OrchConnections *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->memory = ORCH_KEY_STORE (orch_memory_key_store_new ());
  self->pending = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->writes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->patience = PATIENCE;
}

/**
 * orch_connections_new:
 * @settings: (transfer none): the program's settings
 * @keyring: (transfer none): keeps the keys of remembered connections
 *
 * Returns: (transfer full): the connections that are remembered; no key is read
 */
OrchConnections *
orch_connections_new (GSettings *settings, OrchKeyStore *keyring)
{
  OrchConnections *self;

  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);
  g_return_val_if_fail (ORCH_IS_KEY_STORE (keyring), NULL);

  self = g_object_new (ORCH_TYPE_CONNECTIONS, NULL);
  self->settings = g_object_ref (settings);
  self->keyring = g_object_ref (keyring);
  g_signal_connect_object (settings, "changed::connections", G_CALLBACK (settings_changed_cb), self,
                           G_CONNECT_SWAPPED);
  settings_changed_cb (self);

  return self;
}

/**
 * orch_connections_add:
 * @self: the connections
 * @name: the name that the person chose
 * @address: the server's base URL, without a password in it
 * @remember: whether the connection is kept beyond this run
 *
 * Adds a connection at the end. Its key is not stored yet.
 *
 * Returns: (transfer none): the new connection
 */
OrchConnection *
orch_connections_add (OrchConnections *self, const char *name, const char *address,
                      gboolean remember)
{
  g_autoptr (OrchConnection) connection = NULL;

  g_return_val_if_fail (ORCH_IS_CONNECTIONS (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (address != NULL, NULL);

  connection = orch_connection_new (name, address);
  if (remember)
    orch_connection_remember (connection);

  append (self, connection);
  if (remember)
    add_id (self, orch_connection_get_id (connection));

  return connection;
}

/**
 * orch_connections_rename:
 * @self: the connections
 * @connection: one of them
 * @name: the name that the person chose
 *
 * Renames @connection, and in the background its item in the keyring. If that fails, a keyring
 * manager shows the old name until the key is stored again.
 */
void
orch_connections_rename (OrchConnections *self, OrchConnection *connection, const char *name)
{
  g_return_if_fail (ORCH_IS_CONNECTIONS (self));
  g_return_if_fail (ORCH_IS_CONNECTION (connection));
  g_return_if_fail (name != NULL);

  if (g_strcmp0 (name, orch_connection_get_name (connection)) == 0)
    return;

  orch_connection_set_name (connection, name);
  orch_connections_rename_key (self, connection);
}

/**
 * orch_connections_forget:
 * @self: the connections
 * @connection: one of them
 *
 * Removes @connection from the list, the settings and memory, and leaves the keyring alone: for a
 * connection whose key orch_connections_remove_async() could not remove.
 */
void
orch_connections_forget (OrchConnections *self, OrchConnection *connection)
{
  g_autoptr (OrchConnection) kept = NULL;

  g_return_if_fail (ORCH_IS_CONNECTIONS (self));
  g_return_if_fail (ORCH_IS_CONNECTION (connection));

  kept = g_object_ref (connection);
  drop (self, connection);
  remove_id (self, orch_connection_get_id (connection));
}

/**
 * orch_connections_find:
 * @self: the connections
 * @id: a connection's ID
 *
 * Returns: (transfer none) (nullable): the connection with this ID
 */
OrchConnection *
orch_connections_find (OrchConnections *self, const char *id)
{
  g_return_val_if_fail (ORCH_IS_CONNECTIONS (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  for (guint i = 0; i < self->items->len; i++) {
    if (g_strcmp0 (orch_connection_get_id (self->items->pdata[i]), id) == 0)
      return self->items->pdata[i];
  }

  return NULL;
}

/**
 * orch_connections_get_last_used:
 * @self: the connections
 *
 * Returns: (transfer none) (nullable): the remembered connection that was last used
 */
OrchConnection *
orch_connections_get_last_used (OrchConnections *self)
{
  g_autofree char *id = NULL;

  g_return_val_if_fail (ORCH_IS_CONNECTIONS (self), NULL);

  id = g_settings_get_string (self->settings, "last-connection");

  return orch_connections_find (self, id);
}

/**
 * orch_connections_set_last_used:
 * @self: the connections
 * @connection: one of them
 *
 * Tells which connection is used; nothing is noted about one that is not remembered.
 */
void
orch_connections_set_last_used (OrchConnections *self, OrchConnection *connection)
{
  g_return_if_fail (ORCH_IS_CONNECTIONS (self));
  g_return_if_fail (ORCH_IS_CONNECTION (connection));

  if (orch_connection_get_remembered (connection))
    g_settings_set_string (self->settings, "last-connection", orch_connection_get_id (connection));
}

/**
 * orch_connections_get_pending_secrets:
 * @self: the connections
 * @connection: a connection; for one that is in no list, everything is for this run only
 *
 * Returns: (transfer none): the new secrets of @connection that nobody has saved yet, and the
 *   replacements that are under way
 */
OrchPendingSecrets *
orch_connections_get_pending_secrets (OrchConnections *self, OrchConnection *connection)
{
  OrchPendingSecrets *pending;
  const char *id;

  g_return_val_if_fail (ORCH_IS_CONNECTIONS (self), NULL);
  g_return_val_if_fail (ORCH_IS_CONNECTION (connection), NULL);

  id = orch_connection_get_id (connection);
  pending = g_hash_table_lookup (self->pending, id);
  if (pending == NULL) {
    pending = orch_pending_secrets_new (connection, self->keyring);
    g_hash_table_insert (self->pending, g_strdup (id), pending);
  }

  return pending;
}

/**
 * orch_connections_set_patience:
 * @self: the connections
 * @milliseconds: after how long the keyring counts as slow
 *
 * For tests.
 */
void
orch_connections_set_patience (OrchConnections *self, guint milliseconds)
{
  g_return_if_fail (ORCH_IS_CONNECTIONS (self));

  self->patience = milliseconds;
}

/**
 * orch_connections_get_keyring_slow:
 * @self: the connections
 *
 * Returns: whether a call of the keyring has been waiting for longer than the person should
 */
gboolean
orch_connections_get_keyring_slow (OrchConnections *self)
{
  g_return_val_if_fail (ORCH_IS_CONNECTIONS (self), FALSE);

  return self->n_slow > 0;
}

/* For connections-keys.c. */
void
orch_connections_notify_keyring_slow (OrchConnections *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_KEYRING_SLOW]);
}
