#pragma once

#include "ui/connect/connect-page.h"
#include "ui/users/user-page.h"
#include "ui/users/users-page.h"
#include "ui/window/connection-button.h"
#include "ui/window/version-banner.h"
#include "ui/window/window.h"

G_BEGIN_DECLS

struct _OrchWindow {
  AdwApplicationWindow parent_instance;

  AdwWindowTitle *title;                   /* (unowned) */
  GtkWidget *back_button;                  /* (unowned) */
  OrchConnectionButton *connection_button; /* (unowned) */
  OrchVersionBanner *version_banner;       /* (unowned) */
  GtkStack *pages;                         /* (unowned) */
  OrchConnectPage *connect_page;           /* (unowned) (nullable): see the getter */
  OrchUsersPage *users_page;               /* (unowned) */
  OrchUserPage *user_page;                 /* (unowned) (nullable): see the getter */
  AdwStatusPage *no_user_page;             /* (unowned) */

  GSettings *settings;              /* (owned) */
  OrchConnector *connector;         /* (owned) */
  OrchSession *session;             /* (owned) (nullable): whose pages are shown */
  GSignalGroup *connection_signals; /* (owned): of that session's connection */
  GCancellable *cancellable;        /* (owned): for questions, and for what follows from them */
  gulong first_frame;
};

/* window.c */
OrchConnectPage *orch_window_get_connect_page (OrchWindow *self);

/* window-connections.c */
void orch_window_install_connection_actions (GtkWidgetClass *widget_class);
void orch_window_update_connection_actions (OrchWindow *self);
void orch_window_watch_keyring (OrchWindow *self);

G_END_DECLS
