#include "config.h"

#include <glib/gi18n.h>

#include "ui/common/details-button.h"
#include "ui/common/format.h"
#include "ui/common/question.h"
#include "ui/common/wrap-box.h"
#include "ui/keys/pending-words.h"

#include "ui/keys/pending-row.h"

struct _OrchPendingRow {
  GtkListBoxRow parent_instance;

  OrchPendingKey *key;       /* (owned) */
  GCancellable *cancellable; /* (owned): of questions */
  gboolean asked_about_change;

  GtkLabel *name_label;              /* (unowned) */
  GtkLabel *facts_label;             /* (unowned) */
  GtkLabel *state_label;             /* (unowned) */
  OrchDetailsButton *details_button; /* (unowned) */
  GtkSpinner *spinner;               /* (unowned) */
  GtkWidget *buttons;                /* (unowned) */

  GtkWidget *look_button;   /* (unowned) */
  GtkWidget *show_button;   /* (unowned) */
  GtkWidget *finish_button; /* (unowned) */
  GtkWidget *undo_button;   /* (unowned) */
  GtkWidget *delete_button; /* (unowned) */
  GtkButton *leave_button;  /* (unowned) */
  GtkWidget *forget_button; /* (unowned) */
};

G_DEFINE_FINAL_TYPE (OrchPendingRow, orch_pending_row, GTK_TYPE_LIST_BOX_ROW)

static gboolean
is_renaming (OrchPendingRow *self)
{
  OrchReplacement *replacement = orch_pending_key_get_replacement (self->key);

  return replacement != NULL
         && orch_replacement_get_step (replacement) == ORCH_REPLACEMENT_RENAMING;
}

static void
set_can (OrchPendingRow *self, const char *action_name, GtkWidget *button, gboolean can)
{
  gtk_widget_set_visible (button, can);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), action_name, can);
}

static void
update_buttons (OrchPendingRow *self)
{
  gboolean any = FALSE;

  set_can (self, "pending.look", self->look_button, orch_pending_key_can_look (self->key));
  set_can (self, "pending.show-secret", self->show_button,
           orch_pending_key_can_show_secret (self->key));
  set_can (self, "pending.finish", self->finish_button, orch_pending_key_can_finish (self->key));
  set_can (self, "pending.undo", self->undo_button, orch_pending_key_can_undo (self->key));
  set_can (self, "pending.delete", self->delete_button, orch_pending_key_can_delete (self->key));
  set_can (self, "pending.leave", GTK_WIDGET (self->leave_button),
           orch_pending_key_can_leave (self->key));
  set_can (self, "pending.forget", self->forget_button, orch_pending_key_can_forget (self->key));
  gtk_button_set_label (self->leave_button,
                        is_renaming (self) ? _ ("_Keep this alias") : _ ("_Keep both"));

  for (GtkWidget *button = gtk_widget_get_first_child (self->buttons); button != NULL;
       button = gtk_widget_get_next_sibling (button))
    any = any || gtk_widget_get_visible (button);
  gtk_widget_set_visible (self->buttons, any);
}

/* --- what the person decides --- */

static void
finish_answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  OrchPendingRow *self = user_data;

  /* Else the row may be gone. */
  if (orch_question_ask_finish (result) == ORCH_ANSWER_YES
      && orch_pending_key_can_finish (self->key))
    orch_pending_key_finish (self->key, self->asked_about_change);
}

static char *
describe_finish (OrchPendingRow *self)
{
  const char *name = orch_pending_key_get_name (self->key);
  g_autofree char *text = g_strdup_printf (
      /* Translators: the name of an API key; its ID */
      _ ("The old key of %s, with the ID %s, is deleted. Whatever still uses it stops working."),
      name, orch_pending_key_get_old_id (self->key));

  if (orch_replacement_get_step (orch_pending_key_get_replacement (self->key))
          == ORCH_REPLACEMENT_GENERATED
      && !orch_pending_key_has_secret (self->key))
    return g_strjoin (" ", text,
                      _ ("The secret of the new one is not kept here: make sure that it is saved."),
                      NULL);
  if (!orch_pending_key_can_show_secret (self->key))
    return g_steal_pointer (&text);

  return g_strjoin (" ", text,
                    _ ("The secret of the new one has not been saved. It is kept here until then."),
                    NULL);
}

