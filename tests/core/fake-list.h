#pragma once

#include "core/lists/paged-list.h"

G_BEGIN_DECLS

#define FAKE_TYPE_ITEM (fake_item_get_type ())
G_DECLARE_FINAL_TYPE (FakeItem, fake_item, FAKE, ITEM, GObject)

const char *fake_item_get_id (FakeItem *self);
guint fake_item_get_version (FakeItem *self);
guint fake_item_count_alive (void);

/**
 * FakeList:
 *
 * An OrchPagedList whose "server" has rows "0", "1", … and answers when the test says so.
 */
#define FAKE_TYPE_LIST (fake_list_get_type ())
G_DECLARE_FINAL_TYPE (FakeList, fake_list, FAKE, LIST, OrchPagedList)

FakeList *fake_list_new (guint page_size, guint total);
void fake_list_set_total (FakeList *self, guint total);
void fake_list_set_version (FakeList *self, guint version);
void fake_list_repeat_row (FakeList *self, guint offset, guint repeated_offset);

guint fake_list_get_n_requests (FakeList *self);
guint fake_list_get_pending_page (FakeList *self);
GCancellable *fake_list_get_pending_cancellable (FakeList *self);
void fake_list_answer (FakeList *self);
void fake_list_fail (FakeList *self);

G_END_DECLS
