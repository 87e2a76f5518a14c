#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * OrchJobRowTexts:
 * @name: what the record is called
 * @facts: (nullable): what helps to tell it apart
 * @changes: (nullable): what is changed
 * @state: (nullable): what became of it
 * @icon_name: (nullable): the same as a picture
 * @error: (nullable): why it failed
 * @is_busy: whether the server is being asked
 *
 * What a row shows of a record; it makes copies.
 */
typedef struct {
  const char *name;
  const char *facts;
  const char *changes;
  const char *state;
  const char *icon_name;
  const GError *error;
  gboolean is_busy;
} OrchJobRowTexts;

#define ORCH_TYPE_JOB_ROW (orch_job_row_get_type ())

/**
 * OrchJobRow:
 *
 * One user or key of a job that does something to several, and what became of it.
 */
G_DECLARE_DERIVABLE_TYPE (OrchJobRow, orch_job_row, ORCH, JOB_ROW, AdwBin)

/**
 * OrchJobRowClass:
 * @get_item_type: the type of the items, which have a signal `changed`
 * @show_item: shows an item, with orch_job_row_show()
 */
struct _OrchJobRowClass {
  AdwBinClass parent_class;

  GType (*get_item_type) (void);
  void (*show_item) (OrchJobRow *self, gpointer item);
};

void orch_job_row_set_item (OrchJobRow *self, gpointer item);

/* For subclasses. */
void orch_job_row_show (OrchJobRow *self, const OrchJobRowTexts *texts);

G_END_DECLS
