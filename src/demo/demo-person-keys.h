#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The keys of a person follow from the person's index and the key's number, as the person does:
 * nothing of them is stored. Nobody knows their secrets, so there are none. How many a person has
 * says orch_demo_person_get_key_count(). */

#define ORCH_DEMO_MAX_PERSON_KEYS 16
#define ORCH_DEMO_TOKEN_SIZE 65

/* The texts are written to a buffer of ORCH_DEMO_TOKEN_SIZE or ORCH_DEMO_TEXT_SIZE bytes; FALSE:
 * there is none. */
void orch_demo_person_key_write_token (guint index, guint number, char *buffer);
gboolean orch_demo_person_key_write_alias (guint index, guint number, char *buffer);

guint64 orch_demo_person_key_get_thing (guint index, guint number);
guint64 orch_demo_person_key_get_token_start (guint index, guint number);
guint64 orch_demo_person_key_get_alias_rank (guint index, guint number);
double orch_demo_person_key_get_spend (guint index, guint number);
double orch_demo_person_key_get_budget (guint index, guint number);
const char *orch_demo_person_key_get_duration (guint index, guint number);
const char *orch_demo_person_key_get_purpose (guint index, guint number);
gint64 orch_demo_person_key_get_tpm_limit (guint index, guint number);
gboolean orch_demo_person_key_is_blocked (guint index, guint number);
gboolean orch_demo_person_key_is_self_made (guint index, guint number);
gint64 orch_demo_person_key_get_created (guint index, guint number, gint64 now);
gint64 orch_demo_person_key_get_updated (guint index, guint number, gint64 now);
gint64 orch_demo_person_key_get_expires (guint index, guint number, gint64 now);
gint64 orch_demo_person_key_get_last_active (guint index, guint number, gint64 now);

gboolean orch_demo_person_keys_find (const char *token, guint n_people, guint *index,
                                     guint *number);
gboolean orch_demo_person_keys_find_alias (const char *alias, guint n_people, guint *index,
                                           guint *number);

G_END_DECLS
