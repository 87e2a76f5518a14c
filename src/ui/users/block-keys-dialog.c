#include "config.h"

#include <glib/gi18n.h>

#include "core/services/key-job.h"
#include "ui/common/error-page.h"
#include "ui/users/block-row.h"

#include "ui/users/block-keys-dialog.h"

struct _OrchBlockKeysDialog {
  AdwWindow parent_instance;

  OrchSession *session;      /* (owned) (nullable) */
  char *user_id;             /* (owned) (nullable) */
  char *user_name;           /* (owned) (nullable) */
  OrchKeyJob *job;           /* (owned) (nullable): once the keys are known */
  GCancellable *cancellable; /* (owned): of the window */
  GCancellable *run;         /* (owned) (nullable): while keys are being blocked */
  gboolean was_run;

  AdwWindowTitle *window_title; /* (unowned) */
  GtkButton *close_button;      /* (unowned) */
  GtkButton *block_button;      /* (unowned) */
  GtkWidget *stop_button;       /* (unowned) */
  GtkStack *states;             /* (unowned) */
  OrchErrorPage *error_page;    /* (unowned) */
  GtkLabel *summary_label;      /* (unowned) */
  GtkProgressBar *progress_bar; /* (unowned) */
  GtkListView *list;            /* (unowned) */
};

G_DEFINE_FINAL_TYPE (OrchBlockKeysDialog, orch_block_keys_dialog, ADW_TYPE_WINDOW)

static guint
count (OrchBlockKeysDialog *self, OrchKeyJobState state)
{
  return self->job != NULL ? orch_key_job_count (self->job, state) : 0;
}

/* How many keys are still to be blocked. */
static guint
count_left (OrchBlockKeysDialog *self)
{
  return count (self, ORCH_KEY_JOB_WAITING) + count (self, ORCH_KEY_JOB_RUNNING)
         + count (self, ORCH_KEY_JOB_FAILED);
}

static void
add_sentence (GString *text, char *sentence)
{
  if (text->len > 0)
    g_string_append_c (text, ' ');
  g_string_append (text, sentence);
  g_free (sentence);
}

static void
add_question (OrchBlockKeysDialog *self, GString *text)
{
  guint n_left = count_left (self);
  guint n_before = count (self, ORCH_KEY_JOB_BEFORE);

  if (n_left > 0)
    add_sentence (text, g_strdup_printf (ngettext ("%u key of %s will be blocked: the server will "
                                                   "refuse it until it is unblocked.",
                                                   "%u keys of %s will be blocked: the server will "
                                                   "refuse them until they are unblocked.",
                                                   n_left),
                                         n_left, self->user_name));
  if (n_before > 0 && n_left > 0)
    add_sentence (text, g_strdup_printf (ngettext ("%u more is blocked already.",
                                                   "%u more are blocked already.", n_before),
                                         n_before));
  else if (n_before > 0)
    add_sentence (text, g_strdup (_ ("All keys that could be blocked are blocked already.")));
}

static void
add_outcome (OrchBlockKeysDialog *self, GString *text)
{
  guint n_done = count (self, ORCH_KEY_JOB_DONE);
  guint n_failed = count (self, ORCH_KEY_JOB_FAILED);
  guint n_waiting = count (self, ORCH_KEY_JOB_WAITING);

  add_sentence (
      text,
      g_strdup_printf (ngettext ("%u key was blocked.", "%u keys were blocked.", n_done), n_done));
  if (n_failed > 0)
    add_sentence (text, g_strdup_printf (ngettext ("%u could not be blocked.",
                                                   "%u could not be blocked.", n_failed),
                                         n_failed));
  if (n_waiting > 0)
    add_sentence (text,
                  g_strdup_printf (ngettext ("Stopped: %u key was not blocked. The one that it was "
                                             "stopped at may be blocked all the same.",
                                             "Stopped: %u keys were not blocked. The one that it "
                                             "was stopped at may be blocked all the same.",
                                             n_waiting),
                                   n_waiting));
}

