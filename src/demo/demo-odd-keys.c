#include "config.h"

#include "core/client/json.h"
#include "demo/demo-key-rows.h"
#include "demo/demo-rows.h"
#include "demo/demo-odd-keys.h"

#define LARGE_SIZE (200 * 1000)

/* Whose user is gone, without the keys. */
#define MISSING "user-departed"

/* A hundred characters. */
#define LONG                                                                                       \
  "a-long-alias-that-somebody-made-by-a-program-that-puts-everything-into-it-and-never-looks-at-"  \
  "result-"

/* What keys of real servers have, and no key that the people have. */
static const struct {
  const char *alias;   /* (nullable) */
  const char *user_id; /* (nullable) */
  const char *team_id; /* (nullable) */
  gint64 expires;      /* from the server's start, or 0 for never */
} KEYS[ORCH_DEMO_N_ODD_KEYS] = {
  { "ci/build (nightly)", MISSING, NULL },
  { "Übersetzung 日本語 🙂", MISSING, NULL },
  { "100%_sure", MISSING, NULL },
  { "back\\slash", MISSING, NULL, G_TIME_SPAN_HOUR },
  { " padded ", MISSING, NULL },
  { "say \"hello\" & <wave>", MISSING, NULL },
  { "twin", MISSING, NULL },
  { "twin", MISSING, NULL },
  { NULL, NULL, NULL },
  { LONG LONG LONG, MISSING, NULL },
  { "service-account", NULL, "team-platform" },
  { "service-of-a-gone-team", NULL, "team-gone", -G_TIME_SPAN_DAY },
};

static JsonObject *
new_row (OrchDemoKeys *keys, guint number, const char *user_id)
{
  /* Nobody knows such a secret, as it is none. */
  g_autofree char *text = g_strdup_printf ("odd %u", number);
  g_autofree char *token = orch_demo_secret_dup_token (text);
  g_autofree char *name = g_strconcat ("sk-...", token + 60, NULL);
  gint64 created = orch_demo_keys_get_epoch (keys) - (400 + number) * G_TIME_SPAN_DAY;
  JsonObject *row = orch_demo_key_row_new (token, name, user_id, created / 1000 * 1000);

  json_object_set_string_member (row, "key_type", "default");
  json_object_set_string_member (row, "created_by", "default_user_id");
  json_object_set_string_member (row, "updated_by", "default_user_id");
  return row;
}

/* Aliases of all kinds, keys whose user or team is gone, and keys without any. */
void
orch_demo_odd_keys_add (OrchDemoKeys *keys)
{
  gint64 epoch = orch_demo_keys_get_epoch (keys);

  for (guint i = 0; i < G_N_ELEMENTS (KEYS); i++) {
    g_autoptr (JsonObject) row = new_row (keys, i, KEYS[i].user_id);

    json_object_set_string_member (row, "key_alias", KEYS[i].alias);
    json_object_set_string_member (row, "team_id", KEYS[i].team_id);
    if (KEYS[i].expires != 0)
      orch_demo_row_set_time (row, "expires", epoch + KEYS[i].expires);
    orch_demo_keys_put (keys, row);
  }
}

/* A key with as much metadata as the proxy was seen to take. */
void
orch_demo_large_key_add (OrchDemoKeys *keys)
{
  g_autoptr (JsonObject) row = new_row (keys, G_N_ELEMENTS (KEYS), "demo-user");
  g_autofree char *value = g_strnfill (LARGE_SIZE, 'x');

  json_object_set_string_member (row, "key_alias", "large");
  json_object_set_string_member (json_object_get_object_member (row, "metadata"), "large", value);
  orch_demo_keys_put (keys, row);
}
