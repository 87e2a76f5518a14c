#include "config.h"

#include <libsoup/soup.h>

#include "core/client/json.h"
#include "demo/demo-auth.h"
#include "demo/demo-handlers.h"

#define DEFAULT_KEY_LIMIT 100
#define MAX_KEY_LIMIT 1000

/* What a day's use is broken down by, beside the keys. */
typedef enum {
  BY_MODEL,
  BY_MODEL_GROUP,
  BY_PROVIDER,
  BY_ENDPOINT,
  N_TABLES,
} Table;

static const char *const TABLES[N_TABLES] = {
  [BY_MODEL] = "models",
  [BY_MODEL_GROUP] = "model_groups",
  [BY_PROVIDER] = "providers",
  [BY_ENDPOINT] = "endpoints",
};

/* What was used with one model or the like; each key's part is among the parts. */
typedef struct {
  OrchDemoAmounts amounts;
  GHashTable *parts; /* (owned) (nullable): name → (owned) Group */
} Group;

typedef struct {
  OrchDemoAmounts amounts;
  GHashTable *keys;             /* (owned): token → (owned) Group */
  GHashTable *tables[N_TABLES]; /* (owned): name → (owned) Group, with the keys' parts */
} Day;

typedef struct {
  OrchDemoUsageQuery query;
  OrchDemoAmounts totals;
  Day **days;       /* (owned): of each day since the first; NULL: without use */
  GHashTable *keys; /* (owned): token → (owned) Group: of all days */
  guint key_limit;
  GHashTable *top_keys; /* (owned): token → (owned) JsonObject: what is said of it */
} Report;

static void
group_free (Group *self)
{
  g_clear_pointer (&self->parts, g_hash_table_unref);
  g_free (self);
}

static GHashTable *
groups_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) group_free);
}

static Group *
get_group (GHashTable *groups, const char *name)
{
  Group *group = g_hash_table_lookup (groups, name);

  if (group == NULL) {
    group = g_new0 (Group, 1);
    g_hash_table_insert (groups, g_strdup (name), group);
  }

  return group;
}

static Day *
day_new (void)
{
  Day *self = g_new0 (Day, 1);

  self->keys = groups_new ();
  for (guint i = 0; i < N_TABLES; i++)
    self->tables[i] = groups_new ();

  return self;
}

static void
day_free (Day *self)
{
  g_hash_table_unref (self->keys);
  for (guint i = 0; i < N_TABLES; i++)
    g_hash_table_unref (self->tables[i]);
  g_free (self);
}

static guint
count_days (const Report *self)
{
  gint64 n = self->query.last_day - self->query.first_day + 1;

  return n > 0 ? (guint) n : 0;
}

