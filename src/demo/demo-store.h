#pragma once

#include "demo/demo-keys.h"
#include "demo/demo-usage.h"

G_BEGIN_DECLS

/**
 * OrchDemoStore:
 *
 * The users, their keys and what they used: made-up people who are computed when they are asked
 * for, and above them the rows that a client changed or created. To be used by one thread.
 */
typedef struct _OrchDemoStore OrchDemoStore;

/**
 * OrchDemoUser:
 * @index: which person, or G_MAXUINT for a created user
 * @row: (nullable): the row, where a client changed or created it
 *
 * One user of a store, as cheap as can be.
 */
typedef struct {
  guint index;
  JsonObject *row;
} OrchDemoUser;

OrchDemoStore *orch_demo_store_new (guint n_people);
void orch_demo_store_free (OrchDemoStore *self);

gint64 orch_demo_store_get_epoch (OrchDemoStore *self);
guint orch_demo_store_get_n_people (OrchDemoStore *self);
guint orch_demo_store_get_n_users (OrchDemoStore *self);
guint orch_demo_store_get_n_places (OrchDemoStore *self);
gboolean orch_demo_store_get_user (OrchDemoStore *self, guint place, OrchDemoUser *user);
GArray *orch_demo_store_get_gone (OrchDemoStore *self);
OrchDemoKeys *orch_demo_store_get_keys (OrchDemoStore *self);
OrchDemoUsage *orch_demo_store_get_usage (OrchDemoStore *self);

/* Texts live in @buffer (ORCH_DEMO_TEXT_SIZE) or in the user's row; NULL: none. */
const char *orch_demo_user_get_id (OrchDemoUser *user, char *buffer);
const char *orch_demo_user_get_alias (OrchDemoUser *user, char *buffer);
const char *orch_demo_user_get_email (OrchDemoUser *user, char *buffer);
const char *orch_demo_user_get_role (OrchDemoUser *user);
gboolean orch_demo_user_has_team (OrchDemoUser *user, const char *team);
double orch_demo_user_get_spend (OrchDemoUser *user);
gint64 orch_demo_user_get_created (OrchDemoUser *user, gint64 epoch);

JsonObject *orch_demo_store_dup_row (OrchDemoStore *self, const OrchDemoUser *user);
JsonObject *orch_demo_store_find (OrchDemoStore *self, const char *user_id);
char *orch_demo_store_find_email (OrchDemoStore *self, const char *email, gboolean any_case);
void orch_demo_store_put (OrchDemoStore *self, JsonObject *row);
gboolean orch_demo_store_remove (OrchDemoStore *self, const char *user_id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OrchDemoStore, orch_demo_store_free)

G_END_DECLS
