#include "config.h"

#include "core/model/key.h"
#include "core/model/user.h"

#include "ui/common/record-selection.h"

/* What is chosen. */
typedef struct {
  GType (*get_type) (void);
  const char *(*get_id) (gpointer record);
  const char *(*get_name) (gpointer record);
} Kind;

struct _OrchRecordSelection {
  GObject parent_instance;

  const Kind *kind;
  GPtrArray *records; /* (owned): in the order in which they were chosen */
};

G_DEFINE_FINAL_TYPE (OrchRecordSelection, orch_record_selection, G_TYPE_OBJECT)

enum {
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static const char *
get_user_id (gpointer record)
{
  return orch_user_get_id (record);
}

static const char *
get_user_name (gpointer record)
{
  return orch_user_get_display_name (record);
}

static const char *
get_key_id (gpointer record)
{
  return orch_key_get_id (record);
}

static const char *
get_key_name (gpointer record)
{
  return orch_key_get_display_name (record);
}

static const Kind users = { orch_user_get_type, get_user_id, get_user_name };
static const Kind keys = { orch_key_get_type, get_key_id, get_key_name };

static gboolean
is_record (OrchRecordSelection *self, gpointer record)
{
  return G_TYPE_CHECK_INSTANCE_TYPE (record, self->kind->get_type ());
}

/* A list that was read again can hold another object for the same record. */
static gboolean
find (OrchRecordSelection *self, gpointer record, guint *position)
{
  const char *id = self->kind->get_id (record);

  for (*position = 0; *position < self->records->len; (*position)++)
    if (g_strcmp0 (self->kind->get_id (self->records->pdata[*position]), id) == 0)
      return TRUE;

  return FALSE;
}

static void
orch_record_selection_finalize (GObject *object)
{
  g_ptr_array_unref (ORCH_RECORD_SELECTION (object)->records);

  G_OBJECT_CLASS (orch_record_selection_parent_class)->finalize (object);
}

static void
orch_record_selection_class_init (OrchRecordSelectionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = orch_record_selection_finalize;

  /**
   * OrchRecordSelection::changed:
   *
   * Other records are chosen now.
   */
  signals[CHANGED] = g_signal_new ("changed", ORCH_TYPE_RECORD_SELECTION, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
orch_record_selection_init (OrchRecordSelection *self)
{
  self->records = g_ptr_array_new_with_free_func (g_object_unref);
}

static OrchRecordSelection *
create (const Kind *kind)
{
  OrchRecordSelection *self = g_object_new (ORCH_TYPE_RECORD_SELECTION, NULL);

  self->kind = kind;

  return self;
}

/**
 * orch_record_selection_new_of_users:
 *
 * Returns: (transfer full): a selection of no users
 */
OrchRecordSelection *
orch_record_selection_new_of_users (void)
{
  return create (&users);
}

/**
 * orch_record_selection_new_of_keys:
 *
 * Returns: (transfer full): a selection of no keys
 */
OrchRecordSelection *
orch_record_selection_new_of_keys (void)
{
  return create (&keys);
}

/**
 * orch_record_selection_get_record_type:
 * @self: a selection
 *
 * Returns: the type of its records, which have a signal `changed`
 */
GType
orch_record_selection_get_record_type (OrchRecordSelection *self)
{
  g_return_val_if_fail (ORCH_IS_RECORD_SELECTION (self), G_TYPE_INVALID);

  return self->kind->get_type ();
}

/**
 * orch_record_selection_get_name:
 * @self: a selection
 * @record: (type GObject): a record that could be chosen
 *
 * Returns: (transfer none): what it is called
 */
const char *
orch_record_selection_get_name (OrchRecordSelection *self, gpointer record)
{
  g_return_val_if_fail (ORCH_IS_RECORD_SELECTION (self), NULL);
  g_return_val_if_fail (is_record (self, record), NULL);

  return self->kind->get_name (record);
}

/**
 * orch_record_selection_set:
 * @self: a selection
 * @record: (type GObject): a record
 * @selected: whether it is chosen from now on
 */
void
orch_record_selection_set (OrchRecordSelection *self, gpointer record, gboolean selected)
{
  guint position;

  g_return_if_fail (ORCH_IS_RECORD_SELECTION (self));
  g_return_if_fail (is_record (self, record));

  if (find (self, record, &position) == selected)
    return;

  if (selected)
    g_ptr_array_add (self->records, g_object_ref (record));
  else
    g_ptr_array_remove_index (self->records, position);
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * orch_record_selection_clear:
 * @self: a selection
 *
 * Drops all records.
 */
void
orch_record_selection_clear (OrchRecordSelection *self)
{
  g_return_if_fail (ORCH_IS_RECORD_SELECTION (self));

  if (self->records->len == 0)
    return;

  g_ptr_array_set_size (self->records, 0);
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * orch_record_selection_contains:
 * @self: a selection
 * @record: (type GObject): a record
 *
 * Returns: whether it is chosen
 */
gboolean
orch_record_selection_contains (OrchRecordSelection *self, gpointer record)
{
  guint position;

  g_return_val_if_fail (ORCH_IS_RECORD_SELECTION (self), FALSE);
  g_return_val_if_fail (is_record (self, record), FALSE);

  return find (self, record, &position);
}

/**
 * orch_record_selection_get_records:
 * @self: a selection
 *
 * Returns: (transfer none) (element-type GObject): the records, in the order in which they were
 *   chosen
 */
GPtrArray *
orch_record_selection_get_records (OrchRecordSelection *self)
{
  g_return_val_if_fail (ORCH_IS_RECORD_SELECTION (self), NULL);

  return self->records;
}
