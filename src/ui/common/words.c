#include "config.h"

#include <glib/gi18n.h>

#include "ui/common/format.h"
#include "ui/common/words.h"

/* What is quoted in a sentence is cut here: metadata, or a server that talks too much. */
#define LONGEST_QUOTE 500

/* How an error's own text is used. */
typedef enum {
  TEXT_UNUSED,
  TEXT_FROM_SERVER,
  TEXT_CAUSE,
} TextUse;

static const struct {
  const char *words;
  TextUse use;
} error_words[] = {
  [ORCH_ERROR_FAILED] = { N_ ("This did not work."), TEXT_FROM_SERVER },
  [ORCH_ERROR_HOST_NOT_FOUND] = { N_ ("There is no server with this name.") },
  [ORCH_ERROR_REFUSED] = { N_ ("Nothing answers at this address. Is the proxy running, and is the "
                               "port right?") },
  [ORCH_ERROR_UNREACHABLE] = { N_ ("The server can’t be reached. Check the network connection.") },
  [ORCH_ERROR_TLS] = { N_ ("There is no secure connection to this server. Perhaps it does not use "
                           "https."),
                       TEXT_CAUSE },
  [ORCH_ERROR_TLS_UNKNOWN_AUTHORITY] = { N_ ("The server’s certificate is not accepted, because it "
                                             "comes from an authority that is not trusted.") },
  [ORCH_ERROR_TLS_WRONG_HOST] = { N_ ("The server’s certificate is not accepted, because it is for "
                                      "another host name. Is the address right?") },
  [ORCH_ERROR_TLS_EXPIRED] = { N_ ("The server’s certificate is not accepted, because it has "
                                   "expired or is not valid yet. Is the clock of this computer "
                                   "right?") },
  [ORCH_ERROR_TIMED_OUT] = { N_ ("The server took too long to answer. It may be busy.") },
  [ORCH_ERROR_CONNECTION_LOST] = { N_ ("The connection to the server was lost.") },
  [ORCH_ERROR_REDIRECTED] = { N_ ("The server says that it is somewhere else.") },
  [ORCH_ERROR_INSECURE] = { N_ (
      "This address is not encrypted (http), so others could read the API "
      "key. Use https, or allow it for this connection.") },
  [ORCH_ERROR_NOT_LITELLM] = { N_ ("What answers at this address is not a LiteLLM proxy. Check the "
                                   "address, and whether the network wants you to sign in "
                                   "first.") },
  [ORCH_ERROR_BAD_REPLY] = { N_ ("The server’s answer is damaged and can’t be read.") },
  [ORCH_ERROR_REPLY_TOO_LARGE] = { N_ ("The server’s answer is too large to be read.") },
  [ORCH_ERROR_KEY_MISSING] = { N_ ("An API key is needed.") },
  [ORCH_ERROR_KEY_MALFORMED] = { N_ ("This is not an API key of LiteLLM: they begin with “sk-”.") },
  [ORCH_ERROR_KEY_UNKNOWN] = { N_ ("The server does not know this API key.") },
  [ORCH_ERROR_KEY_EXPIRED] = { N_ ("This API key has expired.") },
  [ORCH_ERROR_KEY_BLOCKED] = { N_ ("This API key is blocked.") },
  [ORCH_ERROR_KEY_ROUTES] = { N_ ("This API key may not be used for this. Sign in with a key "
                                  "that may manage users and keys.") },
  [ORCH_ERROR_NOT_PERMITTED] = { N_ ("You are not allowed to do this."), TEXT_FROM_SERVER },
  [ORCH_ERROR_ENTERPRISE] = { N_ ("This needs the Enterprise edition of LiteLLM."),
                              TEXT_FROM_SERVER },
  [ORCH_ERROR_BUDGET_EXCEEDED] = { N_ ("The budget is used up, so the server refuses this."),
                                   TEXT_FROM_SERVER },
  [ORCH_ERROR_RATE_LIMITED] = { N_ ("There were too many requests. Try again later.") },
  [ORCH_ERROR_NOT_FOUND] = { N_ ("The server does not have this any more.") },
  [ORCH_ERROR_ROUTE_MISSING] = { N_ ("This version of the LiteLLM proxy can’t do this.") },
  [ORCH_ERROR_EXISTS] = { N_ ("There is one with this ID, name or e-mail address already."),
                          TEXT_FROM_SERVER },
  [ORCH_ERROR_INVALID] = { N_ ("The server did not accept a value."), TEXT_FROM_SERVER },
  [ORCH_ERROR_MASTER_KEY] = { N_ ("The server can’t make invitations with its master key until it "
                                  "has a user with the ID default_user_id. Sign in with an "
                                  "administrator’s key.") },
  [ORCH_ERROR_UNAVAILABLE] = { N_ ("The server is not available at the moment. Try again later.") },
  [ORCH_ERROR_SERVER] = { N_ ("The server has an internal problem."), TEXT_FROM_SERVER },
};

