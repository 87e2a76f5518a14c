#include "config.h"

#include <glib/gi18n.h>

#include "ui/common/close-guard.h"
#include "ui/common/detail-row.h"
#include "ui/keys/secret-row.h"
#include "ui/keys/snippets.h"

#include "ui/keys/secret-dialog.h"

struct _OrchSecretDialog {
  AdwWindow parent_instance;

  OrchKeyMaterial *material; /* (owned) (nullable) */

  AdwWindowTitle *window_title;      /* (unowned) */
  AdwPreferencesGroup *secret_group; /* (unowned) */
  OrchDetailRow *id_row;             /* (unowned) */
  OrchSecretRow *secret_row;         /* (unowned) */
  OrchDetailRow *curl_row;           /* (unowned) */
  OrchDetailRow *python_row;         /* (unowned) */
  GtkRevealer *refusal;              /* (unowned) */
  GtkLabel *refusal_label;           /* (unowned) */
  GtkWidget *cancel_button;          /* (unowned) */
};

G_DEFINE_FINAL_TYPE (OrchSecretDialog, orch_secret_dialog, ADW_TYPE_WINDOW)

enum {
  SAVED,
  CANCELLED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
end (GtkWidget *widget, guint signal)
{
  orch_close_guard_remove (GTK_WINDOW (widget));
  g_signal_emit (widget, signals[signal], 0);
  gtk_window_destroy (GTK_WINDOW (widget));
}

static void
saved_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  end (widget, SAVED);
}

static void
cancel_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  end (widget, CANCELLED);
}

/* Nobody leaves it by accident. */
static gboolean
orch_secret_dialog_close_request (GtkWindow *window)
{
  gtk_revealer_set_reveal_child (ORCH_SECRET_DIALOG (window)->refusal, TRUE);

  return GDK_EVENT_STOP;
}

static gboolean
escape_pressed_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  gtk_window_close (GTK_WINDOW (widget));

  return GDK_EVENT_STOP;
}

static void
orch_secret_dialog_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (orch_secret_dialog_parent_class)->map (widget);

  gtk_widget_grab_focus (GTK_WIDGET (ORCH_SECRET_DIALOG (widget)->secret_row));
}

static void
orch_secret_dialog_finalize (GObject *object)
{
  g_clear_pointer (&ORCH_SECRET_DIALOG (object)->material, orch_key_material_free);

  G_OBJECT_CLASS (orch_secret_dialog_parent_class)->finalize (object);
}

static void
orch_secret_dialog_class_init (OrchSecretDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = orch_secret_dialog_finalize;
  widget_class->map = orch_secret_dialog_map;
  GTK_WINDOW_CLASS (klass)->close_request = orch_secret_dialog_close_request;

  /**
   * OrchSecretDialog::saved:
   * @self: the dialog
   *
   * The person has saved the secret, and the dialog closes.
   */
  signals[SAVED] = g_signal_new ("saved", ORCH_TYPE_SECRET_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);

  /**
   * OrchSecretDialog::cancelled:
   * @self: the dialog
   *
   * No key is to get the secret, and the dialog closes: see orch_secret_dialog_offer_cancel().
   */
  signals[CANCELLED] = g_signal_new ("cancelled", ORCH_TYPE_SECRET_DIALOG, G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_install_action (widget_class, "secret.saved", NULL, saved_activated_cb);
  gtk_widget_class_install_action (widget_class, "secret.cancel", NULL, cancel_activated_cb);
  /* The action "window.close" is disabled where there is no close button. */
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, escape_pressed_cb, NULL);

  g_type_ensure (ORCH_TYPE_DETAIL_ROW);
  g_type_ensure (ORCH_TYPE_SECRET_ROW);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/keys/secret-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, OrchSecretDialog, window_title);
  gtk_widget_class_bind_template_child (widget_class, OrchSecretDialog, secret_group);
  gtk_widget_class_bind_template_child (widget_class, OrchSecretDialog, id_row);
  gtk_widget_class_bind_template_child (widget_class, OrchSecretDialog, secret_row);
  gtk_widget_class_bind_template_child (widget_class, OrchSecretDialog, curl_row);
  gtk_widget_class_bind_template_child (widget_class, OrchSecretDialog, python_row);
  gtk_widget_class_bind_template_child (widget_class, OrchSecretDialog, refusal);
  gtk_widget_class_bind_template_child (widget_class, OrchSecretDialog, refusal_label);
  gtk_widget_class_bind_template_child (widget_class, OrchSecretDialog, cancel_button);
}

static void
orch_secret_dialog_init (OrchSecretDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * orch_secret_dialog_new:
 * @parent: (nullable): the window that it stands in front of
 * @base_url: the connection's, for the examples
 * @material: the new key
 *
 * Creates a dialog that shows a new secret. From now on, until the person has saved it, or
 * cancelled where they can, the program can't be ended.
 *
 * Returns: (transfer none): a new window, owned by GTK until it is closed
 */
GtkWindow *
orch_secret_dialog_new (GtkWindow *parent, const char *base_url, const OrchKeyMaterial *material)
{
  OrchSecretDialog *self;
  g_autofree char *curl = NULL;
  g_autofree char *python = NULL;

  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (base_url != NULL, NULL);
  g_return_val_if_fail (material != NULL && material->secret != NULL, NULL);

  self = g_object_new (ORCH_TYPE_SECRET_DIALOG, "transient-for", parent, NULL);
  self->material = orch_key_material_copy (material);
  if (material->alias != NULL)
    adw_window_title_set_subtitle (self->window_title, material->alias);
  orch_detail_row_set_text (self->id_row, material->key_id);
  orch_secret_row_set_secret (self->secret_row, self->material->secret);
  curl = orch_snippet_curl (base_url);
  orch_detail_row_set_text (self->curl_row, curl);
  python = orch_snippet_python (base_url);
  orch_detail_row_set_text (self->python_row, python);

  orch_close_guard_add (GTK_WINDOW (self), _ ("The secret of a new API key has not been saved."));

  return GTK_WINDOW (self);
}

/**
 * orch_secret_dialog_set_description:
 * @self: a dialog
 * @description: what there is to know of the secret
 *
 * Says something else than that the secret is shown only now.
 */
void
orch_secret_dialog_set_description (OrchSecretDialog *self, const char *description)
{
  g_return_if_fail (ORCH_IS_SECRET_DIALOG (self));
  g_return_if_fail (description != NULL);

  adw_preferences_group_set_description (self->secret_group, description);
}

/**
 * orch_secret_dialog_offer_cancel:
 * @self: a dialog for a secret that no key has yet
 *
 * Lets the person leave the dialog without having saved the secret, see
 * OrchSecretDialog::cancelled.
 */
void
orch_secret_dialog_offer_cancel (OrchSecretDialog *self)
{
  g_return_if_fail (ORCH_IS_SECRET_DIALOG (self));

  gtk_widget_set_visible (self->cancel_button, TRUE);
  gtk_label_set_text (self->refusal_label,
                      _ ("This window closes once you have saved the secret, or "
                         "with Cancel: then no key gets it."));
}
