#include "config.h"

#include "core/client/json.h"

#include "core/services/server.h"

/* The version stands at byte 573 of two megabytes (contract §12.1). */
#define OPENAPI_HEAD_SIZE 1024

struct _OrchServer {
  GObject parent_instance;

  OrchClient *client;    /* (owned) */
  char *version;         /* (owned) (nullable): unknown, so far or for good */
  gboolean settled;      /* nobody will learn more */
  GCancellable *reading; /* (owned) (nullable): while the version is being read */
  GPtrArray *waiting;    /* (owned) (element-type GTask) */
  OrchTeams *teams;      /* (owned): that were read so far */
  OrchEdition edition;
};

G_DEFINE_FINAL_TYPE (OrchServer, orch_server, G_TYPE_OBJECT)

enum {
  PROP_SETTLED = 1,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

enum {
  WROTE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
settle (OrchServer *self, char *version)
{
  g_autoptr (OrchServer) kept = g_object_ref (self);
  g_autoptr (GPtrArray) waiting = g_steal_pointer (&self->waiting);

  g_clear_object (&self->reading);
  g_free (self->version);
  self->version = version;
  self->settled = TRUE;
  orch_client_set_server_version (self->client, version);
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);

  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SETTLED]);
  for (guint i = 0; i < waiting->len; i++) {
    g_task_set_task_data (waiting->pdata[i], NULL, NULL);
    g_task_return_boolean (waiting->pdata[i], TRUE);
  }
}

/* Finds "version":"…" in the beginning of the OpenAPI document. */
static char *
find_version (const char *text)
{
  g_autoptr (GRegex) regex = g_regex_new ("\"version\"\\s*:\\s*\"([^\"]+)\"", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  g_regex_match (regex, text, 0, &match);

  return g_match_info_fetch (match, 1);
}

static void
openapi_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) head = orch_client_send_finish (ORCH_CLIENT (source), result, &error);

  /* The server is gone, or is read again. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  settle (user_data, head != NULL ? find_version (json_node_get_string (head)) : NULL);
}

static void
model_hub_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  OrchServer *self = user_data;
  OrchClient *client = ORCH_CLIENT (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) reply = orch_client_send_finish (client, result, &error);
  const char *version = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (reply != NULL && JSON_NODE_HOLDS_OBJECT (reply))
    version = orch_json_get_string (json_node_get_object (reply), "litellm_version");

  if (version != NULL) {
    settle (self, g_strdup (version));
    return;
  }

  g_autoptr (OrchRequest) request = orch_request_new_get ("openapi.json", NULL);

  orch_request_set_head_size (request, OPENAPI_HEAD_SIZE);
  orch_client_send_async (client, request, self->reading, openapi_read_cb, self);
}

/* The data of a waiting task: what ends it when it is cancelled. */
static void
watch_free (GSource *watch)
{
  g_source_destroy (watch);
  g_source_unref (watch);
}

static gboolean
wait_cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  g_autoptr (GTask) task = g_object_ref (user_data);
  OrchServer *self = g_task_get_source_object (task);

  g_ptr_array_remove (self->waiting, task);
  g_task_return_error_if_cancelled (task);

  return G_SOURCE_REMOVE;
}

static void
orch_server_dispose (GObject *object)
{
  OrchServer *self = ORCH_SERVER (object);

  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (orch_server_parent_class)->dispose (object);
}

static void
orch_server_finalize (GObject *object)
{
  OrchServer *self = ORCH_SERVER (object);

  g_clear_pointer (&self->version, g_free);
  g_clear_pointer (&self->waiting, g_ptr_array_unref);
  g_clear_object (&self->teams);

  G_OBJECT_CLASS (orch_server_parent_class)->finalize (object);
}

