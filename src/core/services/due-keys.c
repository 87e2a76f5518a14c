#include "config.h"

#include "core/services/due-keys.h"

#define PAGE_SIZE 100 /* the most that /key/list gives in one reply */

struct _OrchDueKeys {
  GObject parent_instance;

  OrchKeyService *service; /* (owned) */
  OrchRotationPolicy policy;
  GListStore *keys;    /* (owned) (element-type OrchKey) */
  GHashTable *key_ids; /* (owned) (element-type utf8): of all that were ever among them */

  OrchDueKeysState state;
  GError *error;             /* (owned) (nullable): while it is in FAILED */
  GCancellable *cancellable; /* (owned) (nullable): while it is in LOOKING */
  guint page;                /* the one that was asked for */
  guint n_looked_at;         /* so many of the oldest keys */
  guint total;
  gboolean is_full;
};

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (OrchDueKeys, orch_due_keys, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

enum {
  PROP_STATE = 1,
  PROP_N_LOOKED_AT,
  PROP_TOTAL,
  PROP_IS_FULL,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static void
set_state (OrchDueKeys *self, OrchDueKeysState state, GError *error)
{
  g_clear_error (&self->error);
  self->error = error;
  if (state != ORCH_DUE_KEYS_LOOKING)
    g_clear_object (&self->cancellable);

  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

static void
set_count (OrchDueKeys *self, guint *count, guint value, guint prop_id)
{
  if (*count == value)
    return;

  *count = value;
  g_object_notify_by_pspec (G_OBJECT (self), props[prop_id]);
}

/* The oldest first; those of unknown age last. */
static int
compare_since (gconstpointer a, gconstpointer b, gpointer user_data)
{
  GDateTime *since_a = orch_rotation_due_get_since ((OrchKey *) a);
  GDateTime *since_b = orch_rotation_due_get_since ((OrchKey *) b);

  if (since_a == NULL || since_b == NULL)
    return (since_a == NULL) - (since_b == NULL);

  return g_date_time_compare (since_a, since_b);
}

static void
take_page (OrchDueKeys *self, GPtrArray *page)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  for (guint i = page->len; i > 0; i--) {
    OrchKey *key = page->pdata[i - 1];
    const char *key_id = orch_key_get_id (key);

    if (g_hash_table_contains (self->key_ids, key_id)
        || orch_rotation_due_find (key, &self->policy, now) == ORCH_ROTATION_NOT_DUE)
      continue;
    if (g_list_model_get_n_items (G_LIST_MODEL (self->keys)) == ORCH_DUE_KEYS_MAX) {
      self->is_full = TRUE;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_IS_FULL]);
      return;
    }

    g_hash_table_add (self->key_ids, g_strdup (key_id));
    g_list_store_insert_sorted (self->keys, key, compare_since, NULL);
  }
}

static void page_read_cb (GObject *source, GAsyncResult *result, gpointer user_data);

/* The server's own order, the newest first, is the only safe one with ages (contract §6.2). The
 * oldest keys are at its end, so the pages are read from the last one on: counted from there, no
 * key moves when others are made. The first page is asked how many there are. */
static void
read_next_page (OrchDueKeys *self)
{
  const OrchKeyQuery query = { .descending = TRUE };
  guint n_left = self->total - self->n_looked_at;

  self->page = MAX (1, (n_left + PAGE_SIZE - 1) / PAGE_SIZE);
  orch_key_service_list_async (self->service, &query, self->page, PAGE_SIZE, self->cancellable,
                               page_read_cb, self);
}

