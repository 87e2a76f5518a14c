#include "config.h"

#include "ui/common/screen-lock.h"

static const struct {
  GBusType bus;
  const char *service;
  const char *interface;
  const char *signal;
} sources[] = {
  { G_BUS_TYPE_SESSION, "org.gnome.ScreenSaver", "org.gnome.ScreenSaver", "ActiveChanged" },
  { G_BUS_TYPE_SESSION, "org.freedesktop.ScreenSaver", "org.freedesktop.ScreenSaver",
    "ActiveChanged" },
  /* Of whatever session: to mask too much does no harm. */
  { G_BUS_TYPE_SYSTEM, "org.freedesktop.login1", "org.freedesktop.login1.Session", "Lock" },
};

struct _OrchScreenLock {
  GObject parent_instance;

  GCancellable *cancellable;                            /* (owned) */
  GDBusConnection *connections[G_N_ELEMENTS (sources)]; /* (owned) (nullable) */
  guint subscriptions[G_N_ELEMENTS (sources)];
};

G_DEFINE_FINAL_TYPE (OrchScreenLock, orch_screen_lock, G_TYPE_OBJECT)

enum {
  LOCKED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
told_cb (GDBusConnection *connection, const char *sender, const char *path, const char *interface,
         const char *signal, GVariant *parameters, gpointer user_data)
{
  gboolean active = TRUE;

  /* A screen saver also tells its end; "Lock" has no parameters. */
  if (g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(b)")))
    g_variant_get (parameters, "(b)", &active);
  if (active)
    g_signal_emit (user_data, signals[LOCKED], 0);
}

static void
subscribe (OrchScreenLock *self, GDBusConnection *connection, GBusType bus)
{
  for (guint i = 0; i < G_N_ELEMENTS (sources); i++) {
    if (sources[i].bus != bus)
      continue;

    self->connections[i] = g_object_ref (connection);
    self->subscriptions[i] = g_dbus_connection_signal_subscribe (
        connection, sources[i].service, sources[i].interface, sources[i].signal, NULL, NULL,
        G_DBUS_SIGNAL_FLAGS_NONE, told_cb, self, NULL);
  }
}

/* Where it was cancelled there is no connection, and the object may be gone. */
static void
session_bus_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GDBusConnection) connection = g_bus_get_finish (result, NULL);

  if (connection != NULL)
    subscribe (ORCH_SCREEN_LOCK (user_data), connection, G_BUS_TYPE_SESSION);
}

static void
system_bus_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GDBusConnection) connection = g_bus_get_finish (result, NULL);

  if (connection != NULL)
    subscribe (ORCH_SCREEN_LOCK (user_data), connection, G_BUS_TYPE_SYSTEM);
}

static void
orch_screen_lock_dispose (GObject *object)
{
  OrchScreenLock *self = ORCH_SCREEN_LOCK (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  for (guint i = 0; i < G_N_ELEMENTS (sources); i++) {
    if (self->connections[i] == NULL)
      continue;
    g_dbus_connection_signal_unsubscribe (self->connections[i], self->subscriptions[i]);
    g_clear_object (&self->connections[i]);
  }

  G_OBJECT_CLASS (orch_screen_lock_parent_class)->dispose (object);
}

static void
orch_screen_lock_class_init (OrchScreenLockClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = orch_screen_lock_dispose;

  /**
   * OrchScreenLock::locked:
   *
   * The screen is being locked.
   */
  signals[LOCKED] = g_signal_new ("locked", ORCH_TYPE_SCREEN_LOCK, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 0);
}

static void
orch_screen_lock_init (OrchScreenLock *self)
{
  self->cancellable = g_cancellable_new ();
  g_bus_get (G_BUS_TYPE_SESSION, self->cancellable, session_bus_cb, self);
  g_bus_get (G_BUS_TYPE_SYSTEM, self->cancellable, system_bus_cb, self);
}

/**
 * orch_screen_lock_new:
 *
 * Returns: (transfer full): what listens from now on
 */
OrchScreenLock *
orch_screen_lock_new (void)
{
  return g_object_new (ORCH_TYPE_SCREEN_LOCK, NULL);
}
