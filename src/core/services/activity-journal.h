#pragma once

#include <gio/gio.h>

#include "core/services/session.h"

G_BEGIN_DECLS

#define ORCH_TYPE_ACTIVITY_JOURNAL (orch_activity_journal_get_type ())

/**
 * OrchActivityJournal:
 *
 * What this program has written to servers: a GListModel of OrchActivity, the newest first. Its
 * file has one JSON object a line, and only the person can read it. Several programs may append to
 * it; each lists what was there when it started, and its own.
 *
 * Properties:
 *
 * - `loading` (boolean, read-only): whether the entries of earlier runs are being read
 * - `error` (GError, nullable, read-only): why the file could not be read or written the last time;
 *   the entries of this run are listed all the same
 */
G_DECLARE_FINAL_TYPE (OrchActivityJournal, orch_activity_journal, ORCH, ACTIVITY_JOURNAL, GObject)

OrchActivityJournal *orch_activity_journal_new (GFile *file, guint days);

void orch_activity_journal_load (OrchActivityJournal *self);
gboolean orch_activity_journal_get_loading (OrchActivityJournal *self);
gboolean orch_activity_journal_get_busy (OrchActivityJournal *self);
const GError *orch_activity_journal_get_error (OrchActivityJournal *self);

void orch_activity_journal_add (OrchActivityJournal *self, OrchActivity *activity);
void orch_activity_journal_watch (OrchActivityJournal *self, OrchSession *session,
                                  const char *connection);

G_END_DECLS
