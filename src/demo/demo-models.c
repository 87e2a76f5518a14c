#include "config.h"

#include <string.h>

#include "demo/demo-models.h"

static const OrchDemoModel MODELS[] = {
  { "gpt-4o", "openai", "chat", 128000, 16384, 2.5e-6, 1e-5 },
  { "claude-sonnet", "anthropic", "chat", 200000, 64000, 3e-6, 1.5e-5 },
  { "gpt-4o-mini", "openai", "chat", 128000, 16384, 1.5e-7, 6e-7 },
  { "o3-mini", "openai", "chat", 200000, 100000, 1.1e-6, 4.4e-6 },
  { "claude-haiku", "anthropic", "chat", 200000, 8192, 8e-7, 4e-6 },
  { "gemini-flash", "vertex_ai", "chat", 1048576, 8192, 1e-7, 4e-7 },
  { "mistral-large", "mistral", "chat", 128000, 8191, 2e-6, 6e-6 },
  { "llama-3.3-70b", "groq", "chat", 128000, 32768, 5.9e-7, 7.9e-7 },
  { "text-embedding-3-small", "openai", "embedding", 8191, 0, 2e-8, 0 },
  { "whisper", "openai", "audio_transcription", 0, 0, 0, 0 },
};

const OrchDemoModel *
orch_demo_models_get (gsize *n_models)
{
  *n_models = G_N_ELEMENTS (MODELS);
  return MODELS;
}

/* (nullable): there is no such model */
const OrchDemoModel *
orch_demo_model_find (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (MODELS); i++) {
    if (strcmp (MODELS[i].name, name) == 0)
      return &MODELS[i];
  }

  return NULL;
}

/* @models: (nullable) */
gboolean
orch_demo_models_allow_all (char **models)
{
  return models == NULL || models[0] == NULL
         || g_strv_contains ((const char *const *) models, "all-proxy-models");
}

/* @models: (nullable): names and patterns */
gboolean
orch_demo_models_allow (char **models, const char *name)
{
  if (orch_demo_models_allow_all (models))
    return TRUE;

  for (gsize i = 0; models[i] != NULL; i++) {
    if (g_pattern_match_simple (models[i], name))
      return TRUE;
  }

  return FALSE;
}
