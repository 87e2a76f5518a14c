#include "config.h"

#include <glib/gi18n.h>

#include "core/client/error.h"
#include "ui/common/details-button.h"
#include "ui/common/dialog-title.h"
#include "ui/common/question.h"
#include "ui/common/words.h"

#include "ui/common/edit-dialog.h"

typedef struct {
  GCancellable *sending; /* (owned) (nullable): while a request is under way */
  char *discard_text;    /* (owned) (nullable) */
  char *cancelled_text;  /* (owned) (nullable) */
  char *failure_text;    /* (owned) (nullable) */
  char *doubt_text;      /* (owned) (nullable) */
  OrchRecordForm *form;  /* (unowned) (nullable) */

  GtkBox *box;                       /* (unowned) */
  OrchDialogTitle *window_title;     /* (unowned) */
  GtkButton *send_button;            /* (unowned) */
  GtkSpinner *spinner;               /* (unowned) */
  GtkRevealer *message_revealer;     /* (unowned) */
  GtkLabel *message_label;           /* (unowned) */
  OrchDetailsButton *details_button; /* (unowned) */
  GtkWidget *look_button;            /* (unowned) */
} OrchEditDialogPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (OrchEditDialog, orch_edit_dialog, ADW_TYPE_WINDOW)

enum {
  PROP_0,
  PROP_FORM,
  PROP_VERB,
  PROP_BUSY_TEXT,
  PROP_DISCARD_TEXT,
  PROP_CANCELLED_TEXT,
  PROP_FAILURE_TEXT,
  PROP_DOUBT_TEXT,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static OrchEditDialogPrivate *
get_private (OrchEditDialog *self)
{
  return orch_edit_dialog_get_instance_private (self);
}

static void
cancel_sending (OrchEditDialog *self)
{
  OrchEditDialogPrivate *priv = get_private (self);

  g_cancellable_cancel (priv->sending);
  orch_edit_dialog_finish (self);
  orch_edit_dialog_show_doubt (self, priv->cancelled_text);
}

typedef void (*Request) (OrchEditDialog *self, GCancellable *cancellable);

static void
begin (OrchEditDialog *self, Request request)
{
  OrchEditDialogPrivate *priv = get_private (self);

  priv->sending = g_cancellable_new ();
  orch_edit_dialog_show_message (self, NULL);
  orch_edit_dialog_update (self);
  request (self, priv->sending);
}

static void
discard_answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  if (orch_question_ask_finish (result) == ORCH_ANSWER_YES)
    gtk_window_destroy (GTK_WINDOW (user_data));
}

static void
send_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  orch_edit_dialog_send (ORCH_EDIT_DIALOG (widget));
}

static void
look_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  begin (ORCH_EDIT_DIALOG (widget), ORCH_EDIT_DIALOG_GET_CLASS (widget)->look);
}

static gboolean
orch_edit_dialog_close_request (GtkWindow *window)
{
  OrchEditDialog *self = ORCH_EDIT_DIALOG (window);
  OrchEditDialogPrivate *priv = get_private (self);

  if (priv->sending != NULL) {
    cancel_sending (self);
    return GDK_EVENT_STOP;
  }

  if (orch_record_form_is_edited (priv->form) || gtk_widget_get_visible (priv->look_button)) {
    orch_question_ask_async (GTK_WIDGET (self), _ ("Discard Changes?"), priv->discard_text,
                             _ ("_Discard"), ORCH_QUESTION_DESTRUCTIVE, NULL, discard_answered_cb,
                             self);
    return GDK_EVENT_STOP;
  }

  return GTK_WINDOW_CLASS (orch_edit_dialog_parent_class)->close_request (window);
}

static void
orch_edit_dialog_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (orch_edit_dialog_parent_class)->map (widget);

  /* In the fields, not on Cancel. */
  gtk_widget_child_focus (GTK_WIDGET (get_private (ORCH_EDIT_DIALOG (widget))->form),
                          GTK_DIR_TAB_FORWARD);
}

static void
orch_edit_dialog_dispose (GObject *object)
{
  OrchEditDialogPrivate *priv = get_private (ORCH_EDIT_DIALOG (object));

  g_cancellable_cancel (priv->sending);
  g_clear_object (&priv->sending);

  G_OBJECT_CLASS (orch_edit_dialog_parent_class)->dispose (object);
}

static void
orch_edit_dialog_finalize (GObject *object)
{
  OrchEditDialogPrivate *priv = get_private (ORCH_EDIT_DIALOG (object));

  g_free (priv->discard_text);
  g_free (priv->cancelled_text);
  g_free (priv->failure_text);
  g_free (priv->doubt_text);

  G_OBJECT_CLASS (orch_edit_dialog_parent_class)->finalize (object);
}

static gboolean
orch_edit_dialog_can_send (OrchEditDialog *self)
{
  g_autoptr (OrchChanges) changes = orch_record_form_get_changes (get_private (self)->form);

  return changes != NULL;
}

