#include "config.h"

#include <glib/gi18n.h>

#include "ui/common/format.h"
#include "ui/common/words.h"

#include "ui/users/block-row.h"

struct _OrchBlockRow {
  AdwBin parent_instance;

  GSignalGroup *item_signals; /* (owned) */

  GtkLabel *name_label;  /* (unowned) */
  GtkLabel *facts_label; /* (unowned) */
  GtkLabel *state_label; /* (unowned) */
  GtkSpinner *spinner;   /* (unowned) */
  GtkImage *icon;        /* (unowned) */
};

G_DEFINE_FINAL_TYPE (OrchBlockRow, orch_block_row, ADW_TYPE_BIN)

static const struct {
  const char *words;
  const char *icon;
} states[ORCH_KEY_JOB_N_STATES] = {
  [ORCH_KEY_JOB_WAITING] = { NULL, NULL },
  [ORCH_KEY_JOB_RUNNING] = { N_ ("Being blocked"), NULL },
  [ORCH_KEY_JOB_DONE] = { N_ ("Blocked"), "object-select-symbolic" },
  [ORCH_KEY_JOB_FAILED] = { NULL, "dialog-error-symbolic" },
  [ORCH_KEY_JOB_BEFORE] = { N_ ("Was blocked before"), "object-select-symbolic" },
  [ORCH_KEY_JOB_OWN] = { N_ ("Left out: you are signed in with this key"),
                         "dialog-information-symbolic" },
  [ORCH_KEY_JOB_NOT_ALLOWED] = { N_ ("Left out: your role may not block it"),
                                 "dialog-information-symbolic" },
};

/* What helps to tell keys apart: team, spend, last use. */
static char *
describe_key (OrchKey *key)
{
  g_autoptr (GPtrArray) facts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  GDateTime *last_active = orch_key_get_last_active (key);

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
show_state (OrchBlockRow *self, OrchKeyJobItem *item)
{
  OrchKeyJobState state = orch_key_job_item_get_state (item);
  const GError *error = orch_key_job_item_get_error (item);
  g_autofree char *problem = error != NULL ? orch_words_error (error) : NULL;
  const char *words = states[state].words != NULL ? _ (states[state].words) : problem;

  gtk_label_set_text (self->state_label, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->state_label), words != NULL);
  if (error != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->state_label), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->state_label), "error");

  gtk_spinner_set_spinning (self->spinner, state == ORCH_KEY_JOB_RUNNING);
  gtk_image_set_from_icon_name (self->icon, states[state].icon);
}

static void
item_changed_cb (OrchBlockRow *self, OrchKeyJobItem *item)
{
  show_state (self, item);
}

static void
orch_block_row_dispose (GObject *object)
{
  OrchBlockRow *self = ORCH_BLOCK_ROW (object);

  g_clear_object (&self->item_signals);

  G_OBJECT_CLASS (orch_block_row_parent_class)->dispose (object);
}

static void
orch_block_row_class_init (OrchBlockRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = orch_block_row_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/users/block-row.ui");
  gtk_widget_class_bind_template_child (widget_class, OrchBlockRow, name_label);
  gtk_widget_class_bind_template_child (widget_class, OrchBlockRow, facts_label);
  gtk_widget_class_bind_template_child (widget_class, OrchBlockRow, state_label);
  gtk_widget_class_bind_template_child (widget_class, OrchBlockRow, spinner);
  gtk_widget_class_bind_template_child (widget_class, OrchBlockRow, icon);
}

static void
orch_block_row_init (OrchBlockRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->item_signals = g_signal_group_new (ORCH_TYPE_KEY_JOB_ITEM);
  g_signal_group_connect_swapped (self->item_signals, "changed", G_CALLBACK (item_changed_cb),
                                  self);
}

/**
 * orch_block_row_set_item:
 * @self: a row
 * @item: (nullable): what to show and to follow, %NULL for nothing
 */
void
orch_block_row_set_item (OrchBlockRow *self, OrchKeyJobItem *item)
{
  g_autofree char *facts = NULL;

  g_return_if_fail (ORCH_IS_BLOCK_ROW (self));
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
