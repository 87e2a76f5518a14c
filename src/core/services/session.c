#include "config.h"

#include "core/client/error.h"
#include "core/services/identity-service.h"
#include "core/services/team-service.h"

#include "core/services/session.h"

struct _OrchSession {
  GObject parent_instance;

  OrchServer *server;            /* (owned) */
  OrchUserService *user_service; /* (owned) */
  OrchKeyService *key_service;   /* (owned) */
  OrchUserList *user_list;       /* (owned) */
  OrchKeyList *key_list;         /* (owned): of all keys */
  OrchIdentity *identity;        /* (owned) (nullable): once the session is open */

  OrchPage first_page;
  gboolean was_loaded[ORCH_N_PAGES]; /* the page's list, at least once */
  gboolean asked_teams;

  GTask *opening;            /* (owned) (nullable) */
  gboolean asked_who;        /* the other requests of opening were sent */
  gboolean told_users;       /* whether there are users to be seen, if the keys come first */
  GError *users_error;       /* (owned) (nullable): why there are none */
  OrchIdentity *candidate;   /* (owned) (nullable): the answer of the identity service */
  GSource *cancelled_source; /* (owned) (nullable): the caller's wish to stop opening */
  GCancellable *cancellable; /* (owned): for the requests of opening */
};

G_DEFINE_FINAL_TYPE (OrchSession, orch_session, G_TYPE_OBJECT)

enum {
  PROP_IDENTITY = 1,
  PROP_SERVER_VERSION,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

/* No other answer of this server will be better. */
static gboolean
is_hopeless (const GError *error)
{
  if (orch_error_is_about_key (error))
    return TRUE;

  if (error->domain != ORCH_ERROR)
    return FALSE;

  switch (error->code) {
  case ORCH_ERROR_HOST_NOT_FOUND:
  case ORCH_ERROR_REFUSED:
  case ORCH_ERROR_UNREACHABLE:
  case ORCH_ERROR_TLS:
  case ORCH_ERROR_TLS_UNKNOWN_AUTHORITY:
  case ORCH_ERROR_TLS_WRONG_HOST:
  case ORCH_ERROR_TLS_EXPIRED:
  case ORCH_ERROR_REDIRECTED:
  case ORCH_ERROR_INSECURE:
  case ORCH_ERROR_NOT_LITELLM:
  case ORCH_ERROR_ROUTE_MISSING:
    return TRUE;
  default:
    return FALSE;
  }
}

/* A key that may only read gets the refusal of its type, not of its role (contract §7). */
static gboolean
is_refusal (const GError *error)
{
  return g_error_matches (error, ORCH_ERROR, ORCH_ERROR_NOT_PERMITTED)
         || g_error_matches (error, ORCH_ERROR, ORCH_ERROR_KEY_ROUTES);
}

static void
load (OrchSession *self, OrchPage page)
{
  self->was_loaded[page] = TRUE;
  orch_paged_list_reload (orch_session_get_list (self, page));
}

static GTask *
end_opening (OrchSession *self)
{
  if (self->cancelled_source != NULL)
    g_source_destroy (self->cancelled_source);
  g_clear_pointer (&self->cancelled_source, g_source_unref);
  g_clear_pointer (&self->candidate, orch_identity_free);

  return g_steal_pointer (&self->opening);
}

static void
fail_opening (OrchSession *self, const GError *error)
{
  g_autoptr (GTask) task = end_opening (self);
  g_autoptr (GError) copy = g_error_copy (error);

  g_cancellable_cancel (self->cancellable);
  orch_paged_list_stop (orch_session_get_list (self, self->first_page));
  g_task_return_error (task, g_steal_pointer (&copy));
}

static void
succeed_opening (OrchSession *self, gboolean sees_users)
{
  OrchIdentity *identity = g_steal_pointer (&self->candidate);
  g_autoptr (GTask) task = end_opening (self);

  identity->sees_users = sees_users;
  g_clear_pointer (&self->identity, orch_identity_free);
  self->identity = identity;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_IDENTITY]);

  g_task_return_boolean (task, TRUE);
}

/* Whether /user/list has answered, and what. */
static gboolean
knows_users (OrchSession *self, const GError **error)
{
  OrchPagedList *list = ORCH_PAGED_LIST (self->user_list);

  if (self->first_page != ORCH_PAGE_USERS) {
    *error = self->users_error;
    return self->told_users;
  }

  *error = orch_paged_list_get_error (list);

  return orch_paged_list_get_state (list) != ORCH_LIST_LOADING;
}

/* Goes on once the identity, the first rows, or why there are none, and whether users are to be
 * seen, are known. */
