#include "config.h"

#include <glib/gi18n.h>

#include "ui/common/format.h"

#include "ui/keys/key-words.h"

static const char *const status_words[] = {
  [ORCH_KEY_STATUS_ACTIVE] = N_ ("Active"),
  [ORCH_KEY_STATUS_BLOCKED] = N_ ("Blocked"),
  [ORCH_KEY_STATUS_EXPIRED] = N_ ("Expired"),
  [ORCH_KEY_STATUS_DELETED] = N_ ("Deleted"),
};

/**
 * orch_key_words_status:
 * @status: how a key is
 *
 * Returns: (transfer none): its name
 */
const char *
orch_key_words_status (OrchKeyStatus status)
{
  g_return_val_if_fail (status < G_N_ELEMENTS (status_words), NULL);

  return _ (status_words[status]);
}

/**
 * orch_key_words_budget_holder:
 * @holder: whose budget it is
 *
 * Returns: (transfer none) (nullable): the holder's name, %NULL for the key itself and for nobody
 */
const char *
orch_key_words_budget_holder (OrchBudgetHolder holder)
{
  switch (holder) {
  case ORCH_BUDGET_OF_TEAM:
    /* Translators: whose budget it is, behind an amount: "$3.25 of $42.50 (team)" */
    return C_ ("budget", "team");
  case ORCH_BUDGET_OF_USER:
    /* Translators: whose budget it is, behind an amount: "$3.25 of $42.50 (owner)" */
    return C_ ("budget", "owner");
  case ORCH_BUDGET_OF_NOBODY:
  case ORCH_BUDGET_OF_KEY:
  default:
    return NULL;
  }
}

/**
 * orch_key_words_spend:
 * @key: a key
 *
 * Writes what was spent of the budget that ends first, and whose that is.
 *
 * Returns: (transfer full): the text, such as "$3.25 of $42.50 (team)"
 */
char *
orch_key_words_spend (OrchKey *key)
{
  double spend, usd;
  OrchBudgetHolder holder = orch_key_budget_find (key, &spend, &usd);
  const char *name = orch_key_words_budget_holder (holder);
  g_autofree char *text = orch_format_spend_of_budget (spend, holder != ORCH_BUDGET_OF_NOBODY, usd);

  if (name == NULL)
    return g_steal_pointer (&text);

  /* Translators: what was spent of a budget; whose budget it is */
  return g_strdup_printf (_ ("%s (%s)"), text, name);
}

/* (nullable): of a key that more than one budget limits, which one stops it first */
static const char *
describe_several (guint counting, OrchBudgetHolder first)
{
  if (counting == (1u << ORCH_BUDGET_OF_KEY | 1u << ORCH_BUDGET_OF_TEAM))
    return first == ORCH_BUDGET_OF_TEAM
               ? _ (
                   "Its own budget and the team’s both limit it. Less is left of the team’s, which "
                   "stops the key first.")
               : _ ("Its own budget and the team’s both limit it. Less is left of its own, which "
                    "stops the key first.");
  if (counting == (1u << ORCH_BUDGET_OF_KEY | 1u << ORCH_BUDGET_OF_USER))
    return first == ORCH_BUDGET_OF_USER
               ? _ ("Its own budget and the owner’s both limit it. Less is left of the owner’s, "
                    "which stops the key first.")
               : _ ("Its own budget and the owner’s both limit it. Less is left of its own, which "
                    "stops the key first.");

  return NULL;
}

static const char *
describe_counting (OrchKey *key, gboolean has_windows)
{
  double spend, usd;
  guint counting = orch_key_budget_get_counting (key);

  if (counting == 0)
    return has_windows ? _ ("Only its budget windows limit it.") : _ ("No budget limits it.");
  if (counting == 1u << ORCH_BUDGET_OF_KEY)
    return _ ("Only its own budget limits it.");
  if (counting == 1u << ORCH_BUDGET_OF_TEAM)
    return _ ("Only the team’s budget limits it.");
  if (counting == 1u << ORCH_BUDGET_OF_USER)
    return _ ("Only the owner’s budget limits it.");

  return describe_several (counting, orch_key_budget_find (key, &spend, &usd));
}

static void
add_sentence (GString *text, const char *sentence)
{
  if (text->len > 0)
    g_string_append_c (text, ' ');
  g_string_append (text, sentence);
}

/**
 * orch_key_words_limits:
 * @key: a key
 * @knows_all: whether its team, or its owner if it has none, was read
 *
 * Tells which budgets limit a key, and which one stops it first.
 *
 * Returns: (transfer full): some sentences
 */
