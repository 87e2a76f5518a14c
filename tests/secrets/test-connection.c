#include "config.h"

#include "secrets/connection.h"

#define ADDRESS "https://litellm.example.com"

static void
notified_cb (OrchConnection *connection, GParamSpec *pspec, GString *seen)
{
  g_string_append_printf (seen, "%s ", pspec->name);
}

static void
test_properties (void)
{
  g_autoptr (OrchConnection) connection = orch_connection_new ("Work", ADDRESS);
  g_autoptr (GString) seen = g_string_new (NULL);
  g_autofree char *id = NULL, *name = NULL, *address = NULL, *certificates = NULL;
  gboolean plain, remembered, this_run;

  g_signal_connect (connection, "notify", G_CALLBACK (notified_cb), seen);
  g_object_set (connection, "name", "Office", NULL);
  g_object_set (connection, "address", ADDRESS, NULL);
  g_object_set (connection, "certificate-authority", "PEM", NULL);
  g_object_set (connection, "allow-plain-http", TRUE, NULL);
  orch_connection_set_key_for_this_run (connection, TRUE);
  orch_connection_set_key_for_this_run (connection, TRUE);
  g_assert_cmpstr (seen->str, ==, "name certificate-authority allow-plain-http key-for-this-run ");

  g_object_get (connection, "id", &id, "name", &name, "address", &address, "certificate-authority",
                &certificates, "allow-plain-http", &plain, "remembered", &remembered,
                "key-for-this-run", &this_run, NULL);
  g_assert_true (g_uuid_string_is_valid (id));
  g_assert_cmpstr (name, ==, "Office");
  g_assert_cmpstr (address, ==, ADDRESS);
  g_assert_cmpstr (certificates, ==, "PEM");
  g_assert_true (plain);
  g_assert_false (remembered);
  g_assert_true (this_run);
}

static void
test_ids_differ (void)
{
  g_autoptr (OrchConnection) one = orch_connection_new ("Work", ADDRESS);
  g_autoptr (OrchConnection) other = orch_connection_new ("Work", ADDRESS);

  g_assert_cmpstr (orch_connection_get_id (one), !=, orch_connection_get_id (other));
}

/* What is set after remembering is kept too, and what a second object reads is the same. */
static void
test_remember (void)
{
  g_autoptr (OrchConnection) connection = orch_connection_new ("Work", ADDRESS);
  g_autoptr (OrchConnection) again = NULL;

  orch_connection_set_certificate_authority (connection, "PEM");
  orch_connection_remember (connection);
  g_assert_true (orch_connection_get_remembered (connection));
  orch_connection_set_name (connection, "Office");
  orch_connection_set_allow_plain_http (connection, TRUE);

  again = orch_connection_new_remembered (orch_connection_get_id (connection));
  g_assert_cmpstr (orch_connection_get_name (again), ==, "Office");
  g_assert_cmpstr (orch_connection_get_address (again), ==, ADDRESS);
  g_assert_cmpstr (orch_connection_get_certificate_authority (again), ==, "PEM");
  g_assert_true (orch_connection_get_allow_plain_http (again));

  orch_connection_set_certificate_authority (connection, NULL);
  g_assert_null (orch_connection_get_certificate_authority (again));
}

/* The object, which may still be on the screen, keeps what it knows; the settings keep nothing. */
static void
test_forget (void)
{
  g_autoptr (OrchConnection) connection = orch_connection_new ("Work", ADDRESS);
  g_autoptr (OrchConnection) again = NULL;

  orch_connection_set_certificate_authority (connection, "PEM");
  orch_connection_set_allow_plain_http (connection, TRUE);
  orch_connection_remember (connection);
  orch_connection_forget (connection);
  g_assert_false (orch_connection_get_remembered (connection));
  g_assert_cmpstr (orch_connection_get_name (connection), ==, "Work");
  g_assert_cmpstr (orch_connection_get_certificate_authority (connection), ==, "PEM");
  orch_connection_set_name (connection, "Office");

  again = orch_connection_new_remembered (orch_connection_get_id (connection));
  g_assert_cmpstr (orch_connection_get_name (again), ==, "");
  g_assert_cmpstr (orch_connection_get_address (again), ==, "");
  g_assert_null (orch_connection_get_certificate_authority (again));
  g_assert_false (orch_connection_get_allow_plain_http (again));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/connection/properties", test_properties);
  g_test_add_func ("/connection/ids-differ", test_ids_differ);
  g_test_add_func ("/connection/remember", test_remember);
  g_test_add_func ("/connection/forget", test_forget);

  return g_test_run ();
}
