#include "config.h"

#include "fault-walk.h"
#include "ui-test.h"

/* Every fault of the demo server, met by everything that a person does in the real window. */

static OrchApplication *application; /* (owned): a process has one */
static FaultTable *table;            /* (owned) */

static void
set_up (FaultWalk *walk, gconstpointer data)
{
  fault_walk_set_up (walk, data, table, application);
}

static void
tear_down (FaultWalk *walk, gconstpointer data)
{
  fault_walk_tear_down (walk);
}

static void
test_fault (FaultWalk *walk, gconstpointer data)
{
  fault_table_begin (table, walk->fault->fault, walk->fault->description);
  fault_users_run (walk);
  fault_keys_run (walk);
}

static void
test_document (void)
{
  if (fault_table_get_n_faults (table) < N_FAULTS)
    g_test_skip ("only some of the faults were tried");
  else
    fault_table_compare (table);
}

int
main (int argc, char *argv[])
{
  int status;

  ui_test_init (&argc, &argv);
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  application = connections_test_new_application ();
  table = fault_table_new ();

  for (guint i = 0; i < N_FAULTS; i++) {
    g_autofree char *path = g_strconcat ("/faults/", faults[i].fault, NULL);

    g_test_add (path, FaultWalk, &faults[i], set_up, test_fault, tear_down);
  }
  g_test_add_func ("/faults/document", test_document);

  status = g_test_run ();
  fault_table_free (table);
  g_clear_object (&application);

  return status;
}
