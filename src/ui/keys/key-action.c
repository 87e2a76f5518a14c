#include "config.h"

#include <glib/gi18n.h>

#include "core/client/error.h"
#include "core/rules/key-use.h"
#include "ui/common/format.h"
#include "ui/common/question.h"
#include "ui/common/typed-name.h"
#include "ui/common/words.h"

#include "ui/keys/key-action.h"

typedef struct {
  OrchKeyService *service; /* (owned) */
  OrchKey *key;            /* (owned) */
  OrchKeyJobKind kind;
  gboolean by_update;  /* see orch_key_service_set_blocked_async () */
  double spend_before; /* what was spent when it was asked */
  char *text;          /* (owned) (nullable): for a toast */
  GError *doubt;       /* (owned) (nullable): why it is not known what became of it */
  GError *failure;     /* (owned) (nullable): why it was not done */
} ActionData;

static void
action_data_free (ActionData *data)
{
  g_object_unref (data->service);
  g_object_unref (data->key);
  g_free (data->text);
  g_clear_error (&data->doubt);
  g_clear_error (&data->failure);
  g_free (data);
}

static char *
describe_success (ActionData *data)
{
  const char *name = orch_key_get_display_name (data->key);

  switch (data->kind) {
  case ORCH_KEY_JOB_BLOCK:
    return g_strdup_printf (_ ("Blocked “%s”"), name);
  case ORCH_KEY_JOB_UNBLOCK:
    return g_strdup_printf (_ ("Unblocked “%s”"), name);
  case ORCH_KEY_JOB_RESET_SPEND:
    return g_strdup (_ ("Spend was reset"));
  case ORCH_KEY_JOB_DELETE:
    return g_strdup_printf (_ ("Deleted “%s”"), name);
  case ORCH_KEY_JOB_ROTATE:
    break;
  }

  g_assert_not_reached ();
}

static char *
describe_failure (ActionData *data, const GError *error)
{
  g_autofree char *cause = orch_words_error (error);

  switch (data->kind) {
  case ORCH_KEY_JOB_BLOCK:
    /* Translators: why not */
    return g_strdup_printf (_ ("The key was not blocked. %s"), cause);
  case ORCH_KEY_JOB_UNBLOCK:
    /* Translators: why not */
    return g_strdup_printf (_ ("The key was not unblocked. %s"), cause);
  case ORCH_KEY_JOB_RESET_SPEND:
    /* Translators: why not */
    return g_strdup_printf (_ ("Spend was not reset. %s"), cause);
  case ORCH_KEY_JOB_DELETE:
    /* Translators: why not */
    return g_strdup_printf (_ ("The key was not deleted. %s"), cause);
  case ORCH_KEY_JOB_ROTATE:
    break;
  }

  g_assert_not_reached ();
}

static void
return_done (GTask *task)
{
  ActionData *data = g_task_get_task_data (task);

  data->text = describe_success (data);
  g_task_return_boolean (task, TRUE);
}

static void
return_failure (GTask *task, const GError *error)
{
  ActionData *data = g_task_get_task_data (task);

  data->text = describe_failure (data, error);
  data->failure = g_error_copy (error);
  g_task_return_boolean (task, FALSE);
}

/* Spending goes on meanwhile, so that the server need not say zero. */
static gboolean
has_happened (ActionData *data, OrchKey *fresh)
{
  switch (data->kind) {
  case ORCH_KEY_JOB_BLOCK:
    return orch_key_is_blocked (fresh);
  case ORCH_KEY_JOB_UNBLOCK:
    return !orch_key_is_blocked (fresh);
  case ORCH_KEY_JOB_RESET_SPEND:
    return orch_key_get_spend (fresh) < data->spend_before;
  case ORCH_KEY_JOB_DELETE:
    return orch_key_is_deleted (fresh);
  case ORCH_KEY_JOB_ROTATE:
    break;
  }

  g_assert_not_reached ();
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  ActionData *data = g_task_get_task_data (task);
  g_autoptr (OrchKey) fresh = orch_key_service_read_finish (data->service, result, &error);
  g_autoptr (GError) known =
      g_error_new_literal (data->doubt->domain, data->doubt->code, data->doubt->message);

  if (fresh != NULL) {
    gboolean happened = has_happened (data, fresh);

    orch_key_assign (data->key, fresh);
    if (happened)
      return_done (task);
    else
      return_failure (task, known);
  } else if (!g_error_matches (error, ORCH_ERROR, ORCH_ERROR_NOT_FOUND)) {
    data->text = orch_words_error (data->doubt);
    data->failure = g_error_copy (data->doubt);
    g_task_return_boolean (task, FALSE);
  } else if (data->kind == ORCH_KEY_JOB_DELETE) {
    return_done (task);
  } else {
    return_failure (task, error);
  }
}

