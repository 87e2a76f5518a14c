#include "config.h"

#include "core/services/replacement-journal.h"

struct _OrchReplacementJournal {
  GObject parent_instance;

  GPtrArray *records; /* (owned) (element-type OrchReplacementRecord) */
};

G_DEFINE_FINAL_TYPE (OrchReplacementJournal, orch_replacement_journal, G_TYPE_OBJECT)

enum {
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/**
 * orch_replacement_record_copy:
 * @self: a record
 *
 * Returns: (transfer full): a copy
 */
OrchReplacementRecord *
orch_replacement_record_copy (const OrchReplacementRecord *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  OrchReplacementRecord *copy = g_new0 (OrchReplacementRecord, 1);
  copy->old_key_id = g_strdup (self->old_key_id);
  copy->new_key_id = g_strdup (self->new_key_id);
  copy->user_id = g_strdup (self->user_id);
  copy->alias = g_strdup (self->alias);
  copy->temporary_alias = g_strdup (self->temporary_alias);
  copy->step = self->step;
  copy->started_at = self->started_at;

  return copy;
}

/**
 * orch_replacement_record_free:
 * @self: (transfer full): a record
 *
 * Frees @self.
 */
void
orch_replacement_record_free (OrchReplacementRecord *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->old_key_id);
  g_free (self->new_key_id);
  g_free (self->user_id);
  g_free (self->alias);
  g_free (self->temporary_alias);
  g_free (self);
}

static void
write_text (GVariantDict *dict, const char *name, const char *text)
{
  if (text != NULL)
    g_variant_dict_insert (dict, name, "s", text);
}

static GVariant *
record_to_variant (const OrchReplacementRecord *record)
{
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  write_text (&dict, "old-key-id", record->old_key_id);
  write_text (&dict, "new-key-id", record->new_key_id);
  write_text (&dict, "user-id", record->user_id);
  write_text (&dict, "alias", record->alias);
  write_text (&dict, "temporary-alias", record->temporary_alias);
  g_variant_dict_insert (&dict, "step", "u", (guint) record->step);
  g_variant_dict_insert (&dict, "started-at", "x", record->started_at);

  return g_variant_dict_end (&dict);
}

/* Whether there is something to go on with. */
static gboolean
is_under_way (guint step)
{
  return step > ORCH_REPLACEMENT_PREPARED && step < ORCH_REPLACEMENT_DONE;
}

/* NULL for what nobody can make sense of. */
static OrchReplacementRecord *
record_from_variant (GVariant *variant)
{
  g_autoptr (OrchReplacementRecord) record = g_new0 (OrchReplacementRecord, 1);
  guint step = 0;

  g_variant_lookup (variant, "old-key-id", "s", &record->old_key_id);
  g_variant_lookup (variant, "new-key-id", "s", &record->new_key_id);
  g_variant_lookup (variant, "user-id", "s", &record->user_id);
  g_variant_lookup (variant, "alias", "s", &record->alias);
  g_variant_lookup (variant, "temporary-alias", "s", &record->temporary_alias);
  g_variant_lookup (variant, "step", "u", &step);
  g_variant_lookup (variant, "started-at", "x", &record->started_at);
  record->step = step;

  if (record->old_key_id == NULL || record->new_key_id == NULL || !is_under_way (step))
    return NULL;

  return g_steal_pointer (&record);
}

static gboolean
find (OrchReplacementJournal *self, const char *old_key_id, const char *new_key_id, guint *position)
{
  for (guint i = 0; i < self->records->len; i++) {
    const OrchReplacementRecord *record = self->records->pdata[i];

    if (g_str_equal (record->old_key_id, old_key_id)
        && g_str_equal (record->new_key_id, new_key_id)) {
      *position = i;
      return TRUE;
    }
  }

  return FALSE;
}

static void
orch_replacement_journal_finalize (GObject *object)
{
  OrchReplacementJournal *self = ORCH_REPLACEMENT_JOURNAL (object);

  g_clear_pointer (&self->records, g_ptr_array_unref);

  G_OBJECT_CLASS (orch_replacement_journal_parent_class)->finalize (object);
}

