#pragma once

#include <json-glib/json-glib.h>

#include "demo/demo-key-index.h"

G_BEGIN_DECLS

/**
 * OrchDemoKeys:
 *
 * The keys: those of the made-up people, who are computed when they are asked for, and above them
 * the rows that a client changed or created. To be used by one thread.
 */
typedef struct _OrchDemoKeys OrchDemoKeys;

/**
 * OrchDemoKey:
 * @index: whose of the people, or G_MAXUINT for a created key
 * @number: which of the person's keys
 * @row: (nullable): the row, where a client changed or created it
 *
 * One key that is not deleted, as cheap as can be.
 */
typedef struct {
  guint index;
  guint number;
  JsonObject *row;
} OrchDemoKey;

typedef void (*OrchDemoKeyFunc) (const OrchDemoKey *key, gpointer user_data);

OrchDemoKeys *orch_demo_keys_new (guint n_people, gint64 epoch);
void orch_demo_keys_free (OrchDemoKeys *self);

gint64 orch_demo_keys_get_epoch (OrchDemoKeys *self);
guint orch_demo_keys_get_n_people (OrchDemoKeys *self);
void orch_demo_keys_foreach (OrchDemoKeys *self, const char *user_id, OrchDemoKeyFunc func,
                             gpointer user_data);
void orch_demo_keys_foreach_row (OrchDemoKeys *self, OrchDemoKeyFunc func, gpointer user_data);
const OrchDemoKeyIndex *orch_demo_keys_get_index (OrchDemoKeys *self, OrchDemoKeySort sort);
gboolean orch_demo_keys_is_unchanged (OrchDemoKeys *self, guint index, guint number);
guint orch_demo_keys_count (OrchDemoKeys *self, const char *user_id);
guint orch_demo_keys_count_all (OrchDemoKeys *self);
JsonArray *orch_demo_keys_get_deleted (OrchDemoKeys *self);

JsonObject *orch_demo_keys_dup_row (OrchDemoKeys *self, const OrchDemoKey *key);
JsonObject *orch_demo_keys_find (OrchDemoKeys *self, const char *token);
JsonObject *orch_demo_keys_find_named (OrchDemoKeys *self, const char *secret_or_token);
GPtrArray *orch_demo_keys_find_alias (OrchDemoKeys *self, const char *alias);
gboolean orch_demo_keys_has_alias (OrchDemoKeys *self, const char *alias, const char *but_token);
JsonObject *orch_demo_keys_find_deleted (OrchDemoKeys *self, const char *secret_or_token);
void orch_demo_keys_put (OrchDemoKeys *self, JsonObject *row);
void orch_demo_keys_put_changed (OrchDemoKeys *self, JsonObject *row);
void orch_demo_keys_remove (OrchDemoKeys *self, const char *token);
void orch_demo_keys_remove_of_user (OrchDemoKeys *self, const char *user_id);
void orch_demo_keys_archive (OrchDemoKeys *self, JsonObject *row);
void orch_demo_keys_deprecate (OrchDemoKeys *self, const char *token, const char *new_token,
                               gint64 until);
JsonObject *orch_demo_keys_find_deprecated (OrchDemoKeys *self, const char *token, gint64 now);

/* What was spent in the budget windows of a key, USD. */
double orch_demo_keys_get_window_spend (OrchDemoKeys *self, JsonObject *row);
void orch_demo_keys_set_window_spend (OrchDemoKeys *self, JsonObject *row, double usd);

/* Texts live in @buffer (ORCH_DEMO_TEXT_SIZE) or in the key's row; NULL: none. */
const char *orch_demo_key_get_token (const OrchDemoKey *self, char *buffer);
const char *orch_demo_key_get_alias (const OrchDemoKey *self, char *buffer);
const char *orch_demo_key_get_user_id (const OrchDemoKey *self, char *buffer);
const char *orch_demo_key_get_maker (const OrchDemoKey *self, char *buffer);
const char *orch_demo_key_get_team (const OrchDemoKey *self);
guint64 orch_demo_key_get_token_start (const OrchDemoKey *self);
double orch_demo_key_get_spend (const OrchDemoKey *self);
double orch_demo_key_get_budget (const OrchDemoKey *self);
gint64 orch_demo_key_get_created (const OrchDemoKey *self, gint64 epoch);
gint64 orch_demo_key_get_updated (const OrchDemoKey *self, gint64 epoch);
gint64 orch_demo_key_get_expires (const OrchDemoKey *self, gint64 epoch);
gboolean orch_demo_key_is_blocked (const OrchDemoKey *self);

char *orch_demo_secret_dup_token (const char *secret);
char *orch_demo_secret_dup_name (const char *secret);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OrchDemoKeys, orch_demo_keys_free)

G_END_DECLS
