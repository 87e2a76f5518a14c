#include "config.h"

#include <glib/gi18n.h>

#include "ui/common/details-button.h"
#include "ui/common/format.h"
#include "ui/keys/key-job-words.h"

#include "ui/keys/key-job-row.h"

struct _OrchKeyJobRow {
  AdwBin parent_instance;

  OrchKeyJobKind kind;
  GSignalGroup *item_signals; /* (owned) */

  GtkLabel *name_label;              /* (unowned) */
  GtkLabel *facts_label;             /* (unowned) */
  GtkLabel *state_label;             /* (unowned) */
  OrchDetailsButton *details_button; /* (unowned) */
  GtkSpinner *spinner;               /* (unowned) */
  GtkImage *icon;                    /* (unowned) */
};

G_DEFINE_FINAL_TYPE (OrchKeyJobRow, orch_key_job_row, ADW_TYPE_BIN)

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
    g_ptr_array_add (facts, g_strdup_printf (_ ("Team %s"), orch_key_get_team_id (key)));
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
show_state (OrchKeyJobRow *self, OrchKeyJobItem *item)
{
  OrchKeyJobState state = orch_key_job_item_get_state (item);
  const GError *error = orch_key_job_item_get_error (item);
  g_autofree char *problem = error != NULL ? orch_key_job_words_error (error) : NULL;
  const char *words = problem != NULL ? problem : orch_key_job_words_state (self->kind, state);

  gtk_label_set_text (self->state_label, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->state_label), words != NULL);
  if (error != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->state_label), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->state_label), "error");

  orch_details_button_set_error (self->details_button, error);
  gtk_spinner_set_spinning (self->spinner, state == ORCH_KEY_JOB_RUNNING);
  gtk_image_set_from_icon_name (self->icon, icons[state]);
}

static void
item_changed_cb (OrchKeyJobRow *self, OrchKeyJobItem *item)
{
  show_state (self, item);
}

static void
orch_key_job_row_dispose (GObject *object)
{
  OrchKeyJobRow *self = ORCH_KEY_JOB_ROW (object);

  g_clear_object (&self->item_signals);

  G_OBJECT_CLASS (orch_key_job_row_parent_class)->dispose (object);
}

static void
orch_key_job_row_class_init (OrchKeyJobRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = orch_key_job_row_dispose;

  g_type_ensure (ORCH_TYPE_DETAILS_BUTTON);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/keys/key-job-row.ui");
  gtk_widget_class_bind_template_child (widget_class, OrchKeyJobRow, name_label);
  gtk_widget_class_bind_template_child (widget_class, OrchKeyJobRow, facts_label);
  gtk_widget_class_bind_template_child (widget_class, OrchKeyJobRow, state_label);
  gtk_widget_class_bind_template_child (widget_class, OrchKeyJobRow, details_button);
  gtk_widget_class_bind_template_child (widget_class, OrchKeyJobRow, spinner);
  gtk_widget_class_bind_template_child (widget_class, OrchKeyJobRow, icon);
}

static void
orch_key_job_row_init (OrchKeyJobRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->item_signals = g_signal_group_new (ORCH_TYPE_KEY_JOB_ITEM);
  g_signal_group_connect_swapped (self->item_signals, "changed", G_CALLBACK (item_changed_cb),
                                  self);
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

/**
 * orch_key_job_row_set_item:
 * @self: a row
 * @item: (nullable): what to show and to follow, %NULL for nothing
 */
void
orch_key_job_row_set_item (OrchKeyJobRow *self, OrchKeyJobItem *item)
{
  g_autofree char *facts = NULL;

  g_return_if_fail (ORCH_IS_KEY_JOB_ROW (self));
  g_return_if_fail (item == NULL || ORCH_IS_KEY_JOB_ITEM (item));

  g_signal_group_set_target (self->item_signals, item);
  if (item == NULL)
    return;

  facts = describe_key (orch_key_job_item_get_key (item));
  gtk_label_set_text (self->name_label,
                      orch_key_get_display_name (orch_key_job_item_get_key (item)));
  gtk_label_set_text (self->facts_label, facts);
  show_state (self, item);
}
