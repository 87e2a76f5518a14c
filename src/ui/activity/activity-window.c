#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/rules/undo.h"
#include "ui/activity/activity-row.h"
#include "ui/activity/activity-words.h"
#include "ui/activity/export-activity.h"
#include "ui/activity/undo-activity.h"
#include "ui/common/toast.h"

#include "ui/activity/activity-window.h"

struct _OrchActivityWindow {
  AdwWindow parent_instance;

  OrchConnector *connector;    /* (owned) */
  GtkFilterListModel *entries; /* (owned): of the journal */
  GPtrArray *rows;             /* (owned): (element-type OrchActivityRow): which show entries */
  GtkFilter *filter;           /* (owned) */
  char *needle;                /* (owned): what is searched for, case folded */
  GCancellable *cancellable;   /* (owned): of an undoing that was not answered yet */
  gboolean is_undoing;

  GtkEditable *search;   /* (unowned) */
  GtkWidget *error_bar;  /* (unowned) */
  GtkLabel *error_label; /* (unowned) */
  GtkStack *states;      /* (unowned) */
  GtkListView *list;     /* (unowned) */
};

G_DEFINE_FINAL_TYPE (OrchActivityWindow, orch_activity_window, ADW_TYPE_WINDOW)

enum {
  UNDONE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static OrchActivityJournal *
get_journal (OrchActivityWindow *self)
{
  return orch_connector_get_journal (self->connector);
}

/* (nullable): where something can be undone */
static OrchSession *
get_session (OrchActivityWindow *self)
{
  return orch_connector_get_state (self->connector) == ORCH_CONNECTOR_OPEN
             ? orch_connector_get_session (self->connector)
             : NULL;
}

static const char *
get_state (OrchActivityWindow *self)
{
  if (g_list_model_get_n_items (G_LIST_MODEL (self->entries)) > 0)
    return "entries";
  if (orch_activity_journal_get_loading (get_journal (self)))
    return "loading";

  return g_list_model_get_n_items (G_LIST_MODEL (get_journal (self))) > 0 ? "no-results" : "empty";
}

static void
update (OrchActivityWindow *self)
{
  const GError *error = orch_activity_journal_get_error (get_journal (self));
  gboolean has_entries = g_list_model_get_n_items (G_LIST_MODEL (self->entries)) > 0;

  gtk_stack_set_visible_child_name (self->states, get_state (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "activity.export", has_entries);
  gtk_widget_set_visible (self->error_bar, error != NULL);
  if (error != NULL) {
    /* Translators: why not */
    g_autofree char *text =
        g_strdup_printf (_ ("What is done now is not kept beyond this run. %s"), error->message);

    gtk_label_set_label (self->error_label, text);
  }
}

static gboolean
contains (OrchActivityWindow *self, char *text)
{
  g_autofree char *taken = text;
  g_autofree char *folded = g_utf8_casefold (taken, -1);

  return strstr (folded, self->needle) != NULL;
}

/* What is searched is what can be read, details included. */
static gboolean
matches (gpointer item, gpointer user_data)
{
  OrchActivityWindow *self = user_data;

  return self->needle[0] == '\0' || contains (self, orch_activity_words_title (item))
         || contains (self, orch_activity_words_origin (item))
         || contains (self, orch_activity_words_details (item));
}

static void
search_changed_cb (OrchActivityWindow *self)
{
  g_free (self->needle);
  self->needle = g_utf8_casefold (gtk_editable_get_text (self->search), -1);
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
}

/* The entry keeps Escape for itself. */
static void
search_stopped_cb (OrchActivityWindow *self)
{
  gtk_window_close (GTK_WINDOW (self));
}

static void
undone_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (OrchActivityWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gboolean done = orch_undo_activity_finish (result, &text, &error);

  self->is_undoing = FALSE;
  if (done)
    g_signal_emit (self, signals[UNDONE], 0);
  if (text != NULL && self->list != NULL)
    orch_toast_show_outcome (GTK_WIDGET (self->list), text, error);
}

static void
undo_cb (OrchActivityWindow *self, OrchActivity *activity)
{
  OrchSession *session = get_session (self);

  if (self->is_undoing)
    return;
  /* The connection was closed meanwhile. */
  if (!orch_undo_activity_can (session, activity)) {
    orch_toast_show (GTK_WIDGET (self->list), _ ("This can’t be undone any more."));
    return;
  }

  self->is_undoing = TRUE;
  orch_undo_activity_async (GTK_WIDGET (self), session, activity, self->cancellable, undone_cb,
                            g_object_ref (self));
}

static void
show_undo (OrchActivityWindow *self, OrchActivityRow *row)
{
  OrchActivity *activity = orch_activity_row_get_activity (row);

  orch_activity_row_set_can_undo (
      row, orch_undo_activity_can (get_session (self), activity)
               && !orch_undo_is_superseded (activity, G_LIST_MODEL (get_journal (self))));
}

/* What was undone, or changed once more, cannot be undone again. */
static void
journal_changed_cb (OrchActivityWindow *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    show_undo (self, self->rows->pdata[i]);
}

static void
row_setup_cb (OrchActivityWindow *self, GtkListItem *item)
{
  GtkWidget *row = orch_activity_row_new ();

  g_signal_connect_object (row, "undo", G_CALLBACK (undo_cb), self, G_CONNECT_SWAPPED);
  gtk_list_item_set_activatable (item, FALSE);
  gtk_list_item_set_child (item, row);
}

static void
row_bind_cb (OrchActivityWindow *self, GtkListItem *item)
{
  OrchActivityRow *row = ORCH_ACTIVITY_ROW (gtk_list_item_get_child (item));

  orch_activity_row_set_activity (row, gtk_list_item_get_item (item));
  show_undo (self, row);
  g_ptr_array_add (self->rows, row);
}

static void
row_unbind_cb (OrchActivityWindow *self, GtkListItem *item)
{
  g_ptr_array_remove_fast (self->rows, gtk_list_item_get_child (item));
}

static void
export_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  OrchActivityWindow *self = ORCH_ACTIVITY_WINDOW (widget);

  orch_export_activity (GTK_WIDGET (self->list), G_LIST_MODEL (self->entries));
}

static void
orch_activity_window_dispose (GObject *object)
{
  OrchActivityWindow *self = ORCH_ACTIVITY_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->list = NULL;
  g_clear_object (&self->entries);
  g_clear_object (&self->filter);
  g_clear_object (&self->connector);

  G_OBJECT_CLASS (orch_activity_window_parent_class)->dispose (object);
}

static void
orch_activity_window_finalize (GObject *object)
{
  OrchActivityWindow *self = ORCH_ACTIVITY_WINDOW (object);

  g_ptr_array_unref (self->rows);
  g_free (self->needle);

  G_OBJECT_CLASS (orch_activity_window_parent_class)->finalize (object);
}

static void
orch_activity_window_class_init (OrchActivityWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = orch_activity_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = orch_activity_window_finalize;

  /**
   * OrchActivityWindow::undone:
   * @self: the window
   *
   * A user or key has changed on the server.
   */
  signals[UNDONE] = g_signal_new ("undone", ORCH_TYPE_ACTIVITY_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_install_action (widget_class, "activity.export", NULL, export_activated_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/activity/activity-window.ui");
  gtk_widget_class_bind_template_child (widget_class, OrchActivityWindow, search);
  gtk_widget_class_bind_template_child (widget_class, OrchActivityWindow, error_bar);
  gtk_widget_class_bind_template_child (widget_class, OrchActivityWindow, error_label);
  gtk_widget_class_bind_template_child (widget_class, OrchActivityWindow, states);
  gtk_widget_class_bind_template_child (widget_class, OrchActivityWindow, list);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_stopped_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_unbind_cb);
}

static void
orch_activity_window_init (OrchActivityWindow *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));

