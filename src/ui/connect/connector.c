#include "config.h"

#include "core/client/error.h"
#include "ui/connect/connection-client.h"

#include "ui/connect/connector.h"

struct _OrchConnector {
  GObject parent_instance;

  OrchPage first_page;

  OrchConnections *connections; /* (owned) */
  OrchActivityJournal *journal; /* (owned) (nullable): is told what the sessions write */
  OrchConnectorState state;
  OrchConnection *connection; /* (owned) (nullable): what is or was last tried */
  OrchSession *session;       /* (owned) (nullable): while it is opening or open */
  GError *error;              /* (owned) (nullable): why the last attempt failed */
  GCancellable *cancellable;  /* (owned) (nullable): while an attempt is under way */

  gboolean typed;           /* the connection was typed, and is kept once it works */
  OrchConnection *replaced; /* (owned) (nullable): the one whose key and details were typed anew */
  OrchSecret *key;          /* (owned) (nullable): what is kept if it works */
  gboolean remember;

  GHashTable *tried; /* (owned) (element-type utf8): IDs of the keys that this attempt has used */
  GError *refusal;   /* (owned) (nullable): of the connection's own key, while others are tried */
};

G_DEFINE_FINAL_TYPE (OrchConnector, orch_connector, G_TYPE_OBJECT)

enum {
  PROP_STATE = 1,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

enum {
  KEY_NOT_KEPT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
set_state (OrchConnector *self, OrchConnectorState state)
{
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

/* Stops what is under way and ends what is open. */
static void
reset (OrchConnector *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);
  g_clear_object (&self->connection);
  g_clear_object (&self->replaced);
  g_clear_error (&self->error);
  g_clear_error (&self->refusal);
  g_clear_pointer (&self->key, orch_secret_free);
  g_hash_table_remove_all (self->tried);
  self->typed = FALSE;
}

static void
begin (OrchConnector *self, OrchConnection *connection)
{
  g_object_ref (connection);
  reset (self);
  self->connection = connection;
  self->cancellable = g_cancellable_new ();
}

static void
fail (OrchConnector *self, const GError *error)
{
  self->error = g_error_copy (error);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);
  g_clear_pointer (&self->key, orch_secret_free);
  set_state (self, ORCH_CONNECTOR_CLOSED);
}

static void
key_stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (OrchConnector) self = ORCH_CONNECTOR (user_data);
  g_autoptr (GError) error = NULL;

  if (!orch_connections_store_key_finish (ORCH_CONNECTIONS (source), result, &error)
      && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    orch_connector_tell_key_not_kept (self, error);
}

static void
keep_key (OrchConnector *self)
{
  g_autoptr (OrchSecret) key = g_steal_pointer (&self->key);

  orch_connections_store_key_async (self->connections, self->connection, key, NULL, key_stored_cb,
                                    g_object_ref (self));
}

/* What was typed has worked: now it goes into the list, and the key into the keyring. */
static void
keep_typed (OrchConnector *self)
{
  g_autoptr (OrchConnection) typed = g_steal_pointer (&self->connection);

  if (self->replaced != NULL) {
    self->connection = g_steal_pointer (&self->replaced);
    orch_connections_rename (self->connections, self->connection, orch_connection_get_name (typed));
  } else {
    self->connection =
        g_object_ref (orch_connections_add (self->connections, orch_connection_get_name (typed),
                                            orch_connection_get_address (typed), self->remember));
  }
  orch_connection_set_certificate_authority (self->connection,
                                             orch_connection_get_certificate_authority (typed));
  orch_connection_set_allow_plain_http (self->connection,
                                        orch_connection_get_allow_plain_http (typed));
}

/* --- a new secret of the connection's own key --- */

static void try_pending (OrchConnector *self);

/* (nullable): the newest new key that takes the place of one that the server did not take */
static const OrchPendingSecret *
find_successor (OrchConnector *self)
{
  GPtrArray *items = orch_pending_secrets_get_items (
      orch_connections_get_pending_secrets (self->connections, self->connection));

  for (guint i = items->len; i > 0; i--) {
    const OrchPendingSecret *item = items->pdata[i - 1];

    if (item->old_key_id != NULL && g_hash_table_contains (self->tried, item->old_key_id)
        && !g_hash_table_contains (self->tried, item->key_id))
      return item;
  }

  return NULL;
}

static void
session_opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (OrchConnector) self = ORCH_CONNECTOR (user_data);
  g_autoptr (GError) error = NULL;
  gboolean opened = orch_session_open_finish (ORCH_SESSION (source), result, &error);

