#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * OrchReplacementStep:
 * @ORCH_REPLACEMENT_NEW: nothing was read yet
 * @ORCH_REPLACEMENT_PREPARED: the old key was read, and nothing was written
 * @ORCH_REPLACEMENT_GENERATING: the new key was asked for, and may exist
 * @ORCH_REPLACEMENT_GENERATED: both keys work
 * @ORCH_REPLACEMENT_KEPT: both keys work, and are to do so until somebody finishes it
 * @ORCH_REPLACEMENT_DELETING: the old key is being deleted, and may be gone
 * @ORCH_REPLACEMENT_RENAMING: the old key is gone, and only the new one's alias is not right
 * @ORCH_REPLACEMENT_DONE: the new key has taken the place of the old one
 * @ORCH_REPLACEMENT_UNDONE: everything is as it was
 *
 * How far a replacement is. The numbers are stored: new ones come at the end.
 */
typedef enum {
  ORCH_REPLACEMENT_NEW,
  ORCH_REPLACEMENT_PREPARED,
  ORCH_REPLACEMENT_GENERATING,
  ORCH_REPLACEMENT_GENERATED,
  ORCH_REPLACEMENT_KEPT,
  ORCH_REPLACEMENT_DELETING,
  ORCH_REPLACEMENT_RENAMING,
  ORCH_REPLACEMENT_DONE,
  ORCH_REPLACEMENT_UNDONE,
} OrchReplacementStep;

/**
 * OrchReplacementRecord:
 *
 * What is to be known of a replacement to go on with it after a restart. No secret.
 */
typedef struct {
  char *old_key_id;      /* (owned) */
  char *new_key_id;      /* (owned) */
  char *user_id;         /* (owned) (nullable): the owner */
  char *alias;           /* (owned) (nullable): that the new key has in the end */
  char *temporary_alias; /* (owned) (nullable): until then */
  OrchReplacementStep step;
  gint64 started_at; /* seconds since the epoch */
} OrchReplacementRecord;

OrchReplacementRecord *orch_replacement_record_copy (const OrchReplacementRecord *self);
void orch_replacement_record_free (OrchReplacementRecord *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OrchReplacementRecord, orch_replacement_record_free)

#define ORCH_TYPE_REPLACEMENT_JOURNAL (orch_replacement_journal_get_type ())

/**
 * OrchReplacementJournal:
 *
 * The replacements of one connection that are under way. Emits `OrchReplacementJournal::changed`
 * whenever one has gone a step; whoever stores it does so then, before the step is taken.
 */
G_DECLARE_FINAL_TYPE (OrchReplacementJournal, orch_replacement_journal, ORCH, REPLACEMENT_JOURNAL,
                      GObject)

OrchReplacementJournal *orch_replacement_journal_new (void);

void orch_replacement_journal_load (OrchReplacementJournal *self, GVariant *stored);
GVariant *orch_replacement_journal_save (OrchReplacementJournal *self);

void orch_replacement_journal_put (OrchReplacementJournal *self,
                                   const OrchReplacementRecord *record);
void orch_replacement_journal_remove (OrchReplacementJournal *self, const char *old_key_id,
                                      const char *new_key_id);
GPtrArray *orch_replacement_journal_get_records (OrchReplacementJournal *self);

G_END_DECLS
