#include "config.h"

#include "core/services/replacement-journal.h"

static void
count_cb (guint *count)
{
  (*count)++;
}

static void
test_life (void)
{
  g_autoptr (OrchReplacementJournal) journal = orch_replacement_journal_new ();
  g_autoptr (OrchReplacementJournal) next = orch_replacement_journal_new ();
  OrchReplacementRecord first = { .old_key_id = (char *) "o1",
                                  .new_key_id = (char *) "n1",
                                  .user_id = (char *) "u",
                                  .alias = (char *) "a",
                                  .temporary_alias = (char *) "a~01234567",
                                  .step = ORCH_REPLACEMENT_GENERATING,
                                  .started_at = 1800000000 };
  OrchReplacementRecord second = { .old_key_id = (char *) "o2",
                                   .new_key_id = (char *) "n2",
                                   .step = ORCH_REPLACEMENT_RENAMING };
  g_autoptr (GVariant) stored = NULL;
  const OrchReplacementRecord *record;
  guint n_changes = 0;

  g_signal_connect_swapped (journal, "changed", G_CALLBACK (count_cb), &n_changes);
  orch_replacement_journal_put (journal, &first);
  orch_replacement_journal_put (journal, &second);
  first.step = ORCH_REPLACEMENT_DELETING;
  orch_replacement_journal_put (journal, &first);
  g_assert_cmpuint (n_changes, ==, 3);

  stored = g_variant_ref_sink (orch_replacement_journal_save (journal));
  orch_replacement_journal_load (next, stored);
  g_assert_cmpuint (orch_replacement_journal_get_records (next)->len, ==, 2);
  record = orch_replacement_journal_get_records (next)->pdata[0];
  g_assert_cmpstr (record->old_key_id, ==, "o1");
  g_assert_cmpstr (record->new_key_id, ==, "n1");
  g_assert_cmpstr (record->user_id, ==, "u");
  g_assert_cmpstr (record->alias, ==, "a");
  g_assert_cmpstr (record->temporary_alias, ==, "a~01234567");
  g_assert_cmpint (record->step, ==, ORCH_REPLACEMENT_DELETING);
  g_assert_cmpint (record->started_at, ==, 1800000000);
  record = orch_replacement_journal_get_records (next)->pdata[1];
  g_assert_null (record->alias);
  g_assert_cmpint (record->step, ==, ORCH_REPLACEMENT_RENAMING);

  orch_replacement_journal_remove (journal, "o1", "other");
  g_assert_cmpuint (n_changes, ==, 3);
  orch_replacement_journal_remove (journal, "o1", "n1");
  g_assert_cmpuint (n_changes, ==, 4);
  g_assert_cmpuint (orch_replacement_journal_get_records (journal)->len, ==, 1);
}

/* What a later version of the program, or somebody by hand, has written. */
static void
test_nonsense (void)
{
  g_autoptr (OrchReplacementJournal) journal = orch_replacement_journal_new ();
  g_autoptr (GVariant) stored = g_variant_ref_sink (g_variant_new_parsed (
      "@aa{sv} [{}, {'old-key-id': <'o'>}, {'old-key-id': <'o'>, 'new-key-id': <'n'>},"
      " {'old-key-id': <'o'>, 'new-key-id': <'n'>, 'step': <uint32 99>},"
      " {'old-key-id': <5>, 'new-key-id': <'n'>, 'step': <uint32 3>},"
      " {'old-key-id': <'o'>, 'new-key-id': <'n'>, 'step': <uint32 3>, 'more': <1>}]"));

  orch_replacement_journal_load (journal, stored);
  g_assert_cmpuint (orch_replacement_journal_get_records (journal)->len, ==, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/replacement-journal/life", test_life);
  g_test_add_func ("/replacement-journal/nonsense", test_nonsense);

  return g_test_run ();
}
