#include "config.h"

#include <libsoup/soup.h>
#include <string.h>

#include "demo-test.h"
#include "fixture.h"

struct _DemoTest {
  OrchDemoServer *server; /* (owned) */
  SoupSession *session;   /* (owned) */
};

DemoTest *
demo_test_new (guint n_users)
{
  return demo_test_new_for (orch_demo_server_new (n_users));
}

DemoTest *
demo_test_new_for (OrchDemoServer *server)
{
  DemoTest *self = g_new0 (DemoTest, 1);
  g_autoptr (GError) error = NULL;

  self->server = server;
  /* Under sanitizers it takes its time. */
  self->session = soup_session_new_with_options ("timeout", 0, NULL);
  orch_demo_server_start (self->server, 0, &error);
  g_assert_no_error (error);

  return self;
}

void
demo_test_free (DemoTest *self)
{
  g_object_unref (self->session);
  g_object_unref (self->server);
  g_free (self);
}

OrchDemoServer *
demo_test_get_server (DemoTest *self)
{
  return self->server;
}

static JsonNode *
send_message (DemoTest *self, SoupMessage *message, guint *status)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = soup_session_send_and_read (self->session, message, NULL, &error);
  g_autofree char *text = NULL;
  JsonNode *node;

  g_assert_no_error (error);
  *status = soup_message_get_status (message);

  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  node = json_from_string (text, &error);
  g_assert_no_error (error);
  return node;
}

static SoupMessage *
new_message (DemoTest *self, const char *method, const char *path)
{
  g_autofree char *uri = g_strconcat (orch_demo_server_get_url (self->server), path, NULL);

  return soup_message_new (method, uri);
}

JsonNode *
demo_test_call (DemoTest *self, const char *method, const char *path, const char *key,
                const char *body, guint *status)
{
  g_autoptr (SoupMessage) message = new_message (self, method, path);

  if (key != NULL) {
    g_autofree char *value = g_strconcat ("Bearer ", key, NULL);

    soup_message_headers_replace (soup_message_get_request_headers (message), "Authorization",
                                  value);
  }
  if (body != NULL) {
    g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));

    soup_message_set_request_body_from_bytes (message, "application/json", bytes);
  }

  return send_message (self, message, status);
}

JsonNode *
demo_test_call_with_header (DemoTest *self, const char *path, const char *name, const char *value,
                            guint *status)
{
  g_autoptr (SoupMessage) message = new_message (self, "GET", path);

  soup_message_headers_replace (soup_message_get_request_headers (message), name, value);

  return send_message (self, message, status);
}

/* A reading by the master key, which has to succeed. */
JsonObject *
demo_test_get (DemoTest *self, const char *path)
{
  guint status;
  g_autoptr (JsonNode) reply =
      demo_test_call (self, "GET", path, ORCH_DEMO_MASTER_KEY, NULL, &status);

  g_assert_cmpuint (status, ==, 200);

  return json_node_dup_object (reply);
}

/* An update by the master key, which has to succeed: the row of the reply. */
JsonObject *
demo_test_update (DemoTest *self, const char *body)
{
  guint status;
  g_autoptr (JsonNode) reply =
      demo_test_call (self, "POST", "/user/update", ORCH_DEMO_MASTER_KEY, body, &status);

  g_assert_cmpuint (status, ==, 200);

  return json_object_ref (json_object_get_object_member (json_node_get_object (reply), "data"));
}

void
demo_test_assert_fixture (DemoTest *self, const char *method, const char *path, const char *key,
                          const char *body, const char *fixture)
{
  guint recorded_status, status;
  g_autoptr (JsonNode) recorded = fixture_load (fixture, &recorded_status);
  g_autoptr (JsonNode) reply = demo_test_call (self, method, path, key, body, &status);
  g_autofree char *recorded_text = json_to_string (recorded, FALSE);
  g_autofree char *text = json_to_string (reply, FALSE);

  g_assert_cmpuint (status, ==, recorded_status);
  g_assert_cmpstr (text, ==, recorded_text);
}

void
demo_test_assert_reply (DemoTest *self, const char *method, const char *path, const char *key,
                        const char *body, guint status, const char *text)
{
  guint got;
  g_autoptr (JsonNode) reply = demo_test_call (self, method, path, key, body, &got);
  g_autofree char *reply_text = json_to_string (reply, FALSE);

  g_assert_cmpuint (got, ==, status);
  if (strstr (reply_text, text) == NULL)
    g_error ("\"%s\" is not in %s", text, reply_text);
}

JsonObject *
demo_test_post (DemoTest *self, const char *path, const char *key, guint status, const char *format,
                ...)
{
  g_autofree char *body = NULL, *text = NULL;
  g_autoptr (JsonNode) reply = NULL;
  guint got;
  va_list arguments;

  va_start (arguments, format);
  body = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  reply = demo_test_call (self, "POST", path, key, body, &got);
  text = json_to_string (reply, FALSE);
  if (got != status)
    g_error ("%s %s: %u %s", path, body, got, text);

  return JSON_NODE_HOLDS_OBJECT (reply) ? json_node_dup_object (reply) : NULL;
}

static JsonObject *
get_key_page (DemoTest *self, const char *query)
{
  g_autofree char *path = g_strconcat ("/key/list?", query, NULL);

  return demo_test_get (self, path);
}

gint64
demo_test_count_keys (DemoTest *self, const char *query)
{
  g_autoptr (JsonObject) page = get_key_page (self, query);

  return json_object_get_int_member (page, "total_count");
}

char *
demo_test_dup_token (DemoTest *self, const char *query)
{
  g_autoptr (JsonObject) page = get_key_page (self, query);

  return g_strdup (json_array_get_string_element (json_object_get_array_member (page, "keys"), 0));
}

JsonArray *
demo_test_list_keys (DemoTest *self, const char *query)
{
  g_autofree char *full = g_strconcat ("return_full_object=true&", query, NULL);
  g_autoptr (JsonObject) page = get_key_page (self, full);

  return json_array_ref (json_object_get_array_member (page, "keys"));
}

char *
demo_test_generate (DemoTest *self, const char *key, const char *members, char **token)
{
  g_autoptr (JsonObject) reply = demo_test_post (self, "/key/generate", key, 200, "{%s}", members);

  if (token != NULL)
    *token = g_strdup (json_object_get_string_member (reply, "token"));
  return g_strdup (json_object_get_string_member (reply, "key"));
}

JsonObject *
demo_test_get_key (DemoTest *self, const char *token)
{
  g_autofree char *path = g_strconcat ("/key/info?key=", token, NULL);
  g_autoptr (JsonObject) reply = demo_test_get (self, path);

  return json_object_ref (json_object_get_object_member (reply, "info"));
}

static void
assert_all_members (JsonObject *object, JsonObject *other)
{
  g_autoptr (GList) names = json_object_get_members (object);

  for (GList *l = names; l != NULL; l = l->next) {
    JsonNode *left = json_object_get_member (object, l->data);
    JsonNode *right = json_object_get_member (other, l->data);

    if (right == NULL)
      g_error ("only one has \"%s\"", (const char *) l->data);
    if (!JSON_NODE_HOLDS_NULL (left) && !JSON_NODE_HOLDS_NULL (right)
        && json_node_get_node_type (left) != json_node_get_node_type (right))
      g_error ("\"%s\" has two types", (const char *) l->data);
  }
}

void
demo_test_assert_members (JsonObject *object, JsonObject *recorded)
{
  assert_all_members (object, recorded);
  assert_all_members (recorded, object);
}
