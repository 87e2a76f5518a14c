#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OrchSecret:
 *
 * Text that is wiped before it is freed: `g_autoptr (OrchSecret) key = …`.
 */
typedef char OrchSecret;

void orch_secret_free (OrchSecret *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OrchSecret, orch_secret_free)

G_END_DECLS
