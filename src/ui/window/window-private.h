#pragma once

#include "ui/common/narrow-bin.h"
#include "ui/connect/connect-page.h"
#include "ui/keys/handover.h"
#include "ui/keys/key-page.h"
#include "ui/keys/keys-page.h"
#include "ui/keys/rotation-page.h"
#include "ui/usage/usage-page.h"
#include "ui/users/user-page.h"
#include "ui/users/users-page.h"
#include "ui/window/connection-button.h"
#include "ui/window/pending-banner.h"
#include "ui/window/version-banner.h"
#include "ui/window/window.h"

G_BEGIN_DECLS

struct _OrchWindow {
  AdwApplicationWindow parent_instance;

  OrchNarrowBin *bin;                      /* (unowned) */
  AdwWindowTitle *title;                   /* (unowned) */
  GtkWidget *back_button;                  /* (unowned) */
  OrchConnectionButton *connection_button; /* (unowned) */
  OrchPendingBanner *pending_banner;       /* (unowned) */
  OrchVersionBanner *version_banner;       /* (unowned) */
  GtkWidget *page_switcher;                /* (unowned) */
  GtkButton *users_button;                 /* (unowned) */
  GtkButton *keys_button;                  /* (unowned) */
  GtkStack *pages;                         /* (unowned) */
  OrchConnectPage *connect_page;           /* (unowned) (nullable): see the getter */
  OrchUsersPage *users_page;               /* (unowned) (nullable): see window-pages.c */
  OrchKeysPage *keys_page;                 /* (unowned) (nullable): see window-pages.c */
  OrchUserPage *user_page;                 /* (unowned) (nullable): see window-pages.c */
  OrchKeyPage *key_page;                   /* (unowned) (nullable): see window-pages.c */
  OrchRotationPage *rotation_page;         /* (unowned) (nullable): see window-pages.c */
  OrchUsagePage *usage_page;               /* (unowned) (nullable): see window-usage.c */
  AdwStatusPage *no_user_page;             /* (unowned) (nullable): see window-pages.c */

  GSettings *settings;              /* (owned) */
  OrchConnector *connector;         /* (owned) */
  OrchSession *session;             /* (owned) (nullable): whose pages are shown */
  OrchHandover *handover;           /* (owned) (nullable): of that session */
  GSignalGroup *session_signals;    /* (owned): of that session */
  GSignalGroup *connection_signals; /* (owned): of its connection */
  GCancellable *cancellable;        /* (owned): for questions, and for what follows from them */
  gulong first_frame;

  OrchPage page;     /* the list where one begins */
  GObject *home;     /* (owned) (nullable): the OrchUser whose page is instead of a list */
  GPtrArray *places; /* (owned): of OrchUser, OrchKey, OrchUsageTarget and OrchRotationPage, where
                        one went */
  GSignalGroup *key_signals; /* (owned): of the key on its page */

  GPtrArray *rotation_queue; /* (owned) (nullable): of OrchKey, which get new secrets in turn */
  guint n_rotated;           /* of them, with the one that is in hand */
};

/* window.c */
void orch_window_update_subtitle (OrchWindow *self);

/* window-pages.c */
void orch_window_init_pages (OrchWindow *self);
void orch_window_set_pages_session (OrchWindow *self);
void orch_window_land (OrchWindow *self);
void orch_window_follow_identity (OrchWindow *self);
void orch_window_open (OrchWindow *self, GObject *item);
void orch_window_go_back (OrchWindow *self);
void orch_window_show_list (OrchWindow *self, OrchPage page);
void orch_window_show_list_by_name (OrchWindow *self, const char *name);
const char *orch_window_get_list_name (OrchWindow *self);
void orch_window_show_page (OrchWindow *self, const char *name, const char *title);
OrchConnectPage *orch_window_get_connect_page (OrchWindow *self);

void orch_window_follow_key (OrchWindow *self, OrchKey *old_key, OrchKey *key);

/* window-keys.c */
void orch_window_show_new_key (OrchWindow *self, OrchKey *key);
void orch_window_reload_keys (OrchWindow *self);
void orch_window_create_key (OrchWindow *self);
void orch_window_create_key_for_user (OrchWindow *self);

/* window-rotation.c */
void orch_window_rotate_keys (OrchWindow *self, GPtrArray *keys);
void orch_window_rotate_key (OrchWindow *self, OrchKey *key);
void orch_window_rotate_into_file (OrchWindow *self, GPtrArray *keys);

/* window-usage.c */
void orch_window_install_usage_actions (GtkWidgetClass *widget_class);
void orch_window_update_usage_actions (OrchWindow *self);
void orch_window_show_usage (OrchWindow *self, OrchUsageTarget *target, gboolean again);

/* window-connections.c */
void orch_window_install_connection_actions (GtkWidgetClass *widget_class);
void orch_window_update_connection_actions (OrchWindow *self);
void orch_window_watch_keyring (OrchWindow *self);

/* window-activity.c */
void orch_window_install_activity_action (GtkWidgetClass *widget_class);

/* window-export.c */
void orch_window_install_export_action (GtkWidgetClass *widget_class);

/* window-pending.c */
void orch_window_install_pending_actions (GtkWidgetClass *widget_class);
void orch_window_set_pending_session (OrchWindow *self);

G_END_DECLS