static const char *const role_words[] = {
  [ORCH_ROLE_NONE] = N_ ("No role"),
  [ORCH_ROLE_PROXY_ADMIN] = N_ ("Administrator"),
  [ORCH_ROLE_PROXY_ADMIN_VIEWER] = N_ ("Administrator (view only)"),
  [ORCH_ROLE_INTERNAL_USER] = N_ ("Internal user"),
  [ORCH_ROLE_INTERNAL_USER_VIEWER] = N_ ("Internal user (view only)"),
  [ORCH_ROLE_OTHER] = N_ ("Unknown role"),
};

static const struct {
  const char *name;
  const char *words;
} field_words[] = {
  { "user_id", N_ ("User ID") },
  { "user_alias", N_ ("Alias") },
  { "user_email", N_ ("Email") },
  { "user_role", N_ ("Role") },
  { "max_budget", N_ ("Max budget") },
  { "spend", N_ ("Spend") },
  { "budget_duration", N_ ("Budget duration") },
  { "tpm_limit", N_ ("TPM limit") },
  { "rpm_limit", N_ ("RPM limit") },
  { "models", N_ ("Models") },
  { "metadata", N_ ("Metadata") },
  { "key_alias", N_ ("Key alias") },
  { "soft_budget", N_ ("Soft budget") },
  { "budget_limits", N_ ("Budget windows") },
  { "max_parallel_requests", N_ ("Max parallel requests") },
  { "model_tpm_limit", N_ ("TPM limits by model") },
  { "model_rpm_limit", N_ ("RPM limits by model") },
  { "allowed_routes", N_ ("Allowed routes") },
  { "expires", N_ ("Expires") },
  { "blocked", N_ ("Blocked") },
  { "auto_rotate", N_ ("Auto rotation") },
  { "rotation_interval", N_ ("Rotation interval") },
};

static const char *const problem_words[] = {
  [ORCH_PROBLEM_EMPTY] = N_ ("A value is needed here."),
  [ORCH_PROBLEM_CANNOT_CLEAR] = N_ ("LiteLLM can’t empty this once it has a value."),
  [ORCH_PROBLEM_NOT_A_NUMBER] = N_ ("Use a number, such as 50."),
  [ORCH_PROBLEM_GROUPED] = N_ ("Write the number without separators between the thousands."),
  [ORCH_PROBLEM_NOT_FINITE] = N_ ("Use a number, such as 50. For no limit, use the switch."),
  [ORCH_PROBLEM_NEGATIVE] = N_ ("Use zero or more."),
  [ORCH_PROBLEM_TOO_LARGE] = N_ ("This number is too large."),
  [ORCH_PROBLEM_NOT_WHOLE] = N_ ("Use a whole number, such as 50."),
  [ORCH_PROBLEM_DURATION] = N_ ("Use a number and a unit, such as 30d, 12h or 1mo."),
  [ORCH_PROBLEM_DURATION_ZERO] = N_ ("Use at least 1, such as 1d."),
  [ORCH_PROBLEM_DURATION_YEARS] = N_ ("LiteLLM has no years. Use days, such as 365d."),
  [ORCH_PROBLEM_DURATION_MONTHS] = N_ ("LiteLLM has only 1mo for budgets. Use days for longer "
                                       "times, such as 60d."),
  [ORCH_PROBLEM_EMAIL] = N_ ("Use an e-mail address, such as name@example.org."),
  [ORCH_PROBLEM_CONTROL_CHARACTER] = N_ ("This contains an invisible control character, such as a "
                                         "tab or a line break. Remove it."),
  [ORCH_PROBLEM_NOT_UTF8] = N_ ("This contains characters that can’t be read."),
  [ORCH_PROBLEM_JSON] = N_ ("This is not valid JSON. Use, for example, {\"team\": \"sales\"}."),
  [ORCH_PROBLEM_NOT_AN_OBJECT] = N_ ("Use a JSON object, such as {\"team\": \"sales\"}."),
  [ORCH_PROBLEM_UNKNOWN_ROLE] = N_ ("Choose one of the roles."),
  [ORCH_PROBLEM_PATH] = N_ ("LiteLLM does not accept “..” between slashes here."),
  [ORCH_PROBLEM_RESERVED_NAME] = N_ ("LiteLLM itself uses one of these names, such as tags or "
                                     "model_rpm_limit. Use other names."),
  [ORCH_PROBLEM_DATE] = N_ ("Use a date and a time, such as 2030-12-31 18:00."),
  [ORCH_PROBLEM_IN_THE_PAST] = N_ ("This is in the past. To stop a key at once, block it."),
  [ORCH_PROBLEM_TOO_LATE] = N_ ("This is more than a hundred years away."),
  [ORCH_PROBLEM_WINDOWS] = N_ ("Use amounts and durations, such as 5 per 1d, 100 per 30d."),
  [ORCH_PROBLEM_LIMITS] = N_ ("Use models and numbers, such as gpt-4o = 10, claude-3 = 5."),
  [ORCH_PROBLEM_TWICE] = N_ ("The same is here twice. Leave one out."),
};