static void
page_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (OrchDueKeys) self = NULL;
  g_autoptr (GError) error = NULL;
  guint total = 0;
  g_autoptr (GPtrArray) page =
      orch_key_service_list_finish (ORCH_KEY_SERVICE (source), result, &total, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* the list may be gone */

  self = g_object_ref (user_data);
  if (page == NULL) {
    set_state (self, ORCH_DUE_KEYS_FAILED, g_steal_pointer (&error));
    return;
  }

  /* How many keys are older than this page, and than the page before it. */
  guint n_behind = total - MIN (total, self->page * PAGE_SIZE);
  guint n_so_far = total - MIN (total, (self->page - 1) * PAGE_SIZE);
  guint n_looked_at = MIN (self->n_looked_at, total);

  /* Otherwise some were made meanwhile, and pushed others into the page behind. */
  if (n_behind <= n_looked_at) {
    take_page (self, page);
    if (!self->is_full)
      n_looked_at = MAX (n_looked_at, n_so_far);
  }

  set_count (self, &self->total, total, PROP_TOTAL);
  set_count (self, &self->n_looked_at, n_looked_at, PROP_N_LOOKED_AT);

  if (self->state != ORCH_DUE_KEYS_LOOKING)
    return; /* somebody who was told has stopped it */
  if (self->is_full || n_looked_at == total)
    set_state (self, ORCH_DUE_KEYS_DONE, NULL);
  else
    read_next_page (self);
}

static void
orch_due_keys_dispose (GObject *object)
{
  OrchDueKeys *self = ORCH_DUE_KEYS (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->service);

  G_OBJECT_CLASS (orch_due_keys_parent_class)->dispose (object);
}

static void
orch_due_keys_finalize (GObject *object)
{
  OrchDueKeys *self = ORCH_DUE_KEYS (object);

  g_object_unref (self->keys);
  g_hash_table_unref (self->key_ids);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (orch_due_keys_parent_class)->finalize (object);
}

static void
orch_due_keys_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  OrchDueKeys *self = ORCH_DUE_KEYS (object);

  switch (prop_id) {
  case PROP_STATE:
    g_value_set_uint (value, self->state);
    break;
  case PROP_N_LOOKED_AT:
    g_value_set_uint (value, self->n_looked_at);
    break;
  case PROP_TOTAL:
    g_value_set_uint (value, self->total);
    break;
  case PROP_IS_FULL:
    g_value_set_boolean (value, self->is_full);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
orch_due_keys_class_init (OrchDueKeysClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  G_OBJECT_CLASS (klass)->dispose = orch_due_keys_dispose;
  G_OBJECT_CLASS (klass)->finalize = orch_due_keys_finalize;
  G_OBJECT_CLASS (klass)->get_property = orch_due_keys_get_property;

  props[PROP_STATE] = g_param_spec_uint ("state", NULL, NULL, 0, ORCH_DUE_KEYS_FAILED, 0, flags);
  props[PROP_N_LOOKED_AT] = g_param_spec_uint ("n-looked-at", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[PROP_TOTAL] = g_param_spec_uint ("total", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[PROP_IS_FULL] = g_param_spec_boolean ("is-full", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, props);
}

static void
orch_due_keys_init (OrchDueKeys *self)
{
  self->keys = g_list_store_new (ORCH_TYPE_KEY);
  self->key_ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_signal_connect_object (self->keys, "items-changed", G_CALLBACK (g_list_model_items_changed),
                           self, G_CONNECT_SWAPPED);
}

static GType
get_item_type (GListModel *list)
{
  return ORCH_TYPE_KEY;
}

static guint
get_n_items (GListModel *list)
{
  return g_list_model_get_n_items (G_LIST_MODEL (ORCH_DUE_KEYS (list)->keys));
}

static gpointer
get_item (GListModel *list, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (ORCH_DUE_KEYS (list)->keys), position);
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

/**
 * orch_due_keys_new:
 * @service: (transfer none): lists the keys
 * @policy: which are due; copied
 *
 * Creates a list that was not started yet.
 *
 * Returns: (transfer full): an empty list
 */
OrchDueKeys *
orch_due_keys_new (OrchKeyService *service, const OrchRotationPolicy *policy)
{
  g_return_val_if_fail (ORCH_IS_KEY_SERVICE (service), NULL);
  g_return_val_if_fail (policy != NULL, NULL);

  OrchDueKeys *self = g_object_new (ORCH_TYPE_DUE_KEYS, NULL);
  self->service = g_object_ref (service);
  self->policy = *policy;

  return self;
}

/**
 * orch_due_keys_start:
 * @self: a list
 *
 * Looks for keys: GET /key/list, 100 keys at a time (contract §6.1). It goes on where it was
 * stopped or failed; what was looked at is not looked at again.
 */
void
orch_due_keys_start (OrchDueKeys *self)
{
  g_return_if_fail (ORCH_IS_DUE_KEYS (self));

  if (self->state == ORCH_DUE_KEYS_LOOKING || self->state == ORCH_DUE_KEYS_DONE)
    return;

  self->cancellable = g_cancellable_new ();
  set_state (self, ORCH_DUE_KEYS_LOOKING, NULL);
  read_next_page (self);
}

/**
 * orch_due_keys_stop:
 * @self: a list
 *
 * Stops looking; what was found stays.
 */
void
orch_due_keys_stop (OrchDueKeys *self)
{
  g_return_if_fail (ORCH_IS_DUE_KEYS (self));

  if (self->state != ORCH_DUE_KEYS_LOOKING)
    return;

  g_cancellable_cancel (self->cancellable);
  set_state (self, ORCH_DUE_KEYS_STOPPED, NULL);
}

static guint
find_position (OrchDueKeys *self, const char *key_id)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->keys));

  for (guint i = 0; i < n; i++) {
    g_autoptr (OrchKey) key = g_list_model_get_item (G_LIST_MODEL (self->keys), i);

    if (g_str_equal (orch_key_get_id (key), key_id))
      return i;
  }

  return G_MAXUINT;
}