/* The answer was lost: looks what the server has now. */
static void
look (GTask *task, const GError *error)
{
  ActionData *data = g_task_get_task_data (task);

  data->doubt = g_error_copy (error);
  orch_key_service_read_async (data->service, orch_key_get_id (data->key), NULL, looked_cb,
                               g_object_ref (task));
}

static gboolean
send_finish (ActionData *data, GAsyncResult *result, GError **error)
{
  switch (data->kind) {
  case ORCH_KEY_JOB_BLOCK:
  case ORCH_KEY_JOB_UNBLOCK:
    return orch_key_service_set_blocked_finish (data->service, result, error);
  case ORCH_KEY_JOB_RESET_SPEND:
    return orch_key_service_reset_spend_finish (data->service, result, error);
  case ORCH_KEY_JOB_DELETE:
    return orch_key_service_delete_finish (data->service, result, error);
  case ORCH_KEY_JOB_ROTATE:
    break;
  }

  g_assert_not_reached ();
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  ActionData *data = g_task_get_task_data (task);

  if (send_finish (data, result, &error)) {
    return_done (task);
  } else if (data->kind == ORCH_KEY_JOB_DELETE
             && g_error_matches (error, ORCH_ERROR, ORCH_ERROR_NOT_FOUND)) {
    data->text = g_strdup_printf (_ ("“%s” had been deleted already"),
                                  orch_key_get_display_name (data->key));
    g_task_return_boolean (task, TRUE);
  } else if (orch_error_may_have_happened (error)) {
    look (task, error);
  } else {
    return_failure (task, error);
  }
}

/* Once begun it goes on, whatever the window shows meanwhile. */
static void
send (GTask *task)
{
  ActionData *data = g_task_get_task_data (task);

  data->spend_before = orch_key_get_spend (data->key);
  switch (data->kind) {
  case ORCH_KEY_JOB_BLOCK:
  case ORCH_KEY_JOB_UNBLOCK:
    orch_key_service_set_blocked_async (data->service, data->key, data->kind == ORCH_KEY_JOB_BLOCK,
                                        data->by_update, NULL, sent_cb, g_object_ref (task));
    break;
  case ORCH_KEY_JOB_RESET_SPEND:
    orch_key_service_reset_spend_async (data->service, data->key, NULL, sent_cb,
                                        g_object_ref (task));
    break;
  case ORCH_KEY_JOB_DELETE:
    orch_key_service_delete_async (data->service, data->key, NULL, sent_cb, g_object_ref (task));
    break;
  case ORCH_KEY_JOB_ROTATE:
    g_assert_not_reached ();
  }
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  if (orch_question_ask_finish (result) == ORCH_ANSWER_YES)
    send (task);
  else
    g_task_return_boolean (task, FALSE);
}

static char *
describe_key (OrchKey *key)
{
  const char *name = orch_key_get_display_name (key);
  const char *owner = orch_key_get_user_id (key);

  return owner != NULL ? g_strdup_printf ("%s (%s)", name, owner) : g_strdup (name);
}

static char *
describe_effect (OrchKey *key, OrchKeyJobKind kind)
{
  g_autofree char *who = describe_key (key);
  g_autofree char *spend = orch_format_money (orch_key_get_spend (key));

  switch (kind) {
  case ORCH_KEY_JOB_BLOCK:
    /* Translators: a key */
    return g_strdup_printf (_ ("The server will refuse %s until it is unblocked."), who);
  case ORCH_KEY_JOB_RESET_SPEND:
    return g_strdup_printf (_ ("%s has spent %s. It will be set to $0.00; this can’t be undone."),
                            who, spend);
  case ORCH_KEY_JOB_DELETE:
    /* Translators: a key; an amount */
    return g_strdup_printf (_ ("%s has spent %s. Whatever uses it stops working. This can’t be "
                               "undone."),
                            who, spend);
  case ORCH_KEY_JOB_UNBLOCK: /* not asked about */
  default:
    g_return_val_if_reached (NULL);
  }
}

/* (nullable) (transfer floating) */
static GtkWidget *
create_typed_name (OrchKey *key, OrchKeyJobKind kind)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *age = NULL;
  g_autofree char *text = NULL;

  if (kind != ORCH_KEY_JOB_DELETE || !orch_key_use_is_recent (key, now))
    return NULL;

  age = orch_format_age (orch_key_get_last_active (key), now);
  /* Translators: an age, such as "3 hours"; the name of a key */
  text = g_strdup_printf (_ ("It was last used %s ago. If it is to be deleted all the same, type "
                             "its name: %s"),
                          age, orch_key_get_display_name (key));

  return orch_typed_name_new (text, orch_key_get_display_name (key));
}

