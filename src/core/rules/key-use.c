#include "config.h"

#include "core/rules/key-use.h"

#define RECENT (7 * G_TIME_SPAN_DAY)

/**
 * orch_key_use_is_recent:
 * @key: a key
 * @now: the present time
 *
 * Tells whether somebody still uses a key: whoever deletes it breaks something.
 *
 * Returns: whether it was used in the last seven days, as far as the server tells
 */
gboolean
orch_key_use_is_recent (OrchKey *key, GDateTime *now)
{
  g_return_val_if_fail (ORCH_IS_KEY (key), FALSE);
  g_return_val_if_fail (now != NULL, FALSE);

  GDateTime *last_active = orch_key_get_last_active (key);

  return last_active != NULL && g_date_time_difference (now, last_active) < RECENT;
}
