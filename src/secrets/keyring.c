#include "config.h"

#include <libsecret/secret.h>

/* Public, but libsecret's main header leaves it out. */
#define __SECRET_INSIDE_HEADER__
#include <libsecret/secret-backend.h>
#undef __SECRET_INSIDE_HEADER__

#include "secrets/keyring.h"

#define KIND_API_KEY "api-key"
#define KIND_PENDING_SECRET "pending-secret"

struct _OrchKeyring {
  GObject parent_instance;

  GQueue waiting; /* (owned): tasks that wait for libsecret's backend */
};

/* What a task asks of the keyring. */
typedef struct {
  void (*run) (GTask *task);
  GHashTable *attributes;    /* (owned) */
  char *label;               /* (owned) (nullable) */
  SecretValue *value;        /* (owned) (nullable): in memory that is not paged out */
  GSource *cancelled_source; /* (owned) (nullable) */
  gboolean is_over;
} Operation;

static const SecretSchema schema = {
  ORCH_APP_ID,
  SECRET_SCHEMA_NONE,
  {
      { "connection-id", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { "kind", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { "key-id", SECRET_SCHEMA_ATTRIBUTE_STRING }, /* of pending secrets only */
      { NULL, 0 },
  },
};

static void orch_keyring_key_store_init (OrchKeyStoreInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (OrchKeyring, orch_keyring, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ORCH_TYPE_KEY_STORE,
                                                      orch_keyring_key_store_init))

static void
operation_free (Operation *operation)
{
  g_assert (operation->cancelled_source == NULL);
  g_clear_pointer (&operation->attributes, g_hash_table_unref);
  g_clear_pointer (&operation->label, g_free);
  g_clear_pointer (&operation->value, secret_value_unref);
  g_free (operation);
}

/* Whether the task has still to be answered; whoever asks answers it. */
static gboolean
take_over (GTask *task)
{
  Operation *operation = g_task_get_task_data (task);

  if (operation->is_over)
    return FALSE;

  operation->is_over = TRUE;
  if (operation->cancelled_source != NULL)
    g_source_destroy (operation->cancelled_source);
  g_clear_pointer (&operation->cancelled_source, g_source_unref);

  return TRUE;
}

static gboolean
is_nobody_there (const GError *cause)
{
  if (cause->domain == SECRET_ERROR)
    return cause->code == SECRET_ERROR_NO_SUCH_OBJECT;

  if (cause->domain == G_IO_ERROR)
    return cause->code == G_IO_ERROR_TIMED_OUT || cause->code == G_IO_ERROR_CLOSED;

  if (cause->domain != G_DBUS_ERROR)
    return FALSE;

  switch (cause->code) {
  case G_DBUS_ERROR_SERVICE_UNKNOWN:
  case G_DBUS_ERROR_NAME_HAS_NO_OWNER:
  case G_DBUS_ERROR_NO_REPLY:
  case G_DBUS_ERROR_TIMEOUT:
  case G_DBUS_ERROR_TIMED_OUT:
  case G_DBUS_ERROR_DISCONNECTED:
  case G_DBUS_ERROR_UNKNOWN_METHOD: /* there is a service, but it has no keyring yet */
  case G_DBUS_ERROR_UNKNOWN_OBJECT:
    return TRUE;
  default:
    return FALSE;
  }
}

/* The caller's own cancelling never comes this way: cancelled_cb() answers it. */
static void
return_error (GTask *task, const GError *cause, OrchKeyStoreError otherwise)
{
  g_autoptr (GError) plain = g_error_copy (cause);
  OrchKeyStoreError code = otherwise;

  if (!take_over (task))
    return;

  if (g_error_matches (cause, SECRET_ERROR, SECRET_ERROR_IS_LOCKED)
      || g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    code = ORCH_KEY_STORE_ERROR_LOCKED;
  else if (is_nobody_there (cause))
    code = ORCH_KEY_STORE_ERROR_UNAVAILABLE;

  g_dbus_error_strip_remote_error (plain);
  g_task_return_new_error (task, ORCH_KEY_STORE_ERROR, (int) code, "%s", plain->message);
}

static void
fail (GTask *task, const GError *cause)
{
  return_error (task, cause, ORCH_KEY_STORE_ERROR_FAILED);
}

static void
return_locked (GTask *task)
{
  if (take_over (task))
    g_task_return_new_error (task, ORCH_KEY_STORE_ERROR, ORCH_KEY_STORE_ERROR_LOCKED,
                             "The keyring stays locked");
}

/* At once, whatever the keyring is busy with. */
static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  GTask *task = user_data;

  if (take_over (task))
    g_task_return_error_if_cancelled (task);

  return G_SOURCE_REMOVE;
}

/* --- the backend --- */

static void
backend_opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (OrchKeyring) self = user_data;
  g_autoptr (GError) error = NULL;
  GQueue waiting = self->waiting;
  GTask *next;

  /* Not unreferenced: the first reference is the one that libsecret keeps for itself. */
  secret_backend_get_finish (result, &error);

  g_queue_init (&self->waiting);
  while ((next = g_queue_pop_head (&waiting)) != NULL) {
    g_autoptr (GTask) task = next;
    Operation *operation = g_task_get_task_data (task);

    if (error != NULL)
      return_error (task, error, ORCH_KEY_STORE_ERROR_UNAVAILABLE);
    else if (!operation->is_over)
      operation->run (task);
  }
}

/* Looking for the Secret portal is a synchronous D-Bus call in libsecret, made before anything is
 * asynchronous. What follows happens in the default main context, as this thread has none. It
 * cannot be cancelled: libsecret before 0.21 would lock up. */
static void
open_backend_thread (GTask *task, gpointer source_object, gpointer task_data,
                     GCancellable *cancellable)
{
  secret_backend_get (SECRET_BACKEND_OPEN_SESSION, NULL, backend_opened_cb,
                      g_object_ref (source_object));
  g_task_return_boolean (task, TRUE);
}

static void
open_backend (OrchKeyring *self)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, NULL, NULL);

  g_task_set_source_tag (task, open_backend);
  g_task_run_in_thread (task, open_backend_thread);
}

