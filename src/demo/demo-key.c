#include "config.h"

#include <math.h>
#include <string.h>

#include "core/client/json.h"
#include "demo/demo-key-rows.h"
#include "demo/demo-people.h"
#include "demo/demo-person-keys.h"
#include "demo/demo-person-key-settings.h"
#include "demo/demo-rows.h"
#include "demo/demo-keys.h"

const char *
orch_demo_key_get_token (const OrchDemoKey *self, char *buffer)
{
  if (self->row != NULL)
    return orch_json_get_string (self->row, "token");

  orch_demo_person_key_write_token (self->index, self->number, buffer);
  return buffer;
}

/* The first sixteen digits. */
guint64
orch_demo_key_get_token_start (const OrchDemoKey *self)
{
  char start[17];

  if (self->row == NULL)
    return orch_demo_person_key_get_token_start (self->index, self->number);

  g_strlcpy (start, orch_json_get_string (self->row, "token"), sizeof start);
  return g_ascii_strtoull (start, NULL, 16);
}

const char *
orch_demo_key_get_alias (const OrchDemoKey *self, char *buffer)
{
  if (self->row != NULL)
    return orch_json_get_string (self->row, "key_alias");

  return orch_demo_person_key_write_alias (self->index, self->number, buffer) ? buffer : NULL;
}

const char *
orch_demo_key_get_user_id (const OrchDemoKey *self, char *buffer)
{
  if (self->row != NULL)
    return orch_json_get_string (self->row, "user_id");

  orch_demo_person_write_id (self->index, buffer);
  return buffer;
}

/* Who made it: the user ID. */
const char *
orch_demo_key_get_maker (const OrchDemoKey *self, char *buffer)
{
  if (self->row != NULL)
    return orch_json_get_string (self->row, "created_by");
  if (!orch_demo_person_key_is_self_made (self->index, self->number))
    return "default_user_id";

  orch_demo_person_write_id (self->index, buffer);
  return buffer;
}

const char *
orch_demo_key_get_team (const OrchDemoKey *self)
{
  if (self->row != NULL)
    return orch_json_get_string (self->row, "team_id");

  return orch_demo_person_key_get_team (self->index, self->number);
}

double
orch_demo_key_get_spend (const OrchDemoKey *self)
{
  if (self->row != NULL)
    return json_object_get_double_member (self->row, "spend");

  return orch_demo_person_key_get_spend (self->index, self->number);
}

/* USD; infinite: unlimited. */
double
orch_demo_key_get_budget (const OrchDemoKey *self)
{
  double budget;

  if (self->row != NULL)
    return orch_json_get_double (self->row, "max_budget", &budget) ? budget : INFINITY;

  budget = orch_demo_person_key_get_budget (self->index, self->number);
  return budget < 0 ? INFINITY : budget;
}

/* µs of the epoch. */
gint64
orch_demo_key_get_created (const OrchDemoKey *self, gint64 epoch)
{
  if (self->row != NULL)
    return orch_demo_row_get_time (self->row, "created_at");

  return orch_demo_person_key_get_created (self->index, self->number, epoch);
}

gint64
orch_demo_key_get_updated (const OrchDemoKey *self, gint64 epoch)
{
  if (self->row != NULL)
    return orch_demo_row_get_time (self->row, "updated_at");

  return orch_demo_person_key_get_updated (self->index, self->number, epoch);
}

/* 0: never. */
gint64
orch_demo_key_get_expires (const OrchDemoKey *self, gint64 epoch)
{
  if (self->row != NULL)
    return orch_demo_row_get_time (self->row, "expires");

  return orch_demo_person_key_get_expires (self->index, self->number, epoch);
}

gboolean
orch_demo_key_is_blocked (const OrchDemoKey *self)
{
  if (self->row != NULL)
    return orch_demo_key_row_is_blocked (self->row);

  return orch_demo_person_key_is_blocked (self->index, self->number);
}
