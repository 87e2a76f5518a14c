#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One way in which the demo server fails. */
typedef struct {
  const char *fault;
  const char *description;
  int code;              /* what it is to the client; -1: it works */
  guint n_list_reads;    /* attempts to read a page of the list */
  guint n_reads;         /* attempts to read anything else */
  gboolean is_undecided; /* a write may have happened all the same… */
  gboolean is_done;      /* …and has */
} Fault;

#define N_FAULTS 17
extern const Fault faults[N_FAULTS];

/* What the program says of it, up to the first full stop or colon. */
char *fault_get_first_words (const Fault *fault);

/* @log: the requests that a demo server got; @part: (nullable): what they hold besides */
guint fault_count_requests (char **log, const char *method, const char *path, const char *part);

/**
 * FaultTable:
 *
 * What was seen to happen, as a document.
 */
typedef struct _FaultTable FaultTable;

FaultTable *fault_table_new (void);
void fault_table_free (FaultTable *self);

void fault_table_begin (FaultTable *self, const char *fault, const char *description);
void fault_table_add (FaultTable *self, const char *operation, guint n_reads, guint n_writes,
                      const char *told);
guint fault_table_get_n_faults (FaultTable *self);

/* Fails the test unless the committed document says the same. */
void fault_table_compare (FaultTable *self);

G_END_DECLS
