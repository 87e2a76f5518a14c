#pragma once

#include "ui/common/list-columns.h"

G_BEGIN_DECLS

/* The columns of the table of users; they sort by OrchUserSort. */
extern const OrchListColumn orch_users_columns[];

G_END_DECLS
