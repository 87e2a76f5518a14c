#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where examples read the secret from: they never hold it. */
#define ORCH_SNIPPET_VARIABLE "LITELLM_API_KEY"

/* Examples of calls that use an API key. Both return (transfer full) text. */
char *orch_snippet_curl (const char *base_url);
char *orch_snippet_python (const char *base_url);

G_END_DECLS
