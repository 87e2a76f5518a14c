#include "config.h"

#include <glib/gi18n.h>

#include "ui/common/screen-lock.h"
#include "ui/common/secret-clipboard.h"

#include "ui/keys/secret-row.h"

/* As long for every secret. */
#define MASK "••••••••••••••••••••"

struct _OrchSecretRow {
  AdwPreferencesRow parent_instance;

  const char *secret;          /* (unowned) (nullable): see orch_secret_row_set_secret() */
  OrchScreenLock *screen_lock; /* (owned) */
  gint64 cleared_at;           /* monotonic time at which the clipboard is cleared */
  guint tick;

  GtkLabel *secret_label;       /* (unowned) */
  GtkToggleButton *show_button; /* (unowned) */
  GtkWidget *copy_button;       /* (unowned) */
  GtkLabel *copied_label;       /* (unowned) */
};

G_DEFINE_FINAL_TYPE (OrchSecretRow, orch_secret_row, ADW_TYPE_PREFERENCES_ROW)

/* What is masked is not in the widget. */
static void
update_text (OrchSecretRow *self)
{
  gboolean shown = gtk_toggle_button_get_active (self->show_button);

  gtk_label_set_text (self->secret_label, shown && self->secret != NULL ? self->secret : MASK);
  /* Its name is its title, not the secret. */
  gtk_accessible_reset_property (GTK_ACCESSIBLE (self->secret_label),
                                 GTK_ACCESSIBLE_PROPERTY_LABEL);
}

static void
show_toggled_cb (OrchSecretRow *self)
{
  update_text (self);
}

static void
locked_cb (OrchSecretRow *self)
{
  gtk_toggle_button_set_active (self->show_button, FALSE);
}

static gboolean
update_copied (OrchSecretRow *self)
{
  gint64 left = self->cleared_at - g_get_monotonic_time ();
  guint seconds = MAX (0, (left + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC);
  g_autofree char *text = NULL;

  if (seconds > 0)
    text = g_strdup_printf (ngettext ("Copied. It is taken out of the clipboard in %u second.",
                                      "Copied. It is taken out of the clipboard in %u seconds.",
                                      seconds),
                            seconds);
  gtk_label_set_text (self->copied_label,
                      text != NULL ? text : _ ("The clipboard does not hold it any more."));

  return seconds > 0;
}

static gboolean
tick_cb (gpointer user_data)
{
  OrchSecretRow *self = ORCH_SECRET_ROW (user_data);

  if (update_copied (self))
    return G_SOURCE_CONTINUE;

  self->tick = 0;
  return G_SOURCE_REMOVE;
}

static void
copy_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  OrchSecretRow *self = ORCH_SECRET_ROW (widget);
  guint seconds = orch_secret_clipboard_copy (widget, self->secret);

  self->cleared_at = g_get_monotonic_time () + seconds * G_USEC_PER_SEC;
  update_copied (self);
  gtk_widget_set_visible (GTK_WIDGET (self->copied_label), TRUE);
  if (self->tick == 0)
    self->tick = g_timeout_add_seconds (1, tick_cb, self);
}

static gboolean
orch_secret_row_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (ORCH_SECRET_ROW (widget)->copy_button);
}

static void
orch_secret_row_dispose (GObject *object)
{
  OrchSecretRow *self = ORCH_SECRET_ROW (object);

  g_clear_handle_id (&self->tick, g_source_remove);
  g_clear_object (&self->screen_lock);

  G_OBJECT_CLASS (orch_secret_row_parent_class)->dispose (object);
}

static void
orch_secret_row_class_init (OrchSecretRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = orch_secret_row_dispose;
  widget_class->grab_focus = orch_secret_row_grab_focus;

  gtk_widget_class_install_action (widget_class, "secret.copy", NULL, copy_activated_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "secret.copy",
                                       NULL);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/keys/secret-row.ui");
  gtk_widget_class_bind_template_child (widget_class, OrchSecretRow, secret_label);
  gtk_widget_class_bind_template_child (widget_class, OrchSecretRow, show_button);
  gtk_widget_class_bind_template_child (widget_class, OrchSecretRow, copy_button);
  gtk_widget_class_bind_template_child (widget_class, OrchSecretRow, copied_label);
  gtk_widget_class_bind_template_callback (widget_class, show_toggled_cb);
}

static void
orch_secret_row_init (OrchSecretRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  update_text (self);

  self->screen_lock = orch_screen_lock_new ();
  g_signal_connect_object (self->screen_lock, "locked", G_CALLBACK (locked_cb), self,
                           G_CONNECT_SWAPPED);
}

/**
 * orch_secret_row_set_secret:
 * @self: a row
 * @secret: the secret; not copied: whoever owns it keeps it as long as the row is used
 */
void
orch_secret_row_set_secret (OrchSecretRow *self, const char *secret)
{
  g_return_if_fail (ORCH_IS_SECRET_ROW (self));
  g_return_if_fail (secret != NULL);

  self->secret = secret;
  update_text (self);
}