static void
report_clear (Report *self)
{
  for (guint i = 0; self->days != NULL && i < count_days (self); i++)
    g_clear_pointer (&self->days[i], day_free);
  g_free (self->days);
  g_clear_pointer (&self->keys, g_hash_table_unref);
  g_clear_pointer (&self->top_keys, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Report, report_clear)

static void
count_key (const OrchDemoUse *use, gpointer user_data)
{
  Report *self = user_data;

  orch_demo_amounts_add (&get_group (self->keys, use->token)->amounts, &use->amounts);
}

static int
compare_keys (gconstpointer a, gconstpointer b, gpointer user_data)
{
  GHashTable *keys = user_data;
  const char *token_a = *(const char *const *) a, *token_b = *(const char *const *) b;
  double spend_a = ((Group *) g_hash_table_lookup (keys, token_a))->amounts.spend;
  double spend_b = ((Group *) g_hash_table_lookup (keys, token_b))->amounts.spend;

  if (spend_a != spend_b)
    return spend_a > spend_b ? -1 : 1;

  return g_strcmp0 (token_a, token_b);
}

static void
copy_text (JsonObject *object, const char *name, JsonObject *row)
{
  const char *text = row != NULL ? orch_json_get_string (row, name) : NULL;

  if (text != NULL)
    json_object_set_string_member (object, name, text);
  else
    json_object_set_null_member (object, name);
}

static JsonObject *
new_key_metadata (OrchDemoStore *store, const char *token)
{
  OrchDemoKeys *keys = orch_demo_store_get_keys (store);
  g_autoptr (JsonObject) row = orch_demo_keys_find (keys, token);
  g_autoptr (JsonObject) user = NULL;
  gboolean exists = row != NULL;
  JsonObject *metadata = json_object_new ();
  const char *user_id;

  if (!exists)
    row = orch_demo_keys_find_deleted (keys, token);
  user_id = row != NULL ? orch_json_get_string (row, "user_id") : NULL;
  user = user_id != NULL ? orch_demo_store_find (store, user_id) : NULL;

  copy_text (metadata, "key_alias", row);
  copy_text (metadata, "team_id", row);
  copy_text (metadata, "user_id", row);
  copy_text (metadata, "user_email", user);
  json_object_set_boolean_member (metadata, "key_exists", exists);
  return metadata;
}

static void
choose_top_keys (Report *self, OrchDemoStore *store)
{
  guint n;
  g_autofree gpointer *tokens = g_hash_table_get_keys_as_array (self->keys, &n);

  g_qsort_with_data (tokens, (int) n, sizeof (gpointer), compare_keys, self->keys);
  for (guint i = 0; i < MIN (n, self->key_limit); i++)
    g_hash_table_insert (self->top_keys, tokens[i], new_key_metadata (store, tokens[i]));
}

static void
add_to_table (GHashTable *table, const char *name, const char *token, const OrchDemoUse *use)
{
  Group *group = get_group (table, name);

  orch_demo_amounts_add (&group->amounts, &use->amounts);
  if (group->parts == NULL)
    group->parts = groups_new ();
  if (token != NULL)
    orch_demo_amounts_add (&get_group (group->parts, token)->amounts, &use->amounts);
}

static void
add_use (const OrchDemoUse *use, gpointer user_data)
{
  Report *self = user_data;
  Day **day = &self->days[use->day - self->query.first_day];
  const char *token = g_hash_table_contains (self->top_keys, use->token) ? use->token : NULL;

  if (*day == NULL)
    *day = day_new ();
  orch_demo_amounts_add (&self->totals, &use->amounts);
  orch_demo_amounts_add (&(*day)->amounts, &use->amounts);
  if (token != NULL)
    orch_demo_amounts_add (&get_group ((*day)->keys, token)->amounts, &use->amounts);

  const char *group = use->model != NULL ? use->model->name : "unknown-model";
  const char *provider = use->model != NULL ? use->model->provider : "unknown";
  g_autofree char *name =
      use->model != NULL ? g_strconcat (provider, "/", group, NULL) : g_strdup (group);

  add_to_table ((*day)->tables[BY_MODEL], name, token, use);
  add_to_table ((*day)->tables[BY_MODEL_GROUP], group, token, use);
  add_to_table ((*day)->tables[BY_PROVIDER], provider, token, use);
  add_to_table ((*day)->tables[BY_ENDPOINT], "/chat/completions", token, use);
}

/* @prefix is what stands before the names of the totals. */
static void
show_amounts (JsonObject *object, const char *prefix, const OrchDemoAmounts *amounts)
{
  const gint64 n_requests = amounts->n_succeeded + amounts->n_failed;
  const struct {
    const char *name;
    double value;
  } numbers[] = {
    { "spend", amounts->spend },
    { "flat_cost", 0 },
    { "compression_savings_spend", 0 },
    { "prompt_caching_savings_spend", 0 },
    { "gateway_injected_caching_savings_spend", 0 },
    { "autorouter_savings_spend", 0 },
  };
  const struct {
    const char *name;
    gint64 value;
  } counts[] = {
    { "prompt_tokens", amounts->prompt_tokens },
    { "completion_tokens", amounts->completion_tokens },
    { "cache_read_input_tokens", 0 },
    { "cache_creation_input_tokens", 0 },
    { "compression_saved_tokens", 0 },
    { "successful_requests", amounts->n_succeeded },
    { "failed_requests", amounts->n_failed },
    { "api_requests", n_requests },
    { "response_time_ms", amounts->n_succeeded * 2 },
    { "timed_requests", amounts->n_succeeded },
  };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++) {
    g_autofree char *name = g_strconcat (prefix, numbers[i].name, NULL);

    json_object_set_double_member (object, name, numbers[i].value);
  }
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++) {
    gboolean is_time = g_str_equal (counts[i].name, "response_time_ms");
    g_autofree char *name = g_strconcat (is_time ? "total_" : prefix, counts[i].name, NULL);

    json_object_set_int_member (object, name, counts[i].value);
  }
  /* This one has the same name in both. */
  json_object_set_int_member (object, "total_tokens",
                              amounts->prompt_tokens + amounts->completion_tokens);
}

