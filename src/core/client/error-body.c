#include "config.h"

#include "core/client/json.h"

#include "core/client/error-body.h"

/* Reads one Python string literal at @text, in either quote; NULL if it is none. */
static char *
read_python_string (const char *text)
{
  g_autoptr (GString) string = NULL;
  char quote = *text;

  if (quote != '\'' && quote != '"')
    return NULL;

  string = g_string_new (NULL);
  for (const char *p = text + 1; *p != '\0'; p++) {
    if (*p == quote)
      return g_string_free (g_steal_pointer (&string), FALSE);

    if (*p == '\\' && p[1] == 'n') {
      g_string_append_c (string, '\n');
      p++;
    } else if (*p == '\\' && p[1] != '\0' && strchr ("'\"\\", p[1]) != NULL) {
      g_string_append_c (string, *++p);
    } else {
      g_string_append_c (string, *p);
    }
  }

  return NULL;
}

/* Most messages are a Python dict as text: {'error': "…"}. */
static char *
unwrap (const char *message)
{
  static const char noise[] = "Authentication Error, ";
  static const char dict[] = "{'error': ";
  char *inner = NULL;

  if (g_str_has_prefix (message, noise))
    message += strlen (noise);
  if (g_str_has_prefix (message, dict))
    inner = read_python_string (message + strlen (dict));

  return inner != NULL ? inner : g_strdup (message);
}

static char *
replace_all (const char *text, const char *pattern, const char *replacement)
{
  g_autoptr (GRegex) regex = g_regex_new (pattern, G_REGEX_DOTALL, 0, NULL);
  char *replaced = g_regex_replace_literal (regex, text, -1, 0, replacement, 0, NULL);

  g_assert (replaced != NULL);

  return replaced;
}

/* Old proxies repeat what was sent, and texts end up in "Details" and on the clipboard. */
static char *
mask_keys (const char *text)
{
  g_autofree char *masked = replace_all (text, "(?<![A-Za-z0-9])sk-[A-Za-z0-9_-]{9,}", "sk-…");

  /* What was sent need not begin with "sk-"; newer proxies write "abcd****" here. */
  return replace_all (masked, "Received=(?!.{0,4}\\*+,).*(?=, expected to start with)",
                      "Received=…");
}

static void
set_text (OrchErrorBody *self, const char *message)
{
  g_autofree char *text = unwrap (message);

  self->text = mask_keys (text);
}

/* Shapes 1 to 4. */
static void
read_error_object (OrchErrorBody *self, JsonObject *error)
{
  const char *param = orch_json_get_string (error, "param");

  self->shape = ORCH_ERROR_SHAPE_ERROR;
  set_text (self, orch_json_get_string (error, "message"));
  self->type = g_strdup (orch_json_get_string (error, "type"));
  if (g_strcmp0 (param, "None") != 0)
    self->field = g_strdup (param);
}

/* The last name behind "body", "query" or "path"; numbers are indexes. */
static char *
read_location (JsonObject *entry)
{
  g_auto (GStrv) names = orch_json_get_strv (entry, "loc");
  guint count = names != NULL ? g_strv_length (names) : 0;

  return count > 1 ? g_strdup (names[count - 1]) : NULL;
}

/* Shape 7. "input" and "ctx" hold what was sent, passwords included: they stay unread. */
static void
read_detail_array (OrchErrorBody *self, JsonArray *entries)
{
  static const char noise[] = "Value error, ";
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (entries); i++) {
    JsonNode *node = json_array_get_element (entries, i);
    JsonObject *entry = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
    const char *message = orch_json_get_string (entry, "msg");

    if (message == NULL)
      continue;
    if (g_str_has_prefix (message, noise))
      message += strlen (noise);
    if (text->len > 0)
      g_string_append (text, "; ");
    g_string_append (text, message);
    if (self->field == NULL)
      self->field = read_location (entry);
  }

  if (text->len == 0)
    return;
  self->shape = ORCH_ERROR_SHAPE_DETAIL;
  self->text = mask_keys (text->str);
}

/* Shapes 5 and 6. */
static void
read_detail_text (OrchErrorBody *self, const char *text)
{
  if (text == NULL)
    return;

  self->shape = ORCH_ERROR_SHAPE_DETAIL;
  set_text (self, text);
}

/* Shape 8. */
static void
read_problem (OrchErrorBody *self, JsonObject *root)
{
  const char *detail = orch_json_get_string (root, "detail");

  self->shape = ORCH_ERROR_SHAPE_PROBLEM;
  self->type = g_strdup (orch_json_get_string (root, "type"));
  set_text (self, detail != NULL ? detail : orch_json_get_string (root, "title"));
}

/**
 * orch_error_body_new:
 * @node: (nullable): the body of a reply, %NULL if it was no JSON
 *
 * Reads the eight shapes of error replies (contract §8).
 *
 * Returns: (transfer full): what it says
 */
OrchErrorBody *
orch_error_body_new (JsonNode *node)
{
  OrchErrorBody *self = g_new0 (OrchErrorBody, 1);
  JsonObject *root;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return self;
  root = json_node_get_object (node);

  if (orch_json_get_string (orch_json_get_object (root, "error"), "message") != NULL)
    read_error_object (self, orch_json_get_object (root, "error"));
  else if (orch_json_get_string (root, "type") != NULL
           && orch_json_get_string (root, "title") != NULL)
    read_problem (self, root);
  else if (orch_json_get_object (root, "detail") != NULL)
    read_detail_text (self, orch_json_get_string (orch_json_get_object (root, "detail"), "error"));
  else if (orch_json_get_array (root, "detail") != NULL)
    read_detail_array (self, orch_json_get_array (root, "detail"));
  else
    read_detail_text (self, orch_json_get_string (root, "detail"));

  return self;
}

/**
 * orch_error_body_free:
 * @self: (transfer full): a body
 *
 * Frees it.
 */
void
orch_error_body_free (OrchErrorBody *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->text);
  g_free (self->type);
  g_free (self->field);
  g_free (self);
}
