#include "config.h"

#include <string.h>

#include "core/client/error.h"
#include "core/client/json.h"

#include "core/client/reply-body.h"

#define MAX_SIZE (32 * 1024 * 1024)
#define CHUNK_SIZE (64 * 1024)
/* About 4 ms. While a thread parsed the first keys, a frame without them would be painted. */
#define PARSE_AT_ONCE_SIZE (256 * 1024)

/* The data of the task, whose source is the message. */
typedef struct {
  GInputStream *stream; /* (owned) */
  GByteArray *bytes;    /* (owned) */
  gsize head_size;      /* 0 for all */
  gboolean is_secret;   /* what was read is wiped before it is freed */
  guint reserved;       /* how much fits without moving, if it is secret */
} Reader;

static void
wipe (GByteArray *bytes)
{
  if (bytes->len > 0)
    explicit_bzero (bytes->data, bytes->len);
}

static void
reader_free (Reader *reader)
{
  g_clear_object (&reader->stream);
  if (reader->is_secret)
    wipe (reader->bytes);
  g_clear_pointer (&reader->bytes, g_byte_array_unref);
  g_free (reader);
}

/* Growing may move the bytes, and would leave those that were read already behind. */
static void
grow (Reader *reader, guint size)
{
  if (reader->is_secret && size > reader->reserved) {
    g_autoptr (GByteArray) old = reader->bytes;

    reader->reserved = 2 * size;
    reader->bytes = g_byte_array_sized_new (reader->reserved);
    g_byte_array_append (reader->bytes, old->data, old->len);
    wipe (old);
  }

  g_byte_array_set_size (reader->bytes, size);
}

/* LiteLLM's and damaged, or not LiteLLM's at all. */
static GError *
new_unreadable_error (SoupMessage *message, const GByteArray *bytes, const GError *parse_error)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  const char *type = soup_message_headers_get_content_type (headers, NULL);
  gboolean looks_like_json = bytes->len > 0 && (*bytes->data == '{' || *bytes->data == '[');

  if (looks_like_json || g_strcmp0 (type, "application/json") == 0)
    return g_error_copy (parse_error);

  return g_error_new (ORCH_ERROR, ORCH_ERROR_NOT_LITELLM, "The reply is not JSON but %s",
                      type != NULL ? type : "of no named type");
}

/* The data is the bytes alone, because the thread may be the one that frees it. */
static void
parse_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const GByteArray *bytes = task_data;
  GError *error = NULL;
  JsonNode *node = orch_json_parse_reply ((const char *) bytes->data, bytes->len, &error);

  if (node != NULL)
    g_task_return_pointer (task, node, (GDestroyNotify) json_node_unref);
  else
    g_task_return_error (task, error);
}

static void
take_parsed (GTask *task, JsonNode *node, const GError *error)
{
  Reader *reader = g_task_get_task_data (task);
  SoupMessage *message = g_task_get_source_object (task);

  if (node != NULL)
    g_task_return_pointer (task, json_node_ref (node), (GDestroyNotify) json_node_unref);
  else
    g_task_return_error (task, new_unreadable_error (message, reader->bytes, error));
}

static void
parsed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = g_task_propagate_pointer (G_TASK (result), &error);

  take_parsed (task, node, error);
}

static void
parse (GTask *task)
{
  Reader *reader = g_task_get_task_data (task);
  g_autoptr (GTask) thread_task = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GError) error = NULL;

  if (reader->bytes->len <= PARSE_AT_ONCE_SIZE) {
    node = orch_json_parse_reply ((const char *) reader->bytes->data, reader->bytes->len, &error);
    take_parsed (task, node, error);
    return;
  }

  thread_task = g_task_new (NULL, NULL, parsed_cb, g_object_ref (task));
  g_task_set_source_tag (thread_task, parse);
  g_task_set_task_data (thread_task, g_byte_array_ref (reader->bytes),
                        (GDestroyNotify) g_byte_array_unref);
  g_task_run_in_thread (thread_task, parse_in_thread);
}

static void
return_head (GTask *task)
{
  Reader *reader = g_task_get_task_data (task);
  gsize length = MIN (reader->bytes->len, reader->head_size);
  g_autofree char *text = g_utf8_make_valid ((const char *) reader->bytes->data, length);

  g_task_return_pointer (task, json_node_init_string (json_node_alloc (), text),
                         (GDestroyNotify) json_node_unref);
}

static void read_chunk (GTask *task);

static void
chunk_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Reader *reader = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  gssize n_read = g_input_stream_read_finish (G_INPUT_STREAM (source), result, &error);

  if (n_read < 0) {
    g_task_return_error (task, orch_error_new_from_transport (error));
    return;
  }

  g_byte_array_set_size (reader->bytes, reader->bytes->len - CHUNK_SIZE + n_read);
  if (reader->head_size > 0 && (reader->bytes->len >= reader->head_size || n_read == 0))
    return_head (task);
  else if (reader->bytes->len > MAX_SIZE)
    g_task_return_new_error (task, ORCH_ERROR, ORCH_ERROR_REPLY_TOO_LARGE,
                             "The reply is larger than %d MiB", MAX_SIZE >> 20);
  else if (n_read > 0)
    read_chunk (g_steal_pointer (&task));
  else
    parse (task);
}

/* Takes the reference to @task. */
static void
read_chunk (GTask *task)
{
  Reader *reader = g_task_get_task_data (task);
  guint offset = reader->bytes->len;

  grow (reader, offset + CHUNK_SIZE);
  g_input_stream_read_async (reader->stream, reader->bytes->data + offset, CHUNK_SIZE,
                             G_PRIORITY_DEFAULT, g_task_get_cancellable (task), chunk_read_cb,
                             task);
}

/**
 * orch_reply_body_read_async:
 * @message: a message whose headers were received
 * @stream: its decoded body
 * @head_size: how many bytes of it are wanted, 0 for all
 * @is_secret: whether what was read is to be wiped
 * @cancellable: (nullable): to stop it
 * @callback: called when the body is complete
 * @user_data: for @callback
 *
 * Reads and parses the body of a reply; large ones are parsed in a thread. With a @head_size, what
 * was read becomes a JSON string as it is.
 */
void
orch_reply_body_read_async (SoupMessage *message, GInputStream *stream, gsize head_size,
                            gboolean is_secret, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;
  Reader *reader;

  g_return_if_fail (SOUP_IS_MESSAGE (message));
  g_return_if_fail (G_IS_INPUT_STREAM (stream));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  reader = g_new0 (Reader, 1);
  reader->stream = g_object_ref (stream);
  reader->bytes = g_byte_array_new ();
  reader->head_size = head_size;
  reader->is_secret = is_secret;

  task = g_task_new (message, cancellable, callback, user_data);
  g_task_set_source_tag (task, orch_reply_body_read_async);
  g_task_set_task_data (task, reader, (GDestroyNotify) reader_free);
  read_chunk (task);
}

/**
 * orch_reply_body_read_finish:
 * @message: the message
 * @result: the result
 * @error: return location: %ORCH_ERROR_REPLY_TOO_LARGE over 32 MiB, %ORCH_ERROR_BAD_REPLY for
 *   damaged JSON, %ORCH_ERROR_NOT_LITELLM for anything else; an error of the transport;
 *   %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): the body
 */
JsonNode *
orch_reply_body_read_finish (SoupMessage *message, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, message), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, orch_reply_body_read_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