static const char *const address_words[] = {
  [ORCH_ADDRESS_EMPTY] = N_ ("Enter the address of a LiteLLM proxy."),
  [ORCH_ADDRESS_BAD_SCHEME] = N_ ("The address must begin with https:// or http://."),
  [ORCH_ADDRESS_NO_HOST] = N_ ("The address has no server name."),
  [ORCH_ADDRESS_BAD_PORT] = N_ ("The port must be a number from 1 to 65535."),
  [ORCH_ADDRESS_HAS_PASSWORD] = N_ ("Leave user name and password out of the address. The API key "
                                    "has its own field."),
  [ORCH_ADDRESS_MALFORMED] = N_ ("This is not an address. Use, for example, "
                                 "https://litellm.example.org."),
};

static const char *const reason_words[] = {
  [ORCH_REASON_NOTHING_SPENT] = N_ ("Nothing has been spent yet."),
  [ORCH_REASON_EMPTY_USER_ID] = N_ ("LiteLLM can’t change a user whose ID is empty."),
  [ORCH_REASON_ONESELF] = N_ ("You are signed in as this user."),
  [ORCH_REASON_DELETED_KEY] = N_ ("This key was deleted."),
  [ORCH_REASON_NOT_SELF_MADE] = N_ ("Somebody else made this key for you, so only an administrator "
                                    "can change it."),
  [ORCH_REASON_OTHERS_KEY] = N_ ("This key belongs to somebody else."),
  [ORCH_REASON_ADMIN_FIELD] = N_ ("Only an administrator can change this."),
  [ORCH_REASON_OLD_SERVER] = N_ ("This version of the LiteLLM proxy can’t change this."),
  [ORCH_REASON_NOT_TOLD] = N_ ("This version of the LiteLLM proxy can’t tell this."),
};

static const char *
look_up (const char *const *words, guint n_words, guint index)
{
  return index < n_words && words[index] != NULL ? _ (words[index]) : NULL;
}

static char *
cut_quote (const char *text)
{
  g_autofree char *start = NULL;

  if (g_utf8_strlen (text, -1) <= LONGEST_QUOTE)
    return g_strdup (text);

  start = g_utf8_substring (text, 0, LONGEST_QUOTE);
  return g_strconcat (start, "…", NULL);
}

static char *
describe_cause (const GError *error)
{
  g_autofree char *quote = NULL;
  const char *words;

  if (error->domain != ORCH_ERROR)
    return g_strdup (error->message);

  g_return_val_if_fail ((guint) error->code < G_N_ELEMENTS (error_words), NULL);
  words = _ (error_words[error->code].words);

  if (error->code == ORCH_ERROR_REDIRECTED && orch_error_get_location (error) != NULL)
    /* Translators: an address */
    return g_strdup_printf (_ ("The server says that it is somewhere else: %s\nThis program does "
                               "not go there by itself. If you trust that address, connect to it."),
                            orch_error_get_location (error));
  if (error->code == ORCH_ERROR_RATE_LIMITED && orch_error_get_retry_after (error) > 0)
    return g_strdup_printf (ngettext ("There were too many requests. Try again in %u second.",
                                      "There were too many requests. Try again in %u seconds.",
                                      orch_error_get_retry_after (error)),
                            orch_error_get_retry_after (error));

  if (error->message[0] == '\0')
    return g_strdup (words);

  quote = cut_quote (error->message);
  switch (error_words[error->code].use) {
  case TEXT_FROM_SERVER:
    /* Translators: what happened; the server's own words */
    return g_strdup_printf (_ ("%s\nThe server says: %s"), words, quote);
  case TEXT_CAUSE:
    return g_strdup_printf ("%s\n%s", words, quote);
  case TEXT_UNUSED:
  default:
    return g_strdup (words);
  }
}