static JsonObject *
new_metrics (const OrchDemoAmounts *amounts)
{
  JsonObject *metrics = json_object_new ();

  show_amounts (metrics, "", amounts);
  return metrics;
}

static JsonObject *
show_keys (const Report *report, GHashTable *keys)
{
  JsonObject *object = json_object_new ();
  GHashTableIter iter;
  gpointer token, group;

  g_hash_table_iter_init (&iter, keys);
  while (g_hash_table_iter_next (&iter, &token, &group)) {
    JsonObject *key = json_object_new ();
    JsonObject *metadata = g_hash_table_lookup (report->top_keys, token);

    json_object_set_object_member (key, "metrics", new_metrics (&((Group *) group)->amounts));
    json_object_set_object_member (key, "metadata", json_object_ref (metadata));
    json_object_set_object_member (object, token, key);
  }

  return object;
}

static JsonObject *
show_table (const Report *report, GHashTable *groups)
{
  JsonObject *object = json_object_new ();
  GHashTableIter iter;
  gpointer name, data;

  g_hash_table_iter_init (&iter, groups);
  while (g_hash_table_iter_next (&iter, &name, &data)) {
    Group *group = data;
    JsonObject *shown = json_object_new ();

    json_object_set_object_member (shown, "metrics", new_metrics (&group->amounts));
    json_object_set_object_member (shown, "metadata", json_object_new ());
    json_object_set_object_member (shown, "api_key_breakdown", show_keys (report, group->parts));
    json_object_set_object_member (object, name, shown);
  }

  return object;
}

static char *
dup_date (gint64 day)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (day * 24 * 60 * 60);

  return g_date_time_format (time, "%Y-%m-%d");
}

static JsonObject *
show_day (const Report *report, gint64 number, Day *day)
{
  g_autofree char *date = dup_date (number);
  JsonObject *object = json_object_new (), *breakdown = json_object_new ();

  json_object_set_object_member (breakdown, "mcp_servers", json_object_new ());
  for (guint i = 0; i < N_TABLES; i++)
    json_object_set_object_member (breakdown, TABLES[i], show_table (report, day->tables[i]));
  json_object_set_object_member (breakdown, "api_keys", show_keys (report, day->keys));
  json_object_set_object_member (breakdown, "entities", json_object_new ());

  json_object_set_string_member (object, "date", date);
  json_object_set_object_member (object, "metrics", new_metrics (&day->amounts));
  json_object_set_object_member (object, "breakdown", breakdown);
  return object;
}

static JsonObject *
show_totals (const Report *report)
{
  JsonObject *object = json_object_new ();

  show_amounts (object, "total_", &report->totals);
  json_object_set_int_member (object, "page", 1);
  json_object_set_int_member (object, "total_pages", 1);
  json_object_set_boolean_member (object, "has_more", FALSE);
  json_object_set_int_member (object, "api_key_limit", report->key_limit);
  json_object_set_int_member (object, "total_api_keys", g_hash_table_size (report->keys));
  json_object_set_null_member (object, "entity_total_api_keys");
  return object;
}

