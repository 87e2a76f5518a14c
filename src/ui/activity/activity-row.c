#include "config.h"

#include "ui/activity/activity-words.h"
#include "ui/common/save-words.h"

#include "ui/activity/activity-row.h"

/* The details have all of them. */
#define MOST_CHANGES 3

struct _OrchActivityRow {
  AdwBin parent_instance;

  OrchActivity *activity; /* (owned) (nullable) */

  GtkLabel *title_label;   /* (unowned) */
  GtkLabel *outcome_label; /* (unowned) */
  GtkLabel *origin_label;  /* (unowned) */
  GtkLabel *changes_label; /* (unowned) */
  GtkExpander *expander;   /* (unowned) */
  GtkLabel *details_label; /* (unowned) */
  GtkWidget *undo_button;  /* (unowned) */
};

G_DEFINE_FINAL_TYPE (OrchActivityRow, orch_activity_row, ADW_TYPE_BIN)

enum {
  UNDO,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
show_outcome (OrchActivityRow *self)
{
  OrchActivityOutcome outcome = orch_activity_get_outcome (self->activity);
  GtkWidget *label = GTK_WIDGET (self->outcome_label);

  gtk_label_set_label (self->outcome_label, orch_activity_words_outcome (self->activity));
  gtk_widget_set_visible (label, outcome != ORCH_ACTIVITY_DONE);
  gtk_widget_remove_css_class (label, "error");
  gtk_widget_remove_css_class (label, "warning");
  gtk_widget_add_css_class (label, outcome == ORCH_ACTIVITY_FAILED ? "error" : "warning");
}

static void
undo_clicked_cb (OrchActivityRow *self)
{
  g_autoptr (OrchActivity) activity = g_object_ref (self->activity);

  g_signal_emit (self, signals[UNDO], 0, activity);
}

static void
orch_activity_row_dispose (GObject *object)
{
  g_clear_object (&ORCH_ACTIVITY_ROW (object)->activity);

  G_OBJECT_CLASS (orch_activity_row_parent_class)->dispose (object);
}

static void
orch_activity_row_class_init (OrchActivityRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = orch_activity_row_dispose;

  /**
   * OrchActivityRow::undo:
   * @self: the row
   * @activity: what the person wants to undo
   */
  signals[UNDO] = g_signal_new ("undo", ORCH_TYPE_ACTIVITY_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, ORCH_TYPE_ACTIVITY);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/activity/activity-row.ui");
  gtk_widget_class_bind_template_child (widget_class, OrchActivityRow, title_label);
  gtk_widget_class_bind_template_child (widget_class, OrchActivityRow, outcome_label);
  gtk_widget_class_bind_template_child (widget_class, OrchActivityRow, origin_label);
  gtk_widget_class_bind_template_child (widget_class, OrchActivityRow, changes_label);
  gtk_widget_class_bind_template_child (widget_class, OrchActivityRow, expander);
  gtk_widget_class_bind_template_child (widget_class, OrchActivityRow, details_label);
  gtk_widget_class_bind_template_child (widget_class, OrchActivityRow, undo_button);
  gtk_widget_class_bind_template_callback (widget_class, undo_clicked_cb);
}

static void
orch_activity_row_init (OrchActivityRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * orch_activity_row_new:
 *
 * Returns: (transfer floating): an empty row
 */
GtkWidget *
orch_activity_row_new (void)
{
  return g_object_new (ORCH_TYPE_ACTIVITY_ROW, NULL);
}

/**
 * orch_activity_row_set_activity:
 * @self: a row
 * @activity: an entry
 *
 * Shows @activity, without its details.
 */
void
orch_activity_row_set_activity (OrchActivityRow *self, OrchActivity *activity)
{
  g_return_if_fail (ORCH_IS_ACTIVITY_ROW (self));
  g_return_if_fail (ORCH_IS_ACTIVITY (activity));

  g_autofree char *title = orch_activity_words_title (activity);
  g_autofree char *origin = orch_activity_words_origin (activity);
  g_autofree char *changes =
      orch_save_words_changes (orch_activity_get_changes (activity), MOST_CHANGES);
  g_autofree char *details = orch_activity_words_details (activity);

  g_set_object (&self->activity, activity);
  gtk_label_set_label (self->title_label, title);
  show_outcome (self);
  gtk_label_set_label (self->origin_label, origin);
  gtk_label_set_label (self->changes_label, changes);
  gtk_widget_set_visible (GTK_WIDGET (self->changes_label), *changes != '\0');
  gtk_expander_set_expanded (self->expander, FALSE);
  gtk_label_set_label (self->details_label, details);
}

/**
 * orch_activity_row_get_activity:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): what it shows
 */
OrchActivity *
orch_activity_row_get_activity (OrchActivityRow *self)
{
  g_return_val_if_fail (ORCH_IS_ACTIVITY_ROW (self), NULL);

  return self->activity;
}

/**
 * orch_activity_row_set_can_undo:
 * @self: a row
 * @can_undo: whether its entry can be undone
 *
 * Offers it, or not.
 */
void
orch_activity_row_set_can_undo (OrchActivityRow *self, gboolean can_undo)
{
  g_return_if_fail (ORCH_IS_ACTIVITY_ROW (self));

  gtk_widget_set_visible (self->undo_button, can_undo);
}
