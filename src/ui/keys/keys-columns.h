#pragma once

#include "ui/common/list-view.h"

G_BEGIN_DECLS

/* The table of all keys, and the one of a user's keys. Their pages have the actions `keys.clear`
 * and `keys.retry`. */
extern const OrchListKind orch_keys_kind;
extern const OrchListKind orch_keys_kind_of_user;

G_END_DECLS
