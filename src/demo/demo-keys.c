#include "config.h"

#include <string.h>

#include "core/client/json.h"
#include "demo/demo-key-rows.h"
#include "demo/demo-people.h"
#include "demo/demo-person-keys.h"
#include "demo/demo-person-key-settings.h"
#include "demo/demo-rows.h"
#include "demo/demo-time.h"
#include "demo/demo-keys.h"

/* What an old secret stands for, and until when, µs. */
typedef struct {
  char *token; /* (owned) */
  gint64 until;
} Grace;

struct _OrchDemoKeys {
  guint n_people;
  gint64 epoch;        /* when the people were made up, µs */
  GHashTable *changed; /* (owned): person's key → (owned) JsonObject, or NULL: deleted */
  guint8 *touched;     /* (owned) (nullable): a bit for each of these, to know them quickly */
  guint n_deleted;     /* of these */
  GHashTable *created; /* (owned): token, in the row → (owned) JsonObject */
  JsonArray *deleted;  /* (owned): the rows that the proxy keeps of deleted keys */
  GHashTable *graces;  /* (owned): token of an old secret → (owned) Grace */
  GHashTable *spent;   /* (owned): token → what was spent in its windows, a double * */
  OrchDemoKeyIndex *indices[ORCH_DEMO_N_KEY_SORTS]; /* (owned) (nullable): made when asked for */
};

static void
grace_free (gpointer data)
{
  Grace *grace = data;

  g_free (grace->token);
  g_free (grace);
}

static void
unref_row (gpointer row)
{
  g_clear_pointer ((JsonObject **) &row, json_object_unref);
}

OrchDemoKeys *
orch_demo_keys_new (guint n_people, gint64 epoch)
{
  OrchDemoKeys *self = g_new0 (OrchDemoKeys, 1);

  self->n_people = n_people;
  self->epoch = epoch;
  self->changed = g_hash_table_new_full (NULL, NULL, NULL, unref_row);
  self->created = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, unref_row);
  self->deleted = json_array_new ();
  self->graces = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, grace_free);
  self->spent = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  return self;
}

void
orch_demo_keys_free (OrchDemoKeys *self)
{
  g_hash_table_unref (self->changed);
  g_free (self->touched);
  g_hash_table_unref (self->created);
  json_array_unref (self->deleted);
  g_hash_table_unref (self->graces);
  g_hash_table_unref (self->spent);
  for (gsize i = 0; i < G_N_ELEMENTS (self->indices); i++)
    g_clear_pointer (&self->indices[i], orch_demo_key_index_free);
  g_free (self);
}

gint64
orch_demo_keys_get_epoch (OrchDemoKeys *self)
{
  return self->epoch;
}

guint
orch_demo_keys_get_n_people (OrchDemoKeys *self)
{
  return self->n_people;
}

static gpointer
get_place (guint index, guint number)
{
  return GUINT_TO_POINTER (index * ORCH_DEMO_MAX_PERSON_KEYS + number);
}

/* FALSE: the person's key was deleted. */
static gboolean
get_person_key (OrchDemoKeys *self, guint index, guint number, OrchDemoKey *key)
{
  gpointer row = NULL;
  gboolean changed =
      g_hash_table_lookup_extended (self->changed, get_place (index, number), NULL, &row);

  *key = (OrchDemoKey){ index, number, row };
  return !changed || row != NULL;
}

static void
visit_person (OrchDemoKeys *self, guint index, OrchDemoKeyFunc func, gpointer user_data)
{
  guint n = orch_demo_person_get_key_count (index);

  for (guint number = 0; number < n; number++) {
    OrchDemoKey key;

    if (get_person_key (self, index, number, &key))
      func (&key, user_data);
  }
}

/* @user_id: (nullable): whose keys; NULL: everybody's. In no order that a list shows. */
void
orch_demo_keys_foreach (OrchDemoKeys *self, const char *user_id, OrchDemoKeyFunc func,
                        gpointer user_data)
{
  GHashTableIter iter;
  gpointer row;
  guint index;

  if (user_id == NULL) {
    for (index = 0; index < self->n_people; index++)
      visit_person (self, index, func, user_data);
  } else if (orch_demo_people_find (user_id, self->n_people, &index)) {
    visit_person (self, index, func, user_data);
  }

  g_hash_table_iter_init (&iter, self->created);
  while (g_hash_table_iter_next (&iter, NULL, &row)) {
    OrchDemoKey key = { G_MAXUINT, 0, row };

    if (user_id == NULL || g_strcmp0 (orch_json_get_string (row, "user_id"), user_id) == 0)
      func (&key, user_data);
  }
}

