#pragma once

#include "ui/common/list-view.h"

G_BEGIN_DECLS

/* The table of all keys, and the one of a user's keys. Their pages have the actions `keys.clear`
 * and `keys.retry`. */
extern const OrchListKind orch_keys_kind;
extern const OrchListKind orch_keys_kind_of_user;

/* Of the keys that are due for rotation; to be added with an OrchRotationPolicy. */
extern const OrchListColumn orch_keys_columns_due[];

G_END_DECLS
