#pragma once

#include <json-glib/json-glib.h>

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
void orch_demo_keys_foreach (OrchDemoKeys *self, const char *user_id, OrchDemoKeyFunc func,
                             gpointer user_data);
guint orch_demo_keys_count (OrchDemoKeys *self, const char *user_id);
JsonArray *orch_demo_keys_get_deleted (OrchDemoKeys *self);

JsonObject *orch_demo_keys_dup_row (OrchDemoKeys *self, const OrchDemoKey *key);
JsonObject *orch_demo_keys_find (OrchDemoKeys *self, const char *token);
JsonObject *orch_demo_keys_find_named (OrchDemoKeys *self, const char *secret_or_token);
JsonObject *orch_demo_keys_find_deleted (OrchDemoKeys *self, const char *secret_or_token);
void orch_demo_keys_put (OrchDemoKeys *self, JsonObject *row);
void orch_demo_keys_put_changed (OrchDemoKeys *self, JsonObject *row);
void orch_demo_keys_remove (OrchDemoKeys *self, const char *token);
void orch_demo_keys_remove_of_user (OrchDemoKeys *self, const char *user_id);
void orch_demo_keys_archive (OrchDemoKeys *self, JsonObject *row);

/* Texts live in @buffer (ORCH_DEMO_TEXT_SIZE) or in the key's row; NULL: none. */
const char *orch_demo_key_get_token (const OrchDemoKey *self, char *buffer);
const char *orch_demo_key_get_alias (const OrchDemoKey *self, char *buffer);
const char *orch_demo_key_get_user_id (const OrchDemoKey *self, char *buffer);
guint32 orch_demo_key_get_token_start (const OrchDemoKey *self);
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
