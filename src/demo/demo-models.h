#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * OrchDemoModel:
 * @provider: who serves it
 * @input_cost: USD for a token
 * @output_cost: USD for a token
 *
 * A model that the server pretends to serve.
 */
typedef struct {
  const char *name;
  const char *provider;
  const char *mode;
  gint64 max_input_tokens;
  gint64 max_output_tokens;
  double input_cost;
  double output_cost;
} OrchDemoModel;

const OrchDemoModel *orch_demo_model_find (const char *name);
const OrchDemoModel *orch_demo_models_get (gsize *n_models);

/* Whether the models of a key or of a user allow one. */
gboolean orch_demo_models_allow_all (char **models);
gboolean orch_demo_models_allow (char **models, const char *name);

G_END_DECLS
