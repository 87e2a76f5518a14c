#include "config.h"

#include <libsoup/soup.h>

#include "core/client/json.h"
#include "demo/demo-python.h"
#include "demo/demo-key-write.h"

void
orch_demo_key_write_clear (OrchDemoKeyWrite *self)
{
  g_clear_pointer (&self->fields, json_object_unref);
  g_clear_pointer (&self->row, json_object_unref);
}

/* The first thing that is wrong, in the order of the proxy. */
OrchDemoReply *
orch_demo_key_write_check (OrchDemoKeyWrite *self, const OrchDemoKeyCheck *checks, gsize n_checks)
{
  OrchDemoReply *reply = NULL;

  for (gsize i = 0; i < n_checks && reply == NULL; i++)
    reply = checks[i](self);

  return reply;
}

/* Regenerating has the forms of generating. */
static gboolean
is_new (OrchDemoKeyWrite *self)
{
  return !g_str_equal (self->request->path, "/key/update");
}

static OrchDemoReply *
reply_refusal (OrchDemoKeyWrite *self, guint status, const char *message)
{
  if (is_new (self))
    return orch_demo_reply_error (status, "internal_server_error", NULL, "%s", message);

  return orch_demo_reply_auth_error (status, "%s", message);
}

/* A refusal whose text is told as it is. */
OrchDemoReply *
orch_demo_key_write_refuse (OrchDemoKeyWrite *self, guint status, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  return reply_refusal (self, status, message);
}

/* A refusal whose text is told as an object of Python. */
OrchDemoReply *
orch_demo_key_write_refuse_error (OrchDemoKeyWrite *self, guint status, const char *format, ...)
{
  g_autofree char *text = NULL, *quoted = NULL, *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  quoted = orch_demo_python_dup_text (text);
  message = g_strdup_printf ("{'error': %s}", quoted);

  return reply_refusal (self, status, message);
}

/* What the proxy does not take for the client's fault, although it is. */
OrchDemoReply *
orch_demo_key_write_fail (OrchDemoKeyWrite *self, const char *message)
{
  if (is_new (self))
    return orch_demo_reply_error (SOUP_STATUS_INTERNAL_SERVER_ERROR, "internal_server_error", NULL,
                                  "%s", message);

  return orch_demo_reply_auth_error (SOUP_STATUS_BAD_REQUEST, "Authentication Error, %s", message);
}

/* Whether a field was sent, null too. */
gboolean
orch_demo_key_write_has (OrchDemoKeyWrite *self, const char *name)
{
  return json_object_has_member (self->fields, name);
}

/* Whether Python takes a field for something: not for null, no, nothing or an empty list. */
gboolean
orch_demo_key_write_is_true (OrchDemoKeyWrite *self, const char *name)
{
  return json_object_has_member (self->fields, name)
         && !orch_demo_value_is_nothing (json_object_get_member (self->fields, name));
}
