#pragma once

#include "demo/demo-server.h"
#include "session-test.h"

G_BEGIN_DECLS

#define ROTATION_REGENERATE "POST /key/regenerate"
#define ROTATION_GENERATE "POST /key/generate"
#define ROTATION_DELETE "POST /key/delete"

/* What a test runs with. */
typedef struct {
  gboolean enterprise;
  gboolean has_keyring;
  const char *connection_key;
} RotationSetting;

/* The keys "one", "two" and "three" on the demo server, and a folder for a file. */
typedef struct {
  OrchDemoServer *demo;   /* (owned) */
  OrchSession *session;   /* (owned) */
  OrchHandover *handover; /* (owned) */
  GPtrArray *keys;        /* (owned) (element-type OrchKey): with the old secrets */
  GPtrArray *old;         /* (owned) (element-type OrchKeyMaterial) */
  GPtrArray *log;         /* (owned) (element-type utf8): of the requests so far */
  char *folder;           /* (owned) */
  GFile *file;            /* (owned): does not exist */
} RotationFixture;

void rotation_test_set_up (RotationFixture *self, gconstpointer setting);
void rotation_test_tear_down (RotationFixture *self, gconstpointer setting);

/* Adds a key of the same user to those to be rotated. */
void rotation_test_generate_key (RotationFixture *self, const char *alias);
void rotation_test_set_fault (RotationFixture *self, const char *fault);
/* Requests that begin so. */
guint rotation_test_count_requests (RotationFixture *self, const char *what);
guint rotation_test_count_pending (RotationFixture *self);
guint rotation_test_count_waiting (RotationFixture *self);

/* The aliases and states in the file: "one:prepared one:done"; checks the header. */
void rotation_test_assert_rows (RotationFixture *self, const char *rows);
/* Whether a secret of a key works: the last one in the file, or the one of before. */
gboolean rotation_test_new_works (RotationFixture *self, const char *alias);
gboolean rotation_test_old_works (RotationFixture *self, guint position);
/* All keys have their new secrets, and only these. */
void rotation_test_assert_all_rotated (RotationFixture *self);
void rotation_test_assert_none_rotated (RotationFixture *self);

/* No file of this process may become longer than @more bytes more than the rotation's; %-1: no
 * limit. */
void rotation_test_limit_file (RotationFixture *self, gint64 more);

G_END_DECLS
