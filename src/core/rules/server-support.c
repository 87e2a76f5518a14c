#include "config.h"

#include "core/rules/server-support.h"

#define N_PARTS 3

typedef struct {
  guint64 parts[N_PARTS];
} Version;

/* Since which version each feature is known to exist. Only 1.81.0, 1.93.2 and 1.106.2 were looked
 * at, so that a version between two of them counts as the lower one. */
static const Version features[] = {
  [ORCH_FEATURE_ALWAYS] = { { 0, 0, 0 } },
  [ORCH_FEATURE_SEARCH_USERS] = { { 1, 106, 2 } },
  [ORCH_FEATURE_WHOLE_V2_USER_INFO] = { { 1, 106, 2 } },
  [ORCH_FEATURE_CLEAR_MAX_BUDGET] = { { 1, 93, 2 } },
  [ORCH_FEATURE_CLEAR_BUDGET_DURATION] = { { 1, 106, 2 } },
  [ORCH_FEATURE_CLEAR_RATE_LIMITS] = { { 1, 106, 2 } },
  [ORCH_FEATURE_SEARCH_KEYS] = { { 1, 106, 2 } },
  [ORCH_FEATURE_MATCH_KEY_ALIAS] = { { 1, 93, 2 } },
  [ORCH_FEATURE_CLEAR_KEY_BUDGET_DURATION] = { { 1, 93, 2 } },
  [ORCH_FEATURE_RESET_KEY_SPEND] = { { 1, 93, 2 } },
  [ORCH_FEATURE_UPDATE_SOFT_BUDGET] = { { 1, 106, 2 } },
  [ORCH_FEATURE_BUDGET_LIMITS] = { { 1, 93, 2 } },
  [ORCH_FEATURE_OWNER_RULE] = { { 1, 93, 2 } },
  [ORCH_FEATURE_USAGE_OF_USER] = { { 1, 93, 2 } },
  [ORCH_FEATURE_OWN_USAGE] = { { 1, 106, 2 } },
};

/* Reads the three leading numbers; what follows them ("-stable", ".dev3", "rc1") counts for
 * nothing. */
static gboolean
parse (const char *text, Version *version)
{
  if (text == NULL)
    return FALSE;
  if (*text == 'v')
    text++;

  for (guint i = 0; i < N_PARTS; i++) {
    char *end;

    if (i > 0 && *text++ != '.')
      return FALSE;
    if (!g_ascii_isdigit (*text))
      return FALSE;
    version->parts[i] = g_ascii_strtoull (text, &end, 10);
    text = end;
  }

  return TRUE;
}

static int
compare (const Version *a, const Version *b)
{
  for (guint i = 0; i < N_PARTS; i++)
    if (a->parts[i] != b->parts[i])
      return a->parts[i] < b->parts[i] ? -1 : 1;

  return 0;
}

/**
 * orch_server_support_has:
 * @version: (nullable): the version of a proxy as it writes it ("1.106.2", "v1.81.0-stable"), %NULL
 *   if it is unknown
 * @feature: what the proxy has to be able to do
 *
 * Looks a feature up in the table of versions (contract §12), the only place that compares them. A
 * proxy of an unknown version is taken for the oldest one.
 *
 * Returns: whether the proxy can do it
 */
gboolean
orch_server_support_has (const char *version, OrchFeature feature)
{
  Version parsed = { { 0, 0, 0 } };

  g_return_val_if_fail (feature < G_N_ELEMENTS (features), FALSE);

  if (!parse (version, &parsed))
    parsed = (Version){ { 0, 0, 0 } };

  return compare (&parsed, &features[feature]) >= 0;
}

/**
 * orch_server_support_get_age:
 * @version: (nullable): the version of a proxy as it writes it, %NULL if it is unknown
 *
 * Returns: whether @version lies between the oldest and the newest one that were tested
 */
OrchVersionAge
orch_server_support_get_age (const char *version)
{
  Version parsed, oldest, newest;

  if (!parse (version, &parsed))
    return ORCH_VERSION_UNKNOWN;

  parse (ORCH_OLDEST_TESTED_VERSION, &oldest);
  parse (ORCH_NEWEST_TESTED_VERSION, &newest);

  if (compare (&parsed, &oldest) < 0)
    return ORCH_VERSION_OLDER;

  return compare (&parsed, &newest) > 0 ? ORCH_VERSION_NEWER : ORCH_VERSION_TESTED;
}
