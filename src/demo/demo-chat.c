#include "config.h"

#include <libsoup/soup.h>

#include "core/client/json.h"
#include "demo/demo-auth.h"
#include "demo/demo-budget.h"
#include "demo/demo-models.h"
#include "demo/demo-server.h"
#include "demo/demo-time.h"
#include "demo/demo-handlers.h"

#define ANSWER "Hello! This is the demo server: there is no model behind it."
#define N_ANSWER_TOKENS 15

static OrchDemoReply *
reply_bad_request (const char *param, const char *message)
{
  return orch_demo_reply_error (SOUP_STATUS_BAD_REQUEST, "invalid_request_error", param, "%s",
                                message);
}

static OrchDemoReply *
reply_no_model (OrchDemoRequest *request, const char *name)
{
  g_autofree char *message =
      g_strdup_printf ("%s: Invalid model name passed in model=%s. Call `/v1/models` to view "
                       "available models for your key.",
                       request->path, name != NULL ? name : "None");
  JsonObject *body = json_object_new (), *error = json_object_new (), *more = json_object_new ();

  json_object_set_string_member (more, "error", message);
  json_object_set_string_member (error, "message", message);
  json_object_set_string_member (error, "type", "invalid_request_error");
  json_object_set_null_member (error, "param");
  json_object_set_string_member (error, "code", "400");
  json_object_set_object_member (error, "provider_specific_fields", more);
  json_object_set_object_member (body, "error", error);
  return orch_demo_reply_new (SOUP_STATUS_BAD_REQUEST, body);
}

static OrchDemoReply *
reply_no_access (const char *name, const char *type)
{
  return orch_demo_reply_error (SOUP_STATUS_FORBIDDEN, type, "model",
                                "The requested model '%s' is not available for this API key, or "
                                "the model name is invalid. Check the models available to you and "
                                "try again.",
                                name);
}

/* The models of the key, and those of its user. */
static OrchDemoReply *
check_access (OrchDemoRequest *request, const char *name)
{
  JsonObject *key = request->caller.key;
  const char *user_id = orch_demo_caller_get_user_id (&request->caller);
  g_autoptr (JsonObject) user = NULL;
  g_auto (GStrv) models = NULL, user_models = NULL;

  if (key == NULL || name == NULL)
    return NULL;

  models = orch_json_get_strv (key, "models");
  if (!orch_demo_models_allow (models, name)
      && !g_strv_contains ((const char *const *) models, "all-team-models"))
    return reply_no_access (name, "key_model_access_denied");

  user = user_id != NULL ? orch_demo_store_find (request->store, user_id) : NULL;
  user_models = user != NULL ? orch_json_get_strv (user, "models") : NULL;
  if (orch_demo_models_allow (user_models, name))
    return NULL;

  return reply_no_access (name,
                          g_strv_contains ((const char *const *) user_models, "no-default-models")
                              ? "key_model_access_denied"
                              : "user_model_access_denied");
}

static JsonObject *
new_choice (void)
{
  JsonObject *choice = json_object_new (), *message = json_object_new ();

  json_object_set_string_member (message, "content", ANSWER);
  json_object_set_string_member (message, "role", "assistant");
  json_object_set_string_member (choice, "finish_reason", "stop");
  json_object_set_int_member (choice, "index", 0);
  json_object_set_object_member (choice, "message", message);

  return choice;
}

static JsonObject *
new_usage (gint64 prompt)
{
  JsonObject *usage = json_object_new ();

  json_object_set_int_member (usage, "completion_tokens", N_ANSWER_TOKENS);
  json_object_set_int_member (usage, "prompt_tokens", prompt);
  json_object_set_int_member (usage, "total_tokens", N_ANSWER_TOKENS + prompt);

  return usage;
}

/* About four characters make a token. */
static gint64
count_tokens (JsonArray *messages)
{
  gint64 n = 0;

  for (guint i = 0; i < json_array_get_length (messages); i++) {
    JsonNode *node = json_array_get_element (messages, i);
    const char *content = JSON_NODE_HOLDS_OBJECT (node)
                              ? orch_json_get_string (json_node_get_object (node), "content")
                              : NULL;

    n += 4 + (content != NULL ? g_utf8_strlen (content, -1) / 4 : 0);
  }

  return n;
}

/* What a call used, or that it was refused: then @model is NULL if there is none of that name. */
static void
note_use (OrchDemoRequest *request, const OrchDemoModel *model, const OrchDemoAmounts *amounts)
{
  JsonObject *key = request->caller.key;
  g_autofree char *master = orch_demo_secret_dup_token (ORCH_DEMO_MASTER_KEY);
  const OrchDemoUse use = {
    .day = orch_demo_time_get_now () / G_TIME_SPAN_DAY,
    .token = key != NULL ? orch_json_get_string (key, "token") : master,
    .user_id = key != NULL ? orch_json_get_string (key, "user_id") : "default_user_id",
    .model = model,
    .amounts = *amounts,
  };

  orch_demo_usage_add (orch_demo_store_get_usage (request->store), &use);
}

static OrchDemoReply *
complete (OrchDemoRequest *request, const OrchDemoModel *model, JsonArray *messages)
{
  g_autofree char *uuid = g_uuid_string_random ();
  g_autofree char *id = g_strconcat ("chatcmpl-", uuid, NULL);
  gint64 prompt = count_tokens (messages);
  const OrchDemoAmounts used = {
    .spend = (double) prompt * model->input_cost + N_ANSWER_TOKENS * model->output_cost,
    .prompt_tokens = prompt,
    .completion_tokens = N_ANSWER_TOKENS,
    .n_succeeded = 1,
  };
  JsonObject *reply = json_object_new ();
  JsonArray *choices = json_array_new ();

  orch_demo_budget_spend (request, used.spend);
  note_use (request, model, &used);

  json_array_add_object_element (choices, new_choice ());
  json_object_set_string_member (reply, "id", id);
  json_object_set_int_member (reply, "created", g_get_real_time () / G_USEC_PER_SEC);
  json_object_set_string_member (reply, "model", model->name);
  json_object_set_string_member (reply, "object", "chat.completion");
  json_object_set_array_member (reply, "choices", choices);
  json_object_set_object_member (reply, "usage", new_usage (prompt));
  return orch_demo_reply_new (SOUP_STATUS_OK, reply);
}

static OrchDemoReply *
check_call (OrchDemoRequest *request, const char *name, const OrchDemoModel *model,
            JsonArray *messages)
{
  OrchDemoReply *reply = orch_demo_budget_check_all (request);

  if (reply == NULL)
    reply = check_access (request, name);
  if (reply != NULL)
    return reply;
  if (messages == NULL)
    return reply_bad_request ("messages", "/chat/completions: Missing required parameter: "
                                          "'messages'.");

  return model == NULL ? reply_no_model (request, name) : NULL;
}

/* POST /chat/completions */
OrchDemoReply *
orch_demo_handle_chat (OrchDemoRequest *request)
{
  const OrchDemoAmounts refused = { .n_failed = 1 };
  const char *name = request->body != NULL ? orch_json_get_string (request->body, "model") : NULL;
  JsonArray *messages =
      request->body != NULL ? orch_json_get_array (request->body, "messages") : NULL;
  const OrchDemoModel *model = name != NULL ? orch_demo_model_find (name) : NULL;
  OrchDemoReply *reply = check_call (request, name, model, messages);

  if (reply == NULL)
    return complete (request, model, messages);

  note_use (request, model, &refused);
  return reply;
}
