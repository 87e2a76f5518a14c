#include "config.h"

#include <glib/gi18n.h>

#include "core/rules/permissions.h"
#include "ui/common/toast.h"
#include "ui/common/trace.h"

#include "ui/window/window-private.h"

/* Most pages are built when they are asked for, which makes the start shorter: whoever lands on all
 * users sees no other page at first. */

static const struct {
  const char *name;
  const char *title;
} lists[ORCH_N_PAGES] = {
  [ORCH_PAGE_USERS] = { "users", N_ ("Users") },
  [ORCH_PAGE_KEYS] = { "keys", N_ ("Keys") },
};

static gboolean
can_list (OrchWindow *self, OrchPage page)
{
  const OrchIdentity *identity = orch_session_get_identity (self->session);
  OrchAccess access;

  if (identity == NULL)
    return FALSE;

  access = page == ORCH_PAGE_KEYS
               ? orch_permissions_check_key (identity, ORCH_KEY_ACTION_LIST_ALL, NULL, TRUE, NULL)
               : orch_permissions_check_user (identity, ORCH_ACTION_LIST_USERS, NULL, NULL);

  return access == ORCH_ACCESS_ALLOWED;
}

/* Screen readers of GTK 4.8 find what is on the other pages of a stack, too, unless they are
 * hidden. */
static void
hide_other_pages (OrchWindow *self)
{
  GtkWidget *shown = gtk_stack_get_visible_child (self->pages);

  if (gtk_stack_get_transition_running (self->pages))
    return;

  for (GtkWidget *page = gtk_widget_get_first_child (GTK_WIDGET (self->pages)); page != NULL;
       page = gtk_widget_get_next_sibling (page))
    gtk_widget_set_visible (page, page == shown);
}

/* For the window's other files, too. */
void
orch_window_show_page (OrchWindow *self, const char *name, const char *title)
{
  gboolean can_go_back = self->places->len > 0;
  gboolean is_list = g_str_equal (name, lists[self->page].name);

  gtk_widget_show (gtk_stack_get_child_by_name (self->pages, name));
  gtk_stack_set_visible_child_name (self->pages, name);
  hide_other_pages (self);
  adw_window_title_set_title (self->title, title);
  orch_window_update_subtitle (self);
  gtk_widget_set_visible (GTK_WIDGET (self->connection_button), self->session != NULL);
  gtk_widget_set_visible (self->back_button, can_go_back);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.back", can_go_back);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.export",
                                 is_list && can_list (self, self->page));
  gtk_widget_set_visible (self->page_switcher, is_list && can_list (self, ORCH_PAGE_USERS)
                                                   && can_list (self, ORCH_PAGE_KEYS));
  orch_window_update_connection_actions (self);
  orch_window_update_usage_actions (self);
}

static void
user_activated_cb (OrchWindow *self, OrchUser *user)
{
  orch_window_open (self, G_OBJECT (user));
}

static void
key_activated_cb (OrchWindow *self, OrchKey *key)
{
  orch_window_open (self, G_OBJECT (key));
}

static void
owner_activated_cb (OrchWindow *self, const char *user_id)
{
  OrchPagedList *list = orch_session_get_list (self->session, ORCH_PAGE_USERS);
  OrchUser *known = orch_paged_list_find (list, user_id);
  g_autoptr (OrchUser) user = known != NULL ? g_object_ref (known) : orch_user_new (user_id);

  orch_window_open (self, G_OBJECT (user));
}

static void
user_deleted_cb (OrchWindow *self, const char *text, gboolean is_shown)
{
  orch_session_reload_page (self->session, ORCH_PAGE_USERS);
  orch_session_reload_page (self->session, ORCH_PAGE_KEYS);
  if (is_shown)
    orch_window_go_back (self);
  orch_toast_show (GTK_WIDGET (self->pages), text);
}

/* (nullable): the list of those that are due for rotation */
static OrchDueKeys *
get_due_keys (OrchWindow *self)
{
  return self->rotation_page != NULL ? orch_rotation_page_get_keys (self->rotation_page) : NULL;
}

static void
key_deleted_cb (OrchWindow *self, const char *text, gboolean is_shown)
{
  OrchKey *key = orch_key_page_get_key (self->key_page);

  if (is_shown && get_due_keys (self) != NULL)
    orch_due_keys_remove (get_due_keys (self), orch_key_get_id (key));
  orch_window_reload_keys (self);
  if (is_shown)
    orch_window_go_back (self);
  orch_toast_show (GTK_WIDGET (self->pages), text);
}

