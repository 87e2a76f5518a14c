#include "config.h"

#include "ui/keys/key-selection.h"

struct _OrchKeySelection {
  GObject parent_instance;

  GPtrArray *keys; /* (owned) (element-type OrchKey): in the order in which they were chosen */
};

G_DEFINE_FINAL_TYPE (OrchKeySelection, orch_key_selection, G_TYPE_OBJECT)

enum {
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static gboolean
has_same_id (gconstpointer a, gconstpointer b)
{
  return g_str_equal (orch_key_get_id ((OrchKey *) a), orch_key_get_id ((OrchKey *) b));
}

static void
orch_key_selection_finalize (GObject *object)
{
  g_ptr_array_unref (ORCH_KEY_SELECTION (object)->keys);

  G_OBJECT_CLASS (orch_key_selection_parent_class)->finalize (object);
}

static void
orch_key_selection_class_init (OrchKeySelectionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = orch_key_selection_finalize;

  /**
   * OrchKeySelection::changed:
   *
   * Other keys are chosen now.
   */
  signals[CHANGED] = g_signal_new ("changed", ORCH_TYPE_KEY_SELECTION, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
orch_key_selection_init (OrchKeySelection *self)
{
  self->keys = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * orch_key_selection_new:
 *
 * Returns: (transfer full): a selection of no keys
 */
OrchKeySelection *
orch_key_selection_new (void)
{
  return g_object_new (ORCH_TYPE_KEY_SELECTION, NULL);
}

/**
 * orch_key_selection_set:
 * @self: a selection
 * @key: a key
 * @selected: whether it is chosen from now on
 */
void
orch_key_selection_set (OrchKeySelection *self, OrchKey *key, gboolean selected)
{
  guint position;
  gboolean found;

  g_return_if_fail (ORCH_IS_KEY_SELECTION (self));
  g_return_if_fail (ORCH_IS_KEY (key));

  found = g_ptr_array_find_with_equal_func (self->keys, key, has_same_id, &position);
  if (found == selected)
    return;

  if (selected)
    g_ptr_array_add (self->keys, g_object_ref (key));
  else
    g_ptr_array_remove_index (self->keys, position);
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * orch_key_selection_clear:
 * @self: a selection
 *
 * Drops all keys.
 */
void
orch_key_selection_clear (OrchKeySelection *self)
{
  g_return_if_fail (ORCH_IS_KEY_SELECTION (self));

  if (self->keys->len == 0)
    return;

  g_ptr_array_set_size (self->keys, 0);
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * orch_key_selection_contains:
 * @self: a selection
 * @key: a key
 *
 * Returns: whether it is chosen
 */
gboolean
orch_key_selection_contains (OrchKeySelection *self, OrchKey *key)
{
  g_return_val_if_fail (ORCH_IS_KEY_SELECTION (self), FALSE);
  g_return_val_if_fail (ORCH_IS_KEY (key), FALSE);

  return g_ptr_array_find_with_equal_func (self->keys, key, has_same_id, NULL);
}

/**
 * orch_key_selection_get_keys:
 * @self: a selection
 *
 * Returns: (transfer none) (element-type OrchKey): the keys, in the order in which they were chosen
 */
GPtrArray *
orch_key_selection_get_keys (OrchKeySelection *self)
{
  g_return_val_if_fail (ORCH_IS_KEY_SELECTION (self), NULL);

  return self->keys;
}
