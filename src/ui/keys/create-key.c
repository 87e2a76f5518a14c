#include "config.h"

#include "core/rules/permissions.h"
#include "ui/common/toast.h"
#include "ui/keys/new-key-dialog.h"

#include "ui/keys/create-key.h"

typedef struct {
  GtkWidget *widget;      /* (unowned) (nullable): weak */
  OrchHandover *handover; /* (owned) */
  OrchKeyCreatedFunc created;
} Creation;

static void
creation_free (gpointer data, GClosure *closure)
{
  Creation *creation = data;

  g_clear_weak_pointer (&creation->widget);
  g_object_unref (creation->handover);
  g_free (creation);
}

/* What is told when the secret was saved. */
typedef struct {
  GtkWidget *widget;      /* (unowned) (nullable): weak */
  OrchHandover *handover; /* (owned) */
  char *key_id;           /* (owned) */
  char *text;             /* (owned) */
} Message;

static void
message_free (gpointer data, GClosure *closure)
{
  Message *message = data;

  g_clear_weak_pointer (&message->widget);
  g_object_unref (message->handover);
  g_free (message->key_id);
  g_free (message->text);
  g_free (message);
}

static void
tell_saved (OrchHandover *handover, const char *key_id, GtkWidget *widget, const char *text)
{
  orch_handover_drop (handover, key_id);
  if (widget != NULL)
    orch_toast_show (widget, text);
}

static void
saved_cb (GtkWindow *dialog, Message *message)
{
  tell_saved (message->handover, message->key_id, message->widget, message->text);
}

static void
show_secret (Creation *creation, const OrchKeyMaterial *material, const char *text)
{
  GtkRoot *root = creation->widget != NULL ? gtk_widget_get_root (creation->widget) : NULL;
  GtkWindow *dialog = orch_handover_present (creation->handover, (GtkWindow *) root, material);
  Message *message = g_new0 (Message, 1);

  g_set_weak_pointer (&message->widget, creation->widget);
  message->handover = g_object_ref (creation->handover);
  message->key_id = g_strdup (material->key_id);
  message->text = g_strdup (text);
  g_signal_connect_data (dialog, "saved", G_CALLBACK (saved_cb), message, message_free, 0);
}

/* The page may be gone, or even the window; the secret is shown all the same. */
static void
created_cb (GtkWindow *dialog, OrchKey *key, const OrchKeyMaterial *material, gboolean is_saved,
            const char *text, Creation *creation)
{
  if (creation->widget != NULL && gtk_widget_get_root (creation->widget) != NULL)
    creation->created (creation->widget, key);

  if (is_saved)
    tell_saved (creation->handover, material->key_id, creation->widget, text);
  else
    show_secret (creation, material, text);
}

/**
 * orch_create_key_is_allowed:
 * @session: (nullable): a connection
 *
 * Returns: whether the signed-in person may create keys; %FALSE until it is known who they are
 */
gboolean
orch_create_key_is_allowed (OrchSession *session)
{
  const OrchIdentity *identity = session != NULL ? orch_session_get_identity (session) : NULL;

  return identity != NULL
         && orch_permissions_check_key (identity, ORCH_KEY_ACTION_CREATE, NULL, TRUE, NULL)
                == ORCH_ACCESS_ALLOWED;
}

/**
 * orch_create_key:
 * @widget: what asks for it
 * @handover: the connection's
 * @owner: (nullable): see orch_new_key_dialog_new()
 * @created: is told
 *
 * Lets the person create a key, and shows its secret, unless that was shown before. What was
 * created is told by a toast once the secret is saved.
 */
void
orch_create_key (GtkWidget *widget, OrchHandover *handover, OrchUser *owner,
                 OrchKeyCreatedFunc created)
{
  GtkWindow *dialog;
  Creation *creation;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (ORCH_IS_HANDOVER (handover));
  g_return_if_fail (created != NULL);

  creation = g_new0 (Creation, 1);
  g_set_weak_pointer (&creation->widget, widget);
  creation->handover = g_object_ref (handover);
  creation->created = created;

  dialog = orch_new_key_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)), handover, owner);
  g_signal_connect_data (dialog, "created", G_CALLBACK (created_cb), creation, creation_free, 0);
  gtk_window_present (dialog);
}