static void
finish_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  OrchPendingRow *self = ORCH_PENDING_ROW (widget);
  g_autofree char *body = NULL;

  self->asked_about_change = FALSE;
  /* Nothing is deleted. */
  if (is_renaming (self)
      || orch_replacement_get_old_life (orch_pending_key_get_replacement (self->key))
             == ORCH_REPLACEMENT_LIFE_GONE) {
    orch_pending_key_finish (self->key, FALSE);
    return;
  }

  body = describe_finish (self);
  orch_question_ask_async (widget, _ ("Delete the Old Key?"), body, _ ("_Delete"),
                           ORCH_QUESTION_DESTRUCTIVE, self->cancellable, finish_answered_cb, self);
}

static void
ask_about_change (OrchPendingRow *self)
{
  self->asked_about_change = TRUE;
  orch_question_ask_async (GTK_WIDGET (self), _ ("Finish All the Same?"),
                           _ ("Somebody has changed or deleted the old key meanwhile. What was "
                              "changed is not in the new one."),
                           _ ("_Finish"), ORCH_QUESTION_DESTRUCTIVE, self->cancellable,
                           finish_answered_cb, self);
}

static void
undo_answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  OrchPendingRow *self = user_data;

  if (orch_question_ask_finish (result) == ORCH_ANSWER_YES && orch_pending_key_can_undo (self->key))
    orch_pending_key_undo (self->key);
}

static void
undo_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  OrchPendingRow *self = ORCH_PENDING_ROW (widget);
  /* Translators: the name of an API key; the ID of the new one */
  g_autofree char *body =
      g_strdup_printf (_ ("The new key of %s, with the ID %s, is deleted, and "
                          "its secret forgotten. The old one stays as it is."),
                       orch_pending_key_get_name (self->key), orch_pending_key_get_id (self->key));

  orch_question_ask_async (widget, _ ("Delete the New Key?"), body, _ ("_Delete"),
                           ORCH_QUESTION_DESTRUCTIVE, self->cancellable, undo_answered_cb, self);
}

static void
delete_answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  OrchPendingRow *self = user_data;

  if (orch_question_ask_finish (result) == ORCH_ANSWER_YES
      && orch_pending_key_can_delete (self->key))
    orch_pending_key_delete (self->key);
}

static void
delete_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  OrchPendingRow *self = ORCH_PENDING_ROW (widget);
  OrchKey *stray = orch_pending_key_get_stray (self->key);
  /* There is a time, else it is none. */
  g_autofree char *created = orch_format_date_time (orch_key_get_created_at (stray));
  /* Translators: the name of an API key; its ID; when it was created */
  g_autofree char *body = g_strdup_printf (
      _ ("The key %s, with the ID %s, was created on %s. Whatever uses it stops working."),
      orch_pending_key_get_name (self->key), orch_key_get_id (stray), created);

  orch_question_ask_async (widget, _ ("Delete the Key?"), body, _ ("_Delete"),
                           ORCH_QUESTION_DESTRUCTIVE, self->cancellable, delete_answered_cb, self);
}

static void
look_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  orch_pending_key_look (ORCH_PENDING_ROW (widget)->key);
}

static void
show_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  orch_pending_key_show_secret (ORCH_PENDING_ROW (widget)->key,
                                GTK_WINDOW (gtk_widget_get_root (widget)));
}

static void
leave_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  orch_pending_key_leave (ORCH_PENDING_ROW (widget)->key);
}

static void
forget_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  orch_pending_key_forget (ORCH_PENDING_ROW (widget)->key);
}

