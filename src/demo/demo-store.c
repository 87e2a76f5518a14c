#include "config.h"

#include <string.h>

#include "core/client/json.h"
#include "demo/demo-fixed-keys.h"
#include "demo/demo-odd-keys.h"
#include "demo/demo-people.h"
#include "demo/demo-rows.h"
#include "demo/demo-store.h"

struct _OrchDemoStore {
  guint n_people;
  gint64 epoch;         /* when the people were made up, µs */
  GHashTable *rows;     /* (owned): user ID → (owned) JsonObject */
  GPtrArray *created;   /* (owned): the rows that are not a person's */
  GArray *gone;         /* (owned): indices of the people who were deleted, sorted */
  OrchDemoKeys *keys;   /* (owned) */
  OrchDemoUsage *usage; /* (owned) */
};

OrchDemoStore *
orch_demo_store_new (guint n_people)
{
  OrchDemoStore *self = g_new0 (OrchDemoStore, 1);

  self->n_people = CLAMP (n_people, ORCH_DEMO_N_FIXED_PEOPLE, ORCH_DEMO_MAX_USERS);
  self->epoch = g_get_real_time ();
  self->rows =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) json_object_unref);
  self->created = g_ptr_array_new ();
  self->gone = g_array_new (FALSE, FALSE, sizeof (guint));
  self->keys = orch_demo_keys_new (self->n_people, self->epoch);
  self->usage = orch_demo_usage_new (self->n_people, self->epoch);
  orch_demo_fixed_keys_add (self->keys);
  orch_demo_odd_keys_add (self->keys);

  return self;
}

void
orch_demo_store_free (OrchDemoStore *self)
{
  orch_demo_usage_free (self->usage);
  orch_demo_keys_free (self->keys);
  g_array_unref (self->gone);
  g_ptr_array_unref (self->created);
  g_hash_table_unref (self->rows);
  g_free (self);
}

gint64
orch_demo_store_get_epoch (OrchDemoStore *self)
{
  return self->epoch;
}

guint
orch_demo_store_get_n_people (OrchDemoStore *self)
{
  return self->n_people;
}

guint
orch_demo_store_get_n_users (OrchDemoStore *self)
{
  return orch_demo_store_get_n_places (self) - self->gone->len;
}

/* The people by index, then the created users; no order that a list shows. */
guint
orch_demo_store_get_n_places (OrchDemoStore *self)
{
  return self->n_people + self->created->len;
}

/* How many of the people with a smaller index than this are deleted. */
static guint
count_gone_before (OrchDemoStore *self, guint index)
{
  guint low = 0, high = self->gone->len;

  while (low < high) {
    guint middle = low + (high - low) / 2;

    if (g_array_index (self->gone, guint, middle) < index)
      low = middle + 1;
    else
      high = middle;
  }

  return low;
}

static gboolean
is_gone (OrchDemoStore *self, guint index)
{
  guint n = count_gone_before (self, index);

  return n < self->gone->len && g_array_index (self->gone, guint, n) == index;
}

/* FALSE: the person who was there is deleted. */
gboolean
orch_demo_store_get_user (OrchDemoStore *self, guint place, OrchDemoUser *user)
{
  char id[ORCH_DEMO_TEXT_SIZE];

  *user = (OrchDemoUser){ place, NULL };
  if (place >= self->n_people) {
    user->index = G_MAXUINT;
    user->row = g_ptr_array_index (self->created, place - self->n_people);
  } else if (is_gone (self, place)) {
    return FALSE;
  } else if (g_hash_table_size (self->rows) > 0) {
    orch_demo_person_write_id (place, id);
    user->row = g_hash_table_lookup (self->rows, id);
  }

  return TRUE;
}

/* The deleted people: (transfer none) (element-type guint). */
GArray *
orch_demo_store_get_gone (OrchDemoStore *self)
{
  return self->gone;
}

OrchDemoKeys *
orch_demo_store_get_keys (OrchDemoStore *self)
{
  return self->keys;
}

OrchDemoUsage *
orch_demo_store_get_usage (OrchDemoStore *self)
{
  return self->usage;
}

const char *
orch_demo_user_get_id (OrchDemoUser *user, char *buffer)
{
  if (user->row != NULL)
    return orch_json_get_string (user->row, "user_id");

  orch_demo_person_write_id (user->index, buffer);
  return buffer;
}

const char *
orch_demo_user_get_alias (OrchDemoUser *user, char *buffer)
{
  if (user->row != NULL)
    return orch_json_get_string (user->row, "user_alias");

  return orch_demo_person_write_alias (user->index, buffer) ? buffer : NULL;
}