static void
ask (GtkWidget *parent, const OrchIdentity *identity, ActionData *data, GCancellable *cancellable,
     GTask *task)
{
  static const char *const headings[] = {
    [ORCH_KEY_JOB_BLOCK] = N_ ("Block Key?"),
    [ORCH_KEY_JOB_RESET_SPEND] = N_ ("Reset Spend?"),
    [ORCH_KEY_JOB_DELETE] = N_ ("Delete Key?"),
  };
  static const char *const verbs[] = {
    [ORCH_KEY_JOB_BLOCK] = N_ ("_Block"),
    [ORCH_KEY_JOB_RESET_SPEND] = N_ ("_Reset spend"),
    [ORCH_KEY_JOB_DELETE] = N_ ("_Delete"),
  };
  g_autofree char *effect = describe_effect (data->key, data->kind);
  const char *warning =
      orch_key_action_signs_out (data->kind, identity, data->key)
          ? _ ("You are signed in with this key: this program will be signed out, too.")
          : NULL;
  g_autofree char *body = g_strjoin ("\n\n", effect, warning, NULL);

  orch_question_ask_with_async (parent, _ (headings[data->kind]), body,
                                create_typed_name (data->key, data->kind), _ (verbs[data->kind]),
                                ORCH_QUESTION_DESTRUCTIVE, cancellable, answered_cb,
                                g_object_ref (task));
}

/**
 * orch_key_action_signs_out:
 * @kind: what is done
 * @identity: who is signed in
 * @key: to which key
 *
 * Returns: whether the person could not go on after it, because they are signed in with @key
 */
gboolean
orch_key_action_signs_out (OrchKeyJobKind kind, const OrchIdentity *identity, OrchKey *key)
{
  g_return_val_if_fail (identity != NULL, FALSE);
  g_return_val_if_fail (ORCH_IS_KEY (key), FALSE);

  return (kind == ORCH_KEY_JOB_BLOCK || kind == ORCH_KEY_JOB_DELETE)
         && g_strcmp0 (orch_key_get_id (key), identity->key_id) == 0;
}

/**
 * orch_key_action_async:
 * @parent: a widget in the window that asks
 * @session: the connection, which is open
 * @key: a key
 * @kind: what to do to it
 * @cancellable: (nullable): takes the question back; what was answered goes on
 * @callback: called at the end, with @key as the source object
 * @user_data: for @callback
 *
 * Asks, unless the key is unblocked, and does it. Who deletes a key that is still used has to type
 * its name.
 */
void
orch_key_action_async (GtkWidget *parent, OrchSession *session, OrchKey *key, OrchKeyJobKind kind,
                       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  ActionData *data;

  g_return_if_fail (GTK_IS_WIDGET (parent));
  g_return_if_fail (ORCH_IS_SESSION (session));
  g_return_if_fail (ORCH_IS_KEY (key));
  g_return_if_fail (kind != ORCH_KEY_JOB_ROTATE);

  data = g_new0 (ActionData, 1);
  data->service = g_object_ref (orch_session_get_key_service (session));
  data->key = g_object_ref (key);
  data->kind = kind;
  data->by_update = !orch_identity_is_admin (orch_session_get_identity (session));

  task = g_task_new (key, NULL, callback, user_data);
  g_task_set_source_tag (task, orch_key_action_async);
  g_task_set_task_data (task, data, (GDestroyNotify) action_data_free);

  if (kind == ORCH_KEY_JOB_UNBLOCK)
    send (task);
  else
    ask (parent, orch_session_get_identity (session), data, cancellable, task);
}

/**
 * orch_key_action_finish:
 * @result: what the callback got
 * @kind: (out): what was to be done
 * @text: (out) (transfer full) (nullable): the text for a toast, %NULL if it was not wanted after
 *   all
 * @error: return location; not set if it was not wanted after all
 *
 * Tells how it ended.
 *
 * Returns: %TRUE if it was done
 */
gboolean
orch_key_action_finish (GAsyncResult *result, OrchKeyJobKind *kind, char **text, GError **error)
{
  ActionData *data;

  g_return_val_if_fail (G_IS_TASK (result), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_key_action_async), FALSE);
  g_return_val_if_fail (kind != NULL && text != NULL, FALSE);

  data = g_task_get_task_data (G_TASK (result));
  *kind = data->kind;
  *text = g_steal_pointer (&data->text);
  if (data->failure != NULL)
    g_propagate_error (error, g_steal_pointer (&data->failure));

  return g_task_propagate_boolean (G_TASK (result), NULL);
}
