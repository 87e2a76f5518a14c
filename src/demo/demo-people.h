#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Everything about a person follows from their index; nothing of it is stored. The first four are
 * the people whom the keys of demo-server.h belong to; some further ones have odd user IDs; all
 * others are numbered, user-000001 and so on. */

#define ORCH_DEMO_TEXT_SIZE 96
#define ORCH_DEMO_MAX_USERS 900000

typedef enum {
  ORCH_DEMO_PERSON_ADMIN,
  ORCH_DEMO_PERSON_ADMIN_VIEWER,
  ORCH_DEMO_PERSON_USER,
  ORCH_DEMO_PERSON_USER_VIEWER,
  ORCH_DEMO_N_FIXED_PEOPLE,
} OrchDemoPerson;

/* The texts are written to a buffer of ORCH_DEMO_TEXT_SIZE bytes; FALSE: the person has none. */
void orch_demo_person_write_id (guint index, char *buffer);
gboolean orch_demo_person_write_alias (guint index, char *buffer);
gboolean orch_demo_person_write_email (guint index, char *buffer);
char *orch_demo_append_number (char *end, guint number, guint width);

const char *orch_demo_person_get_role (guint index);
const char *orch_demo_person_get_department (guint index);
const char *orch_demo_person_get_team (guint index);
const char *const *orch_demo_person_get_models (guint index);
const char *orch_demo_person_get_duration (guint index);
double orch_demo_person_get_spend (guint index);
double orch_demo_person_get_budget (guint index);
gint64 orch_demo_person_get_tpm_limit (guint index);
gint64 orch_demo_person_get_rpm_limit (guint index);
gint64 orch_demo_person_get_parallel_limit (guint index);
guint orch_demo_person_get_key_count (guint index);
gint64 orch_demo_person_get_created (guint index, gint64 now);
gint64 orch_demo_person_get_updated (guint index, gint64 now);

gboolean orch_demo_people_find (const char *id, guint n_people, guint *index);
guint orch_demo_people_count_unnumbered (guint n_people);
gboolean orch_demo_people_is_unnumbered (guint index);
guint orch_demo_people_get_unnumbered (guint position);
guint orch_demo_people_get_numbered (guint number);

G_END_DECLS
