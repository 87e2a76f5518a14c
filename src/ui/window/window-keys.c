#include "config.h"

#include "ui/keys/create-key.h"

#include "ui/window/window-private.h"

/**
 * orch_window_show_new_key:
 * @self: a window with a session
 * @key: a key that is new on the server
 *
 * Lets the lists show @key. Its object is the object of its row.
 */
void
orch_window_show_new_key (OrchWindow *self, OrchKey *key)
{
  orch_paged_list_adopt (orch_session_get_list (self->session, ORCH_PAGE_KEYS), key);
  orch_window_reload_keys (self);
}

/**
 * orch_window_reload_keys:
 * @self: a window with a session
 *
 * Reads the keys again where they are shown.
 */
void
orch_window_reload_keys (OrchWindow *self)
{
  orch_session_reload_page (self->session, ORCH_PAGE_KEYS);
  if (self->user_page != NULL)
    orch_user_page_reload_keys (self->user_page);
}

static void
created (GtkWidget *widget, OrchKey *key)
{
  OrchWindow *self = ORCH_WINDOW (gtk_widget_get_root (widget));

  if (self->session == NULL)
    return;

  orch_window_show_new_key (self, key);
  orch_window_open (self, G_OBJECT (key));
}

/**
 * orch_window_create_key:
 * @self: a window with a session
 *
 * Lets the person create a key for whom they choose.
 */
void
orch_window_create_key (OrchWindow *self)
{
  orch_create_key (GTK_WIDGET (self->pages), self->handover, NULL, created);
}

/**
 * orch_window_create_key_for_user:
 * @self: a window that shows a user
 *
 * Lets the person create a key for that user.
 */
void
orch_window_create_key_for_user (OrchWindow *self)
{
  orch_create_key (GTK_WIDGET (self->pages), self->handover,
                   orch_user_page_get_user (self->user_page), created);
}
