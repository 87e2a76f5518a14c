#pragma once

#include <adwaita.h>

#include "secrets/key-store.h"

G_BEGIN_DECLS

#define ORCH_TYPE_APPLICATION (orch_application_get_type ())

/**
 * OrchDemoOptions:
 *
 * What the command line says about the demo server.
 */
typedef struct {
  guint n_users;
  gboolean enterprise;       /* whether it is that edition of LiteLLM */
  const char *dropped_field; /* (nullable): a field that every save loses, to see what is said */
} OrchDemoOptions;

/**
 * OrchStartDemo:
 * @options: what the command line says
 * @key: (out) (transfer full): an administrator's key
 * @error: return location
 *
 * Starts the demo server, or finds it running. The user interface does not know the demo: `main.c`
 * lends this function.
 *
 * Returns: (transfer full): the server's address
 */
typedef char *(*OrchStartDemo) (const OrchDemoOptions *options, char **key, GError **error);

/**
 * OrchApplication:
 *
 * Command line, application actions, and the request for the first rows, which leaves before GTK
 * and the window are there.
 */
G_DECLARE_FINAL_TYPE (OrchApplication, orch_application, ORCH, APPLICATION, AdwApplication)

OrchApplication *orch_application_new (OrchStartDemo start_demo, OrchKeyStore *keyring);

G_END_DECLS
