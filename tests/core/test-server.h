#pragma once

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

#include "test-wait.h"

G_BEGIN_DECLS

/**
 * TestServer:
 *
 * A programmable HTTP server on 127.0.0.1, in the test's own main context: each reply is queued for
 * a path and used once; a path whose queue is empty repeats its last reply. Every request is
 * logged as "METHOD /path?query BODY".
 */
typedef struct _TestServer TestServer;

TestServer *test_server_new (void);
TestServer *test_server_new_tls (const char *name);
void test_server_free (TestServer *self);
const char *test_server_get_url (TestServer *self);

void test_server_reply (TestServer *self, const char *path, guint status, const char *body);
void test_server_reply_full (TestServer *self, const char *path, guint status,
                             const char *content_type, const char *body, gssize length,
                             const char *header_name, const char *header_value);
void test_server_reply_fixture (TestServer *self, const char *path, const char *fixture);
void test_server_forget_replies (TestServer *self, const char *path);
void test_server_hang (TestServer *self, const char *path);
void test_server_close_without_reply (TestServer *self, const char *path);
void test_server_cut_body (TestServer *self, const char *path);
void test_server_stall_body (TestServer *self, const char *path);

GPtrArray *test_server_get_log (TestServer *self);
guint test_server_count (TestServer *self, const char *prefix);
void test_server_wait_count (TestServer *self, const char *prefix, guint count);
const char *test_server_get_last_header (TestServer *self, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestServer, test_server_free)

G_END_DECLS