static void
answer_arrived (OrchSession *self)
{
  OrchPagedList *list = orch_session_get_list (self, self->first_page);
  const GError *error = orch_paged_list_get_error (list);

  if (error != NULL && is_hopeless (error)) {
    fail_opening (self, error);
    return;
  }

  if (self->candidate == NULL || orch_paged_list_get_state (list) == ORCH_LIST_LOADING
      || !knows_users (self, &error))
    return;

  if (error == NULL) {
    succeed_opening (self, TRUE);
  } else if (orch_error_is_about_key (error)) {
    fail_opening (self, error);
  } else if (!is_refusal (error)) {
    /* The server is busy or broken: an administrator can load the list again. */
    succeed_opening (self, orch_identity_is_admin (self->candidate));
  } else if (self->candidate->kind == ORCH_IDENTITY_MASTER) {
    /* The master key sees all users, so this is not it (contract §7, step 3). */
    g_autoptr (GError) unknown = g_error_new_literal (ORCH_ERROR, ORCH_ERROR_KEY_UNKNOWN,
                                                      "The server does not know this key");

    fail_opening (self, unknown);
  } else {
    succeed_opening (self, FALSE);
  }
}

static void
identified_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (OrchSession) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (OrchIdentity) identity =
      orch_identity_service_identify_finish (ORCH_SERVER (source), result, &error);

  /* The open has failed already, and may even have been started again. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (identity == NULL) {
    fail_opening (self, error);
    return;
  }

  self->candidate = g_steal_pointer (&identity);
  answer_arrived (self);
}

static void
users_listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (OrchSession) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) users =
      orch_user_service_list_finish (ORCH_USER_SERVICE (source), result, NULL, &error);

  /* The open has failed already, and may even have been started again. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self->told_users = TRUE;
  self->users_error = g_steal_pointer (&error);
  answer_arrived (self);
}

/* One row is enough to see whether the role may see users (contract §7, step 3). */
static void
ask_for_users (OrchSession *self)
{
  const OrchUserQuery query = { .sort = ORCH_USER_SORT_ID };

  orch_user_service_list_async (self->user_service, &query, 1, 1, self->cancellable,
                                users_listed_cb, g_object_ref (self));
}

/* LiteLLM answers several requests hardly faster than one after the other, and the person waits for
 * the rows: who they are is asked then. */
static void
list_state_changed_cb (OrchSession *self, GParamSpec *pspec, OrchPagedList *list)
{
  if (self->opening == NULL || list != orch_session_get_list (self, self->first_page))
    return;

  answer_arrived (self);
  if (self->opening == NULL || self->asked_who
      || orch_paged_list_get_state (list) == ORCH_LIST_LOADING)
    return;

  self->asked_who = TRUE;
  orch_server_read_version (self->server);
  orch_identity_service_identify_async (self->server, self->cancellable, identified_cb,
                                        g_object_ref (self));
  if (self->first_page != ORCH_PAGE_USERS)
    ask_for_users (self);
}

static void
version_settled_cb (OrchSession *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SERVER_VERSION]);
}

static gboolean
opening_cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  OrchSession *self = user_data;
  g_autoptr (GError) error = NULL;

  g_cancellable_set_error_if_cancelled (cancellable, &error);
  fail_opening (self, error);

  return G_SOURCE_REMOVE;
}

static void
watch_cancellable (OrchSession *self, GCancellable *cancellable)
{
  if (cancellable == NULL)
    return;

  self->cancelled_source = g_cancellable_source_new (cancellable);
  g_source_set_callback (self->cancelled_source, G_SOURCE_FUNC (opening_cancelled_cb), self, NULL);
  g_source_attach (self->cancelled_source, g_main_context_get_thread_default ());
}

static void
orch_session_dispose (GObject *object)
{
  OrchSession *self = ORCH_SESSION (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->key_list);
  g_clear_object (&self->user_list);
  g_clear_object (&self->key_service);
  g_clear_object (&self->user_service);
  g_clear_object (&self->server);

  G_OBJECT_CLASS (orch_session_parent_class)->dispose (object);
}

static void
orch_session_finalize (GObject *object)
{
  OrchSession *self = ORCH_SESSION (object);

  g_clear_pointer (&self->identity, orch_identity_free);
  g_clear_error (&self->users_error);

  G_OBJECT_CLASS (orch_session_parent_class)->finalize (object);
}