/* (nullable) @key_id: the connection's own key */
static GHashTable *
build_attributes (const char *connection_id, const char *key_id)
{
  if (key_id == NULL)
    return secret_attributes_build (&schema, "connection-id", connection_id, "kind", KIND_API_KEY,
                                    NULL);

  return secret_attributes_build (&schema, "connection-id", connection_id, "kind",
                                  KIND_PENDING_SECRET, "key-id", key_id, NULL);
}

/* Takes over @task and @attributes, and calls @run when there is a backend. */
static Operation *
start (GTask *task, GHashTable *attributes, void (*run) (GTask *task))
{
  OrchKeyring *self = g_task_get_source_object (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  Operation *operation = g_new0 (Operation, 1);

  operation->run = run;
  operation->attributes = attributes;
  g_task_set_task_data (task, operation, (GDestroyNotify) operation_free);

  if (cancellable != NULL) {
    operation->cancelled_source = g_cancellable_source_new (cancellable);
    g_task_attach_source (task, operation->cancelled_source, G_SOURCE_FUNC (cancelled_cb));
  }

  g_queue_push_tail (&self->waiting, task);
  if (self->waiting.length == 1)
    open_backend (self);

  return operation;
}

/* --- storing --- */

static void
stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (!secret_password_store_finish (result, &error))
    fail (task, error);
  else if (take_over (task))
    g_task_return_boolean (task, TRUE);
}

static void
run_store (GTask *task)
{
  Operation *operation = g_task_get_task_data (task);

  secret_password_storev_binary (&schema, operation->attributes, SECRET_COLLECTION_DEFAULT,
                                 operation->label, operation->value, g_task_get_cancellable (task),
                                 stored_cb, g_object_ref (task));
}

static void
orch_keyring_store_async (OrchKeyStore *store, const char *connection_id, const char *key_id,
                          const char *label, const OrchSecret *secret, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (store, cancellable, callback, user_data);
  Operation *operation;

  g_task_set_source_tag (task, orch_keyring_store_async);
  operation = start (task, build_attributes (connection_id, key_id), run_store);
  operation->label = g_strdup (label);
  operation->value = secret_value_new (secret, -1, "text/plain");
}

static gboolean
orch_keyring_store_finish (OrchKeyStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, store), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_keyring_store_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- reading --- */

static gboolean
search_finish (GAsyncResult *result, gboolean *found, GError **error)
{
  GError *failure = NULL;
  GList *items = secret_password_search_finish (result, &failure);

  *found = items != NULL;
  g_list_free_full (items, g_object_unref);
  if (failure != NULL)
    g_propagate_error (error, failure);

  return failure == NULL;
}

static void
missing_key_searched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  gboolean found;

  if (!search_finish (result, &found, &error))
    fail (task, error);
  else if (found)
    return_locked (task);
  else if (take_over (task))
    g_task_return_new_error (task, ORCH_KEY_STORE_ERROR, ORCH_KEY_STORE_ERROR_NOT_FOUND,
                             "No key in the keyring");
}

