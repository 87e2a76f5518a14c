#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/rules/csv.h"
#include "ui/activity/activity-words.h"
#include "ui/common/choose-file.h"
#include "ui/common/toast.h"
#include "ui/common/words.h"

#include "ui/activity/export-activity.h"

/* From the choice of the file to the end. */
typedef struct {
  GtkWidget *parent; /* (owned) */
  GBytes *csv;       /* (owned) */
} Export;

static void
export_free (Export *self)
{
  g_object_unref (self->parent);
  g_bytes_unref (self->csv);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Export, export_free)

static void
append_header (GString *rows)
{
  const char *const names[] = {
    /* Translators: headings of a table of what was done, to whom, and what became of it */
    _ ("Time"),   _ ("Connection"), _ ("Server"),  _ ("Signed-in user"),
    _ ("Action"), _ ("ID"),         _ ("Name"),    _ ("Field"),
    _ ("Before"), _ ("After"),      _ ("Outcome"), _ ("The server says"),
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    orch_csv_append_cell (rows, names[i]);
  orch_csv_end_row (rows);
}

/* @change: (nullable) */
static void
append_row (GString *rows, OrchActivity *activity, const OrchChange *change)
{
  g_autofree char *time = g_date_time_format_iso8601 (orch_activity_get_time (activity));
  g_autofree char *from =
      change != NULL ? orch_words_field_value (change->field, change->from) : NULL;
  g_autofree char *to = change != NULL ? orch_words_field_value (change->field, change->to) : NULL;

  orch_csv_append_cell (rows, time);
  orch_csv_append_cell (rows, orch_activity_get_connection (activity));
  orch_csv_append_cell (rows, orch_activity_get_address (activity));
  orch_csv_append_cell (rows, orch_activity_get_user_id (activity));
  orch_csv_append_cell (rows, orch_activity_words_action (activity));
  orch_csv_append_cell (rows, orch_activity_get_record_id (activity));
  orch_csv_append_cell (rows, orch_activity_get_name (activity));
  orch_csv_append_cell (rows, change != NULL ? orch_words_field (change->field) : NULL);
  orch_csv_append_cell (rows, from);
  orch_csv_append_cell (rows, to);
  orch_csv_append_cell (rows, orch_activity_words_outcome (activity));
  orch_csv_append_cell (rows, orch_activity_get_text (activity));
  orch_csv_end_row (rows);
}

/**
 * orch_export_activity_to_csv:
 * @entries: a list of OrchActivity
 *
 * Writes a table with a row for each field that was changed, and for each entry without any.
 *
 * Returns: (transfer full): the text
 */
char *
orch_export_activity_to_csv (GListModel *entries)
{
  GString *rows;

  g_return_val_if_fail (G_IS_LIST_MODEL (entries), NULL);

  rows = g_string_new (NULL);
  append_header (rows);
  for (guint i = 0; i < g_list_model_get_n_items (entries); i++) {
    g_autoptr (OrchActivity) activity = g_list_model_get_item (entries, i);
    const OrchChanges *changes = orch_activity_get_changes (activity);

    if (orch_changes_get_n (changes) == 0)
      append_row (rows, activity, NULL);
    for (guint change = 0; change < orch_changes_get_n (changes); change++)
      append_row (rows, activity, orch_changes_get (changes, change));
  }

  return g_string_free (rows, FALSE);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Export) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_file_get_parse_name (G_FILE (source));
  g_autofree char *text = NULL;

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    /* Translators: the path of a file */
    text = g_strdup_printf (_ ("Exported to %s"), path);
  else
    /* Translators: why not */
    text = g_strdup_printf (_ ("Not exported. %s"), error->message);

  orch_toast_show (self->parent, text);
}

static void
file_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Export) self = user_data;
  g_autoptr (GFile) file = orch_choose_file_finish (result);
  GBytes *csv = self->csv;

  if (file == NULL)
    return;

  g_file_replace_contents_bytes_async (file, csv, NULL, FALSE, G_FILE_CREATE_NONE, NULL, written_cb,
                                       g_steal_pointer (&self));
}

/**
 * orch_export_activity:
 * @parent: a widget in the window that asks
 * @entries: a list of OrchActivity, as it is now
 *
 * Lets the person choose a file, and writes the entries into it.
 */
void
orch_export_activity (GtkWidget *parent, GListModel *entries)
{
  g_autofree char *csv = NULL;
  gsize length;
  Export *self;

  g_return_if_fail (GTK_IS_WIDGET (parent));
  g_return_if_fail (G_IS_LIST_MODEL (entries));

  csv = orch_export_activity_to_csv (entries);
  length = strlen (csv);

  self = g_new0 (Export, 1);
  self->parent = g_object_ref (parent);
  self->csv = g_bytes_new_take (g_steal_pointer (&csv), length);
  orch_choose_file_to_save_async (GTK_WINDOW (gtk_widget_get_root (parent)), _ ("Export activity"),
                                  "activity.csv", file_chosen_cb, self);
}