  /* Given up meanwhile. */
  if (self->session != ORCH_SESSION (source))
    return;

  if (!opened && orch_error_is_about_key (error)) {
    if (self->refusal == NULL)
      self->refusal = g_steal_pointer (&error);
    try_pending (self);
    return;
  }
  if (!opened) {
    fail (self, error);
    return;
  }

  g_clear_object (&self->cancellable);
  g_clear_error (&self->refusal);
  if (self->typed)
    keep_typed (self);
  if (self->key != NULL)
    keep_key (self);
  if (orch_connections_find (self->connections, orch_connection_get_id (self->connection)) != NULL)
    orch_connections_set_last_used (self->connections, self->connection);
  if (self->journal != NULL)
    orch_activity_journal_watch (self->journal, self->session,
                                 orch_connection_get_name (self->connection));
  set_state (self, ORCH_CONNECTOR_OPEN);
}

static void
open_session (OrchConnector *self, const OrchSecret *key)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OrchClient) client = orch_connection_client_new (self->connection, key, &error);
  g_autoptr (OrchKeyMaterial) material = orch_key_material_new (NULL, NULL, key);

  if (client == NULL) {
    fail (self, error);
    return;
  }

  g_hash_table_add (self->tried, g_strdup (material->key_id));
  self->session = orch_session_new (client);
  orch_session_set_first_page (self->session, self->first_page);
  set_state (self, ORCH_CONNECTOR_OPENING);
  orch_session_open_async (self->session, self->cancellable, session_opened_cb,
                           g_object_ref (self));
}