static void
orch_session_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  OrchSession *self = ORCH_SESSION (object);

  switch (prop_id) {
  case PROP_IDENTITY:
    g_value_set_boxed (value, self->identity);
    break;
  case PROP_SERVER_VERSION:
    g_value_set_string (value, orch_session_get_server_version (self));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
orch_session_class_init (OrchSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = orch_session_dispose;
  object_class->finalize = orch_session_finalize;
  object_class->get_property = orch_session_get_property;

  props[PROP_IDENTITY] =
      g_param_spec_boxed ("identity", NULL, NULL, ORCH_TYPE_IDENTITY,
                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  props[PROP_SERVER_VERSION] =
      g_param_spec_string ("server-version", NULL, NULL, NULL,
                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);

  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
orch_session_init (OrchSession *self)
{
}

/**
 * orch_session_new:
 * @client: (transfer none): the transport
 *
 * Returns: (transfer full): a session that was not opened yet
 */
OrchSession *
orch_session_new (OrchClient *client)
{
  g_return_val_if_fail (ORCH_IS_CLIENT (client), NULL);

  OrchSession *self = g_object_new (ORCH_TYPE_SESSION, NULL);

  self->server = orch_server_new (client, NULL);
  self->user_service = orch_user_service_new (self->server);
  self->key_service = orch_key_service_new (self->server);
  self->user_list = orch_user_list_new (self->user_service);
  self->key_list = orch_key_list_new (self->key_service, NULL);
  for (OrchPage page = 0; page < ORCH_N_PAGES; page++)
    g_signal_connect_object (orch_session_get_list (self, page), "notify::state",
                             G_CALLBACK (list_state_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->server, "notify::settled", G_CALLBACK (version_settled_cb), self,
                           G_CONNECT_SWAPPED);

  return self;
}

/**
 * orch_session_set_first_page:
 * @self: a session that is not open, nor being opened
 * @page: which list to open with; users, unless this is called
 *
 * Says whose rows the person waits for.
 */
void
orch_session_set_first_page (OrchSession *self, OrchPage page)
{
  g_return_if_fail (ORCH_IS_SESSION (self));
  g_return_if_fail (self->opening == NULL && self->identity == NULL);
  g_return_if_fail (page < ORCH_N_PAGES);

  self->first_page = page;
}

/**
 * orch_session_load_page:
 * @self: a session
 * @page: a page that is going to be shown
 *
 * Loads the page's list, if nobody has done so in this session.
 */
void
orch_session_load_page (OrchSession *self, OrchPage page)
{
  g_return_if_fail (ORCH_IS_SESSION (self));
  g_return_if_fail (page < ORCH_N_PAGES);

  if (!self->was_loaded[page])
    load (self, page);
}

/**
 * orch_session_reload_page:
 * @self: a session
 * @page: a page whose rows have changed on the server
 *
 * Loads the page's list again, if it was loaded in this session.
 */
void
orch_session_reload_page (OrchSession *self, OrchPage page)
{
  g_return_if_fail (ORCH_IS_SESSION (self));
  g_return_if_fail (page < ORCH_N_PAGES);

  if (self->was_loaded[page])
    load (self, page);
}

/**
 * orch_session_open_async:
 * @self: a session that is not open, nor being opened
 * @cancellable: (nullable): a cancellable
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Opens the connection: asks for the first rows, and once these are answered for the signed-in user
 * (contract §7) and for the server's version at the same time. It is done when the user is
 * known. Only for the user's record the version has to be known; else it may come later.
 */
void
orch_session_open_async (OrchSession *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_return_if_fail (ORCH_IS_SESSION (self));
  g_return_if_fail (self->opening == NULL);

  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, orch_session_open_async);
  if (g_task_return_error_if_cancelled (task))
    return;

  self->opening = g_steal_pointer (&task);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  watch_cancellable (self, cancellable);

  self->asked_who = FALSE;
  self->told_users = FALSE;
  g_clear_error (&self->users_error);
  load (self, self->first_page);
}

/**
 * orch_session_open_finish:
 * @self: a session
 * @result: the result
 * @error: return location; an error about the key, or why the server could not be used
 *
 * Finishes orch_session_open_async(). The list of the first page may have failed all the same:
 * where the role sees no users or keys, or where the server had no answer this time.
 *
 * Returns: %TRUE if the session is open, %FALSE with @error set
 */
gboolean
orch_session_open_finish (OrchSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_session_open_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Whether a role sees users is told by /user/list; where that is not asked, the role tells it, but
 * for the administrators of organisations (contract §7). */
static gboolean
guess_sees_users (OrchSession *self, const OrchIdentity *fresh)
{
  if (fresh->role == self->identity->role)
    return self->identity->sees_users;

  return orch_identity_has_admin_view (fresh);
}

static void
identified_again_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (OrchSession) self = user_data;
  g_autoptr (OrchIdentity) fresh =
      orch_identity_service_identify_finish (ORCH_SERVER (source), result, NULL);

  /* Why there is no answer, the lists tell as well. */
  if (fresh == NULL)
    return;

  fresh->sees_users = guess_sees_users (self, fresh);
  if (orch_identity_equal (fresh, self->identity))
    return;

  orch_identity_free (self->identity);
  self->identity = g_steal_pointer (&fresh);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_IDENTITY]);
}

/**
 * orch_session_identify_again:
 * @self: a session
 *
 * Asks again who is signed in, if the session is open: an administrator may have changed the role,
 * or the key. `notify::identity` tells if so.
 */
void
orch_session_identify_again (OrchSession *self)
{
  g_return_if_fail (ORCH_IS_SESSION (self));

  if (self->identity != NULL)
    orch_identity_service_identify_async (self->server, self->cancellable, identified_again_cb,
                                          g_object_ref (self));
}

static void
teams_listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (OrchSession) self = user_data;

  /* Without the names there are the IDs. */
  orch_team_service_list_finish (ORCH_SERVER (source), result, NULL);
}

