#include "config.h"

#include <glib/gi18n.h>

#include "core/services/team-service.h"
#include "ui/common/detail-row.h"
#include "ui/common/format.h"
#include "ui/common/words.h"
#include "ui/keys/key-words.h"

#include "ui/keys/key-budgets.h"

struct _OrchKeyBudgets {
  AdwBin parent_instance;

  OrchDetailRow *rule_row;   /* (unowned) */
  OrchDetailRow *team_row;   /* (unowned) */
  OrchDetailRow *budget_row; /* (unowned) */
  OrchDetailRow *reset_row;  /* (unowned) */
  OrchDetailRow *owner_row;  /* (unowned) */

  OrchSession *session;      /* (owned) (nullable) */
  OrchKey *key;              /* (owned) (nullable) */
  GCancellable *cancellable; /* (owned) (nullable): while something is read */
  gboolean was_read;         /* once, well or not */
  GError *error;             /* (owned) (nullable): why the team, or the owner, could not be read */
};

G_DEFINE_FINAL_TYPE (OrchKeyBudgets, orch_key_budgets, ADW_TYPE_BIN)

/* (transfer full): what is said of a team that is not known */
static char *
describe_unknown_team (OrchKeyBudgets *self)
{
  g_autofree char *words = NULL;

  if (self->error == NULL)
    return g_strdup ("…");
  if (g_error_matches (self->error, ORCH_ERROR, ORCH_ERROR_NOT_FOUND))
    return g_strdup (_ ("There is no team with this ID. The server refuses calls with this key."));
  if (g_error_matches (self->error, ORCH_ERROR, ORCH_ERROR_NOT_PERMITTED)
      || g_error_matches (self->error, ORCH_ERROR, ORCH_ERROR_KEY_ROUTES))
    return g_strdup (_ ("The server tells it to the members of the team only."));

  words = orch_words_error (self->error);

  /* Translators: why something could not be read */
  return g_strdup_printf (_ ("It could not be read: %s"), words);
}

static char *
describe_team (OrchTeam *team)
{
  g_autoptr (GString) text = g_string_new (orch_team_get_name (team));

  if (orch_team_get_alias (team) != NULL)
    g_string_append_printf (text, "\n%s", orch_team_get_id (team));
  if (orch_team_is_blocked (team))
    g_string_append_printf (text, "\n%s",
                            _ ("The team is blocked: the server refuses calls with this key."));

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
describe_reset (OrchTeam *team)
{
  GDateTime *reset = orch_team_get_budget_reset_at (team);
  const char *duration = orch_team_get_budget_duration (team);
  g_autofree char *time = reset != NULL ? orch_format_date_time (reset) : NULL;

  if (duration == NULL)
    return g_strdup (_ ("Never"));

  /* Translators: a time; after how long, as LiteLLM writes it, such as 30d */
  return time != NULL ? g_strdup_printf (_ ("%s, every %s"), time, duration)
                      : g_strdup_printf (_ ("Every %s"), duration);
}

static void
show_team (OrchKeyBudgets *self)
{
  OrchTeam *team = orch_key_get_team (self->key);
  double usd = 0;
  gboolean has_budget = team != NULL && orch_team_get_max_budget (team, &usd);
  g_autofree char *text = NULL;
  g_autofree char *budget = NULL;
  g_autofree char *reset = NULL;

  if (team != NULL) {
    text = describe_team (team);
    budget = orch_format_spend_of_budget (orch_team_get_spend (team), has_budget, usd);
    reset = has_budget ? describe_reset (team) : NULL;
  } else if (orch_key_get_team_id (self->key) != NULL) {
    g_autofree char *unknown = describe_unknown_team (self);

    text = g_strjoin ("\n", orch_key_get_team_id (self->key), unknown, NULL);
  }

  orch_detail_row_set_text (self->team_row, text);
  orch_detail_row_set_text (self->budget_row, budget);
  orch_detail_row_set_text (self->reset_row, reset);
}

/* For the key of a team it is no limit. */
static void
show_owner (OrchKeyBudgets *self)
{
  double spend = 0;
  double usd = 0;
  gboolean counts = orch_key_get_team_id (self->key) == NULL
                    && orch_key_get_user_budget (self->key, &spend, &usd);
  g_autofree char *text = counts ? orch_format_spend_of_budget (spend, TRUE, usd) : NULL;

  orch_detail_row_set_text (self->owner_row, text);
}

/* A key whose team is gone is refused, whatever its budgets are. */
static void
show_rule (OrchKeyBudgets *self)
{
  gboolean knows_all = self->error == NULL || orch_key_get_team (self->key) != NULL;
  gboolean is_gone = g_error_matches (self->error, ORCH_ERROR, ORCH_ERROR_NOT_FOUND);
  g_autofree char *text = NULL;

  if (self->was_read && !is_gone && !orch_key_is_deleted (self->key))
    text = orch_key_words_limits (self->key, knows_all);
  orch_detail_row_set_text (self->rule_row, text);
}

static void
update (OrchKeyBudgets *self)
{
  if (self->key == NULL)
    return;

  show_rule (self);
  show_team (self);
  show_owner (self);
}

static void
end (OrchKeyBudgets *self, GError *error)
{
  g_clear_object (&self->cancellable);
  g_clear_error (&self->error);
  self->error = error;
  self->was_read = TRUE;
  update (self);
}

static void
team_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (OrchKeyBudgets) self = user_data;
  g_autoptr (GError) error = NULL;

  orch_team_service_read_finish (ORCH_SERVER (source), result, &error);
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    end (self, g_steal_pointer (&error));
}

