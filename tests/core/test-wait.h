#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

guint test_deadline_add (void);
/* Runs the default main context until *flag is set; fails the test after 30 s. */
void test_wait_for (gboolean *flag);
/* Keeps a GAsyncResult: pass `&result` as user_data, then test_wait_result (&result). */
void test_keep_result_cb (GObject *source, GAsyncResult *result, gpointer user_data);
GAsyncResult *test_wait_result (GAsyncResult **result);

G_END_DECLS