/**
 * orch_due_keys_find:
 * @self: a list
 * @key_id: a key ID
 *
 * Returns: (transfer none) (nullable): the key, %NULL if it is not in the list
 */
OrchKey *
orch_due_keys_find (OrchDueKeys *self, const char *key_id)
{
  g_return_val_if_fail (ORCH_IS_DUE_KEYS (self), NULL);
  g_return_val_if_fail (key_id != NULL, NULL);

  guint position = find_position (self, key_id);
  if (position == G_MAXUINT)
    return NULL;

  g_autoptr (OrchKey) key = g_list_model_get_item (G_LIST_MODEL (self->keys), position);

  return key; /* the list holds it, too */
}

/**
 * orch_due_keys_remove:
 * @self: a list
 * @key_id: a key ID
 *
 * Takes a key out that was rotated or deleted, if it is in the list.
 */
void
orch_due_keys_remove (OrchDueKeys *self, const char *key_id)
{
  g_return_if_fail (ORCH_IS_DUE_KEYS (self));
  g_return_if_fail (key_id != NULL);

  guint position = find_position (self, key_id);
  if (position != G_MAXUINT)
    g_list_store_remove (self->keys, position);
}

/**
 * orch_due_keys_get_state:
 * @self: a list
 *
 * Returns: how far it is
 */
OrchDueKeysState
orch_due_keys_get_state (OrchDueKeys *self)
{
  g_return_val_if_fail (ORCH_IS_DUE_KEYS (self), ORCH_DUE_KEYS_STOPPED);

  return self->state;
}

/**
 * orch_due_keys_get_error:
 * @self: a list
 *
 * Returns: (transfer none) (nullable): why it is in %ORCH_DUE_KEYS_FAILED, %NULL in other states
 */
const GError *
orch_due_keys_get_error (OrchDueKeys *self)
{
  g_return_val_if_fail (ORCH_IS_DUE_KEYS (self), NULL);

  return self->error;
}

/**
 * orch_due_keys_get_n_looked_at:
 * @self: a list
 *
 * Returns: at how many keys it has looked
 */
guint
orch_due_keys_get_n_looked_at (OrchDueKeys *self)
{
  g_return_val_if_fail (ORCH_IS_DUE_KEYS (self), 0);

  return self->n_looked_at;
}

/**
 * orch_due_keys_get_total:
 * @self: a list
 *
 * Returns: how many keys there are, due or not; 0 until the first page has come
 */
guint
orch_due_keys_get_total (OrchDueKeys *self)
{
  g_return_val_if_fail (ORCH_IS_DUE_KEYS (self), 0);

  return self->total;
}

/**
 * orch_due_keys_get_is_full:
 * @self: a list
 *
 * Returns: whether it has stopped by itself at %ORCH_DUE_KEYS_MAX keys, although more are due
 */
gboolean
orch_due_keys_get_is_full (OrchDueKeys *self)
{
  g_return_val_if_fail (ORCH_IS_DUE_KEYS (self), FALSE);

  return self->is_full;
}