static void
show_summary (OrchBlockKeysDialog *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (self->was_run)
    add_outcome (self, text);
  else
    add_question (self, text);
  if (count (self, ORCH_KEY_JOB_OWN) > 0)
    add_sentence (text, g_strdup (_ ("The key that you are signed in with is left out.")));

  gtk_label_set_text (self->summary_label, text->str);
}

static void
show_progress (OrchBlockKeysDialog *self)
{
  guint n_done = count (self, ORCH_KEY_JOB_DONE);
  guint n_all = n_done + count_left (self);

  gtk_widget_set_visible (GTK_WIDGET (self->progress_bar), self->was_run);
  gtk_progress_bar_set_fraction (self->progress_bar, n_all > 0 ? (double) n_done / n_all : 1);
}

static void
update_actions (OrchBlockKeysDialog *self)
{
  gboolean busy = self->run != NULL;
  guint n_left = count_left (self);
  const char *verb = _ ("_Block");

  if (self->was_run)
    verb = count (self, ORCH_KEY_JOB_WAITING) > 0 ? _ ("_Go on") : _ ("_Try again");

  gtk_button_set_label (self->block_button, verb);
  gtk_widget_set_visible (GTK_WIDGET (self->block_button), !busy && n_left > 0);
  gtk_widget_set_visible (self->stop_button, busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "dialog.block", !busy && n_left > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "dialog.stop", busy);
  gtk_button_set_label (self->close_button, self->was_run || (self->job != NULL && n_left == 0)
                                                ? _ ("_Close")
                                                : _ ("_Cancel"));
}

static void
job_changed_cb (OrchBlockKeysDialog *self)
{
  show_progress (self);
}

static void
run_finished_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (OrchBlockKeysDialog) self = user_data;

  /* Each item has its own error; that it was stopped is to be seen. */
  orch_key_job_run_finish (ORCH_KEY_JOB (source), result, NULL);

  g_clear_object (&self->run);
  /* The window is gone. */
  if (self->job == NULL)
    return;

  show_summary (self);
  show_progress (self);
  update_actions (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->close_button));
}

static void
block_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  OrchBlockKeysDialog *self = ORCH_BLOCK_KEYS_DIALOG (widget);

  self->was_run = TRUE;
  self->run = g_cancellable_new ();
  gtk_label_set_text (self->summary_label, _ ("Blocking keys…"));
  show_progress (self);
  update_actions (self);
  gtk_widget_grab_focus (self->stop_button);
  orch_key_job_run_async (self->job, self->run, run_finished_cb, g_object_ref (self));
}

static void
stop_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  g_cancellable_cancel (ORCH_BLOCK_KEYS_DIALOG (widget)->run);
}

