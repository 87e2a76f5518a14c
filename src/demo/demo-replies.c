#include "config.h"

#include <string.h>

#include "demo/demo-replies.h"

void
orch_demo_reply_free (OrchDemoReply *self)
{
  g_free (self->body);
  g_free (self);
}

/* Sends the reply and ends the connection, of which the client is not told. */
void
orch_demo_reply_send_and_hang_up (const OrchDemoReply *self, SoupServerMessage *message,
                                  gsize announced_length)
{
  g_autoptr (GIOStream) stream = soup_server_message_steal_connection (message);
  g_autofree char *text = g_strdup_printf ("HTTP/1.1 %u %s\r\nContent-Type: application/json\r\n"
                                           "Content-Length: %" G_GSIZE_FORMAT "\r\n\r\n%s",
                                           self->status, soup_status_get_phrase (self->status),
                                           announced_length, self->body);

  /* A client that is gone has nothing to be told. */
  g_output_stream_write_all (g_io_stream_get_output_stream (stream), text, strlen (text), NULL,
                             NULL, NULL);
  g_io_stream_close (stream, NULL, NULL);
}

OrchDemoReply *
orch_demo_reply_new_from_text (guint status, const char *json)
{
  OrchDemoReply *self = g_new0 (OrchDemoReply, 1);

  self->status = status;
  self->body = g_strdup (json);

  return self;
}

/* json-glib 1.6 writes some numbers as "2e-08.0", which is no JSON: takes out the end of these. */
static void
mend_numbers (char *json)
{
  gboolean in_text = FALSE;

  for (char *c = json; *c != '\0'; c++) {
    if (*c == '"')
      in_text = !in_text;
    else if (*c == '\\' && c[1] != '\0')
      c++;
    else if (!in_text && *c == 'e' && (c[1] == '-' || c[1] == '+')) {
      char *end = c + 2 + strspn (c + 2, "0123456789");

      if (g_str_has_prefix (end, ".0"))
        memmove (end, end + 2, strlen (end + 2) + 1);
    }
  }
}

/* @body: (transfer full) */
OrchDemoReply *
orch_demo_reply_new (guint status, JsonObject *body)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), body);
  OrchDemoReply *self = g_new0 (OrchDemoReply, 1);

  json_object_unref (body);
  self->status = status;
  self->body = json_to_string (node, FALSE);
  mend_numbers (self->body);

  return self;
}

static OrchDemoReply *
new_error (guint status, const char *type, const char *param, const char *message)
{
  g_autofree char *code = g_strdup_printf ("%u", status);
  JsonObject *body = json_object_new ();
  JsonObject *error = json_object_new ();

  json_object_set_string_member (error, "message", message);
  json_object_set_string_member (error, "type", type);
  json_object_set_string_member (error, "param", param);
  json_object_set_string_member (error, "code", code);
  json_object_set_object_member (body, "error", error);

  return orch_demo_reply_new (status, body);
}

OrchDemoReply *
orch_demo_reply_error (guint status, const char *type, const char *param, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  return new_error (status, type, param, message);
}

/* The most frequent error: type auth_error, whatever the cause. */
OrchDemoReply *
orch_demo_reply_auth_error (guint status, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  return new_error (status, "auth_error", "None", message);
}

/* An error that the proxy did not foresee. */
OrchDemoReply *
orch_demo_reply_crash (void)
{
  OrchDemoReply *self = orch_demo_reply_new_from_text (
      SOUP_STATUS_INTERNAL_SERVER_ERROR,
      "{\"error\":{\"message\":\"Internal server error\",\"type\":\"internal_server_error\"}}");

  self->closes = TRUE;
  return self;
}

OrchDemoReply *
orch_demo_reply_detail (guint status, const char *format, ...)
{
  g_autofree char *message = NULL;
  JsonObject *body = json_object_new ();
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  json_object_set_string_member (body, "detail", message);

  return orch_demo_reply_new (status, body);
}

OrchDemoReply *
orch_demo_reply_detail_error (guint status, const char *message)
{
  JsonObject *body = json_object_new ();
  JsonObject *detail = json_object_new ();

  json_object_set_string_member (detail, "error", message);
  json_object_set_object_member (body, "detail", detail);

  return orch_demo_reply_new (status, body);
}

/* @place is "body" or "query"; @name is NULL where the whole place is wrong. Returns where it is
 * wrong, to go into further: (transfer none). */
JsonArray *
orch_demo_problems_add (JsonArray *problems, const char *type, const char *place, const char *name,
                        const char *message)
{
  JsonObject *problem = json_object_new ();
  JsonArray *loc = json_array_new ();

  json_array_add_string_element (loc, place);
  if (name != NULL)
    json_array_add_string_element (loc, name);
  json_object_set_string_member (problem, "type", type);
  json_object_set_array_member (problem, "loc", loc);
  json_object_set_string_member (problem, "msg", message);
  json_array_add_object_element (problems, problem);

  return loc;
}

/* @problems: (transfer full) */
OrchDemoReply *
orch_demo_reply_problems (JsonArray *problems)
{
  JsonObject *body = json_object_new ();

  json_object_set_array_member (body, "detail", problems);

  return orch_demo_reply_new (SOUP_STATUS_UNPROCESSABLE_ENTITY, body);
}

/* The body lacks a member, or, with NULL, there is none. */
OrchDemoReply *
orch_demo_reply_missing (const char *name)
{
  JsonArray *problems = json_array_new ();

  orch_demo_problems_add (problems, "missing", "body", name, "Field required");
  return orch_demo_reply_problems (problems);
}