static void
tell_table (OrchKey *other, OrchKey *key)
{
  if (other != NULL && other != key)
    orch_key_assign (other, key);
}

/* Tables have objects of their own for a key: they learn what was found out on its page. */
static void
key_changed_cb (OrchWindow *self, OrchKey *key)
{
  OrchPagedList *const shown[] = {
    orch_session_get_list (self->session, ORCH_PAGE_KEYS),
    self->user_page != NULL ? orch_user_page_get_keys (self->user_page) : NULL,
  };

  for (guint i = 0; i < G_N_ELEMENTS (shown); i++)
    if (shown[i] != NULL)
      tell_table (orch_paged_list_find (shown[i], orch_key_get_id (key)), key);
  if (get_due_keys (self) != NULL)
    tell_table (orch_due_keys_find (get_due_keys (self), orch_key_get_id (key)), key);
}

/* Those that are due now: they are looked for again. */
static void
rotation_activated_cb (OrchWindow *self)
{
  if (self->rotation_page == NULL) {
    self->rotation_page = g_object_new (ORCH_TYPE_ROTATION_PAGE, NULL);
    g_signal_connect_object (self->rotation_page, "key-activated", G_CALLBACK (key_activated_cb),
                             self, G_CONNECT_SWAPPED);
    g_signal_connect_object (self->rotation_page, "rotate", G_CALLBACK (orch_window_rotate_keys),
                             self, G_CONNECT_SWAPPED);
    g_signal_connect_object (self->rotation_page, "rotate-into-file",
                             G_CALLBACK (orch_window_rotate_into_file), self, G_CONNECT_SWAPPED);
    gtk_stack_add_titled (self->pages, GTK_WIDGET (self->rotation_page), "rotation",
                          _ ("Rotation"));
  }

  orch_rotation_page_set_session (self->rotation_page, self->session);
  orch_window_open (self, G_OBJECT (self->rotation_page));
}