static void
show_keys (OrchBlockKeysDialog *self, GPtrArray *keys)
{
  GListModel *items;
  g_autoptr (GtkNoSelection) selection = NULL;

  if (keys->len == 0) {
    gtk_stack_set_visible_child_name (self->states, "none");
    return;
  }

  self->job = orch_key_job_new (orch_session_get_key_service (self->session), ORCH_KEY_JOB_BLOCK,
                                orch_session_get_identity (self->session), keys);
  g_signal_connect_object (self->job, "changed", G_CALLBACK (job_changed_cb), self,
                           G_CONNECT_SWAPPED);
  items = orch_key_job_get_items (self->job);
  selection = gtk_no_selection_new (g_object_ref (items));
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (selection));

  show_summary (self);
  show_progress (self);
  update_actions (self);
  gtk_stack_set_visible_child_name (self->states, "keys");
  gtk_widget_grab_focus (GTK_WIDGET (self->close_button));
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  OrchBlockKeysDialog *self;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) keys =
      orch_key_service_list_of_user_finish (ORCH_KEY_SERVICE (source), result, &error);

  /* The window is gone. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self = ORCH_BLOCK_KEYS_DIALOG (user_data);
  if (keys != NULL) {
    show_keys (self, keys);
    return;
  }

  orch_error_page_set_error (self->error_page, error);
  gtk_stack_set_visible_child_name (self->states, "error");
}

static void
read_keys (OrchBlockKeysDialog *self)
{
  gtk_stack_set_visible_child_name (self->states, "loading");
  orch_key_service_list_of_user_async (orch_session_get_key_service (self->session), self->user_id,
                                       self->cancellable, listed_cb, self);
}

static void
read_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  read_keys (ORCH_BLOCK_KEYS_DIALOG (widget));
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  gtk_list_item_set_activatable (item, FALSE);
  gtk_list_item_set_child (item, g_object_new (ORCH_TYPE_BLOCK_ROW, NULL));
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  orch_block_row_set_item (ORCH_BLOCK_ROW (gtk_list_item_get_child (item)),
                           gtk_list_item_get_item (item));
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  orch_block_row_set_item (ORCH_BLOCK_ROW (gtk_list_item_get_child (item)), NULL);
}

static gboolean
orch_block_keys_dialog_close_request (GtkWindow *window)
{
  OrchBlockKeysDialog *self = ORCH_BLOCK_KEYS_DIALOG (window);

  if (self->run != NULL) {
    g_cancellable_cancel (self->run);
    return GDK_EVENT_STOP;
  }

  return GTK_WINDOW_CLASS (orch_block_keys_dialog_parent_class)->close_request (window);
}

static void
orch_block_keys_dialog_dispose (GObject *object)
{
  OrchBlockKeysDialog *self = ORCH_BLOCK_KEYS_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_cancellable_cancel (self->run);
  g_clear_object (&self->job);
  g_clear_object (&self->session);
  g_clear_pointer (&self->user_id, g_free);
  g_clear_pointer (&self->user_name, g_free);

  G_OBJECT_CLASS (orch_block_keys_dialog_parent_class)->dispose (object);
}

static void
orch_block_keys_dialog_class_init (OrchBlockKeysDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = orch_block_keys_dialog_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = orch_block_keys_dialog_close_request;

  gtk_widget_class_install_action (widget_class, "dialog.read", NULL, read_activated_cb);
  gtk_widget_class_install_action (widget_class, "dialog.block", NULL, block_activated_cb);
  gtk_widget_class_install_action (widget_class, "dialog.stop", NULL, stop_activated_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);

  g_type_ensure (ORCH_TYPE_ERROR_PAGE);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/users/block-keys-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, OrchBlockKeysDialog, window_title);
  gtk_widget_class_bind_template_child (widget_class, OrchBlockKeysDialog, close_button);
  gtk_widget_class_bind_template_child (widget_class, OrchBlockKeysDialog, block_button);
  gtk_widget_class_bind_template_child (widget_class, OrchBlockKeysDialog, stop_button);
  gtk_widget_class_bind_template_child (widget_class, OrchBlockKeysDialog, states);
  gtk_widget_class_bind_template_child (widget_class, OrchBlockKeysDialog, error_page);
  gtk_widget_class_bind_template_child (widget_class, OrchBlockKeysDialog, summary_label);
  gtk_widget_class_bind_template_child (widget_class, OrchBlockKeysDialog, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, OrchBlockKeysDialog, list);
}

static void
orch_block_keys_dialog_init (OrchBlockKeysDialog *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);
  gtk_list_view_set_factory (self->list, factory);
  update_actions (self);
}

/**
 * orch_block_keys_dialog_new:
 * @parent: (nullable): the window that it stands in front of
 * @session: the connection
 * @user: whose keys
 *
 * Reads the keys of @user (GET /key/list) and creates a dialog that blocks them (POST /key/block,
 * one after the other). Those that are blocked already, and the key of the connection itself, are
 * left as they are.
 *
 * Returns: (transfer none): a new window, owned by GTK until it is closed
 */
GtkWindow *
orch_block_keys_dialog_new (GtkWindow *parent, OrchSession *session, OrchUser *user)
{
  OrchBlockKeysDialog *self;

  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (ORCH_IS_SESSION (session), NULL);
  g_return_val_if_fail (ORCH_IS_USER (user), NULL);

  self = g_object_new (ORCH_TYPE_BLOCK_KEYS_DIALOG, "transient-for", parent, NULL);
  self->session = g_object_ref (session);
  self->user_id = g_strdup (orch_user_get_id (user));
  self->user_name = g_strdup (orch_user_get_display_name (user));
  adw_window_title_set_subtitle (self->window_title, self->user_name);
  read_keys (self);

  return GTK_WINDOW (self);
}
