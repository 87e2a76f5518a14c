#include "config.h"

#include <libsoup/soup.h>

#include "core/client/json.h"
#include "demo/demo-auth.h"
#include "demo/demo-members.h"
#include "demo/demo-python.h"
#include "demo/demo-rows.h"
#include "demo/demo-teams.h"
#include "demo/demo-time.h"
#include "demo/demo-budget.h"

/* Whether a key or a user has spent its budget. */
static gboolean
is_exceeded (JsonObject *row, double *spend, double *budget)
{
  *spend = json_object_get_double_member (row, "spend");

  return orch_json_get_double (row, "max_budget", budget) && *spend >= *budget;
}

static OrchDemoReply *
reply_exceeded (char *message)
{
  g_autofree char *owned = message;

  return orch_demo_reply_error (SOUP_STATUS_UNPROCESSABLE_ENTITY, "budget_exceeded", NULL, "%s",
                                owned);
}

/* The budget of the key, which limits everything about models (contract, section 7). */
OrchDemoReply *
orch_demo_budget_check_key (OrchDemoRequest *request)
{
  JsonObject *key = request->caller.key;
  g_autofree char *number = NULL, *limit = NULL;
  const char *alias;
  double spend, budget;

  if (key == NULL || !is_exceeded (key, &spend, &budget))
    return NULL;

  alias = orch_json_get_string (key, "key_alias");
  number = orch_demo_python_dup_number (spend);
  limit = orch_demo_python_dup_number (budget);
  return reply_exceeded (
      g_strdup_printf ("Budget has been exceeded! Key=%s (%s) Current cost: %s, Max budget: %s",
                       alias != NULL && *alias != '\0' ? alias : "key",
                       orch_json_get_string (key, "key_name"), number, limit));
}

static OrchDemoReply *
check_windows (OrchDemoRequest *request)
{
  OrchDemoKeys *keys = orch_demo_store_get_keys (request->store);
  JsonObject *key = request->caller.key;
  JsonArray *windows = orch_json_get_array (key, "budget_limits");
  double spend = orch_demo_keys_get_window_spend (keys, key);

  for (guint i = 0; windows != NULL && i < json_array_get_length (windows); i++) {
    JsonObject *window = json_array_get_object_element (windows, i);
    double budget = json_object_get_double_member (window, "max_budget");

    if (spend >= budget)
      return reply_exceeded (
          g_strdup_printf ("ExceededBudget: Key over %s budget. Spend=$%.4f, Limit=$%.2f",
                           orch_json_get_string (window, "budget_duration"), spend, budget));
  }

  return NULL;
}

/* (transfer full) (nullable): the user whose key it is */
static JsonObject *
dup_user (OrchDemoRequest *request)
{
  const char *user_id = orch_demo_caller_get_user_id (&request->caller);

  return user_id != NULL ? orch_demo_store_find (request->store, user_id) : NULL;
}

static OrchDemoReply *
check_user (OrchDemoRequest *request)
{
  g_autoptr (JsonObject) user = dup_user (request);
  g_autofree char *number = NULL, *limit = NULL;
  double spend, budget;

  if (user == NULL || orch_json_get_string (request->caller.key, "team_id") != NULL
      || !is_exceeded (user, &spend, &budget))
    return NULL;

  number = orch_demo_python_dup_number (spend);
  limit = orch_demo_python_dup_number (budget);
  return reply_exceeded (
      g_strdup_printf ("ExceededBudget: User=%s over budget. Spend=%s, Budget=%s",
                       orch_json_get_string (user, "user_id"), number, limit));
}

/* The team of a key has to be there, not blocked, and within its budget. */
static OrchDemoReply *
check_team (OrchDemoRequest *request)
{
  const char *id = orch_json_get_string (request->caller.key, "team_id");
  const OrchDemoTeam *team = id != NULL ? orch_demo_team_find (id) : NULL;
  g_autofree char *number = NULL, *limit = NULL;

  if (id == NULL)
    return NULL;
  if (team == NULL)
    return orch_demo_reply_auth_error (
        SOUP_STATUS_NOT_FOUND,
        "{'error': \"Team doesn't exist in db. Team=%s. Create team via `/team/new` call.\"}", id);
  if (team->is_blocked)
    return orch_demo_reply_auth_error (
        SOUP_STATUS_UNAUTHORIZED,
        "Authentication Error, Team=%s is blocked. Update via `/team/unblock` if you're an admin.",
        id);
  if (team->max_budget < 0 || team->spend < team->max_budget)
    return NULL;

  number = orch_demo_python_dup_number (team->spend);
  limit = orch_demo_python_dup_number (team->max_budget);
  return reply_exceeded (g_strdup_printf (
      "Budget has been exceeded! Team=%s Current cost: %s, Max budget: %s", id, number, limit));
}

/* Every budget that limits a call of a model. */
OrchDemoReply *
orch_demo_budget_check_all (OrchDemoRequest *request)
{
  OrchDemoReply *reply;

  if (request->caller.key == NULL)
    return NULL;

  reply = check_team (request);
  if (reply == NULL)
    reply = orch_demo_budget_check_key (request);
  if (reply == NULL)
    reply = check_windows (request);
  if (reply == NULL)
    reply = check_user (request);
  return reply;
}

static JsonObject *
dup_spent (JsonObject *row, double usd)
{
  JsonObject *spent = orch_demo_members_copy_all (row);
  double before = json_object_get_double_member (row, "spend");

  json_object_set_double_member (spent, "spend", before + usd);
  orch_demo_row_set_time (spent, "updated_at", orch_demo_time_get_now ());
  return spent;
}

/* What a call costs: the proxy writes it down some seconds later, this server at once. */
void
orch_demo_budget_spend (OrchDemoRequest *request, double usd)
{
  OrchDemoKeys *keys = orch_demo_store_get_keys (request->store);
  g_autoptr (JsonObject) key = NULL, user = dup_user (request), spent = NULL;

  if (user != NULL) {
    spent = dup_spent (user, usd);
    orch_demo_store_put (request->store, spent);
  }
  if (request->caller.key == NULL)
    return;

  key = dup_spent (request->caller.key, usd);
  json_object_set_double_member (key, "total_spend",
                                 json_object_get_double_member (key, "total_spend") + usd);
  orch_demo_row_set_time (key, "last_active", orch_demo_time_get_now ());
  orch_demo_keys_set_window_spend (keys, key, orch_demo_keys_get_window_spend (keys, key) + usd);
  orch_demo_keys_put (keys, key);
}
