#include "config.h"

#include <libsoup/soup.h>
#include <string.h>

#include "core/client/json.h"
#include "demo/demo-auth.h"
#include "demo/demo-budget.h"
#include "demo/demo-models.h"
#include "demo/demo-handlers.h"

/* The models that a key names: (transfer full) (nullable): NULL: all of them. */
static char **
dup_names (OrchDemoRequest *request)
{
  JsonObject *key = request->caller.key;
  g_auto (GStrv) models = key != NULL ? orch_json_get_strv (key, "models") : NULL;

  if (orch_demo_models_allow_all (models)
      || g_strv_contains ((const char *const *) models, "all-team-models"))
    return NULL;

  return g_steal_pointer (&models);
}

/* @model: (nullable): a key may name models that do not exist */
static JsonObject *
new_row (const char *name, const OrchDemoModel *model)
{
  JsonObject *row = json_object_new ();

  json_object_set_string_member (row, "id", name);
  json_object_set_string_member (row, "object", "model");
  json_object_set_int_member (row, "created", 1677610602);
  json_object_set_string_member (row, "owned_by", "openai");
  json_object_set_string_member (row, "mode", model != NULL ? model->mode : NULL);
  if (model != NULL && model->max_input_tokens > 0)
    json_object_set_int_member (row, "max_input_tokens", model->max_input_tokens);
  else
    json_object_set_null_member (row, "max_input_tokens");
  if (model != NULL && model->max_output_tokens > 0)
    json_object_set_int_member (row, "max_output_tokens", model->max_output_tokens);
  else
    json_object_set_null_member (row, "max_output_tokens");

  return row;
}

/* Words that stand for models, and patterns, are not shown. */
static gboolean
is_name (const char *name)
{
  return strcmp (name, "no-default-models") != 0 && strchr (name, '*') == NULL;
}

/* GET /models: what the key may call, by its own list. */
OrchDemoReply *
orch_demo_handle_models (OrchDemoRequest *request)
{
  g_auto (GStrv) names = dup_names (request);
  OrchDemoReply *refusal = orch_demo_budget_check_key (request);
  JsonArray *data;
  JsonObject *reply;
  gsize n;
  const OrchDemoModel *models = orch_demo_models_get (&n);

  if (refusal != NULL)
    return refusal;

  data = json_array_new ();
  for (gsize i = 0; names == NULL && i < n; i++)
    json_array_add_object_element (data, new_row (models[i].name, &models[i]));
  for (gsize i = 0; names != NULL && names[i] != NULL; i++) {
    if (is_name (names[i]))
      json_array_add_object_element (data, new_row (names[i], orch_demo_model_find (names[i])));
  }

  reply = json_object_new ();
  json_object_set_array_member (reply, "data", data);
  json_object_set_string_member (reply, "object", "list");
  return orch_demo_reply_new (SOUP_STATUS_OK, reply);
}

static JsonObject *
new_info (const OrchDemoModel *model)
{
  JsonObject *row = json_object_new (), *params = json_object_new (), *info = json_object_new ();
  g_autofree char *target = g_strdup_printf ("%s/%s", model->provider, model->name);
  g_autofree char *id = g_compute_checksum_for_string (G_CHECKSUM_SHA256, target, -1);

  json_object_set_string_member (params, "model", target);
  json_object_set_string_member (info, "id", id);
  json_object_set_boolean_member (info, "db_model", FALSE);
  json_object_set_string_member (info, "key", model->name);
  json_object_set_string_member (info, "mode", model->mode);
  json_object_set_int_member (info, "max_input_tokens", model->max_input_tokens);
  json_object_set_int_member (info, "max_output_tokens", model->max_output_tokens);
  json_object_set_double_member (info, "input_cost_per_token", model->input_cost);
  json_object_set_double_member (info, "output_cost_per_token", model->output_cost);
  json_object_set_string_member (info, "litellm_provider", model->provider);
  json_object_set_string_member (row, "model_name", model->name);
  json_object_set_object_member (row, "litellm_params", params);
  json_object_set_object_member (row, "model_info", info);

  return row;
}

/* GET /model/info: with much less of each than the proxy tells. */
OrchDemoReply *
orch_demo_handle_model_info (OrchDemoRequest *request)
{
  g_auto (GStrv) names = dup_names (request);
  JsonArray *data = json_array_new ();
  JsonObject *reply = json_object_new ();
  gsize n;
  const OrchDemoModel *models = orch_demo_models_get (&n);

  for (gsize i = 0; i < n; i++) {
    if (names == NULL || g_strv_contains ((const char *const *) names, models[i].name))
      json_array_add_object_element (data, new_info (&models[i]));
  }
  json_object_set_array_member (reply, "data", data);
  return orch_demo_reply_new (SOUP_STATUS_OK, reply);
}

/* GET /v2/model/info: all of them, whoever asks. */
OrchDemoReply *
orch_demo_handle_v2_model_info (OrchDemoRequest *request)
{
  JsonArray *data = json_array_new ();
  JsonObject *reply = json_object_new ();
  gsize n;
  const OrchDemoModel *models = orch_demo_models_get (&n);

  for (gsize i = 0; i < n; i++)
    json_array_add_object_element (data, new_info (&models[i]));
  json_object_set_array_member (reply, "data", data);
  json_object_set_int_member (reply, "total_count", (gint64) n);
  json_object_set_int_member (reply, "current_page", 1);
  json_object_set_int_member (reply, "total_pages", 1);
  json_object_set_int_member (reply, "size", 50);
  return orch_demo_reply_new (SOUP_STATUS_OK, reply);
}
