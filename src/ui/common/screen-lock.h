#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define ORCH_TYPE_SCREEN_LOCK (orch_screen_lock_get_type ())

/**
 * OrchScreenLock:
 *
 * Listens for the screen being locked, on the session's bus (GNOME's and freedesktop.org's screen
 * savers) and on the system's (systemd-logind). Where there is no bus, or nobody who tells, it
 * stays silent. Emits `OrchScreenLock::locked`.
 */
G_DECLARE_FINAL_TYPE (OrchScreenLock, orch_screen_lock, ORCH, SCREEN_LOCK, GObject)

OrchScreenLock *orch_screen_lock_new (void);

G_END_DECLS