static void
orch_replacement_journal_class_init (OrchReplacementJournalClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = orch_replacement_journal_finalize;

  /**
   * OrchReplacementJournal::changed:
   * @self: the journal
   * @new_key_id: of which replacement
   *
   * Something is to be stored.
   */
  signals[CHANGED] = g_signal_new ("changed", ORCH_TYPE_REPLACEMENT_JOURNAL, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
orch_replacement_journal_init (OrchReplacementJournal *self)
{
  self->records = g_ptr_array_new_with_free_func ((GDestroyNotify) orch_replacement_record_free);
}

/**
 * orch_replacement_journal_new:
 *
 * Returns: (transfer full): a journal in which nothing is under way
 */
OrchReplacementJournal *
orch_replacement_journal_new (void)
{
  return g_object_new (ORCH_TYPE_REPLACEMENT_JOURNAL, NULL);
}

/**
 * orch_replacement_journal_load:
 * @self: a journal
 * @stored: what orch_replacement_journal_save() made, "aa{sv}"
 *
 * Takes over what was stored, in the place of what is in @self. What cannot be read is left out.
 */
void
orch_replacement_journal_load (OrchReplacementJournal *self, GVariant *stored)
{
  g_return_if_fail (ORCH_IS_REPLACEMENT_JOURNAL (self));
  g_return_if_fail (g_variant_is_of_type (stored, G_VARIANT_TYPE ("aa{sv}")));

  g_ptr_array_set_size (self->records, 0);
  for (gsize i = 0; i < g_variant_n_children (stored); i++) {
    g_autoptr (GVariant) child = g_variant_get_child_value (stored, i);
    OrchReplacementRecord *record = record_from_variant (child);

    if (record != NULL)
      g_ptr_array_add (self->records, record);
  }
}

/**
 * orch_replacement_journal_save:
 * @self: a journal
 *
 * Returns: (transfer floating): everything in it, "aa{sv}"; no secret
 */
GVariant *
orch_replacement_journal_save (OrchReplacementJournal *self)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));

  g_return_val_if_fail (ORCH_IS_REPLACEMENT_JOURNAL (self), NULL);

  for (guint i = 0; i < self->records->len; i++)
    g_variant_builder_add_value (&builder, record_to_variant (self->records->pdata[i]));

  return g_variant_builder_end (&builder);
}

/**
 * orch_replacement_journal_put:
 * @self: a journal
 * @record: a replacement that is under way; copied
 *
 * Notes how far a replacement is.
 */
void
orch_replacement_journal_put (OrchReplacementJournal *self, const OrchReplacementRecord *record)
{
  guint position;

  g_return_if_fail (ORCH_IS_REPLACEMENT_JOURNAL (self));
  g_return_if_fail (record != NULL && is_under_way (record->step));

  if (find (self, record->old_key_id, record->new_key_id, &position))
    g_ptr_array_remove_index (self->records, position);
  else
    position = self->records->len;
  g_ptr_array_insert (self->records, (int) position, orch_replacement_record_copy (record));
  g_signal_emit (self, signals[CHANGED], 0, record->new_key_id);
}

/**
 * orch_replacement_journal_remove:
 * @self: a journal
 * @old_key_id: the old key
 * @new_key_id: the new key
 *
 * Takes a replacement out, if it is there.
 */
void
orch_replacement_journal_remove (OrchReplacementJournal *self, const char *old_key_id,
                                 const char *new_key_id)
{
  guint position;

  g_return_if_fail (ORCH_IS_REPLACEMENT_JOURNAL (self));
  g_return_if_fail (old_key_id != NULL && new_key_id != NULL);

  if (!find (self, old_key_id, new_key_id, &position))
    return;

  g_ptr_array_remove_index (self->records, position);
  g_signal_emit (self, signals[CHANGED], 0, new_key_id);
}

/**
 * orch_replacement_journal_get_records:
 * @self: a journal
 *
 * Returns: (transfer none) (element-type OrchReplacementRecord): what is under way, the oldest
 *   first; not to be changed
 */
GPtrArray *
orch_replacement_journal_get_records (OrchReplacementJournal *self)
{
  g_return_val_if_fail (ORCH_IS_REPLACEMENT_JOURNAL (self), NULL);

  return self->records;
}