char *
orch_key_words_limits (OrchKey *key, gboolean knows_all)
{
  gboolean of_team = orch_key_get_team_id (key) != NULL;
  gboolean has_windows = orch_key_get_value (key, ORCH_KEY_BUDGET_LIMITS) != NULL;
  guint counting = orch_key_budget_get_counting (key);
  g_autoptr (GString) text = g_string_new (NULL);

  if (knows_all)
    add_sentence (text, describe_counting (key, has_windows));
  else if (counting != 0)
    add_sentence (text, _ ("Its own budget limits it."));
  if (has_windows && (counting != 0 || !knows_all))
    add_sentence (text, _ ("Its budget windows limit it, too."));
  if (!knows_all)
    add_sentence (text, of_team ? _ ("Whether the team’s budget limits it is not known.")
                                : _ ("Whether the owner’s budget limits it is not known."));
  if (of_team && orch_key_get_user_id (key) != NULL)
    add_sentence (text, _ ("The owner’s budget does not count for the key of a team."));

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
add_rate (GPtrArray *parts, GVariant *limit, const char *unit)
{
  g_autofree char *count = NULL;

  if (limit == NULL)
    return;

  count = orch_format_count (g_variant_get_int64 (limit));
  g_ptr_array_add (parts, g_strdup_printf ("%s %s", count, unit));
}

/**
 * orch_key_words_rates:
 * @key: a key
 *
 * Writes the limits of tokens and requests per minute.
 *
 * Returns: (transfer full) (nullable): the text, such as "5,000 TPM · 60 RPM", %NULL without limits
 */
char *
orch_key_words_rates (OrchKey *key)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

  /* Translators: tokens per minute */
  add_rate (parts, orch_key_get_value (key, ORCH_KEY_TPM_LIMIT), _ ("TPM"));
  /* Translators: requests per minute */
  add_rate (parts, orch_key_get_value (key, ORCH_KEY_RPM_LIMIT), _ ("RPM"));
  if (parts->len == 0)
    return NULL;

  g_ptr_array_add (parts, NULL);

  return g_strjoinv (" · ", (char **) parts->pdata);
}

/**
 * orch_key_words_models:
 * @key: a key
 *
 * Writes which models a key may call.
 *
 * Returns: (transfer full): their names
 */
char *
orch_key_words_models (OrchKey *key)
{
  GVariant *models = orch_key_get_value (key, ORCH_KEY_MODELS);
  g_autofree const char **names = models != NULL ? g_variant_get_strv (models, NULL) : NULL;

  return names != NULL ? g_strjoinv (", ", (char **) names) : g_strdup (_ ("All models"));
}

/**
 * orch_key_words_rotation:
 * @key: a key
 *
 * Writes how often a key is to get a new secret by itself.
 *
 * Returns: (transfer full) (nullable): the text, such as "Every 30d", %NULL if it is not
 */
char *
orch_key_words_rotation (OrchKey *key)
{
  GVariant *interval = orch_key_get_value (key, ORCH_KEY_ROTATION_INTERVAL);

  if (orch_key_get_value (key, ORCH_KEY_AUTO_ROTATE) == NULL)
    return NULL;
  if (interval == NULL)
    return g_strdup (_ ("On"));

  /* Translators: a duration as LiteLLM writes it, such as 30d */
  return g_strdup_printf (_ ("Every %s"), g_variant_get_string (interval, NULL));
}

/**
 * orch_key_words_rotation_reasons:
 * @reasons: why a key is due for rotation
 *
 * Returns: (transfer full) (nullable): the reasons, such as "Old, never used", %NULL for none
 */
char *
orch_key_words_rotation_reasons (OrchRotationReasons reasons)
{
  const gboolean unused = (reasons & ORCH_ROTATION_NEVER_USED) != 0;
  const gboolean soon = (reasons & ORCH_ROTATION_EXPIRES_SOON) != 0;

  if (reasons & ORCH_ROTATION_OLD) {
    if (unused)
      return g_strdup (soon ? _ ("Old, never used, expires soon") : _ ("Old, never used"));

    return g_strdup (soon ? _ ("Old, expires soon") : _ ("Old"));
  }
  if (unused)
    return g_strdup (soon ? _ ("Never used, expires soon") : _ ("Never used"));

  return soon ? g_strdup (_ ("Expires soon")) : NULL;
}