/* The keys that have a row, because a client changed or created them. In no order. */
void
orch_demo_keys_foreach_row (OrchDemoKeys *self, OrchDemoKeyFunc func, gpointer user_data)
{
  GHashTableIter iter;
  gpointer place, row;

  g_hash_table_iter_init (&iter, self->changed);
  while (g_hash_table_iter_next (&iter, &place, &row)) {
    OrchDemoKey key = { GPOINTER_TO_UINT (place) / ORCH_DEMO_MAX_PERSON_KEYS,
                        GPOINTER_TO_UINT (place) % ORCH_DEMO_MAX_PERSON_KEYS, row };

    if (row != NULL)
      func (&key, user_data);
  }

  g_hash_table_iter_init (&iter, self->created);
  while (g_hash_table_iter_next (&iter, NULL, &row)) {
    OrchDemoKey key = { G_MAXUINT, 0, row };

    func (&key, user_data);
  }
}

/* The keys of the people in an order, those too that were changed or deleted: (transfer none). */
const OrchDemoKeyIndex *
orch_demo_keys_get_index (OrchDemoKeys *self, OrchDemoKeySort sort)
{
  if (self->indices[sort] == NULL)
    self->indices[sort] = orch_demo_key_index_new (sort, self->n_people, self->epoch);

  return self->indices[sort];
}

/* Whether a person's key is as it was made up. */
gboolean
orch_demo_keys_is_unchanged (OrchDemoKeys *self, guint index, guint number)
{
  guint place = index * ORCH_DEMO_MAX_PERSON_KEYS + number;

  return self->touched == NULL || (self->touched[place / 8] >> place % 8 & 1) == 0;
}

/* How many keys there are. */
guint
orch_demo_keys_count_all (OrchDemoKeys *self)
{
  const OrchDemoKeyIndex *index = orch_demo_keys_get_index (self, ORCH_DEMO_KEY_SORT_DEFAULT);

  return orch_demo_key_index_get_size (index) - self->n_deleted + g_hash_table_size (self->created);
}

/* @row: (nullable): NULL: the person's key is deleted */
static void
set_changed (OrchDemoKeys *self, guint index, guint number, JsonObject *row)
{
  guint place = index * ORCH_DEMO_MAX_PERSON_KEYS + number;
  gpointer old;
  gboolean was_deleted =
      g_hash_table_lookup_extended (self->changed, GUINT_TO_POINTER (place), NULL, &old)
      && old == NULL;

  if (self->touched == NULL)
    self->touched = g_malloc0 ((gsize) self->n_people * ORCH_DEMO_MAX_PERSON_KEYS / 8 + 1);
  self->touched[place / 8] |= (guint8) (1 << place % 8);
  self->n_deleted += (row == NULL) - was_deleted;
  g_hash_table_replace (self->changed, GUINT_TO_POINTER (place),
                        row != NULL ? json_object_ref (row) : NULL);
}

static void
count_key (const OrchDemoKey *key, gpointer user_data)
{
  guint *n = user_data;

  *n += 1;
}

guint
orch_demo_keys_count (OrchDemoKeys *self, const char *user_id)
{
  guint n = 0;

  orch_demo_keys_foreach (self, user_id, count_key, &n);
  return n;
}

/* The rows of deleted keys: (transfer none). */
JsonArray *
orch_demo_keys_get_deleted (OrchDemoKeys *self)
{
  return self->deleted;
}

/* The row to show, not to change: (transfer full). */
JsonObject *
orch_demo_keys_dup_row (OrchDemoKeys *self, const OrchDemoKey *key)
{
  char user_id[ORCH_DEMO_TEXT_SIZE];

  if (key->row != NULL)
    return json_object_ref (key->row);

  orch_demo_person_write_id (key->index, user_id);
  return orch_demo_key_row_new_for_person (key->index, key->number, user_id, self->epoch);
}

/* (transfer full) (nullable) */
JsonObject *
orch_demo_keys_find (OrchDemoKeys *self, const char *token)
{
  OrchDemoKey key = { G_MAXUINT, 0, g_hash_table_lookup (self->created, token) };

  if (key.row == NULL
      && (!orch_demo_person_keys_find (token, self->n_people, &key.index, &key.number)
          || !get_person_key (self, key.index, key.number, &key)))
    return NULL;

  return orch_demo_keys_dup_row (self, &key);
}

/* Both the secret and its hash name a key. */
static char *
dup_token (const char *secret_or_token)
{
  return g_str_has_prefix (secret_or_token, "sk-") ? orch_demo_secret_dup_token (secret_or_token)
                                                   : g_strdup (secret_or_token);
}

