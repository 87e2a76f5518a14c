#pragma once

#include "ui/keys/pending-key.h"

G_BEGIN_DECLS

struct _OrchPendingKey {
  GObject parent_instance;

  OrchConnector *connector; /* (owned) */
  OrchHandover *handover;   /* (owned) */
  char *id;                 /* (owned) */
  char *old_id;             /* (owned) (nullable) */
  char *alias;              /* (owned) (nullable) */
  char *name;               /* (owned) */
  char *user_id;            /* (owned) (nullable) */
  gint64 made_at;           /* seconds since the epoch */

  OrchReplacement *replacement; /* (owned) (nullable): while it is under way */
  OrchKey *stray;               /* (owned) (nullable): with its alias, and another secret */
  OrchPendingState state;
  OrchPendingOutcome outcome;
  GError *error;     /* (owned) (nullable): why the last thing did not work */
  GCancellable *run; /* (owned) (nullable): while something is under way */
  gboolean writing;  /* what is under way changes something on the server */
  gboolean shown;    /* the secret is on the screen */
  gboolean saved;    /* the person has it, and the connection still needs it */
  gboolean settled;
};

/* pending-key.c */
GCancellable *orch_pending_key_begin (OrchPendingKey *self, gboolean writing);
void orch_pending_key_end (OrchPendingKey *self, GError *error);
void orch_pending_key_end_replacement (OrchPendingKey *self, OrchPendingState state,
                                       OrchPendingOutcome outcome);

G_END_DECLS