/**
 * orch_words_error:
 * @error: what an operation reported
 *
 * Says what went wrong, with the server's own text where that helps. Errors of other domains
 * speak for themselves. A write of which only the answer is missing is told from one that failed.
 *
 * Returns: (transfer full): one sentence or more
 */
char *
orch_words_error (const GError *error)
{
  g_autofree char *cause = NULL;

  g_return_val_if_fail (error != NULL, NULL);

  cause = describe_cause (error);
  if (!orch_error_may_have_happened (error))
    return g_steal_pointer (&cause);

  /* Translators: what went wrong while something was being saved, deleted and so on */
  return g_strdup_printf (
      _ ("%s\nIt is not known whether the server has done it. Look before you try again."), cause);
}

/**
 * orch_words_role:
 * @role: a role
 *
 * Names a role.
 *
 * Returns: (transfer none): its name
 */
const char *
orch_words_role (OrchRole role)
{
  return look_up (role_words, G_N_ELEMENTS (role_words), role);
}

/**
 * orch_words_role_name:
 * @role_name: (nullable): a role as LiteLLM writes it
 *
 * Names a role; one that this program does not know is named as LiteLLM does.
 *
 * Returns: (transfer none): its name, valid as long as @role_name
 */
const char *
orch_words_role_name (const char *role_name)
{
  OrchRole role = orch_role_from_string (role_name);

  return role == ORCH_ROLE_OTHER ? role_name : orch_words_role (role);
}

/**
 * orch_words_field:
 * @field: a field of a model's table
 *
 * Names a field, as its dialog does.
 *
 * Returns: (transfer none): its name
 */
const char *
orch_words_field (const OrchField *field)
{
  g_return_val_if_fail (field != NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (field_words); i++) {
    if (g_str_equal (field_words[i].name, field->name))
      return _ (field_words[i].words);
  }

  g_return_val_if_reached (field->name);
}

static char *
describe_unset (const OrchField *field)
{
  switch (field->kind) {
  case ORCH_FIELD_MONEY:
  case ORCH_FIELD_RATE:
  case ORCH_FIELD_WINDOWS:
  case ORCH_FIELD_LIMITS:
    return g_strdup (_ ("no limit"));
  case ORCH_FIELD_DURATION:
    if (field->is_interval)
      break;
    return g_strdup (_ ("no budget reset"));
  case ORCH_FIELD_EXPIRY:
    /* Translators: when a key expires */
    return g_strdup (_ ("never"));
  case ORCH_FIELD_SWITCH:
    /* Translators: the state of a switch */
    return g_strdup (_ ("off"));
  case ORCH_FIELD_ROLE:
    return g_strdup (orch_words_role (ORCH_ROLE_NONE));
  case ORCH_FIELD_TEXT:
  case ORCH_FIELD_EMAIL:
  case ORCH_FIELD_NAMES:
  case ORCH_FIELD_JSON:
  default:
    break;
  }

  /* Translators: instead of the value of a field that has none */
  return g_strdup (_ ("empty"));
}

static char *
describe_time (gint64 time)
{
  g_autoptr (GDateTime) local = g_date_time_new_from_unix_local (time);

  return orch_format_date_time (local);
}

static char *
describe_windows (GVariant *value)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *joined = NULL;
  GVariantIter iter;
  const char *duration;
  double usd;

  g_variant_iter_init (&iter, value);
  while (g_variant_iter_next (&iter, "(&sd)", &duration, &usd)) {
    g_autofree char *amount = orch_format_money (usd);

    /* Translators: an amount of money; in how long a time it may be spent, such as 30d */
    g_ptr_array_add (parts, g_strdup_printf (_ ("%s per %s"), amount, duration));
  }
  g_ptr_array_add (parts, NULL);
  joined = g_strjoinv (", ", (char **) parts->pdata);

  return cut_quote (joined);
}

