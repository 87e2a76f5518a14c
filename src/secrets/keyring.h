#pragma once

#include "secrets/key-store.h"

G_BEGIN_DECLS

#define ORCH_TYPE_KEYRING (orch_keyring_get_type ())

/**
 * OrchKeyring:
 *
 * The system's keyring through libsecret: the Secret Service on the session bus, or, in a Flatpak
 * with a Secret portal, libsecret's own encrypted file.
 */
G_DECLARE_FINAL_TYPE (OrchKeyring, orch_keyring, ORCH, KEYRING, GObject)

OrchKeyring *orch_keyring_new (void);

G_END_DECLS
