#include "config.h"

#include "test-server.h"
#include "ui-test.h"
#include "ui/window/version-banner.h"

typedef struct {
  TestServer *server;        /* (owned) */
  OrchVersionBanner *banner; /* (owned) */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->server = test_server_new ();
  fixture->banner = g_object_ref_sink (g_object_new (ORCH_TYPE_VERSION_BANNER, NULL));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->banner);
  test_server_free (fixture->server);
}

/* A session on a server of this version, NULL where it does not tell. */
static OrchSession *
create_session (Fixture *fixture, const char *version)
{
  g_autoptr (OrchClient) client =
      orch_client_new (test_server_get_url (fixture->server), "sk-test-0000000000");
  g_autofree char *body = version != NULL
                              ? g_strdup_printf ("{\"litellm_version\": \"%s\"}", version)
                              : g_strdup ("{}");

  test_server_reply (fixture->server, "/public/model_hub/info", 200, body);

  return orch_session_new (client);
}

static void
wait_for_version (OrchSession *session)
{
  g_autoptr (GAsyncResult) result = NULL;

  orch_server_wait_for_version_async (orch_session_get_server (session), NULL, test_keep_result_cb,
                                      &result);
  test_wait_result (&result);
}

/* (nullable): what the banner says */
static const char *
get_text (Fixture *fixture)
{
  GtkRevealer *revealer = ui_test_child (fixture->banner, "revealer");

  return gtk_revealer_get_reveal_child (revealer)
             ? gtk_label_get_text (ui_test_child (fixture->banner, "label"))
             : NULL;
}

static const char *
show_version (Fixture *fixture, const char *version)
{
  g_autoptr (OrchSession) session = create_session (fixture, version);

  orch_version_banner_set_session (fixture->banner, session);
  wait_for_version (session);

  return get_text (fixture);
}

static gboolean
dismiss (Fixture *fixture)
{
  return gtk_widget_activate_action (GTK_WIDGET (fixture->banner), "banner.dismiss", NULL);
}

static void
test_tested (Fixture *fixture, gconstpointer data)
{
  g_assert_null (show_version (fixture, data));
}

static void
test_newer (Fixture *fixture, gconstpointer data)
{
  const char *text = show_version (fixture, "1.107.0");

  g_assert_nonnull (strstr (text, "LiteLLM 1.107.0"));
  g_assert_nonnull (strstr (text, "up to " ORCH_NEWEST_TESTED_VERSION));
}

static void
test_older (Fixture *fixture, gconstpointer data)
{
  const char *text = show_version (fixture, "1.80.0");

  g_assert_nonnull (strstr (text, "LiteLLM 1.80.0"));
  g_assert_nonnull (strstr (text, ORCH_OLDEST_TESTED_VERSION " and newer"));
}

static void
test_unknown (Fixture *fixture, gconstpointer data)
{
  const char *text = show_version (fixture, NULL);

  g_assert_nonnull (strstr (text, "is not known"));
}

/* Nothing is said before the version is known, nor without a connection. */
static void
test_waits (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OrchSession) session = create_session (fixture, "1.80.0");

  orch_version_banner_set_session (fixture->banner, session);
  g_assert_null (get_text (fixture));
  wait_for_version (session);
  g_assert_nonnull (get_text (fixture));
  orch_version_banner_set_session (fixture->banner, NULL);
  g_assert_null (get_text (fixture));
}

/* It stays away from this version, not from others. */
static void
test_dismiss (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OrchSession) old = create_session (fixture, "1.80.0");
  g_autoptr (OrchSession) new = create_session (fixture, "1.107.0");
  g_autoptr (OrchSession) silent = create_session (fixture, NULL);

  orch_version_banner_set_session (fixture->banner, old);
  wait_for_version (old);
  g_assert_true (dismiss (fixture));
  g_assert_null (get_text (fixture));
  g_assert_false (
      gtk_widget_get_sensitive (ui_test_find (fixture->banner, GTK_TYPE_BUTTON, NULL, NULL)));

  orch_version_banner_set_session (fixture->banner, new);
  wait_for_version (new);
  g_assert_nonnull (get_text (fixture));
  orch_version_banner_set_session (fixture->banner, old);
  g_assert_null (get_text (fixture));

  orch_version_banner_set_session (fixture->banner, silent);
  wait_for_version (silent);
  g_assert_nonnull (get_text (fixture));
  g_assert_true (dismiss (fixture));
  g_assert_null (get_text (fixture));
  orch_version_banner_set_session (fixture->banner, new);
  g_assert_nonnull (get_text (fixture));
}

#define ADD(path, data, test)                                                                      \
  g_test_add ("/version-banner/" path, Fixture, data, set_up, test, tear_down)

int
main (int argc, char *argv[])
{
  ui_test_init (&argc, &argv);

  ADD ("oldest-tested", ORCH_OLDEST_TESTED_VERSION, test_tested);
  ADD ("between", "1.93.2", test_tested);
  ADD ("newest-tested", ORCH_NEWEST_TESTED_VERSION, test_tested);
  ADD ("newer", NULL, test_newer);
  ADD ("older", NULL, test_older);
  ADD ("unknown", NULL, test_unknown);
  ADD ("waits", NULL, test_waits);
  ADD ("dismiss", NULL, test_dismiss);

  return g_test_run ();
}