static OrchDemoReply *
show_report (const Report *report)
{
  JsonObject *reply = json_object_new ();
  JsonArray *results = json_array_new ();

  for (guint i = count_days (report); i > 0; i--)
    if (report->days[i - 1] != NULL)
      json_array_add_object_element (
          results, show_day (report, report->query.first_day + i - 1, report->days[i - 1]));
  json_object_set_array_member (reply, "results", results);
  json_object_set_object_member (reply, "metadata", show_totals (report));

  return orch_demo_reply_new (SOUP_STATUS_OK, reply);
}

/* Only the spelling YYYY-MM-DD is one. */
static gboolean
read_date (const char *text, gint64 *day)
{
  g_autofree char *full = g_strconcat (text, "T00:00:00Z", NULL);
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (full, NULL);
  g_autofree char *again = time != NULL ? g_date_time_format (time, "%Y-%m-%d") : NULL;

  if (g_strcmp0 (again, text) != 0)
    return FALSE;

  *day = g_date_time_to_unix (time) / (24 * 60 * 60);
  return TRUE;
}

static OrchDemoReply *
read_dates (OrchDemoRequest *request, OrchDemoUsageQuery *query)
{
  const char *start = orch_demo_request_get_parameter (request, "start_date");
  const char *end = orch_demo_request_get_parameter (request, "end_date");

  if (start == NULL || end == NULL)
    return orch_demo_reply_detail_error (SOUP_STATUS_BAD_REQUEST,
                                         "Please provide start_date and end_date");
  if (!read_date (start, &query->first_day) || !read_date (end, &query->last_day))
    return orch_demo_reply_detail_error (SOUP_STATUS_BAD_REQUEST,
                                         "start_date and end_date must be valid YYYY-MM-DD dates");

  return NULL;
}

/* Who may not see everything sees their own. */
static OrchDemoReply *
read_user (OrchDemoRequest *request, OrchDemoUsageQuery *query)
{
  const char *own_id = orch_demo_caller_get_user_id (&request->caller);

  query->user_id = orch_demo_request_get_parameter (request, "user_id");
  if (orch_demo_caller_sees_all (&request->caller))
    return NULL;

  if (own_id == NULL)
    return orch_demo_reply_detail_error (SOUP_STATUS_FORBIDDEN,
                                         "Service-account keys cannot query user analytics. Use a "
                                         "user-bound key, or call as a proxy admin.");
  if (query->user_id != NULL && !g_str_equal (query->user_id, own_id))
    return orch_demo_reply_detail_error (SOUP_STATUS_FORBIDDEN,
                                         "Non-admin users can only view their own spend data.");

  query->user_id = own_id;
  return NULL;
}

/* GET /user/daily/activity/aggregated: see the contract, section 9. */
OrchDemoReply *
orch_demo_handle_daily_activity (OrchDemoRequest *request)
{
  OrchDemoUsage *usage = orch_demo_store_get_usage (request->store);
  g_autoptr (JsonArray) problems = json_array_new ();
  g_auto (Report)
      report = { .keys = groups_new (),
                 .top_keys = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                                    (GDestroyNotify) json_object_unref) };
  double key_limit = DEFAULT_KEY_LIMIT;
  OrchDemoReply *reply;

  orch_demo_request_read_number (request, "api_key_limit", MAX_KEY_LIMIT, &key_limit, problems);
  if (json_array_get_length (problems) > 0)
    return orch_demo_reply_problems (g_steal_pointer (&problems));

  reply = read_dates (request, &report.query);
  if (reply == NULL)
    reply = read_user (request, &report.query);
  if (reply != NULL)
    return reply;

  report.key_limit = (guint) key_limit;
  report.query.token = orch_demo_request_get_filled (request, "api_key");
  report.days = g_new0 (Day *, count_days (&report));
  orch_demo_usage_foreach (usage, &report.query, count_key, &report);
  choose_top_keys (&report, request->store);
  orch_demo_usage_foreach (usage, &report.query, add_use, &report);

  return show_report (&report);
}