static void
owner_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (OrchKeyBudgets) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (OrchUser) owner =
      orch_user_service_read_finish (ORCH_USER_SERVICE (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  /* Who does not exist has no budget. */
  if (g_error_matches (error, ORCH_ERROR, ORCH_ERROR_NOT_FOUND))
    g_clear_error (&error);
  if (owner != NULL)
    orch_key_set_owner (self->key, owner);
  end (self, g_steal_pointer (&error));
}

static void
stop (OrchKeyBudgets *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
forget (OrchKeyBudgets *self)
{
  stop (self);
  g_clear_error (&self->error);
  self->was_read = FALSE;
}

static void
orch_key_budgets_dispose (GObject *object)
{
  OrchKeyBudgets *self = ORCH_KEY_BUDGETS (object);

  forget (self);
  g_clear_object (&self->key);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (orch_key_budgets_parent_class)->dispose (object);
}

static void
orch_key_budgets_class_init (OrchKeyBudgetsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = orch_key_budgets_dispose;

  g_type_ensure (ORCH_TYPE_DETAIL_ROW);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/keys/key-budgets.ui");
  gtk_widget_class_bind_template_child (widget_class, OrchKeyBudgets, rule_row);
  gtk_widget_class_bind_template_child (widget_class, OrchKeyBudgets, team_row);
  gtk_widget_class_bind_template_child (widget_class, OrchKeyBudgets, budget_row);
  gtk_widget_class_bind_template_child (widget_class, OrchKeyBudgets, reset_row);
  gtk_widget_class_bind_template_child (widget_class, OrchKeyBudgets, owner_row);
}

static void
orch_key_budgets_init (OrchKeyBudgets *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * orch_key_budgets_show_key:
 * @self: the part of a page
 * @session: the connection that @key is from
 * @key: a key
 *
 * Shows what is known of @key now.
 */
void
orch_key_budgets_show_key (OrchKeyBudgets *self, OrchSession *session, OrchKey *key)
{
  g_return_if_fail (ORCH_IS_KEY_BUDGETS (self));
  g_return_if_fail (ORCH_IS_SESSION (session));
  g_return_if_fail (ORCH_IS_KEY (key));

  g_set_object (&self->session, session);
  if (self->key != key)
    forget (self);
  g_set_object (&self->key, key);
  update (self);
}

/* Everybody may look at themselves. */
static gboolean
may_read_owner (OrchKeyBudgets *self, const OrchIdentity *identity)
{
  return orch_identity_has_admin_view (identity)
         || g_strcmp0 (identity->user_id, orch_key_get_user_id (self->key)) == 0;
}

static void
end_unread (OrchKeyBudgets *self)
{
  end (self, g_error_new_literal (ORCH_ERROR, ORCH_ERROR_NOT_PERMITTED, "Nobody was asked"));
}

static void
read_team (OrchKeyBudgets *self, const OrchIdentity *identity)
{
  if (!orch_team_service_may_list (identity)) {
    end_unread (self);
    return;
  }

  self->cancellable = g_cancellable_new ();
  orch_team_service_read_async (orch_session_get_server (self->session), identity,
                                orch_key_get_team_id (self->key), self->cancellable, team_read_cb,
                                g_object_ref (self));
}

static void
read_owner (OrchKeyBudgets *self, const OrchIdentity *identity)
{
  if (!may_read_owner (self, identity)) {
    end_unread (self);
    return;
  }

  self->cancellable = g_cancellable_new ();
  orch_user_service_read_async (orch_session_get_user_service (self->session),
                                orch_key_get_user_id (self->key), self->cancellable, owner_read_cb,
                                g_object_ref (self));
}

/**
 * orch_key_budgets_read:
 * @self: the part of a page
 *
 * Reads the team of the key that is shown, or the owner if it has none: GET /v2/team/list, GET
 * /v2/user/info. What cannot be read is said in words.
 */
void
orch_key_budgets_read (OrchKeyBudgets *self)
{
  const OrchIdentity *identity;

  g_return_if_fail (ORCH_IS_KEY_BUDGETS (self));
  g_return_if_fail (self->key != NULL);

  stop (self);
  identity = orch_session_get_identity (self->session);
  if (identity == NULL)
    return;

  if (orch_key_get_team_id (self->key) != NULL)
    read_team (self, identity);
  else if (orch_key_get_user_id (self->key) != NULL)
    read_owner (self, identity);
  else
    end (self, NULL);
}