static char *
describe_limits (GVariant *value)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *joined = NULL;
  GVariantIter iter;
  const char *name;
  gint64 limit;

  g_variant_iter_init (&iter, value);
  while (g_variant_iter_next (&iter, "{&sx}", &name, &limit)) {
    g_autofree char *count = orch_format_count (limit);

    g_ptr_array_add (parts, g_strdup_printf ("%s = %s", name, count));
  }
  g_ptr_array_add (parts, NULL);
  joined = g_strjoinv (", ", (char **) parts->pdata);

  return cut_quote (joined);
}

/**
 * orch_words_field_value:
 * @field: a field of a model's table
 * @value: (nullable): its value; %NULL is unset
 *
 * Writes a field's value for a sentence. Very long values are cut.
 *
 * Returns: (transfer full): the text
 */
char *
orch_words_field_value (const OrchField *field, GVariant *value)
{
  g_autofree const char **names = NULL;
  g_autofree char *joined = NULL;

  g_return_val_if_fail (field != NULL, NULL);

  if (value == NULL)
    return describe_unset (field);

  switch (field->kind) {
  case ORCH_FIELD_MONEY:
    return orch_format_money (g_variant_get_double (value));
  case ORCH_FIELD_RATE:
    return orch_format_count (g_variant_get_int64 (value));
  case ORCH_FIELD_ROLE:
    return g_strdup (orch_words_role_name (g_variant_get_string (value, NULL)));
  case ORCH_FIELD_NAMES:
    names = g_variant_get_strv (value, NULL);
    joined = g_strjoinv (", ", (char **) names);
    return cut_quote (joined);
  case ORCH_FIELD_SWITCH:
    /* Translators: the state of a switch */
    return g_strdup (_ ("on"));
  case ORCH_FIELD_EXPIRY:
    return describe_time (g_variant_get_int64 (value));
  case ORCH_FIELD_WINDOWS:
    return describe_windows (value);
  case ORCH_FIELD_LIMITS:
    return describe_limits (value);
  case ORCH_FIELD_TEXT:
  case ORCH_FIELD_EMAIL:
  case ORCH_FIELD_DURATION:
  case ORCH_FIELD_JSON:
  default:
    return cut_quote (g_variant_get_string (value, NULL));
  }
}

/**
 * orch_words_finding:
 * @field: the field that was checked
 * @finding: what is wrong with what was typed
 *
 * Says what is wrong and what would be right.
 *
 * Returns: (transfer full) (nullable): one sentence or more, or %NULL if nothing is wrong
 */
char *
orch_words_finding (const OrchField *field, const OrchFinding *finding)
{
  const char *words;

  g_return_val_if_fail (field != NULL && finding != NULL, NULL);

  words = look_up (problem_words, G_N_ELEMENTS (problem_words), finding->problem);
  if (finding->problem == ORCH_PROBLEM_CANNOT_CLEAR && field->kind == ORCH_FIELD_NAMES)
    words = _ ("LiteLLM can’t empty this. Use all-proxy-models for all models, or "
               "no-default-models for none.");
  if (finding->line > 0)
    return g_strdup_printf (_ ("Line %u, column %u: %s"), finding->line, finding->column, words);

  return g_strdup (words);
}

/**
 * orch_words_address_problem:
 * @problem: what is wrong with a server's address
 *
 * Says what is wrong with an address.
 *
 * Returns: (transfer none) (nullable): one sentence, or %NULL if nothing is wrong
 */
const char *
orch_words_address_problem (OrchAddressProblem problem)
{
  return look_up (address_words, G_N_ELEMENTS (address_words), problem);
}

/**
 * orch_words_cannot_unset:
 * @field: a limit, or a budget duration
 *
 * Says that the server cannot take it away, and what can be done instead.
 *
 * Returns: (transfer none): two sentences
 */
const char *
orch_words_cannot_unset (const OrchField *field)
{
  g_return_val_if_fail (field != NULL, NULL);

  if (field->kind == ORCH_FIELD_DURATION)
    return _ ("This version of the LiteLLM proxy can’t turn the budget reset off once it is "
              "saved. A longer time can be set instead.");

  return _ ("This version of the LiteLLM proxy can’t take this limit away once it is saved. A "
            "higher one can be set instead.");
}

/**
 * orch_words_reason:
 * @reason: why something can't be done to this record
 *
 * Says why a widget is insensitive, for its tooltip.
 *
 * Returns: (transfer none) (nullable): one sentence, or %NULL if there is no reason
 */
const char *
orch_words_reason (OrchReason reason)
{
  return look_up (reason_words, G_N_ELEMENTS (reason_words), reason);
}
