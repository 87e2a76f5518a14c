#include "config.h"

#include "ui/common/dialog-title.h"
#include "ui/common/toast.h"
#include "ui/keys/pending-row.h"
#include "ui/keys/pending-words.h"

#include "ui/keys/pending-dialog.h"

struct _OrchPendingDialog {
  AdwWindow parent_instance;

  OrchConnector *connector; /* (owned) (nullable) */
  OrchHandover *handover;   /* (owned) (nullable) */

  GtkWidget *close_button; /* (unowned) */
  GtkListBox *list;        /* (unowned) */
};

G_DEFINE_FINAL_TYPE (OrchPendingDialog, orch_pending_dialog, ADW_TYPE_WINDOW)

enum {
  CHANGED,
  FINISHED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static OrchPendingKey *
get_key (OrchPendingDialog *self, int position)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, position);

  return row != NULL ? orch_pending_row_get_key (ORCH_PENDING_ROW (row)) : NULL;
}

/* Stops what writes, too, if it is wanted. */
static gboolean
is_writing (OrchPendingDialog *self, gboolean stop)
{
  gboolean writing = FALSE;
  OrchPendingKey *key;

  for (int i = 0; (key = get_key (self, i)) != NULL; i++) {
    if (!orch_pending_key_is_writing (key))
      continue;
    writing = TRUE;
    if (stop)
      orch_pending_key_stop (key);
  }

  return writing;
}

static void
remove_row (OrchPendingDialog *self, OrchPendingKey *key)
{
  for (int i = 0; get_key (self, i) != NULL; i++)
    if (get_key (self, i) == key) {
      gtk_list_box_remove (self->list, GTK_WIDGET (gtk_list_box_get_row_at_index (self->list, i)));
      return;
    }
}

/* The connection was left, or is being opened again with its new key. */
static gboolean
has_lost_session (OrchPendingDialog *self)
{
  return orch_connector_get_session (self->connector) != orch_handover_get_session (self->handover);
}

static gboolean
is_over (OrchPendingDialog *self)
{
  return get_key (self, 0) == NULL || (has_lost_session (self) && !is_writing (self, FALSE));
}

/* Tells what became of @key: here, or, if this window closes, in the one behind it. */
static void
tell (OrchPendingDialog *self, OrchPendingKey *key)
{
  g_autoptr (OrchPendingDialog) kept = g_object_ref (self);
  g_autofree char *text = orch_pending_words_outcome (key);

  if (orch_pending_key_is_settled (key))
    remove_row (self, key);

  if (is_over (self)) {
    g_signal_emit (self, signals[FINISHED], 0, text);
    gtk_window_destroy (GTK_WINDOW (self));
    return;
  }

  orch_toast_show (GTK_WIDGET (self->list), text);
  gtk_widget_grab_focus (self->close_button);
}

static void
key_changed_cb (OrchPendingDialog *self, OrchPendingKey *key)
{
  g_autoptr (OrchPendingKey) kept = g_object_ref (key);

  if (orch_pending_key_is_settled (key)
      || (has_lost_session (self) && !orch_pending_key_is_busy (key)))
    tell (self, kept);
}

static void
key_written_cb (OrchPendingDialog *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
connector_changed_cb (OrchPendingDialog *self)
{
  if (has_lost_session (self) && !is_writing (self, FALSE))
    gtk_window_destroy (GTK_WINDOW (self));
}

static void
add_rows (OrchPendingDialog *self)
{
  g_autoptr (GPtrArray) waiting = orch_handover_list_waiting (self->handover);

  for (guint i = 0; i < waiting->len; i++) {
    g_autoptr (OrchPendingKey) key =
        orch_pending_key_new (self->connector, self->handover, waiting->pdata[i]);

    gtk_list_box_append (self->list, orch_pending_row_new (key));
    g_signal_connect_object (key, "changed", G_CALLBACK (key_changed_cb), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (key, "written", G_CALLBACK (key_written_cb), self, G_CONNECT_SWAPPED);
    orch_pending_key_look (key);
  }
}

static gboolean
orch_pending_dialog_close_request (GtkWindow *window)
{
  if (is_writing (ORCH_PENDING_DIALOG (window), TRUE))
    return GDK_EVENT_STOP;

  return GTK_WINDOW_CLASS (orch_pending_dialog_parent_class)->close_request (window);
}

static void
orch_pending_dialog_dispose (GObject *object)
{
  OrchPendingDialog *self = ORCH_PENDING_DIALOG (object);
  OrchPendingKey *key;

  for (int i = 0; self->list != NULL && (key = get_key (self, i)) != NULL; i++) {
    g_signal_handlers_disconnect_by_data (key, self);
    orch_pending_key_stop (key);
  }
  self->list = NULL;
  g_clear_object (&self->handover);
  g_clear_object (&self->connector);

  G_OBJECT_CLASS (orch_pending_dialog_parent_class)->dispose (object);
}

static void
orch_pending_dialog_class_init (OrchPendingDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = orch_pending_dialog_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = orch_pending_dialog_close_request;

  /**
   * OrchPendingDialog::changed:
   * @self: the dialog
   *
   * Keys may have changed on the server.
   */
  signals[CHANGED] = g_signal_new ("changed", ORCH_TYPE_PENDING_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);

  /**
   * OrchPendingDialog::finished:
   * @self: the dialog
   * @text: what became of the last key
   *
   * Nothing is left, or the connection is being opened again, and the dialog closes.
   */
  signals[FINISHED] = g_signal_new ("finished", ORCH_TYPE_PENDING_DIALOG, G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);

  g_type_ensure (ORCH_TYPE_DIALOG_TITLE);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/keys/pending-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, OrchPendingDialog, close_button);
  gtk_widget_class_bind_template_child (widget_class, OrchPendingDialog, list);
}

static void
orch_pending_dialog_init (OrchPendingDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * orch_pending_dialog_new:
 * @parent: (nullable): the window that it stands in front of
 * @connector: with an open session
 * @handover: that of the session, where something waits
 *
 * Creates a dialog that looks up what waits (GET /key/info).
 *
 * Returns: (transfer none): a new window, owned by GTK until it is closed
 */
GtkWindow *
orch_pending_dialog_new (GtkWindow *parent, OrchConnector *connector, OrchHandover *handover)
{
  OrchPendingDialog *self;

  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (ORCH_IS_CONNECTOR (connector), NULL);
  g_return_val_if_fail (ORCH_IS_HANDOVER (handover), NULL);

  self = g_object_new (ORCH_TYPE_PENDING_DIALOG, "transient-for", parent, NULL);
  self->connector = g_object_ref (connector);
  self->handover = g_object_ref (handover);
  g_signal_connect_object (connector, "notify::state", G_CALLBACK (connector_changed_cb), self,
                           G_CONNECT_SWAPPED);
  add_rows (self);

  return GTK_WINDOW (self);
}
