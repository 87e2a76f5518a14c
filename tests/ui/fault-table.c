#include "config.h"

#include <string.h>

#include "core/client/error.h"
#include "fault-table.h"
#include "ui/common/words.h"

#define HEAD                                                                                       \
  "# When something goes wrong\n"                                                                  \
  "\n"                                                                                             \
  "What the program says, and how often it asks, for every way in which a server can fail and\n"   \
  "everything that a person does. Written by `tests/ui/test-faults.c`, from what it saw; do not\n" \
  "edit it. In each case what was shown or typed before stays, nothing hangs, and the same "       \
  "works\n"                                                                                        \
  "once the fault is gone.\n"

const Fault faults[N_FAULTS] = {
  { "delay:50", "the answer is late", -1, 1, 1, FALSE, TRUE },
  { "type", "the answer says that it is text/plain", -1, 1, 1, FALSE, TRUE },
  { "hang", "there is never an answer", ORCH_ERROR_TIMED_OUT, 1, 1, TRUE, TRUE },
  { "reset", "the connection is reset instead of an answer", ORCH_ERROR_CONNECTION_LOST, 3, 3, TRUE,
    TRUE },
  { "cut", "the connection ends in the middle of the answer", ORCH_ERROR_CONNECTION_LOST, 3, 3,
    TRUE, TRUE },
  { "latin1", "the answer is not UTF-8", ORCH_ERROR_BAD_REPLY, 1, 1, TRUE, TRUE },
  { "deep", "the answer is nested 100,000 deep", ORCH_ERROR_BAD_REPLY, 1, 1, TRUE, TRUE },
  { "large", "the answer is 40 MiB long", ORCH_ERROR_REPLY_TOO_LARGE, 1, 1, TRUE, TRUE },
  { "html", "a page for people instead, with status 200", ORCH_ERROR_NOT_LITELLM, 1, 1, TRUE,
    FALSE },
  { "redirect", "the client is sent to another origin", ORCH_ERROR_REDIRECTED, 1, 1, FALSE, FALSE },
  { "429", "too many requests", ORCH_ERROR_RATE_LIMITED, 1, 1, FALSE, FALSE },
  { "429:1", "too many requests, with Retry-After: 1", ORCH_ERROR_RATE_LIMITED, 3, 3, FALSE,
    FALSE },
  { "429:60", "too many requests, with Retry-After: 60", ORCH_ERROR_RATE_LIMITED, 1, 1, FALSE,
    FALSE },
  { "500", "a bare error that ends the connection", ORCH_ERROR_SERVER, 1, 1, TRUE, FALSE },
  { "502", "a gateway without a server behind it", ORCH_ERROR_UNAVAILABLE, 3, 3, TRUE, FALSE },
  { "503", "a gateway that lets nobody through", ORCH_ERROR_UNAVAILABLE, 3, 3, FALSE, FALSE },
  { "database", "LiteLLM 1.106.2 without its database", ORCH_ERROR_UNAVAILABLE, 3, 1, FALSE,
    FALSE },
};

struct _FaultTable {
  GString *text;
  guint n_faults;
  GString *operations; /* of the row that is being written */
  char *row;           /* (nullable): the rest of it */
};

char *
fault_get_first_words (const Fault *fault)
{
  g_autoptr (GError) error = g_error_new_literal (ORCH_ERROR, fault->code, "");
  char *words = orch_words_error (error);

  words[strcspn (words, ".:")] = '\0';

  return words;
}

guint
fault_count_requests (char **log, const char *method, const char *path, const char *part)
{
  g_autofree char *start = g_strconcat (method, " ", path, NULL);
  guint n = 0;

  for (guint i = 0; log[i] != NULL; i++)
    n += g_str_has_prefix (log[i], start) && (part == NULL || strstr (log[i], part) != NULL);

  return n;
}

FaultTable *
fault_table_new (void)
{
  FaultTable *self = g_new0 (FaultTable, 1);

  self->text = g_string_new (HEAD);
  self->operations = g_string_new (NULL);

  return self;
}

/* Operations with the same outcome share a row. */
static void
end_row (FaultTable *self)
{
  if (self->row != NULL)
    g_string_append_printf (self->text, "| %s | %s", self->operations->str, self->row);
  g_clear_pointer (&self->row, g_free);
  g_string_truncate (self->operations, 0);
}

void
fault_table_free (FaultTable *self)
{
  g_string_free (self->operations, TRUE);
  g_free (self->row);
  g_string_free (self->text, TRUE);
  g_free (self);
}

void
fault_table_begin (FaultTable *self, const char *fault, const char *description)
{
  end_row (self);
  self->n_faults++;
  g_string_append_printf (self->text,
                          "\n## `%s`: %s\n\n"
                          "| What is done | Reads | Writes | What the person reads |\n"
                          "|---|---|---|---|\n",
                          fault, description);
}

/* @told: NULL where it works. */
void
fault_table_add (FaultTable *self, const char *operation, guint n_reads, guint n_writes,
                 const char *told)
{
  g_auto (GStrv) lines = g_strsplit (told != NULL ? told : "(it works)", "\n", -1);
  g_autofree char *line = g_strjoinv ("<br>", lines);
  g_autofree char *row = g_strdup_printf ("%u | %u | %s |\n", n_reads, n_writes, line);

  if (g_strcmp0 (row, self->row) != 0) {
    end_row (self);
    self->row = g_steal_pointer (&row);
  }
  if (self->operations->len > 0)
    g_string_append (self->operations, ", ");
  g_string_append (self->operations, operation);
}

guint
fault_table_get_n_faults (FaultTable *self)
{
  return self->n_faults;
}

void
fault_table_compare (FaultTable *self)
{
  g_autofree char *written = g_test_build_filename (G_TEST_BUILT, "faults.md", NULL);
  g_autofree char *committed = g_test_build_filename (G_TEST_DIST, "..", "docs", "faults.md", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  end_row (self);
  g_file_set_contents (written, self->text->str, -1, &error);
  g_assert_no_error (error);
  g_test_message ("%s", written);

  g_file_get_contents (committed, &text, NULL, NULL);
  if (g_strcmp0 (text, self->text->str) != 0)
    g_error ("docs/faults.md is not what was seen: copy %s over it", written);
}
