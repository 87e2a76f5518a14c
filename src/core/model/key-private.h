#pragma once

#include "core/model/field-values.h"
#include "core/model/key-facts.h"
#include "core/model/key.h"
#include "core/model/teams.h"

G_BEGIN_DECLS

struct _OrchKey {
  GObject parent_instance;

  char *id; /* (owned) */

  OrchFieldValues fields;
  OrchKeyFacts facts;
  GDateTime *expires; /* (owned) (nullable): the field, made when it is asked for */
  OrchTeams *teams;   /* (owned) (nullable): what names its team */
  OrchUser *owner;    /* (owned) (nullable): if their record was read for the key */
  JsonObject *record; /* (owned) (nullable): never changed, because copies share it */

  gint64 asked_at; /* monotonic: when what is known was asked for; 0: nobody was asked */
};

G_END_DECLS
