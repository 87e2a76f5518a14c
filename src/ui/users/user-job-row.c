#include "config.h"

#include "ui/common/details-button.h"
#include "ui/users/user-job-words.h"

#include "ui/users/user-job-row.h"

struct _OrchUserJobRow {
  AdwBin parent_instance;

  GSignalGroup *item_signals; /* (owned) */

  GtkLabel *name_label;              /* (unowned) */
  GtkLabel *id_label;                /* (unowned) */
  GtkLabel *changes_label;           /* (unowned) */
  GtkLabel *state_label;             /* (unowned) */
  OrchDetailsButton *details_button; /* (unowned) */
  GtkSpinner *spinner;               /* (unowned) */
  GtkImage *icon;                    /* (unowned) */
};

G_DEFINE_FINAL_TYPE (OrchUserJobRow, orch_user_job_row, ADW_TYPE_BIN)

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

/* @text: (nullable): %NULL hides the label */
static void
show_text (GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL);
}

static void
show_user (OrchUserJobRow *self, OrchUserJobItem *item)
{
  OrchUser *user = orch_user_job_item_get_user (item);
  const char *name =
      user != NULL ? orch_user_get_display_name (user) : orch_user_job_item_get_name (item);
  const char *id = user != NULL ? orch_user_get_id (user) : name;

  gtk_label_set_text (self->name_label, name);
  show_text (self->id_label, g_str_equal (name, id) ? NULL : id);
}

static void
item_changed_cb (OrchUserJobRow *self, OrchUserJobItem *item)
{
  OrchUserJobState state = orch_user_job_item_get_state (item);
  const GError *error = orch_user_job_item_get_error (item);
  g_autofree char *changes = orch_user_job_words_changes (item);
  g_autofree char *words = orch_user_job_words_state (item);

  show_user (self, item);
  show_text (self->changes_label, changes);
  show_text (self->state_label, words);
  if (error != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->state_label), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->state_label), "error");

  orch_details_button_set_error (self->details_button, error);
  gtk_spinner_set_spinning (self->spinner,
                            state == ORCH_USER_JOB_READING || state == ORCH_USER_JOB_SAVING);
  gtk_image_set_from_icon_name (self->icon, icons[state]);
}

static void
orch_user_job_row_dispose (GObject *object)
{
  OrchUserJobRow *self = ORCH_USER_JOB_ROW (object);

  g_clear_object (&self->item_signals);

  G_OBJECT_CLASS (orch_user_job_row_parent_class)->dispose (object);
}

static void
orch_user_job_row_class_init (OrchUserJobRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = orch_user_job_row_dispose;

  g_type_ensure (ORCH_TYPE_DETAILS_BUTTON);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/users/user-job-row.ui");
  gtk_widget_class_bind_template_child (widget_class, OrchUserJobRow, name_label);
  gtk_widget_class_bind_template_child (widget_class, OrchUserJobRow, id_label);
  gtk_widget_class_bind_template_child (widget_class, OrchUserJobRow, changes_label);
  gtk_widget_class_bind_template_child (widget_class, OrchUserJobRow, state_label);
  gtk_widget_class_bind_template_child (widget_class, OrchUserJobRow, details_button);
  gtk_widget_class_bind_template_child (widget_class, OrchUserJobRow, spinner);
  gtk_widget_class_bind_template_child (widget_class, OrchUserJobRow, icon);
}

static void
orch_user_job_row_init (OrchUserJobRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->item_signals = g_signal_group_new (ORCH_TYPE_USER_JOB_ITEM);
  g_signal_group_connect_swapped (self->item_signals, "changed", G_CALLBACK (item_changed_cb),
                                  self);
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

/**
 * orch_user_job_row_set_item:
 * @self: a row
 * @item: (nullable): what to show and to follow, %NULL for nothing
 */
void
orch_user_job_row_set_item (OrchUserJobRow *self, OrchUserJobItem *item)
{
  g_return_if_fail (ORCH_IS_USER_JOB_ROW (self));
  g_return_if_fail (item == NULL || ORCH_IS_USER_JOB_ITEM (item));

  g_signal_group_set_target (self->item_signals, item);
  if (item != NULL)
    item_changed_cb (self, item);
}