static void
set_form (OrchEditDialog *self, OrchRecordForm *form)
{
  OrchEditDialogPrivate *priv = get_private (self);

  g_assert (priv->form == NULL);

  if (form == NULL)
    return;

  priv->form = form;
  gtk_widget_set_vexpand (GTK_WIDGET (form), TRUE);
  gtk_box_append (priv->box, GTK_WIDGET (form));
  g_signal_connect_object (form, "changed", G_CALLBACK (orch_edit_dialog_update), self,
                           G_CONNECT_SWAPPED);
}

static void
orch_edit_dialog_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  OrchEditDialogPrivate *priv = get_private (ORCH_EDIT_DIALOG (object));

  switch (id) {
  case PROP_FORM:
    set_form (ORCH_EDIT_DIALOG (object), g_value_get_object (value));
    break;
  case PROP_VERB:
    gtk_button_set_label (priv->send_button, g_value_get_string (value));
    break;
  case PROP_BUSY_TEXT:
    gtk_accessible_update_property (GTK_ACCESSIBLE (priv->spinner), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    g_value_get_string (value), -1);
    break;
  case PROP_DISCARD_TEXT:
    g_free (priv->discard_text);
    priv->discard_text = g_value_dup_string (value);
    break;
  case PROP_CANCELLED_TEXT:
    g_free (priv->cancelled_text);
    priv->cancelled_text = g_value_dup_string (value);
    break;
  case PROP_FAILURE_TEXT:
    g_free (priv->failure_text);
    priv->failure_text = g_value_dup_string (value);
    break;
  case PROP_DOUBT_TEXT:
    g_free (priv->doubt_text);
    priv->doubt_text = g_value_dup_string (value);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static GParamSpec *
create_text_property (const char *name)
{
  return g_param_spec_string (name, NULL, NULL, NULL, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
}

static void
orch_edit_dialog_class_init (OrchEditDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = orch_edit_dialog_dispose;
  object_class->finalize = orch_edit_dialog_finalize;
  object_class->set_property = orch_edit_dialog_set_property;
  widget_class->map = orch_edit_dialog_map;
  GTK_WINDOW_CLASS (klass)->close_request = orch_edit_dialog_close_request;
  klass->can_send = orch_edit_dialog_can_send;

  properties[PROP_FORM] = g_param_spec_object ("form", NULL, NULL, ORCH_TYPE_RECORD_FORM,
                                               G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_VERB] = create_text_property ("verb");
  properties[PROP_BUSY_TEXT] = create_text_property ("busy-text");
  properties[PROP_DISCARD_TEXT] = create_text_property ("discard-text");
  properties[PROP_CANCELLED_TEXT] = create_text_property ("cancelled-text");
  properties[PROP_FAILURE_TEXT] = create_text_property ("failure-text");
  properties[PROP_DOUBT_TEXT] = create_text_property ("doubt-text");
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_install_action (widget_class, "dialog.send", NULL, send_activated_cb);
  gtk_widget_class_install_action (widget_class, "dialog.look", NULL, look_activated_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);

  g_type_ensure (ORCH_TYPE_DETAILS_BUTTON);
  g_type_ensure (ORCH_TYPE_DIALOG_TITLE);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/common/edit-dialog.ui");
  gtk_widget_class_bind_template_child_private (widget_class, OrchEditDialog, box);
  gtk_widget_class_bind_template_child_private (widget_class, OrchEditDialog, window_title);
  gtk_widget_class_bind_template_child_private (widget_class, OrchEditDialog, send_button);
  gtk_widget_class_bind_template_child_private (widget_class, OrchEditDialog, spinner);
  gtk_widget_class_bind_template_child_private (widget_class, OrchEditDialog, message_revealer);
  gtk_widget_class_bind_template_child_private (widget_class, OrchEditDialog, message_label);
  gtk_widget_class_bind_template_child_private (widget_class, OrchEditDialog, details_button);
  gtk_widget_class_bind_template_child_private (widget_class, OrchEditDialog, look_button);
}

static void
orch_edit_dialog_init (OrchEditDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * orch_edit_dialog_set_subtitle:
 * @self: a dialog
 * @subtitle: what is edited
 *
 * Shows below the title what is edited.
 */
void
orch_edit_dialog_set_subtitle (OrchEditDialog *self, const char *subtitle)
{
  g_return_if_fail (ORCH_IS_EDIT_DIALOG (self));
  g_return_if_fail (subtitle != NULL);

  orch_dialog_title_set_subtitle (get_private (self)->window_title, subtitle);
}

/**
 * orch_edit_dialog_update:
 * @self: a dialog
 *
 * Looks again whether it can be sent, as it does when a field was edited.
 */
void
orch_edit_dialog_update (OrchEditDialog *self)
{
  OrchEditDialogPrivate *priv;
  gboolean busy;

  g_return_if_fail (ORCH_IS_EDIT_DIALOG (self));

  priv = get_private (self);
  busy = priv->sending != NULL;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "dialog.send",
                                 !busy && ORCH_EDIT_DIALOG_GET_CLASS (self)->can_send (self));
  gtk_widget_set_sensitive (GTK_WIDGET (priv->form), !busy);
  gtk_spinner_set_spinning (priv->spinner, busy);
  /* What would be looked for is no longer what the fields say. */
  gtk_widget_set_visible (priv->look_button, FALSE);
}

/**
 * orch_edit_dialog_send:
 * @self: a dialog that does not send
 *
 * Sends, as the button does.
 */
void
orch_edit_dialog_send (OrchEditDialog *self)
{
  g_return_if_fail (ORCH_IS_EDIT_DIALOG (self));
  g_return_if_fail (get_private (self)->sending == NULL);

  begin (self, ORCH_EDIT_DIALOG_GET_CLASS (self)->send);
}

/**
 * orch_edit_dialog_finish:
 * @self: a dialog that sends
 *
 * Ends sending: what was typed can be edited again.
 */
void
orch_edit_dialog_finish (OrchEditDialog *self)
{
  g_return_if_fail (ORCH_IS_EDIT_DIALOG (self));

  g_clear_object (&get_private (self)->sending);
  orch_edit_dialog_update (self);
}

/**
 * orch_edit_dialog_show_message:
 * @self: a dialog
 * @message: (nullable): what went wrong, %NULL for nothing
 *
 * Says something above the fields, until it is sent again.
 */
void
orch_edit_dialog_show_message (OrchEditDialog *self, const char *message)
{
  OrchEditDialogPrivate *priv;

  g_return_if_fail (ORCH_IS_EDIT_DIALOG (self));

  priv = get_private (self);
  if (message != NULL)
    gtk_label_set_text (priv->message_label, message);
  gtk_revealer_set_reveal_child (priv->message_revealer, message != NULL);
  orch_details_button_set_error (priv->details_button, NULL);
  gtk_widget_set_visible (priv->look_button, FALSE);
}

/**
 * orch_edit_dialog_show_failure:
 * @self: a dialog
 * @message: what went wrong
 * @error: (nullable): the error behind it
 *
 * Says something above the fields, until it is sent again, and offers the details of @error.
 */
void
orch_edit_dialog_show_failure (OrchEditDialog *self, const char *message, const GError *error)
{
  g_return_if_fail (ORCH_IS_EDIT_DIALOG (self));

  orch_edit_dialog_show_message (self, message);
  orch_details_button_set_error (get_private (self)->details_button, error);
}

/**
 * orch_edit_dialog_show_doubt:
 * @self: a dialog
 * @message: what went wrong
 *
 * Says that it is not known whether what was sent has happened, and offers to look until something
 * is edited or sent again.
 */
void
orch_edit_dialog_show_doubt (OrchEditDialog *self, const char *message)
{
  g_return_if_fail (ORCH_IS_EDIT_DIALOG (self));

  orch_edit_dialog_show_message (self, message);
  gtk_widget_set_visible (get_private (self)->look_button,
                          ORCH_EDIT_DIALOG_GET_CLASS (self)->look != NULL);
}

/**
 * orch_edit_dialog_show_error:
 * @self: a dialog
 * @error: what became of sending
 *
 * Tells an error: where the answer was lost, with the offer to look; else at the field that it is
 * about, or above the fields.
 */
void
orch_edit_dialog_show_error (OrchEditDialog *self, const GError *error)
{
  g_autofree char *words = NULL;
  g_autofree char *failure = NULL;

  g_return_if_fail (ORCH_IS_EDIT_DIALOG (self));
  g_return_if_fail (error != NULL);

  words = orch_words_error (error);
  if (orch_error_may_have_happened (error)) {
    orch_edit_dialog_show_doubt (self, words);
  } else if (!orch_record_form_show_error (get_private (self)->form, error)) {
    failure = g_strconcat (get_private (self)->failure_text, " ", words, NULL);
    orch_edit_dialog_show_message (self, failure);
  }
  orch_details_button_set_error (get_private (self)->details_button, error);
}

/**
 * orch_edit_dialog_show_not_seen:
 * @self: a dialog
 * @error: why looking did not work
 *
 * Says that it is still not known whether what was sent has happened.
 */
void
orch_edit_dialog_show_not_seen (OrchEditDialog *self, const GError *error)
{
  g_autofree char *words = NULL;
  g_autofree char *text = NULL;

  g_return_if_fail (ORCH_IS_EDIT_DIALOG (self));
  g_return_if_fail (error != NULL);

  words = orch_words_error (error);
  text = g_strconcat (words, "\n", get_private (self)->doubt_text, NULL);
  orch_edit_dialog_show_doubt (self, text);
  orch_details_button_set_error (get_private (self)->details_button, error);
}

/**
 * orch_edit_dialog_get_changes:
 * @self: a dialog that can be sent
 *
 * Returns: (transfer full): what its fields say
 */
OrchChanges *
orch_edit_dialog_get_changes (OrchEditDialog *self)
{
  OrchChanges *changes;

  g_return_val_if_fail (ORCH_IS_EDIT_DIALOG (self), NULL);

  changes = orch_record_form_get_changes (get_private (self)->form);
  g_assert (changes != NULL);

  return changes;
}
