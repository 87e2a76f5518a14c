#include "config.h"

#include <glib/gi18n.h>

#include "core/rules/permissions.h"
#include "ui/users/update-users-dialog.h"

#include "ui/users/user-selection-bar.h"

struct _OrchUserSelectionBar {
  AdwBin parent_instance;

  GtkOrientable *bar;       /* (unowned) */
  GtkLabel *count_label;    /* (unowned) */
  GtkWidget *list_button;   /* (unowned) */
  GtkWidget *update_button; /* (unowned) */

  OrchSession *session;            /* (owned) (nullable) */
  OrchRecordSelection *selection;  /* (owned) (nullable) */
  GSignalGroup *selection_signals; /* (owned) */
};

G_DEFINE_FINAL_TYPE (OrchUserSelectionBar, orch_user_selection_bar, ADW_TYPE_BIN)

static void
update (OrchUserSelectionBar *self)
{
  guint n = self->selection != NULL ? orch_record_selection_get_records (self->selection)->len : 0;
  g_autofree char *text =
      n > 0 ? g_strdup_printf (ngettext ("%u user selected", "%u users selected", n), n)
            : g_strdup (_ ("No users selected"));

  gtk_label_set_text (self->count_label, text);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "selection.update", n > 0);
}

/* What was chosen stays chosen: the rows show what became of it. */
static void
saved_cb (OrchUserSelectionBar *self)
{
  if (self->session != NULL)
    orch_paged_list_reload (orch_session_get_list (self->session, ORCH_PAGE_USERS));
}

static void
show_dialog (OrchUserSelectionBar *self, const char *const *user_ids)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
  GtkWindow *dialog = orch_update_users_dialog_new (window, self->session, user_ids);

  g_signal_connect_object (dialog, "saved", G_CALLBACK (saved_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (dialog);
}

static void
list_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  show_dialog (ORCH_USER_SELECTION_BAR (widget), NULL);
}

static void
update_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  OrchUserSelectionBar *self = ORCH_USER_SELECTION_BAR (widget);
  GPtrArray *users = orch_record_selection_get_records (self->selection);
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  g_auto (GStrv) user_ids = NULL;

  for (guint i = 0; i < users->len; i++)
    g_strv_builder_add (ids, orch_user_get_id (users->pdata[i]));
  user_ids = g_strv_builder_end (ids);
  show_dialog (self, (const char *const *) user_ids);
}

static void
orch_user_selection_bar_dispose (GObject *object)
{
  OrchUserSelectionBar *self = ORCH_USER_SELECTION_BAR (object);

  g_clear_object (&self->selection_signals);
  g_clear_object (&self->session);
  g_clear_object (&self->selection);

  G_OBJECT_CLASS (orch_user_selection_bar_parent_class)->dispose (object);
}

static void
orch_user_selection_bar_class_init (OrchUserSelectionBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = orch_user_selection_bar_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/users/user-selection-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, OrchUserSelectionBar, bar);
  gtk_widget_class_bind_template_child (widget_class, OrchUserSelectionBar, count_label);
  gtk_widget_class_bind_template_child (widget_class, OrchUserSelectionBar, list_button);
  gtk_widget_class_bind_template_child (widget_class, OrchUserSelectionBar, update_button);

  gtk_widget_class_install_action (widget_class, "selection.list", NULL, list_activated_cb);
  gtk_widget_class_install_action (widget_class, "selection.update", NULL, update_activated_cb);
}

static void
orch_user_selection_bar_init (OrchUserSelectionBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->selection_signals = g_signal_group_new (ORCH_TYPE_RECORD_SELECTION);
  g_signal_group_connect_swapped (self->selection_signals, "changed", G_CALLBACK (update), self);
  update (self);
}

/**
 * orch_user_selection_bar_set_selection:
 * @self: a bar
 * @selection: which users are chosen
 */
void
orch_user_selection_bar_set_selection (OrchUserSelectionBar *self, OrchRecordSelection *selection)
{
  g_return_if_fail (ORCH_IS_USER_SELECTION_BAR (self));
  g_return_if_fail (ORCH_IS_RECORD_SELECTION (selection));

  g_set_object (&self->selection, selection);
  g_signal_group_set_target (self->selection_signals, selection);
  update (self);
}

/**
 * orch_user_selection_bar_set_session:
 * @self: a bar
 * @session: (nullable): the connection that the users are from, %NULL for none
 */
void
orch_user_selection_bar_set_session (OrchUserSelectionBar *self, OrchSession *session)
{
  g_return_if_fail (ORCH_IS_USER_SELECTION_BAR (self));
  g_return_if_fail (session == NULL || ORCH_IS_SESSION (session));

  g_set_object (&self->session, session);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "selection.list", session != NULL);
}

/**
 * orch_user_selection_bar_set_narrow:
 * @self: a bar
 * @narrow: whether the window is small
 *
 * Shows the buttons below the text, or beside it again.
 */
void
orch_user_selection_bar_set_narrow (OrchUserSelectionBar *self, gboolean narrow)
{
  g_return_if_fail (ORCH_IS_USER_SELECTION_BAR (self));

  gtk_orientable_set_orientation (self->bar,
                                  narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  gtk_widget_set_hexpand (self->list_button, narrow);
  gtk_widget_set_hexpand (self->update_button, narrow);
}

/**
 * orch_user_selection_bar_is_useful:
 * @identity: who is signed in
 *
 * Returns: whether there is anything that they may do to several users
 */
gboolean
orch_user_selection_bar_is_useful (const OrchIdentity *identity)
{
  g_return_val_if_fail (identity != NULL, FALSE);

  return orch_permissions_check_user (identity, ORCH_ACTION_UPDATE_USER, NULL, NULL)
         == ORCH_ACCESS_ALLOWED;
}