static void
orch_server_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  OrchServer *self = ORCH_SERVER (object);

  switch (prop_id) {
  case PROP_SETTLED:
    g_value_set_boolean (value, self->settled);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
orch_server_class_init (OrchServerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = orch_server_dispose;
  object_class->finalize = orch_server_finalize;
  object_class->get_property = orch_server_get_property;

  props[PROP_SETTLED] =
      g_param_spec_boolean ("settled", NULL, NULL, FALSE,
                            G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);

  /**
   * OrchServer::wrote:
   * @self: the server
   * @activity: what was written, and what became of it
   */
  signals[WROTE] = g_signal_new ("wrote", ORCH_TYPE_SERVER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, ORCH_TYPE_ACTIVITY);
}

static void
orch_server_init (OrchServer *self)
{
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  self->teams = orch_teams_new ();
}

/**
 * orch_server_new:
 * @client: (transfer none): the transport
 * @version: (nullable): the version, if it is known already
 *
 * Returns: (transfer full): the server that @client talks to
 */
OrchServer *
orch_server_new (OrchClient *client, const char *version)
{
  g_return_val_if_fail (ORCH_IS_CLIENT (client), NULL);

  OrchServer *self = g_object_new (ORCH_TYPE_SERVER, NULL);

  self->client = g_object_ref (client);
  self->version = g_strdup (version);
  self->settled = version != NULL;
  orch_client_set_server_version (client, version);

  return self;
}

/**
 * orch_server_read_version:
 * @self: a server
 *
 * Reads the version, also if it is known already: GET /public/model_hub/info, and where that does
 * not tell it the beginning of /openapi.json (contract §12.1). Whatever comes of it, `settled` is
 * notified in the end.
 */
void
orch_server_read_version (OrchServer *self)
{
  g_return_if_fail (ORCH_IS_SERVER (self));

  g_autoptr (OrchRequest) request = orch_request_new_get ("public", "model_hub", "info", NULL);

  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  self->reading = g_cancellable_new ();
  self->settled = FALSE;
  orch_client_send_async (self->client, request, self->reading, model_hub_read_cb, self);
}

/**
 * orch_server_wait_for_version_async:
 * @self: a server
 * @cancellable: (nullable): a cancellable
 * @callback: called once it is clear which version the server has, or that it does not tell
 * @user_data: for @callback
 *
 * Waits until orch_server_supports() can be trusted; reads the version if nobody did so far.
 */
void
orch_server_wait_for_version_async (OrchServer *self, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (ORCH_IS_SERVER (self));

  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, orch_server_wait_for_version_async);
  if (g_task_return_error_if_cancelled (task))
    return;

  if (self->settled) {
    g_task_return_boolean (task, TRUE);
    return;
  }

  if (self->reading == NULL)
    orch_server_read_version (self);

  if (cancellable != NULL) {
    GSource *watch = g_cancellable_source_new (cancellable);

    g_source_set_callback (watch, G_SOURCE_FUNC (wait_cancelled_cb), task, NULL);
    g_source_attach (watch, g_main_context_get_thread_default ());
    g_task_set_task_data (task, watch, (GDestroyNotify) watch_free);
  }
  g_ptr_array_add (self->waiting, g_steal_pointer (&task));
}

/**
 * orch_server_wait_for_version_finish:
 * @self: a server
 * @result: the result
 * @error: return location; only %G_IO_ERROR_CANCELLED
 *
 * Returns: %TRUE, or %FALSE if it was cancelled
 */
gboolean
orch_server_wait_for_version_finish (OrchServer *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_server_wait_for_version_async),
                        FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * orch_server_get_client:
 * @self: a server
 *
 * Returns: (transfer none): the transport
 */
OrchClient *
orch_server_get_client (OrchServer *self)
{
  g_return_val_if_fail (ORCH_IS_SERVER (self), NULL);

  return self->client;
}

/**
 * orch_server_get_settled:
 * @self: a server
 *
 * Returns: whether the version is known, or known not to be told
 */
gboolean
orch_server_get_settled (OrchServer *self)
{
  g_return_val_if_fail (ORCH_IS_SERVER (self), FALSE);

  return self->settled;
}

/**
 * orch_server_get_version:
 * @self: a server
 *
 * Returns: (transfer none) (nullable): the version as the proxy writes it ("1.106.2"), %NULL if it
 *   is not known (yet)
 */
const char *
orch_server_get_version (OrchServer *self)
{
  g_return_val_if_fail (ORCH_IS_SERVER (self), NULL);

  return self->version;
}

/**
 * orch_server_supports:
 * @self: a server
 * @feature: what it has to be able to do
 *
 * Returns: whether its version can do it; %FALSE while the version is not known
 */
gboolean
orch_server_supports (OrchServer *self, OrchFeature feature)
{
  g_return_val_if_fail (ORCH_IS_SERVER (self), FALSE);

  return orch_server_support_has (self->version, feature);
}

/**
 * orch_server_get_teams:
 * @self: a server
 *
 * Returns: (transfer none): its teams, as far as they were read; see orch_team_service_list_async()
 */
OrchTeams *
orch_server_get_teams (OrchServer *self)
{
  g_return_val_if_fail (ORCH_IS_SERVER (self), NULL);

  return self->teams;
}

/**
 * orch_server_get_edition:
 * @self: a server
 *
 * Returns: its edition, as far as it is known; see orch_edition_read_async()
 */
OrchEdition
orch_server_get_edition (OrchServer *self)
{
  g_return_val_if_fail (ORCH_IS_SERVER (self), ORCH_EDITION_UNKNOWN);

  return self->edition;
}

/**
 * orch_server_set_edition:
 * @self: a server
 * @edition: its edition
 *
 * Notes what an answer of the server has told about its edition.
 */
void
orch_server_set_edition (OrchServer *self, OrchEdition edition)
{
  g_return_if_fail (ORCH_IS_SERVER (self));

  self->edition = edition;
}

/**
 * orch_server_tell_write:
 * @self: a server
 * @activity: what was written, and what became of it
 *
 * Emits OrchServer::wrote.
 */
void
orch_server_tell_write (OrchServer *self, OrchActivity *activity)
{
  g_return_if_fail (ORCH_IS_SERVER (self));
  g_return_if_fail (ORCH_IS_ACTIVITY (activity));

  g_signal_emit (self, signals[WROTE], 0, activity);
}
