#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * OrchErrorBody:
 * @shape: which of LiteLLM's shapes it was
 * @text: (owned) (nullable): the server's text, unwrapped, with API keys masked
 * @type: (owned) (nullable): `error.type`
 * @field: (owned) (nullable): the refused parameter
 *
 * What the body of an error reply says.
 */
typedef struct {
  enum {
    ORCH_ERROR_SHAPE_UNKNOWN, /* nothing that LiteLLM writes */
    ORCH_ERROR_SHAPE_ERROR,   /* an error object: shapes 1 to 4 of contract §8 */
    ORCH_ERROR_SHAPE_DETAIL,  /* FastAPI's detail: shapes 5 to 7 */
    ORCH_ERROR_SHAPE_PROBLEM, /* a problem document: shape 8 */
  } shape;
  char *text;
  char *type;
  char *field;
} OrchErrorBody;

OrchErrorBody *orch_error_body_new (JsonNode *node);
void orch_error_body_free (OrchErrorBody *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OrchErrorBody, orch_error_body_free)

G_END_DECLS