static void
ensure_list_page (OrchWindow *self, OrchPage page)
{
  if (page == ORCH_PAGE_USERS && self->users_page == NULL) {
    self->users_page = g_object_new (ORCH_TYPE_USERS_PAGE, NULL);
    orch_users_page_set_session (self->users_page, self->session);
    g_signal_connect_object (self->users_page, "user-activated", G_CALLBACK (user_activated_cb),
                             self, G_CONNECT_SWAPPED);
    gtk_stack_add_titled (self->pages, GTK_WIDGET (self->users_page), "users", _ ("Users"));
  } else if (page == ORCH_PAGE_KEYS && self->keys_page == NULL) {
    self->keys_page = g_object_new (ORCH_TYPE_KEYS_PAGE, NULL);
    orch_keys_page_set_session (self->keys_page, self->session);
    g_signal_connect_object (self->keys_page, "key-activated", G_CALLBACK (key_activated_cb), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (self->keys_page, "new-key", G_CALLBACK (orch_window_create_key), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (self->keys_page, "rotation-activated",
                             G_CALLBACK (rotation_activated_cb), self, G_CONNECT_SWAPPED);
    gtk_stack_add_titled (self->pages, GTK_WIDGET (self->keys_page), "keys", _ ("Keys"));
  }
}

static OrchUserPage *
get_user_page (OrchWindow *self)
{
  if (self->user_page == NULL) {
    self->user_page = g_object_new (ORCH_TYPE_USER_PAGE, NULL);
    g_signal_connect_object (self->user_page, "deleted", G_CALLBACK (user_deleted_cb), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (self->user_page, "key-activated", G_CALLBACK (key_activated_cb), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (self->user_page, "new-key",
                             G_CALLBACK (orch_window_create_key_for_user), self, G_CONNECT_SWAPPED);
    gtk_stack_add_titled (self->pages, GTK_WIDGET (self->user_page), "user", _ ("User"));
  }

  return self->user_page;
}

static OrchKeyPage *
get_key_page (OrchWindow *self)
{
  if (self->key_page == NULL) {
    self->key_page = g_object_new (ORCH_TYPE_KEY_PAGE, NULL);
    g_signal_connect_object (self->key_page, "deleted", G_CALLBACK (key_deleted_cb), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (self->key_page, "rotate", G_CALLBACK (orch_window_rotate_key), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (self->key_page, "user-activated", G_CALLBACK (owner_activated_cb),
                             self, G_CONNECT_SWAPPED);
    gtk_stack_add_titled (self->pages, GTK_WIDGET (self->key_page), "key", _ ("Key"));
  }

  return self->key_page;
}

/* For the window's other files, too. */
OrchConnectPage *
orch_window_get_connect_page (OrchWindow *self)
{
  if (self->connect_page == NULL) {
    self->connect_page = g_object_new (ORCH_TYPE_CONNECT_PAGE, NULL);
    orch_connect_page_set_connector (self->connect_page, self->connector);
    gtk_stack_add_titled (self->pages, GTK_WIDGET (self->connect_page), "connect", _ ("Connect"));
  }

  return self->connect_page;
}

static void
show_user (OrchWindow *self, OrchUser *user, gboolean again)
{
  OrchUserPage *page = get_user_page (self);

  orch_window_show_page (self, "user", _ ("User"));
  if (again || orch_user_page_get_user (page) != user) {
    orch_user_page_set_user (page, self->session, user);
    orch_trace ("user-page");
  }
}

static void
show_key (OrchWindow *self, OrchKey *key, gboolean again)
{
  OrchKeyPage *page = get_key_page (self);

  orch_window_show_page (self, "key", _ ("Key"));
  if (again || orch_key_page_get_key (page) != key) {
    g_signal_group_set_target (self->key_signals, key);
    orch_key_page_set_key (page, self->session, key);
  }
}

/* Shows where one is. */
static void
show_place (OrchWindow *self, gboolean again)
{
  GObject *place = self->places->len > 0 ? self->places->pdata[self->places->len - 1] : self->home;

  if (place == NULL) {
    ensure_list_page (self, self->page);
    orch_session_load_page (self->session, self->page);
    orch_window_show_page (self, lists[self->page].name, _ (lists[self->page].title));
  } else if (ORCH_IS_USER (place)) {
    show_user (self, ORCH_USER (place), again);
  } else if (ORCH_IS_ROTATION_PAGE (place)) {
    orch_window_show_page (self, "rotation", _ ("Rotation"));
  } else if (ORCH_IS_USAGE_TARGET (place)) {
    orch_window_show_usage (self, ORCH_USAGE_TARGET (place), again);
  } else {
    show_key (self, ORCH_KEY (place), again);
  }
}

/**
 * orch_window_open:
 * @self: a window with a session
 * @item: an OrchUser, an OrchKey, an OrchUsageTarget, or the OrchRotationPage itself
 *
 * Opens its page. Back leads to where one is now.
 */
void
orch_window_open (OrchWindow *self, GObject *item)
{
  g_ptr_array_add (self->places, g_object_ref (item));
  show_place (self, TRUE);
}

/**
 * orch_window_go_back:
 * @self: a window with a session
 *
 * Shows the page before this one.
 */
void
orch_window_go_back (OrchWindow *self)
{
  if (self->places->len > 0)
    g_ptr_array_set_size (self->places, self->places->len - 1);
  show_place (self, FALSE);
}

/**
 * orch_window_follow_key:
 * @self: a window with a session
 * @old_key: a key whose place was taken
 * @key: the key that took it
 *
 * Shows @key wherever one would come to @old_key.
 */
void
orch_window_follow_key (OrchWindow *self, OrchKey *old_key, OrchKey *key)
{
  gboolean is_shown =
      self->places->len > 0 && self->places->pdata[self->places->len - 1] == old_key;

  if (get_due_keys (self) != NULL)
    orch_due_keys_remove (get_due_keys (self), orch_key_get_id (old_key));
  for (guint i = 0; i < self->places->len; i++) {
    if (self->places->pdata[i] == old_key) {
      g_object_unref (self->places->pdata[i]);
      self->places->pdata[i] = g_object_ref (key);
    }
  }
  if (is_shown)
    show_place (self, TRUE);
}

/**
 * orch_window_show_list:
 * @self: a window with a session
 * @page: which list
 *
 * Shows a list as the page where one begins.
 */
void
orch_window_show_list (OrchWindow *self, OrchPage page)
{
  self->page = page;
  g_clear_object (&self->home);
  g_ptr_array_set_size (self->places, 0);
  show_place (self, FALSE);
  g_object_notify (G_OBJECT (self), "page");
}

/**
 * orch_window_show_list_by_name:
 * @self: a window
 * @name: "users" or "keys"
 *
 * Shows a list, if there is one that the signed-in person may see.
 */
void
orch_window_show_list_by_name (OrchWindow *self, const char *name)
{
  if (self->session == NULL)
    return;

  for (OrchPage page = 0; page < ORCH_N_PAGES; page++)
    if (g_strcmp0 (lists[page].name, name) == 0 && can_list (self, page))
      orch_window_show_list (self, page);
}

/**
 * orch_window_get_list_name:
 * @self: a window
 *
 * Returns: (transfer none): "users" or "keys"
 */
const char *
orch_window_get_list_name (OrchWindow *self)
{
  return lists[self->page].name;
}

static AdwStatusPage *
create_no_user_page (void)
{
  GtkWidget *page = adw_status_page_new ();
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("_Disconnect"));

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.disconnect");
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "pill");
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), "avatar-default-symbolic");
  adw_status_page_set_child (ADW_STATUS_PAGE (page), button);

  return ADW_STATUS_PAGE (page);
}

static void
show_no_user (OrchWindow *self, const OrchIdentity *identity)
{
  gboolean missing = identity->kind == ORCH_IDENTITY_MISSING_USER;

  if (self->no_user_page == NULL) {
    self->no_user_page = create_no_user_page ();
    gtk_stack_add_titled (self->pages, GTK_WIDGET (self->no_user_page), "no-user",
                          _ ("Nothing to show"));
  }
  adw_status_page_set_title (self->no_user_page, missing ? _ ("This Key’s User Does Not Exist")
                                                         : _ ("This Key Belongs to No User"));
  adw_status_page_set_description (
      self->no_user_page,
      missing ? _ ("The server knows the key, but not the user it was made for. Ask an "
                   "administrator.")
              : _ ("The server accepts the key, but it can’t look after users. Connect with the "
                   "key of a user or an administrator."));
  orch_window_show_page (self, "no-user", _ ("User"));
}

/**
 * orch_window_land:
 * @self: a window with an open session
 *
 * Shows where the signed-in person begins: administrators land on the list that the program was
 * started with, everybody else on their own page.
 */
void
orch_window_land (OrchWindow *self)
{
  const OrchIdentity *identity = orch_session_get_identity (self->session);
  OrchPage other = self->page == ORCH_PAGE_USERS ? ORCH_PAGE_KEYS : ORCH_PAGE_USERS;

  orch_trace ("connected");

  if (can_list (self, self->page)) {
    orch_window_show_list (self, self->page);
  } else if (can_list (self, other)) {
    orch_window_show_list (self, other);
  } else if (identity->kind == ORCH_IDENTITY_USER) {
    g_clear_object (&self->home);
    self->home = G_OBJECT (orch_user_new (identity->user_id));
    g_ptr_array_set_size (self->places, 0);
    show_place (self, TRUE);
  } else {
    show_no_user (self, identity);
  }
}

/**
 * orch_window_follow_identity:
 * @self: a window with an open session whose signed-in user has changed
 *
 * Lands again where the new role begins elsewhere; else the page stays.
 */
void
orch_window_follow_identity (OrchWindow *self)
{
  gboolean can_list_any = can_list (self, ORCH_PAGE_USERS) || can_list (self, ORCH_PAGE_KEYS);
  gboolean begins_there =
      can_list_any ? self->home == NULL && can_list (self, self->page) : self->home != NULL;

  if (begins_there)
    show_place (self, FALSE);
  else
    orch_window_land (self);
}

/**
 * orch_window_set_pages_session:
 * @self: a window whose session has changed
 *
 * Shows the session on all pages that were built.
 */
void
orch_window_set_pages_session (OrchWindow *self)
{
  g_ptr_array_set_size (self->places, 0);
  g_clear_object (&self->home);
  g_signal_group_set_target (self->key_signals, NULL);
  if (self->session != NULL)
    g_signal_connect_object (self->session, "notify::server-version",
                             G_CALLBACK (orch_window_update_usage_actions), self,
                             G_CONNECT_SWAPPED);

  if (self->users_page != NULL)
    orch_users_page_set_session (self->users_page, self->session);
  if (self->keys_page != NULL)
    orch_keys_page_set_session (self->keys_page, self->session);
  if (self->user_page != NULL)
    orch_user_page_set_user (self->user_page, NULL, NULL);
  if (self->key_page != NULL)
    orch_key_page_set_key (self->key_page, NULL, NULL);
  if (self->rotation_page != NULL)
    orch_rotation_page_set_session (self->rotation_page, NULL);
  if (self->usage_page != NULL)
    orch_usage_page_set_target (self->usage_page, NULL, NULL);
}

/**
 * orch_window_init_pages:
 * @self: a new window
 */
void
orch_window_init_pages (OrchWindow *self)
{
  self->places = g_ptr_array_new_with_free_func (g_object_unref);
  self->key_signals = g_signal_group_new (ORCH_TYPE_KEY);
  g_signal_group_connect_swapped (self->key_signals, "changed", G_CALLBACK (key_changed_cb), self);
  g_signal_connect_object (self->pages, "notify::transition-running", G_CALLBACK (hide_other_pages),
                           self, G_CONNECT_SWAPPED);
}
