#include "config.h"

#include <glib/gi18n.h>

#include "core/rules/pasted-list.h"
#include "ui/common/choose-file.h"

#include "ui/users/pasted-users.h"

/* Enough for 10,000 users with all their columns. */
#define LARGEST_FILE (8 * 1024 * 1024)

struct _OrchPastedUsers {
  AdwPreferencesGroup parent_instance;

  GtkTextBuffer *buffer;     /* (unowned) */
  GtkWidget *view;           /* (unowned) */
  GtkLabel *message;         /* (unowned) */
  GCancellable *cancellable; /* (owned) */
};

G_DEFINE_FINAL_TYPE (OrchPastedUsers, orch_pasted_users, ADW_TYPE_PREFERENCES_GROUP)

enum {
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
show_message (OrchPastedUsers *self, const char *text, gboolean is_error)
{
  gtk_label_set_text (self->message, text);
  if (is_error)
    gtk_widget_add_css_class (GTK_WIDGET (self->message), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->message), "error");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  text, -1);
}

static void
buffer_changed_cb (OrchPastedUsers *self)
{
  g_auto (GStrv) names = orch_pasted_users_get_names (self);
  guint n = g_strv_length (names);
  g_autofree char *text = g_strdup_printf (ngettext ("%u entry", "%u entries", n), n);

  show_message (
      self, n > 0 ? text : _ ("One on each line, or a table with a column “user_id” or “email”."),
      FALSE);
  g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
may_read_more (const char *contents, goffset size, gpointer user_data)
{
  return size <= LARGEST_FILE;
}

static void
file_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  OrchPastedUsers *self;
  g_autofree char *contents = NULL;
  g_autoptr (GError) error = NULL;
  gsize length = 0;
  gboolean was_read = g_file_load_partial_contents_finish (G_FILE (source), result, &contents,
                                                           &length, NULL, &error);

  /* The window is gone, or another file was chosen. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self = ORCH_PASTED_USERS (user_data);
  if (!was_read)
    show_message (self, error->message, TRUE);
  else if (length > LARGEST_FILE)
    show_message (self, _ ("This file is too large for a list of users."), TRUE);
  else if (!g_utf8_validate (contents, length, NULL))
    show_message (self, _ ("This file is no text in UTF-8. Save it as CSV in UTF-8."), TRUE);
  else
    gtk_text_buffer_set_text (self->buffer, contents, length);
}

static void
file_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (OrchPastedUsers) self = user_data;
  g_autoptr (GFile) file = orch_choose_file_finish (result);

  if (file == NULL || self->cancellable == NULL)
    return;

  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  g_file_load_partial_contents_async (file, self->cancellable, may_read_more, file_read_cb, self);
}

static void
open_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  static const char *const suffixes[] = { "csv", "txt", NULL };

  orch_choose_file_to_open_async (GTK_WINDOW (gtk_widget_get_root (widget)),
                                  _ ("Open list of users"), _ ("Tables and text (CSV, TXT)"),
                                  suffixes, file_chosen_cb, g_object_ref (widget));
}

static void
orch_pasted_users_dispose (GObject *object)
{
  OrchPastedUsers *self = ORCH_PASTED_USERS (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (orch_pasted_users_parent_class)->dispose (object);
}

static void
orch_pasted_users_class_init (OrchPastedUsersClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = orch_pasted_users_dispose;

  /**
   * OrchPastedUsers::changed:
   *
   * The list is another one.
   */
  signals[CHANGED] = g_signal_new ("changed", ORCH_TYPE_PASTED_USERS, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_install_action (widget_class, "list.open", NULL, open_activated_cb);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/users/pasted-users.ui");
  gtk_widget_class_bind_template_child (widget_class, OrchPastedUsers, buffer);
  gtk_widget_class_bind_template_child (widget_class, OrchPastedUsers, view);
  gtk_widget_class_bind_template_child (widget_class, OrchPastedUsers, message);
  gtk_widget_class_bind_template_callback (widget_class, buffer_changed_cb);
}

static void
orch_pasted_users_init (OrchPastedUsers *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  buffer_changed_cb (self);
}

/**
 * orch_pasted_users_get_names:
 * @self: a list
 *
 * Returns: (transfer full): the IDs and addresses in it, see orch_pasted_list_parse()
 */
GStrv
orch_pasted_users_get_names (OrchPastedUsers *self)
{
  GtkTextIter start;
  GtkTextIter end;
  g_autofree char *text = NULL;

  g_return_val_if_fail (ORCH_IS_PASTED_USERS (self), NULL);

  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  text = gtk_text_buffer_get_text (self->buffer, &start, &end, FALSE);

  return orch_pasted_list_parse (text);
}