static void
key_changed_cb (OrchPendingRow *self)
{
  gboolean busy = orch_pending_key_is_busy (self->key);
  const GError *error = orch_pending_key_get_error (self->key);
  g_autofree char *state = orch_pending_words_state (self->key);

  gtk_label_set_text (self->state_label, state);
  orch_details_button_set_error (self->details_button, error);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), busy);
  gtk_spinner_set_spinning (self->spinner, busy);
  update_buttons (self);

  if (g_error_matches (error, ORCH_REPLACEMENT_ERROR, ORCH_REPLACEMENT_ERROR_CHANGED)
      && !self->asked_about_change && gtk_widget_get_mapped (GTK_WIDGET (self)))
    ask_about_change (self);
}

static void
orch_pending_row_dispose (GObject *object)
{
  OrchPendingRow *self = ORCH_PENDING_ROW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->key);

  G_OBJECT_CLASS (orch_pending_row_parent_class)->dispose (object);
}

static void
orch_pending_row_class_init (OrchPendingRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = orch_pending_row_dispose;

  gtk_widget_class_install_action (widget_class, "pending.look", NULL, look_activated_cb);
  gtk_widget_class_install_action (widget_class, "pending.show-secret", NULL, show_activated_cb);
  gtk_widget_class_install_action (widget_class, "pending.finish", NULL, finish_activated_cb);
  gtk_widget_class_install_action (widget_class, "pending.undo", NULL, undo_activated_cb);
  gtk_widget_class_install_action (widget_class, "pending.delete", NULL, delete_activated_cb);
  gtk_widget_class_install_action (widget_class, "pending.leave", NULL, leave_activated_cb);
  gtk_widget_class_install_action (widget_class, "pending.forget", NULL, forget_activated_cb);

  g_type_ensure (ORCH_TYPE_WRAP_BOX);
  g_type_ensure (ORCH_TYPE_DETAILS_BUTTON);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/keys/pending-row.ui");
  gtk_widget_class_bind_template_child (widget_class, OrchPendingRow, name_label);
  gtk_widget_class_bind_template_child (widget_class, OrchPendingRow, facts_label);
  gtk_widget_class_bind_template_child (widget_class, OrchPendingRow, state_label);
  gtk_widget_class_bind_template_child (widget_class, OrchPendingRow, details_button);
  gtk_widget_class_bind_template_child (widget_class, OrchPendingRow, spinner);
  gtk_widget_class_bind_template_child (widget_class, OrchPendingRow, buttons);
  gtk_widget_class_bind_template_child (widget_class, OrchPendingRow, look_button);
  gtk_widget_class_bind_template_child (widget_class, OrchPendingRow, show_button);
  gtk_widget_class_bind_template_child (widget_class, OrchPendingRow, finish_button);
  gtk_widget_class_bind_template_child (widget_class, OrchPendingRow, undo_button);
  gtk_widget_class_bind_template_child (widget_class, OrchPendingRow, delete_button);
  gtk_widget_class_bind_template_child (widget_class, OrchPendingRow, leave_button);
  gtk_widget_class_bind_template_child (widget_class, OrchPendingRow, forget_button);
}

static void
orch_pending_row_init (OrchPendingRow *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * orch_pending_row_new:
 * @key: the key
 *
 * Returns: (transfer floating): a row that shows @key, and follows it
 */
GtkWidget *
orch_pending_row_new (OrchPendingKey *key)
{
  g_return_val_if_fail (ORCH_IS_PENDING_KEY (key), NULL);

  OrchPendingRow *self = g_object_new (ORCH_TYPE_PENDING_ROW, NULL);
  g_autofree char *facts = orch_pending_words_facts (key);

  self->key = g_object_ref (key);
  gtk_label_set_text (self->name_label, orch_pending_key_get_name (key));
  gtk_label_set_text (self->facts_label, facts);
  g_signal_connect_object (key, "changed", G_CALLBACK (key_changed_cb), self, G_CONNECT_SWAPPED);
  key_changed_cb (self);

  return GTK_WIDGET (self);
}

/**
 * orch_pending_row_get_key:
 * @self: a row
 *
 * Returns: (transfer none): its key
 */
OrchPendingKey *
orch_pending_row_get_key (OrchPendingRow *self)
{
  g_return_val_if_fail (ORCH_IS_PENDING_ROW (self), NULL);

  return self->key;
}
