#include "config.h"

#include "core/client/json.h"

#include "ui/keys/snippets.h"

/* Not a name that could be taken for a model's. */
#define MODEL "YOUR_MODEL"

/**
 * orch_snippet_curl:
 * @base_url: a connection's base URL
 *
 * Writes a chat completion as a command for a POSIX shell.
 *
 * Returns: (transfer full): the command
 */
char *
orch_snippet_curl (const char *base_url)
{
  g_autofree char *url = NULL;
  g_autofree char *quoted = NULL;

  g_return_val_if_fail (base_url != NULL, NULL);

  url = g_strconcat (base_url, "/v1/chat/completions", NULL);
  quoted = g_shell_quote (url);

  return g_strdup_printf ("curl %s \\\n"
                          "  -H \"Authorization: Bearer $" ORCH_SNIPPET_VARIABLE "\" \\\n"
                          "  -H 'Content-Type: application/json' \\\n"
                          "  -d '{\"model\": \"" MODEL "\",\n"
                          "       \"messages\": [{\"role\": \"user\", \"content\": \"Hello\"}]}'",
                          quoted);
}

/**
 * orch_snippet_python:
 * @base_url: a connection's base URL
 *
 * Writes a chat completion with OpenAI's Python library.
 *
 * Returns: (transfer full): the program
 */
char *
orch_snippet_python (const char *base_url)
{
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *url = NULL;
  g_autofree char *quoted = NULL;

  g_return_val_if_fail (base_url != NULL, NULL);

  url = g_strconcat (base_url, "/v1", NULL);
  node = json_node_init_string (json_node_alloc (), url);
  /* What JSON escapes, Python understands. */
  quoted = orch_json_to_text (node, FALSE);

  return g_strdup_printf ("import os\n"
                          "from openai import OpenAI\n"
                          "\n"
                          "client = OpenAI(\n"
                          "    base_url=%s,\n"
                          "    api_key=os.environ[\"" ORCH_SNIPPET_VARIABLE "\"],\n"
                          ")\n"
                          "reply = client.chat.completions.create(\n"
                          "    model=\"" MODEL "\",\n"
                          "    messages=[{\"role\": \"user\", \"content\": \"Hello\"}],\n"
                          ")\n"
                          "print(reply.choices[0].message.content)",
                          quoted);
}
