#include "config.h"

#include <glib/gi18n.h>

#include "ui/common/format.h"
#include "ui/keys/key-job-words.h"

#include "ui/keys/key-job-row.h"

struct _OrchKeyJobRow {
  OrchJobRow parent_instance;

  OrchKeyJobKind kind;
};

G_DEFINE_FINAL_TYPE (OrchKeyJobRow, orch_key_job_row, ORCH_TYPE_JOB_ROW)

static const char *const icons[ORCH_KEY_JOB_N_STATES] = {
  [ORCH_KEY_JOB_DONE] = "object-select-symbolic",
  [ORCH_KEY_JOB_FAILED] = "dialog-error-symbolic",
  [ORCH_KEY_JOB_UNFINISHED] = "dialog-warning-symbolic",
  [ORCH_KEY_JOB_BEFORE] = "object-select-symbolic",
  [ORCH_KEY_JOB_OWN] = "dialog-information-symbolic",
  [ORCH_KEY_JOB_NOT_ALLOWED] = "dialog-information-symbolic",
};

/* What helps to tell keys apart: owner, team, spend, last use. */
static char *
describe_key (OrchKey *key)
{
  g_autoptr (GPtrArray) facts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  GDateTime *last_active = orch_key_get_last_active (key);

  if (orch_key_get_user_id (key) != NULL)
    g_ptr_array_add (facts, g_strdup (orch_key_get_user_id (key)));
  if (orch_key_get_team_id (key) != NULL)
    g_ptr_array_add (facts, g_strdup_printf (_ ("Team %s"), orch_key_get_team_name (key)));
  g_ptr_array_add (facts, orch_format_money (orch_key_get_spend (key)));
  if (last_active != NULL) {
    g_autofree char *date = orch_format_date (last_active);

    g_ptr_array_add (facts, g_strdup_printf (_ ("last used %s"), date));
  }
  if (orch_key_is_expired (key, now))
    g_ptr_array_add (facts, g_strdup (_ ("expired")));
  g_ptr_array_add (facts, NULL);

  return g_strjoinv (" · ", (char **) facts->pdata);
}

static void
orch_key_job_row_show_item (OrchJobRow *row, gpointer item)
{
  OrchKey *key = orch_key_job_item_get_key (item);
  OrchKeyJobState state = orch_key_job_item_get_state (item);
  const GError *error = orch_key_job_item_get_error (item);
  g_autofree char *facts = describe_key (key);
  g_autofree char *problem = error != NULL ? orch_key_job_words_error (error) : NULL;

  orch_job_row_show (row, &(OrchJobRowTexts){
                              .name = orch_key_get_display_name (key),
                              .facts = facts,
                              .state = problem != NULL ? problem
                                                       : orch_key_job_words_state (
                                                           ORCH_KEY_JOB_ROW (row)->kind, state),
                              .icon_name = icons[state],
                              .error = error,
                              .is_busy = state == ORCH_KEY_JOB_RUNNING,
                          });
}

static void
orch_key_job_row_class_init (OrchKeyJobRowClass *klass)
{
  ORCH_JOB_ROW_CLASS (klass)->get_item_type = orch_key_job_item_get_type;
  ORCH_JOB_ROW_CLASS (klass)->show_item = orch_key_job_row_show_item;
}

static void
orch_key_job_row_init (OrchKeyJobRow *self)
{
}

/**
 * orch_key_job_row_new:
 * @kind: what is done to the key
 *
 * Returns: (transfer floating): an empty row
 */
GtkWidget *
orch_key_job_row_new (OrchKeyJobKind kind)
{
  OrchKeyJobRow *self = g_object_new (ORCH_TYPE_KEY_JOB_ROW, NULL);

  self->kind = kind;

  return GTK_WIDGET (self);
}
