#pragma once

#include "core/model/key.h"

G_BEGIN_DECLS

/* Of JSON text: a node, a key whose ID is `token`, and all fields that are set, as for a new key.
 */
JsonNode *key_parse (const char *text);
OrchKey *key_create (const char *text);
OrchChanges *key_create_values (const char *text);
OrchChanges *key_create_changes (const char *before, const char *after);

/* `text` with one member taken from `source`, or without it if that is NULL. */
char *key_mix (const char *text, const char *source, const char *member);

G_END_DECLS
