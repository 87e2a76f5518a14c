#pragma once

#include "secrets/key-store.h"

G_BEGIN_DECLS

char *orch_keyring_words_no_key (const GError *error);
char *orch_keyring_words_no_secret (const GError *error);
char *orch_keyring_words_not_kept (const GError *error);
char *orch_keyring_words_not_removed (const GError *error);

G_END_DECLS
