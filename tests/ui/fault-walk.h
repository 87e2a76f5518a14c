#pragma once

#include "connections-test.h"
#include "demo/demo-server.h"
#include "fault-table.h"
#include "ui/window/window.h"

G_BEGIN_DECLS

/* A person in the real window, on a demo server that fails in one way. */
typedef struct {
  const Fault *fault;
  FaultTable *table;    /* (unowned) */
  OrchDemoServer *demo; /* (owned) */
  ConnectionsTest connections;
  OrchClient *client;   /* (owned) (nullable): of the newest session */
  OrchSession *session; /* (owned) (nullable): the newest one */
  OrchWindow *window;   /* (unowned) */
  char *expected;       /* (owned) (nullable): what the fault's words begin with */
} FaultWalk;

/* One thing that the person does. */
typedef struct {
  const char *name;
  const char *path;  /* of what goes wrong; “*” stands for the ID of the key that is open */
  const char *query; /* (nullable): what else its reads have that are counted */
  gboolean is_write; /* what goes wrong is a write */
  guint n_writes;    /* how many are sent, where it gets so far */
  const char *is_not_done; /* (nullable): where the program looks by itself, what it says then… */
  const char *is_done;     /* …and if it has happened; up to a name */
  void (*start) (FaultWalk *walk);
  gboolean (*is_finished) (FaultWalk *walk);
  void (*check_kept) (FaultWalk *walk); /* (nullable) */
  void (*retry) (FaultWalk *walk);
  void (*finish) (FaultWalk *walk); /* (nullable): once it has worked */
} FaultStep;

void fault_walk_set_up (FaultWalk *walk, const Fault *fault, FaultTable *table,
                        OrchApplication *application);
void fault_walk_tear_down (FaultWalk *walk);
/* One step after the other. */
void fault_walk_run (FaultWalk *walk, const FaultStep *steps, guint n_steps);

/* A text in front that holds these words, or NULL. */
const char *fault_walk_find_text (const char *words);

/* What is shown: the name of the page, a page of the window, the state of a page or dialog, whether
 * it has a bar about an error. */
const char *fault_walk_page (FaultWalk *walk);
gpointer fault_walk_get_page (FaultWalk *walk, const char *name);
const char *fault_walk_state (gpointer widget);
gboolean fault_walk_bar_is_shown (gpointer widget);
/* Whether a user or a key is shown, and is not being read. */
gboolean fault_walk_shows_record (FaultWalk *walk, const char *page);

void fault_walk_open_session (FaultWalk *walk);
void fault_walk_act (FaultWalk *walk, const char *page, const char *action);

/* The dialog in front: opens it; types; sends; whether it has closed; that a row still has what was
 * typed; whether it offers to look. */
void fault_walk_open_dialog (FaultWalk *walk, const char *page, const char *action);
void fault_walk_type (FaultWalk *walk, const char *field, const char *text);
void fault_walk_send (FaultWalk *walk);
gboolean fault_walk_dialog_is_closed (FaultWalk *walk);
void fault_walk_check_field (FaultWalk *walk, const char *field, const char *text);
void fault_walk_check_look (FaultWalk *walk, gboolean is_offered);
/* Looks, where that is offered, and sends again, where it was not done: @words say so. */
void fault_walk_look_and_send (FaultWalk *walk, const char *words);

/* What is done to users, and to keys, in this order. */
void fault_users_run (FaultWalk *walk);
void fault_keys_run (FaultWalk *walk);

G_END_DECLS
