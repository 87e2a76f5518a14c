#pragma once

#include "core/services/replacement.h"
#include "demo/demo-server.h"

G_BEGIN_DECLS

/* A key of `demo-user` on a demo server, and who replaces it. */
typedef struct {
  OrchDemoServer *demo;            /* (owned) */
  OrchKeyService *service;         /* (owned): of who replaces it */
  OrchKeyService *admins;          /* (owned): of an administrator */
  OrchIdentity *identity;          /* (owned) */
  OrchReplacementJournal *journal; /* (owned) */
  OrchKey *key;                    /* (owned) */
  OrchKeyMaterial *material;       /* (owned): of the key */
} ReplacementFixture;

/* @secret: of who replaces it: an administrator's, or the owner's */
void replacement_fixture_set_up (ReplacementFixture *self, gconstpointer secret);
void replacement_fixture_tear_down (ReplacementFixture *self, gconstpointer secret);

OrchKeyService *replacement_new_service (ReplacementFixture *self, const char *secret);
OrchReplacement *replacement_create (ReplacementFixture *self, const OrchChanges *changes);
OrchReplacement *replacement_restart (ReplacementFixture *self, OrchReplacement *replacement);
void replacement_use_key (ReplacementFixture *self, const char *alias, const char *values);
void replacement_break (ReplacementFixture *self, const char *fault);

gboolean replacement_prepare (OrchReplacement *replacement, GError **error);
gboolean replacement_generate (OrchReplacement *replacement, GError **error);
gboolean replacement_confirm (OrchReplacement *replacement, GError **error);
gboolean replacement_undo (OrchReplacement *replacement, GError **error);
gboolean replacement_resume (OrchReplacement *replacement, GError **error);
/* Prepared and generated, without an error. */
OrchReplacement *replacement_begin (ReplacementFixture *self);

/* (transfer full) (nullable): a key that is not deleted */
OrchKey *replacement_read (ReplacementFixture *self, const char *key_id);
void replacement_delete (ReplacementFixture *self, const char *key_id);
void replacement_change (ReplacementFixture *self, const char *key_id, OrchKeyField field,
                         GVariant *value);
guint replacement_count_keys (ReplacementFixture *self, const char *search);

G_END_DECLS