static void
looked_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Operation *operation = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  char *secret = secret_password_lookup_nonpageable_finish (result, &error);

  if (secret != NULL && take_over (task))
    g_task_return_pointer (task, secret, (GDestroyNotify) secret_password_free);
  else if (secret != NULL)
    secret_password_free (secret);
  else if (error != NULL)
    fail (task, error);
  else /* there is none, or it stayed locked */
    secret_password_searchv (&schema, operation->attributes, SECRET_SEARCH_NONE,
                             g_task_get_cancellable (task), missing_key_searched_cb,
                             g_object_ref (task));
}

static void
run_lookup (GTask *task)
{
  Operation *operation = g_task_get_task_data (task);

  secret_password_lookupv (&schema, operation->attributes, g_task_get_cancellable (task),
                           looked_up_cb, g_object_ref (task));
}

static void
orch_keyring_lookup_async (OrchKeyStore *store, const char *connection_id, const char *key_id,
                           GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = g_task_new (store, cancellable, callback, user_data);

  g_task_set_source_tag (task, orch_keyring_lookup_async);
  start (task, build_attributes (connection_id, key_id), run_lookup);
}

static OrchSecret *
orch_keyring_lookup_finish (OrchKeyStore *store, GAsyncResult *result, GError **error)
{
  char *secret;
  OrchSecret *copy;

  g_return_val_if_fail (g_task_is_valid (result, store), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_keyring_lookup_async), NULL);

  secret = g_task_propagate_pointer (G_TASK (result), error);
  copy = g_strdup (secret);
  secret_password_free (secret);

  return copy;
}

/* --- removing --- */

static void
remaining_searched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  gboolean found;

  if (!search_finish (result, &found, &error))
    fail (task, error);
  else if (found)
    return_locked (task);
  else if (take_over (task))
    g_task_return_boolean (task, TRUE);
}

static void
cleared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Operation *operation = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  secret_password_clear_finish (result, &error);
  if (error != NULL)
    fail (task, error);
  else
    secret_password_searchv (&schema, operation->attributes, SECRET_SEARCH_NONE,
                             g_task_get_cancellable (task), remaining_searched_cb,
                             g_object_ref (task));
}

static void
unlocked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Operation *operation = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  gboolean found;

  if (!search_finish (result, &found, &error))
    fail (task, error);
  else
    secret_password_clearv (&schema, operation->attributes, g_task_get_cancellable (task),
                            cleared_cb, g_object_ref (task));
}

/* libsecret clears what is unlocked and says nothing of the rest: so unlock before, look after. */
static void
run_clear (GTask *task)
{
  Operation *operation = g_task_get_task_data (task);

  secret_password_searchv (&schema, operation->attributes, SECRET_SEARCH_ALL | SECRET_SEARCH_UNLOCK,
                           g_task_get_cancellable (task), unlocked_cb, g_object_ref (task));
}

static void
orch_keyring_clear_async (OrchKeyStore *store, const char *connection_id, const char *key_id,
                          GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = g_task_new (store, cancellable, callback, user_data);

  g_task_set_source_tag (task, orch_keyring_clear_async);
  start (task,
         key_id != NULL ? build_attributes (connection_id, key_id)
                        : secret_attributes_build (&schema, "connection-id", connection_id, NULL),
         run_clear);
}

static gboolean
orch_keyring_clear_finish (OrchKeyStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, store), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_keyring_clear_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
orch_keyring_key_store_init (OrchKeyStoreInterface *iface)
{
  iface->store_async = orch_keyring_store_async;
  iface->store_finish = orch_keyring_store_finish;
  iface->lookup_async = orch_keyring_lookup_async;
  iface->lookup_finish = orch_keyring_lookup_finish;
  iface->clear_async = orch_keyring_clear_async;
  iface->clear_finish = orch_keyring_clear_finish;
}

static void
orch_keyring_class_init (OrchKeyringClass *klass)
{
}

static void
orch_keyring_init (OrchKeyring *self)
{
  g_queue_init (&self->waiting);
}

/**
 * orch_keyring_new:
 *
 * Creates the keyring, without asking it anything. It is to be used from the default main context,
 * and once in a program.
 *
 * Returns: (transfer full): the system's keyring
 */
OrchKeyring *
orch_keyring_new (void)
{
  return g_object_new (ORCH_TYPE_KEYRING, NULL);
}
