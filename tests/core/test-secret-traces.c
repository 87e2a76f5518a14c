#include "config.h"

#include <fcntl.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/client/json.h"
#include "core/client/reply-body.h"
#include "core/client/request.h"
#include "test-wait.h"

/* A secret that is nowhere in this program: every character of it is another one. */
#define VEIL 0x15
static const char veiled_secret[] =
    "f~8ArZpDl@qLtGvAxM`OrJyP%|f^qEbWcRdT{Qt@m}p`swfGtzcLyXv\\'%!A$";
#define SECRET_LENGTH (sizeof veiled_secret - 1)

/* What is looked for: the end of it, because freeing writes over the beginning. */
#define TAIL_LENGTH 24

#define CHUNK_SIZE (1024 * 1024)

static OrchSecret *
make_secret (void)
{
  OrchSecret *secret = g_malloc0 (SECRET_LENGTH + 1);

  for (gsize i = 0; i < SECRET_LENGTH; i++)
    secret[i] = veiled_secret[i] ^ VEIL;

  return secret;
}

static gboolean
is_tail (const char *text)
{
  const char *veiled_tail = veiled_secret + SECRET_LENGTH - TAIL_LENGTH;

  for (gsize i = 0; i < TAIL_LENGTH; i++)
    if ((text[i] ^ VEIL) != veiled_tail[i])
      return FALSE;

  return TRUE;
}

static guint
count_in_range (int memory, char *buffer, guint64 start, guint64 end)
{
  guint count = 0;

  while (start + TAIL_LENGTH <= end) {
    gssize n_read = pread (memory, buffer, MIN (end - start, CHUNK_SIZE), (off_t) start);

    if (n_read < (gssize) TAIL_LENGTH)
      break;
    for (gssize i = 0; i + (gssize) TAIL_LENGTH <= n_read; i++)
      if (is_tail (buffer + i))
        count++;
    start += (guint64) n_read - (TAIL_LENGTH - 1);
    explicit_bzero (buffer, (gsize) n_read);
  }

  return count;
}

static gsize
read_maps (char *buffer)
{
  int file = open ("/proc/self/maps", O_RDONLY | O_CLOEXEC);
  gsize length = 0;
  gssize n_read;

  g_assert_cmpint (file, >=, 0);
  while ((n_read = read (file, buffer + length, CHUNK_SIZE - 1 - length)) > 0)
    length += (gsize) n_read;
  close (file);
  buffer[length] = '\0';

  return length;
}

static char *
map_chunk (void)
{
  char *chunk = mmap (NULL, CHUNK_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  g_assert_true (chunk != MAP_FAILED);

  return chunk;
}

/* How often the secret is in what this process can write to. Allocates nothing, because that would
 * write over what was freed. */
static guint
count_traces (void)
{
  char *maps = map_chunk ();
  char *buffer = map_chunk ();
  int memory = open ("/proc/self/mem", O_RDONLY | O_CLOEXEC);
  guint count = 0;

  g_assert_cmpint (memory, >=, 0);
  g_assert_cmpuint (read_maps (maps), >, 0);
  for (char *line = maps; *line != '\0'; line = strchr (line, '\n') + 1) {
    char *rest = NULL;
    guint64 start = strtoull (line, &rest, 16);
    guint64 end = strtoull (rest + 1, &rest, 16);

    if (g_str_has_prefix (rest, " rw"))
      count += count_in_range (memory, buffer, start, end);
  }
  close (memory);
  munmap (maps, CHUNK_SIZE);
  munmap (buffer, CHUNK_SIZE);

  return count;
}

/* The shadow memory of AddressSanitizer is larger than anybody can look through. */
static gboolean
cannot_look (void)
{
#ifdef __SANITIZE_ADDRESS__
  g_test_skip ("Not under AddressSanitizer");
  return TRUE;
#else
  return FALSE;
#endif
}

static void
test_request (void)
{
  if (cannot_look ())
    return;

  g_autoptr (JsonNode) empty = json_from_string ("{}", NULL);
  OrchSecret *secret = make_secret ();
  OrchRequest *request = orch_request_new_post_secret (empty, "key", secret, "key", NULL);
  OrchRequest *copy = orch_request_copy (request);
  SoupMessage *message = orch_request_create_message (copy, "http://127.0.0.1/");

  g_assert_cmpuint (count_traces (), ==, 2);
  orch_secret_free (secret);
  g_assert_cmpuint (count_traces (), ==, 1);

  orch_request_free (request);
  orch_request_free (copy);
  g_object_unref (message);
  g_assert_cmpuint (count_traces (), ==, 0);
}

/* A reply with the secret in front of so many bytes. */
static char *
make_reply (gsize n_bytes)
{
  g_autoptr (OrchSecret) secret = make_secret ();
  char *reply = g_malloc (SECRET_LENGTH + n_bytes + 100);
  char *end = g_stpcpy (reply, "{\"key\": \"");

  end = g_stpcpy (end, secret);
  end = g_stpcpy (end, "\", \"metadata\": [\"");
  memset (end, 'x', n_bytes);
  g_stpcpy (end + n_bytes, "\"]}");

  return reply;
}

static void
test_json (void)
{
  if (cannot_look ())
    return;

  OrchSecret *reply = make_reply (10);
  JsonNode *node = orch_json_parse_reply (reply, strlen (reply), NULL);

  g_assert_nonnull (node);
  orch_secret_free (reply);
  g_assert_cmpuint (count_traces (), ==, 1);
  orch_json_wipe (node);
  g_assert_cmpuint (count_traces (), ==, 0);
  json_node_unref (node);
}

/* Its bytes are moved while it is read, and it is parsed in a thread. */
static void
test_reply_body (gconstpointer n_bytes)
{
  if (cannot_look ())
    return;

  OrchSecret *reply = make_reply (GPOINTER_TO_SIZE (n_bytes));
  GInputStream *stream = g_memory_input_stream_new_from_data (reply, strlen (reply),
                                                              (GDestroyNotify) orch_secret_free);
  g_autoptr (SoupMessage) message = soup_message_new ("GET", "http://127.0.0.1/");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = NULL;

  g_assert_cmpuint (count_traces (), ==, 1);
  orch_reply_body_read_async (message, stream, 0, TRUE, NULL, test_keep_result_cb, &result);
  node = orch_reply_body_read_finish (message, test_wait_result (&result), &error);
  g_assert_no_error (error);

  g_clear_object (&result);
  g_assert_finalize_object (stream);
  g_assert_cmpuint (count_traces (), ==, 1);
  orch_json_wipe (node);
  g_assert_cmpuint (count_traces (), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  /* What is freed stays as it is, and could be found; Meson asks for the contrary. */
  mallopt (M_PERTURB, 0);
  mallopt (M_MMAP_THRESHOLD, 64 * 1024 * 1024);
  mallopt (M_TRIM_THRESHOLD, 64 * 1024 * 1024);

  g_test_add_func ("/secret-traces/request", test_request);
  g_test_add_func ("/secret-traces/json", test_json);
  g_test_add_data_func ("/secret-traces/small-reply-body", GSIZE_TO_POINTER (10), test_reply_body);
  g_test_add_data_func ("/secret-traces/large-reply-body", GSIZE_TO_POINTER (300 * 1000),
                        test_reply_body);

  return g_test_run ();
}
