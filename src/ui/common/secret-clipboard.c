#include "config.h"

#include "ui/common/secret-provider.h"

#include "ui/common/secret-clipboard.h"

/* What was copied last; there is one clipboard. */
static struct {
  GdkClipboard *clipboard;      /* (owned) (nullable) */
  GdkContentProvider *provider; /* (owned) (nullable) */
  guint timeout;
} copied;

static gboolean
time_is_up_cb (gpointer user_data)
{
  copied.timeout = 0;
  orch_secret_clipboard_take_back ();

  return G_SOURCE_REMOVE;
}

/**
 * orch_secret_clipboard_copy:
 * @widget: from where it is copied
 * @secret: what to copy
 *
 * Copies a secret, for a while.
 *
 * Returns: after how many seconds it is taken back
 */
guint
orch_secret_clipboard_copy (GtkWidget *widget, const char *secret)
{
  g_autoptr (GSettings) settings = NULL;
  guint seconds;

  g_return_val_if_fail (GTK_IS_WIDGET (widget), 0);
  g_return_val_if_fail (secret != NULL, 0);

  /* Not taken back before: on X11, GTK would take the news of that for the loss of what comes now,
   * and whoever pastes would wait for ever. */
  g_clear_handle_id (&copied.timeout, g_source_remove);
  g_set_object (&copied.clipboard, gtk_widget_get_clipboard (widget));
  g_clear_object (&copied.provider);
  copied.provider = orch_secret_provider_new (secret);
  gdk_clipboard_set_content (copied.clipboard, copied.provider);

  settings = g_settings_new (ORCH_APP_ID);
  seconds = g_settings_get_uint (settings, "clipboard-clear-seconds");
  copied.timeout = g_timeout_add_seconds (seconds, time_is_up_cb, NULL);

  return seconds;
}

/**
 * orch_secret_clipboard_take_back:
 *
 * Empties the clipboard, if what it holds is still what orch_secret_clipboard_copy() put there. It
 * is not read for that.
 */
void
orch_secret_clipboard_take_back (void)
{
  g_clear_handle_id (&copied.timeout, g_source_remove);

  if (copied.clipboard != NULL && gdk_clipboard_get_content (copied.clipboard) == copied.provider)
    gdk_clipboard_set_content (copied.clipboard, NULL);

  g_clear_object (&copied.provider);
  g_clear_object (&copied.clipboard);
}