/**
 * orch_session_load_teams:
 * @self: a session
 * @again: also if that was done already
 *
 * Reads the teams that the signed-in user sees, once it is known who that is. They name those of
 * users and keys, see orch_server_get_teams().
 */
void
orch_session_load_teams (OrchSession *self, gboolean again)
{
  g_return_if_fail (ORCH_IS_SESSION (self));

  if (self->identity == NULL || !orch_team_service_may_list (self->identity)
      || (self->asked_teams && !again))
    return;

  self->asked_teams = TRUE;
  orch_team_service_list_async (self->server, self->identity, self->cancellable, teams_listed_cb,
                                g_object_ref (self));
}

/**
 * orch_session_get_client:
 * @self: a session
 *
 * Returns: (transfer none): its transport
 */
OrchClient *
orch_session_get_client (OrchSession *self)
{
  g_return_val_if_fail (ORCH_IS_SESSION (self), NULL);

  return orch_server_get_client (self->server);
}

/**
 * orch_session_get_server:
 * @self: a session
 *
 * Returns: (transfer none): the server, with what its version can do
 */
OrchServer *
orch_session_get_server (OrchSession *self)
{
  g_return_val_if_fail (ORCH_IS_SESSION (self), NULL);

  return self->server;
}

/**
 * orch_session_get_user_service:
 * @self: a session
 *
 * Returns: (transfer none): what reads and updates users
 */
OrchUserService *
orch_session_get_user_service (OrchSession *self)
{
  g_return_val_if_fail (ORCH_IS_SESSION (self), NULL);

  return self->user_service;
}

/**
 * orch_session_get_key_service:
 * @self: a session
 *
 * Returns: (transfer none): what reads, creates and changes keys
 */
OrchKeyService *
orch_session_get_key_service (OrchSession *self)
{
  g_return_val_if_fail (ORCH_IS_SESSION (self), NULL);

  return self->key_service;
}

/**
 * orch_session_get_list:
 * @self: a session
 * @page: a page
 *
 * Returns: (transfer none): what the page shows
 */
OrchPagedList *
orch_session_get_list (OrchSession *self, OrchPage page)
{
  g_return_val_if_fail (ORCH_IS_SESSION (self), NULL);

  return page == ORCH_PAGE_KEYS ? ORCH_PAGED_LIST (self->key_list)
                                : ORCH_PAGED_LIST (self->user_list);
}

/**
 * orch_session_get_user_list:
 * @self: a session
 *
 * Returns: (transfer none): the server's users, as far as the signed-in user sees them
 */
OrchUserList *
orch_session_get_user_list (OrchSession *self)
{
  g_return_val_if_fail (ORCH_IS_SESSION (self), NULL);

  return self->user_list;
}

/**
 * orch_session_get_key_list:
 * @self: a session
 *
 * Returns: (transfer none): the keys that the signed-in user sees: all of the server's, or their
 * own
 */
OrchKeyList *
orch_session_get_key_list (OrchSession *self)
{
  g_return_val_if_fail (ORCH_IS_SESSION (self), NULL);

  return self->key_list;
}

/**
 * orch_session_get_identity:
 * @self: a session
 *
 * Returns: (transfer none) (nullable): who is signed in, %NULL until the session is open
 */
const OrchIdentity *
orch_session_get_identity (OrchSession *self)
{
  g_return_val_if_fail (ORCH_IS_SESSION (self), NULL);

  return self->identity;
}

/**
 * orch_session_get_server_version:
 * @self: a session
 *
 * Returns: (transfer none) (nullable): the version of the proxy as it writes it, %NULL if it is not
 *   known (yet)
 */
const char *
orch_session_get_server_version (OrchSession *self)
{
  g_return_val_if_fail (ORCH_IS_SESSION (self), NULL);

  return orch_server_get_version (self->server);
}
