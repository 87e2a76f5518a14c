#include "config.h"

#include <libsoup/soup.h>
#include <string.h>

#include "core/client/json.h"
#include "demo/demo-auth.h"
#include "demo/demo-fields.h"
#include "demo/demo-key-rows.h"
#include "demo/demo-key-write.h"
#include "demo/demo-members.h"
#include "demo/demo-people.h"
#include "demo/demo-rows.h"
#include "demo/demo-time.h"
#include "demo/demo-handlers.h"

static const OrchDemoField FIELDS[] = {
  { "keys", ORCH_DEMO_VALUE_TEXTS, 0 },
  { "key_aliases", ORCH_DEMO_VALUE_TEXTS, 0 },
};

static gboolean
is_same_key (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (orch_json_get_string ((JsonObject *) a, "token"),
                    orch_json_get_string ((JsonObject *) b, "token"))
         == 0;
}

/* The rows of those keys that exist, each once: (transfer full). */
static GPtrArray *
find_rows (OrchDemoKeys *keys, char **names, char **aliases)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);

  for (gsize i = 0; names != NULL && names[i] != NULL; i++) {
    g_autoptr (JsonObject) row = orch_demo_keys_find_named (keys, names[i]);

    if (row != NULL && !g_ptr_array_find_with_equal_func (rows, row, is_same_key, NULL))
      g_ptr_array_add (rows, json_object_ref (row));
  }
  for (gsize i = 0; aliases != NULL && aliases[i] != NULL; i++)
    g_ptr_array_extend_and_steal (rows, orch_demo_keys_find_alias (keys, aliases[i]));

  return rows;
}

static OrchDemoReply *
check_owner (OrchDemoRequest *request, GPtrArray *rows)
{
  const char *own_id = orch_demo_caller_get_user_id (&request->caller);

  if (orch_demo_caller_is_admin (&request->caller))
    return NULL;

  for (guint i = 0; i < rows->len; i++) {
    if (g_strcmp0 (orch_json_get_string (g_ptr_array_index (rows, i), "user_id"), own_id) != 0)
      return orch_demo_reply_error (SOUP_STATUS_FORBIDDEN, "internal_server_error", NULL,
                                    "{'error': 'You are not authorized to delete this key'}");
  }
  return NULL;
}

/* The proxy cannot read a key without metadata. */
static OrchDemoReply *
check_metadata (GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++) {
    const char *name = orch_demo_key_row_find_null (g_ptr_array_index (rows, i));

    if (name != NULL)
      return orch_demo_reply_error (SOUP_STATUS_INTERNAL_SERVER_ERROR, "internal_server_error",
                                    NULL, ORCH_DEMO_NO_DICTIONARY,
                                    "LiteLLM_DeletedVerificationToken", name);
  }

  return NULL;
}

/* The proxy keeps what it deletes in another table. */
void
orch_demo_key_archive (OrchDemoRequest *request, JsonObject *row)
{
  OrchDemoKeys *keys = orch_demo_store_get_keys (request->store);
  JsonObject *caller_key = request->caller.key;
  g_autoptr (JsonObject) deleted = orch_demo_members_copy_all (row);
  g_autofree char *id = g_uuid_string_random ();

  json_object_set_string_member (deleted, "id", id);
  json_object_set_null_member (deleted, "organization_id");
  json_object_set_null_member (deleted, "litellm_budget_table");
  json_object_set_null_member (deleted, "budget_limits");
  orch_demo_row_set_time (deleted, "deleted_at", orch_demo_time_get_now ());
  json_object_set_string_member (deleted, "deleted_by",
                                 orch_demo_caller_get_user_id (&request->caller));
  json_object_set_string_member (deleted, "deleted_by_api_key",
                                 caller_key != NULL ? orch_json_get_string (caller_key, "token")
                                                    : "litellm_proxy_master_key");
  json_object_set_null_member (deleted, "litellm_changed_by");

  orch_demo_keys_remove (keys, orch_json_get_string (row, "token"));
  orch_demo_keys_archive (keys, deleted);
}

static OrchDemoReply *
read_names (JsonObject *body, JsonObject *names)
{
  g_autoptr (JsonArray) problems = NULL;

  if (orch_demo_value_is_nothing (json_object_get_member (body, "keys"))
      && orch_demo_value_is_nothing (json_object_get_member (body, "key_aliases"))) {
    problems = json_array_new ();
    orch_demo_problems_add (
        problems, "value_error", "body", NULL,
        "Value error, At least one of 'keys' or 'key_aliases' must be provided.");
  } else {
    problems = orch_demo_fields_read (FIELDS, G_N_ELEMENTS (FIELDS), body, names);
  }

  if (json_array_get_length (problems) == 0)
    return NULL;
  return orch_demo_reply_problems (g_steal_pointer (&problems));
}

/* POST /key/delete: the reply repeats what was sent, unknown keys too. */
OrchDemoReply *
orch_demo_handle_key_delete (OrchDemoRequest *request)
{
  OrchDemoReply *refusal = orch_demo_auth_require_key_writer (request);
  g_autoptr (JsonObject) values = json_object_new ();
  g_auto (GStrv) names = NULL, aliases = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  JsonObject *reply;

  if (refusal == NULL && request->body == NULL)
    refusal = orch_demo_reply_missing (NULL);
  if (refusal == NULL)
    refusal = read_names (request->body, values);
  if (refusal != NULL)
    return refusal;

  names = orch_json_get_strv (values, "keys");
  aliases = orch_json_get_strv (values, "key_aliases");
  rows = find_rows (orch_demo_store_get_keys (request->store), names, aliases);
  if (rows->len == 0)
    return orch_demo_reply_error (SOUP_STATUS_NOT_FOUND, "internal_server_error", NULL,
                                  "{'error': 'No keys found'}");
  refusal = check_owner (request, rows);
  if (refusal == NULL)
    refusal = check_metadata (rows);
  if (refusal != NULL)
    return refusal;

  for (guint i = 0; i < rows->len; i++)
    orch_demo_key_archive (request, g_ptr_array_index (rows, i));

  reply = json_object_new ();
  json_object_set_member (reply, "deleted_keys",
                          json_object_dup_member (request->body, names == NULL || names[0] == NULL
                                                                     ? "key_aliases"
                                                                     : "keys"));
  return orch_demo_reply_new (SOUP_STATUS_OK, reply);
}