/* By secret or hash: (transfer full) (nullable). */
JsonObject *
orch_demo_keys_find_named (OrchDemoKeys *self, const char *secret_or_token)
{
  g_autofree char *token = dup_token (secret_or_token);

  return orch_demo_keys_find (self, token);
}

/* The newest of the deleted keys with this secret or hash: (transfer full) (nullable). */
JsonObject *
orch_demo_keys_find_deleted (OrchDemoKeys *self, const char *secret_or_token)
{
  g_autofree char *token = dup_token (secret_or_token);

  for (guint i = json_array_get_length (self->deleted); i > 0; i--) {
    JsonObject *row = json_array_get_object_element (self->deleted, i - 1);

    if (g_strcmp0 (orch_json_get_string (row, "token"), token) == 0)
      return json_object_ref (row);
  }

  return NULL;
}

/* Keeps a row that was changed or created: takes the place of what had its token. */
void
orch_demo_keys_put (OrchDemoKeys *self, JsonObject *row)
{
  const char *token = orch_json_get_string (row, "token");
  guint index, number;

  if (orch_demo_person_keys_find (token, self->n_people, &index, &number))
    set_changed (self, index, number, row);
  else
    g_hash_table_replace (self->created, (gpointer) token, json_object_ref (row));
}

/* As orch_demo_keys_put(), and notes the time, as the proxy does. */
void
orch_demo_keys_put_changed (OrchDemoKeys *self, JsonObject *row)
{
  gint64 now = orch_demo_time_get_now ();

  orch_demo_row_set_time (row, "updated_at", now);
  orch_demo_row_set_time (row, "settings_updated_at", now);
  orch_demo_keys_put (self, row);
}

void
orch_demo_keys_remove (OrchDemoKeys *self, const char *token)
{
  guint index, number;

  if (orch_demo_person_keys_find (token, self->n_people, &index, &number))
    set_changed (self, index, number, NULL);
  else
    g_hash_table_remove (self->created, token);
}

static void
collect_token (const OrchDemoKey *key, gpointer user_data)
{
  char buffer[ORCH_DEMO_TEXT_SIZE];

  g_ptr_array_add (user_data, g_strdup (orch_demo_key_get_token (key, buffer)));
}

void
orch_demo_keys_remove_of_user (OrchDemoKeys *self, const char *user_id)
{
  g_autoptr (GPtrArray) tokens = g_ptr_array_new_with_free_func (g_free);

  orch_demo_keys_foreach (self, user_id, collect_token, tokens);
  for (guint i = 0; i < tokens->len; i++)
    orch_demo_keys_remove (self, g_ptr_array_index (tokens, i));
}

double
orch_demo_keys_get_window_spend (OrchDemoKeys *self, JsonObject *row)
{
  const char *token = orch_json_get_string (row, "token");
  const double *spent = g_hash_table_lookup (self->spent, token);
  guint index, number;

  if (spent != NULL)
    return *spent;
  if (!orch_demo_person_keys_find (token, self->n_people, &index, &number))
    return 0.0;

  return orch_demo_person_key_get_window_spend (index, number);
}

void
orch_demo_keys_set_window_spend (OrchDemoKeys *self, JsonObject *row, double usd)
{
  double *spent = g_new (double, 1);

  *spent = usd;
  g_hash_table_replace (self->spent, g_strdup (orch_json_get_string (row, "token")), spent);
}

/* Keeps the row of a key that was removed. */
void
orch_demo_keys_archive (OrchDemoKeys *self, JsonObject *row)
{
  json_array_add_object_element (self->deleted, json_object_ref (row));
}

/* Lets an old secret be used for a while in the place of the new one. */
void
orch_demo_keys_deprecate (OrchDemoKeys *self, const char *token, const char *new_token,
                          gint64 until)
{
  Grace *grace = g_new (Grace, 1);

  *grace = (Grace){ g_strdup (new_token), until };
  g_hash_table_replace (self->graces, g_strdup (token), grace);
}

/* The row that an old secret still stands for: (transfer full) (nullable). */
JsonObject *
orch_demo_keys_find_deprecated (OrchDemoKeys *self, const char *token, gint64 now)
{
  const Grace *grace = g_hash_table_lookup (self->graces, token);

  return grace != NULL && now < grace->until ? orch_demo_keys_find (self, grace->token) : NULL;
}

/* The hash by which the proxy knows a secret. */
char *
orch_demo_secret_dup_token (const char *secret)
{
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, secret, -1);
}

/* What may be shown of a secret: nothing of a short one. */
char *
orch_demo_secret_dup_name (const char *secret)
{
  glong length = g_utf8_strlen (secret, -1);

  return g_strconcat ("sk-...", length >= 16 ? g_utf8_offset_to_pointer (secret, length - 4) : "",
                      NULL);
}
