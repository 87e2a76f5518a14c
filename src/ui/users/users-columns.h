#pragma once

#include <gtk/gtk.h>

#include "core/services/user-service.h"

G_BEGIN_DECLS

/* The columns of the table of users. */
void orch_users_columns_add (GtkColumnView *view);
void orch_users_columns_set_narrow (GtkColumnView *view, gboolean narrow);

void orch_users_columns_set_sort (GtkColumnView *view, OrchUserSort sort, gboolean descending);
gboolean orch_users_columns_get_sort (GtkColumnView *view, OrchUserSort *sort,
                                      gboolean *descending);

G_END_DECLS
