#pragma once

#include <adwaita.h>

#include "core/services/session.h"

G_BEGIN_DECLS

#define ORCH_TYPE_KEY_COUNT (orch_key_count_get_type ())

/**
 * OrchKeyCount:
 *
 * Counts the keys that go with a user, inside of the question whether to delete them: it can't be
 * answered before the number is there, or is known to be unknown.
 */
G_DECLARE_FINAL_TYPE (OrchKeyCount, orch_key_count, ORCH, KEY_COUNT, AdwBin)

GtkWidget *orch_key_count_new (OrchSession *session, const char *user_id);

G_END_DECLS