const char *
orch_demo_user_get_email (OrchDemoUser *user, char *buffer)
{
  if (user->row != NULL)
    return orch_json_get_string (user->row, "user_email");

  return orch_demo_person_write_email (user->index, buffer) ? buffer : NULL;
}

const char *
orch_demo_user_get_role (OrchDemoUser *user)
{
  if (user->row != NULL)
    return orch_json_get_string (user->row, "user_role");

  return orch_demo_person_get_role (user->index);
}

gboolean
orch_demo_user_has_team (OrchDemoUser *user, const char *team)
{
  g_auto (GStrv) teams = NULL;

  if (user->row == NULL)
    return g_strcmp0 (orch_demo_person_get_team (user->index), team) == 0;

  teams = orch_json_get_strv (user->row, "teams");
  return g_strv_contains ((const char *const *) teams, team);
}

double
orch_demo_user_get_spend (OrchDemoUser *user)
{
  if (user->row != NULL)
    return json_object_get_double_member (user->row, "spend");

  return orch_demo_person_get_spend (user->index);
}

/* µs of the epoch. An update never moves it, so a person's is always computed. */
gint64
orch_demo_user_get_created (OrchDemoUser *user, gint64 epoch)
{
  g_autoptr (GDateTime) time = NULL;

  if (user->index != G_MAXUINT)
    return orch_demo_person_get_created (user->index, epoch);

  time = orch_json_get_time (user->row, "created_at");
  return g_date_time_to_unix (time) * G_USEC_PER_SEC + g_date_time_get_microsecond (time);
}

/* The row to show, not to change: (transfer full). */
JsonObject *
orch_demo_store_dup_row (OrchDemoStore *self, const OrchDemoUser *user)
{
  return user->row != NULL ? json_object_ref (user->row)
                           : orch_demo_row_new_for_person (user->index, self->epoch);
}

static gboolean
find_person (OrchDemoStore *self, const char *user_id, guint *index)
{
  return orch_demo_people_find (user_id, self->n_people, index) && !is_gone (self, *index);
}

/* (transfer full) (nullable) */
JsonObject *
orch_demo_store_find (OrchDemoStore *self, const char *user_id)
{
  OrchDemoUser user = { G_MAXUINT, g_hash_table_lookup (self->rows, user_id) };

  if (user.row == NULL && !find_person (self, user_id, &user.index))
    return NULL;

  return orch_demo_store_dup_row (self, &user);
}

/* The ID of a user with this e-mail: (transfer full) (nullable). */
char *
orch_demo_store_find_email (OrchDemoStore *self, const char *email, gboolean any_case)
{
  char buffer[ORCH_DEMO_TEXT_SIZE];

  for (guint i = 0; i < orch_demo_store_get_n_places (self); i++) {
    OrchDemoUser user;
    const char *other;

    if (!orch_demo_store_get_user (self, i, &user))
      continue;

    other = orch_demo_user_get_email (&user, buffer);
    if (other != NULL
        && (any_case ? g_ascii_strcasecmp (other, email) == 0 : strcmp (other, email) == 0))
      return g_strdup (orch_demo_user_get_id (&user, buffer));
  }

  return NULL;
}

/* Keeps a row that was changed or created: takes the place of what had its user ID. */
void
orch_demo_store_put (OrchDemoStore *self, JsonObject *row)
{
  const char *user_id = orch_json_get_string (row, "user_id");
  JsonObject *old = g_hash_table_lookup (self->rows, user_id);
  guint index;

  if (old != NULL)
    g_ptr_array_remove (self->created, old);
  if (!find_person (self, user_id, &index))
    g_ptr_array_add (self->created, row);
  g_hash_table_replace (self->rows, g_strdup (user_id), json_object_ref (row));
}

/* Deletes a user and their keys; FALSE: there is none. */
gboolean
orch_demo_store_remove (OrchDemoStore *self, const char *user_id)
{
  JsonObject *row = g_hash_table_lookup (self->rows, user_id);
  gboolean is_person;
  guint index;

  is_person = find_person (self, user_id, &index);
  if (!is_person && row == NULL)
    return FALSE;

  orch_demo_keys_remove_of_user (self->keys, user_id);
  if (is_person)
    g_array_insert_val (self->gone, count_gone_before (self, index), index);
  else
    g_ptr_array_remove (self->created, row);
  g_hash_table_remove (self->rows, user_id);
  return TRUE;
}
