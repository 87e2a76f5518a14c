#pragma once

#include "core/model/activity.h"

G_BEGIN_DECLS

struct _OrchActivity {
  GObject parent_instance;

  OrchActivityAction action;
  GDateTime *time;      /* (owned): when it was sent */
  char *connection;     /* (owned) (nullable): its name */
  char *address;        /* (owned) (nullable): of the server */
  char *user_id;        /* (owned) (nullable): the signed-in user, none for the master key */
  char *record_id;      /* (owned) (nullable): none for a user whose ID the server did not tell */
  char *previous_id;    /* (owned) (nullable): the key ID before, or of the key before */
  char *name;           /* (owned) (nullable): what is shown instead of the ID */
  OrchChanges *changes; /* (owned) */
  OrchActivityOutcome outcome;
  char *text; /* (owned) (nullable): see OrchActivityOutcome */
};

G_END_DECLS