static void
pending_found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (OrchConnector) self = ORCH_CONNECTOR (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (OrchKeyMaterial) material =
      orch_pending_secrets_lookup_finish (ORCH_PENDING_SECRETS (source), result, &error);

  /* Given up meanwhile. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (material == NULL) {
    try_pending (self);
    return;
  }

  g_clear_pointer (&self->key, orch_secret_free);
  self->key = g_strdup (material->secret);
  open_session (self, material->secret);
}

/* The key was regenerated or replaced, and the program ended, or the answer was lost, before the
 * connection got the new secret. */
static void
try_pending (OrchConnector *self)
{
  const OrchPendingSecret *item = self->typed ? NULL : find_successor (self);

  if (item == NULL) {
    g_autoptr (GError) refusal = g_steal_pointer (&self->refusal);

    fail (self, refusal);
    return;
  }

  g_hash_table_add (self->tried, g_strdup (item->key_id));
  g_clear_object (&self->session);
  set_state (self, ORCH_CONNECTOR_KEYRING);
  orch_pending_secrets_lookup_async (
      orch_connections_get_pending_secrets (self->connections, self->connection), item->key_id,
      self->cancellable, pending_found_cb, g_object_ref (self));
}

static void
key_found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (OrchConnector) self = ORCH_CONNECTOR (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (OrchSecret) key =
      orch_connections_lookup_key_finish (ORCH_CONNECTIONS (source), result, &error);

  if (key != NULL)
    open_session (self, key);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    fail (self, error);
}

static void
orch_connector_dispose (GObject *object)
{
  OrchConnector *self = ORCH_CONNECTOR (object);

  reset (self);
  g_clear_object (&self->journal);
  g_clear_object (&self->connections);

  G_OBJECT_CLASS (orch_connector_parent_class)->dispose (object);
}

static void
orch_connector_finalize (GObject *object)
{
  g_clear_pointer (&ORCH_CONNECTOR (object)->tried, g_hash_table_unref);

  G_OBJECT_CLASS (orch_connector_parent_class)->finalize (object);
}

static void
orch_connector_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  OrchConnector *self = ORCH_CONNECTOR (object);

  switch (prop_id) {
  case PROP_STATE:
    g_value_set_uint (value, self->state);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
orch_connector_class_init (OrchConnectorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = orch_connector_dispose;
  object_class->finalize = orch_connector_finalize;
  object_class->get_property = orch_connector_get_property;

  props[PROP_STATE] =
      g_param_spec_uint ("state", NULL, NULL, 0, ORCH_CONNECTOR_OPEN, 0,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);

  /**
   * OrchConnector::key-not-kept:
   * @self: the connector
   * @error: why the keyring did not keep the key
   */
  signals[KEY_NOT_KEPT] =
      g_signal_new ("key-not-kept", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 1, G_TYPE_ERROR | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
orch_connector_init (OrchConnector *self)
{
  self->tried = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * orch_connector_new:
 * @connections: the person's connections, and their keys
 *
 * Returns: (transfer full): a connector without a session
 */
OrchConnector *
orch_connector_new (OrchConnections *connections)
{
  g_return_val_if_fail (ORCH_IS_CONNECTIONS (connections), NULL);

  OrchConnector *self = g_object_new (ORCH_TYPE_CONNECTOR, NULL);

  self->connections = g_object_ref (connections);

  return self;
}

/**
 * orch_connector_set_first_page:
 * @self: a connector
 * @page: which list every session opens with; users, unless this is called
 */
void
orch_connector_set_first_page (OrchConnector *self, OrchPage page)
{
  g_return_if_fail (ORCH_IS_CONNECTOR (self));
  g_return_if_fail (page < ORCH_N_PAGES);

  self->first_page = page;
}

/**
 * orch_connector_set_journal:
 * @self: a connector
 * @journal: is told what every session writes from when it is open
 */
void
orch_connector_set_journal (OrchConnector *self, OrchActivityJournal *journal)
{
  g_return_if_fail (ORCH_IS_CONNECTOR (self));
  g_return_if_fail (ORCH_IS_ACTIVITY_JOURNAL (journal));

  g_set_object (&self->journal, journal);
}

/**
 * orch_connector_open:
 * @self: a connector
 * @connection: one of the person's connections
 *
 * Opens @connection with its key from the keyring. The open session, or what was under way, ends.
 * A keyring may take long: see %ORCH_CONNECTOR_KEYRING. If the server refuses the key, and there is
 * a pending secret of a key that takes its place, that one is tried, and kept if it works.
 */
void
orch_connector_open (OrchConnector *self, OrchConnection *connection)
{
  g_return_if_fail (ORCH_IS_CONNECTOR (self));
  g_return_if_fail (ORCH_IS_CONNECTION (connection));

  begin (self, connection);
  set_state (self, ORCH_CONNECTOR_KEYRING);
  orch_connections_lookup_key_async (self->connections, connection, self->cancellable, key_found_cb,
                                     g_object_ref (self));
}

/**
 * orch_connector_open_with_key:
 * @self: a connector
 * @connection: a connection
 * @key: its API key
 *
 * Opens @connection with a key that the keyring need not be asked for, and does not keep it: for
 * the environment and the demo, and for a connection that has got a new key.
 */
void
orch_connector_open_with_key (OrchConnector *self, OrchConnection *connection,
                              const OrchSecret *key)
{
  g_return_if_fail (ORCH_IS_CONNECTOR (self));
  g_return_if_fail (ORCH_IS_CONNECTION (connection));
  g_return_if_fail (key != NULL);

  begin (self, connection);
  open_session (self, key);
}

/**
 * orch_connector_open_typed:
 * @self: a connector
 * @connection: what was typed, in no list yet
 * @replaced: (nullable): the connection in the list that takes name and key over from @connection
 * @key: the API key that was typed
 * @remember: whether a new connection is kept beyond this run
 *
 * Opens what a person typed. Once it has worked, and not before, the connection goes into the list,
 * or into @replaced, and the key into the keyring.
 */
void
orch_connector_open_typed (OrchConnector *self, OrchConnection *connection,
                           OrchConnection *replaced, const OrchSecret *key, gboolean remember)
{
  g_return_if_fail (ORCH_IS_CONNECTOR (self));
  g_return_if_fail (ORCH_IS_CONNECTION (connection));
  g_return_if_fail (replaced == NULL || ORCH_IS_CONNECTION (replaced));
  g_return_if_fail (key != NULL);

  begin (self, connection);
  self->typed = TRUE;
  g_set_object (&self->replaced, replaced);
  self->key = g_strdup (key);
  self->remember = remember;
  open_session (self, key);
}

/**
 * orch_connector_close:
 * @self: a connector
 *
 * Gives up what is under way, or ends the open session.
 */
void
orch_connector_close (OrchConnector *self)
{
  g_return_if_fail (ORCH_IS_CONNECTOR (self));

  reset (self);
  set_state (self, ORCH_CONNECTOR_CLOSED);
}

/**
 * orch_connector_get_first_page:
 * @self: a connector
 *
 * Returns: which list every session opens with
 */
OrchPage
orch_connector_get_first_page (OrchConnector *self)
{
  g_return_val_if_fail (ORCH_IS_CONNECTOR (self), ORCH_PAGE_USERS);

  return self->first_page;
}

/**
 * orch_connector_get_state:
 * @self: a connector
 *
 * Returns: how far it is
 */
OrchConnectorState
orch_connector_get_state (OrchConnector *self)
{
  g_return_val_if_fail (ORCH_IS_CONNECTOR (self), ORCH_CONNECTOR_CLOSED);

  return self->state;
}

/**
 * orch_connector_get_connection:
 * @self: a connector
 *
 * Returns: (transfer none) (nullable): the connection that is open, being opened, or failed to open
 */
OrchConnection *
orch_connector_get_connection (OrchConnector *self)
{
  g_return_val_if_fail (ORCH_IS_CONNECTOR (self), NULL);

  return self->connection;
}

/**
 * orch_connector_get_session:
 * @self: a connector
 *
 * Returns: (transfer none) (nullable): the session that is open or being opened
 */
OrchSession *
orch_connector_get_session (OrchConnector *self)
{
  g_return_val_if_fail (ORCH_IS_CONNECTOR (self), NULL);

  return self->session;
}

/**
 * orch_connector_get_error:
 * @self: a connector
 *
 * Returns: (transfer none) (nullable): why the last attempt failed: in the domain %ORCH_ERROR, or
 *   %ORCH_KEY_STORE_ERROR where the keyring gave no key
 */
const GError *
orch_connector_get_error (OrchConnector *self)
{
  g_return_val_if_fail (ORCH_IS_CONNECTOR (self), NULL);

  return self->error;
}

/**
 * orch_connector_get_typed:
 * @self: a connector
 *
 * Returns: whether what is or was last tried comes from the fields of the connect page
 */
gboolean
orch_connector_get_typed (OrchConnector *self)
{
  g_return_val_if_fail (ORCH_IS_CONNECTOR (self), FALSE);

  return self->typed;
}

/**
 * orch_connector_get_connections:
 * @self: a connector
 *
 * Returns: (transfer none): the person's connections
 */
OrchConnections *
orch_connector_get_connections (OrchConnector *self)
{
  g_return_val_if_fail (ORCH_IS_CONNECTOR (self), NULL);

  return self->connections;
}

/**
 * orch_connector_get_journal:
 * @self: a connector
 *
 * Returns: (transfer none) (nullable): what is told what the sessions write
 */
OrchActivityJournal *
orch_connector_get_journal (OrchConnector *self)
{
  g_return_val_if_fail (ORCH_IS_CONNECTOR (self), NULL);

  return self->journal;
}

/**
 * orch_connector_tell_key_not_kept:
 * @self: a connector
 * @error: why the keyring did not keep the key
 *
 * Emits OrchConnector::key-not-kept, for whoever else stores the key of the open connection.
 */
void
orch_connector_tell_key_not_kept (OrchConnector *self, const GError *error)
{
  g_return_if_fail (ORCH_IS_CONNECTOR (self));
  g_return_if_fail (error != NULL);

  g_signal_emit (self, signals[KEY_NOT_KEPT], 0, error);
}