  self->cancellable = g_cancellable_new ();
  self->needle = g_strdup ("");
  self->filter = GTK_FILTER (gtk_custom_filter_new (matches, self, NULL));
}

static void
show_entries (OrchActivityWindow *self)
{
  OrchActivityJournal *journal = get_journal (self);

  self->entries = gtk_filter_list_model_new (G_LIST_MODEL (g_object_ref (journal)),
                                             g_object_ref (self->filter));
  g_signal_connect_object (self->entries, "items-changed", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (journal, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (journal, "items-changed", G_CALLBACK (journal_changed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (gtk_no_selection_new (
                                           G_LIST_MODEL (g_object_ref (self->entries)))));
  update (self);
}

/**
 * orch_activity_window_new:
 * @parent: (nullable): the window that it stands in front of
 * @connector: with a journal; an open session is where something can be undone
 *
 * Returns: (transfer none): a new window, owned by GTK until it is closed
 */
GtkWindow *
orch_activity_window_new (GtkWindow *parent, OrchConnector *connector)
{
  OrchActivityWindow *self;

  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (ORCH_IS_CONNECTOR (connector), NULL);
  g_return_val_if_fail (orch_connector_get_journal (connector) != NULL, NULL);

  self = g_object_new (ORCH_TYPE_ACTIVITY_WINDOW, "transient-for", parent, NULL);
  self->connector = g_object_ref (connector);
  show_entries (self);

  return GTK_WINDOW (self);
}
