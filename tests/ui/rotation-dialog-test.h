#pragma once

#include "demo/demo-server.h"
#include "session-test.h"
#include "ui-test.h"
#include "ui/common/field-row.h"
#include "ui/keys/regenerate-dialog.h"

G_BEGIN_DECLS

#define USER "demo-user"

#define GENERATE "POST /key/generate"
#define REGENERATE "POST /key/regenerate"

/* What a test runs with. */
typedef struct {
  gboolean enterprise;
  gboolean has_keyring;
  const char *connection_key;
} RotationDialogSetting;

/* A regenerate dialog for a key, on a demo server of its own. */
typedef struct {
  OrchDemoServer *demo;   /* (owned) */
  OrchSession *session;   /* (owned) */
  OrchHandover *handover; /* (owned) */
  OrchKey *key;           /* (owned): with the old secret */
  GtkWidget *dialog;      /* (owned): gone from the screen once it was closed */
  gboolean closed;

  guint n_rotated;
  OrchKey *new_key;          /* (owned) (nullable): of the signal */
  OrchKeyMaterial *material; /* (owned) (nullable): of the signal */
  char *text;                /* (owned) (nullable): of the signal */
  gboolean is_saved;
  gboolean is_replacement;
  gboolean delete_old;
} RotationDialogTest;

void rotation_dialog_test_set_up (RotationDialogTest *self, gconstpointer data);
void rotation_dialog_test_tear_down (RotationDialogTest *self, gconstpointer data);

/* NULL: it works again. */
void rotation_dialog_test_set_fault (RotationDialogTest *self, const char *fault);
/* (transfer full) (nullable): a key that is not deleted */
OrchKey *rotation_dialog_test_read_key (RotationDialogTest *self, const char *key_id);
/* (transfer full) */
OrchKey *rotation_dialog_test_generate (RotationDialogTest *self, const char *alias);
gboolean rotation_dialog_test_old_key_is_there (RotationDialogTest *self);

void rotation_dialog_test_open (RotationDialogTest *self);
void rotation_dialog_test_close (RotationDialogTest *self);
/* By its title, with the mnemonic. */
OrchFieldRow *rotation_dialog_test_row (RotationDialogTest *self, const char *title);
void rotation_dialog_test_send (RotationDialogTest *self);
void rotation_dialog_test_look (RotationDialogTest *self);
/* Saves the secret that is shown before this request. */
void rotation_dialog_test_save_first (RotationDialogTest *self, const char *request);

/* How often this was asked since it was counted last. */
guint rotation_dialog_test_count_requests (RotationDialogTest *self, const char *what);
/* Keys whose secrets are pending, whoever deals with them. */
guint rotation_dialog_test_count_pending (RotationDialogTest *self);
guint rotation_dialog_test_count_waiting (RotationDialogTest *self);

void rotation_dialog_test_assert_says (RotationDialogTest *self, const char *text);
void rotation_dialog_test_assert_rotated (RotationDialogTest *self, const char *text);

G_END_DECLS
