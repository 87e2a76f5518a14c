#include "config.h"

#include "core/model/take.h"

/*
 * orch_take_text:
 * @mine: (inout) (nullable): the text that a record holds
 * @fresh: (nullable): the text that was told; copied
 */
gboolean
orch_take_text (char **mine, const char *fresh)
{
  if (g_strcmp0 (*mine, fresh) == 0)
    return FALSE;

  g_free (*mine);
  *mine = g_strdup (fresh);

  return TRUE;
}

/*
 * orch_take_time:
 * @mine: (inout) (nullable): the time that a record holds
 * @fresh: (nullable): the time that was told
 */
gboolean
orch_take_time (GDateTime **mine, GDateTime *fresh)
{
  if (*mine == fresh || (*mine != NULL && fresh != NULL && g_date_time_equal (*mine, fresh)))
    return FALSE;

  g_clear_pointer (mine, g_date_time_unref);
  *mine = fresh != NULL ? g_date_time_ref (fresh) : NULL;

  return TRUE;
}
