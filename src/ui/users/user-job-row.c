#include "config.h"

#include "ui/users/user-job-words.h"

#include "ui/users/user-job-row.h"

struct _OrchUserJobRow {
  OrchJobRow parent_instance;
};

G_DEFINE_FINAL_TYPE (OrchUserJobRow, orch_user_job_row, ORCH_TYPE_JOB_ROW)

static const char *const icons[ORCH_USER_JOB_N_STATES] = {
  [ORCH_USER_JOB_UNREADABLE] = "dialog-error-symbolic",
  [ORCH_USER_JOB_UNKNOWN] = "dialog-warning-symbolic",
  [ORCH_USER_JOB_AMBIGUOUS] = "dialog-warning-symbolic",
  [ORCH_USER_JOB_TWICE] = "dialog-information-symbolic",
  [ORCH_USER_JOB_NOT_ALLOWED] = "dialog-information-symbolic",
  [ORCH_USER_JOB_OWN] = "dialog-information-symbolic",
  [ORCH_USER_JOB_SAME] = "object-select-symbolic",
  [ORCH_USER_JOB_SAVED] = "object-select-symbolic",
  [ORCH_USER_JOB_PARTLY] = "dialog-warning-symbolic",
  [ORCH_USER_JOB_CONFLICT] = "dialog-warning-symbolic",
  [ORCH_USER_JOB_FAILED] = "dialog-error-symbolic",
};

static void
orch_user_job_row_show_item (OrchJobRow *row, gpointer item)
{
  OrchUser *user = orch_user_job_item_get_user (item);
  OrchUserJobState state = orch_user_job_item_get_state (item);
  const char *name =
      user != NULL ? orch_user_get_display_name (user) : orch_user_job_item_get_name (item);
  const char *id = user != NULL ? orch_user_get_id (user) : name;
  g_autofree char *changes = orch_user_job_words_changes (item);
  g_autofree char *words = orch_user_job_words_state (item);

  orch_job_row_show (row,
                     &(OrchJobRowTexts){
                         .name = name,
                         .facts = g_str_equal (name, id) ? NULL : id,
                         .changes = changes,
                         .state = words,
                         .icon_name = icons[state],
                         .error = orch_user_job_item_get_error (item),
                         .is_busy = state == ORCH_USER_JOB_READING || state == ORCH_USER_JOB_SAVING,
                     });
}

static void
orch_user_job_row_class_init (OrchUserJobRowClass *klass)
{
  ORCH_JOB_ROW_CLASS (klass)->get_item_type = orch_user_job_item_get_type;
  ORCH_JOB_ROW_CLASS (klass)->show_item = orch_user_job_row_show_item;
}

static void
orch_user_job_row_init (OrchUserJobRow *self)
{
}

/**
 * orch_user_job_row_new:
 *
 * Returns: (transfer floating): an empty row
 */
GtkWidget *
orch_user_job_row_new (void)
{
  return g_object_new (ORCH_TYPE_USER_JOB_ROW, NULL);
}
