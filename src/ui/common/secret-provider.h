#pragma once

#include <gdk/gdk.h>

G_BEGIN_DECLS

/* What managers of the clipboard that know it look for: not to be kept in a history. */
#define ORCH_PASSWORD_HINT "x-kde-passwordManagerHint"

#define ORCH_TYPE_SECRET_PROVIDER (orch_secret_provider_get_type ())

/**
 * OrchSecretProvider:
 *
 * A secret text for the clipboard, with a hint that it is one. It is wiped before it is freed.
 */
G_DECLARE_FINAL_TYPE (OrchSecretProvider, orch_secret_provider, ORCH, SECRET_PROVIDER,
                      GdkContentProvider)

GdkContentProvider *orch_secret_provider_new (const char *secret);

G_END_DECLS
