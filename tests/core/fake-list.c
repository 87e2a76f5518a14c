#include "config.h"

#include "fake-list.h"

struct _FakeItem {
  GObject parent_instance;

  char *id; /* (owned) */
  guint version;
};

G_DEFINE_FINAL_TYPE (FakeItem, fake_item, G_TYPE_OBJECT)

struct _FakeList {
  OrchPagedList parent_instance;

  guint total;
  guint version;
  GHashTable *repeated; /* (owned): offset → the offset whose row comes in its place */
  GTask *pending;       /* (owned) (nullable): the request without an answer */
  guint pending_page;
  guint page_size;
  guint n_requests;
};

G_DEFINE_FINAL_TYPE (FakeList, fake_list, ORCH_TYPE_PAGED_LIST)

static guint n_items_alive;

static void
fake_item_finalize (GObject *object)
{
  g_free (FAKE_ITEM (object)->id);
  n_items_alive--;

  G_OBJECT_CLASS (fake_item_parent_class)->finalize (object);
}

static void
fake_item_class_init (FakeItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fake_item_finalize;
}

static void
fake_item_init (FakeItem *self)
{
  n_items_alive++;
}

static FakeItem *
create_item (FakeList *self, guint offset)
{
  FakeItem *item = g_object_new (FAKE_TYPE_ITEM, NULL);
  gpointer repeated;

  if (g_hash_table_lookup_extended (self->repeated, GUINT_TO_POINTER (offset), NULL, &repeated))
    offset = GPOINTER_TO_UINT (repeated);

  item->id = g_strdup_printf ("%u", offset);
  item->version = self->version;

  return item;
}

/* One request at a time: what came before was answered or cancelled. */
static void
end_cancelled (FakeList *self)
{
  if (self->pending != NULL)
    g_assert_true (g_task_return_error_if_cancelled (self->pending));
  g_clear_object (&self->pending);
}

static void
load_page_async (OrchPagedList *list, guint page, guint page_size, GCancellable *cancellable,
                 GAsyncReadyCallback callback, gpointer user_data)
{
  FakeList *self = FAKE_LIST (list);

  end_cancelled (self);
  self->pending = g_task_new (NULL, cancellable, callback, user_data);
  self->pending_page = page;
  self->page_size = page_size;
  self->n_requests++;
}

static GPtrArray *
load_page_finish (OrchPagedList *list, GAsyncResult *result, guint *total, GError **error)
{
  *total = FAKE_LIST (list)->total;

  return g_task_propagate_pointer (G_TASK (result), error);
}

static const char *
get_item_id (OrchPagedList *list, gpointer item)
{
  return fake_item_get_id (item);
}

static void
update_item (OrchPagedList *list, gpointer existing, gpointer fresh)
{
  FAKE_ITEM (existing)->version = FAKE_ITEM (fresh)->version;
}

static void
fake_list_finalize (GObject *object)
{
  FakeList *self = FAKE_LIST (object);

  end_cancelled (self);
  g_hash_table_unref (self->repeated);

  G_OBJECT_CLASS (fake_list_parent_class)->finalize (object);
}

static void
fake_list_class_init (FakeListClass *klass)
{
  OrchPagedListClass *list_class = ORCH_PAGED_LIST_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = fake_list_finalize;

  list_class->load_page_async = load_page_async;
  list_class->load_page_finish = load_page_finish;
  list_class->get_item_id = get_item_id;
  list_class->update_item = update_item;
}

static void
fake_list_init (FakeList *self)
{
  self->repeated = g_hash_table_new (NULL, NULL);
}

static GTask *
take_pending (FakeList *self)
{
  g_assert_nonnull (self->pending);
  self->pending_page = 0;

  return g_steal_pointer (&self->pending);
}

static void
deliver (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

const char *
fake_item_get_id (FakeItem *self)
{
  return self->id;
}

guint
fake_item_get_version (FakeItem *self)
{
  return self->version;
}

guint
fake_item_count_alive (void)
{
  return n_items_alive;
}

FakeList *
fake_list_new (guint page_size, guint total)
{
  FakeList *self = g_object_new (FAKE_TYPE_LIST, NULL);

  self->total = total;
  orch_paged_list_set_page_size (ORCH_PAGED_LIST (self), page_size);
  orch_paged_list_set_settle_time (ORCH_PAGED_LIST (self), 0);

  return self;
}

/* How many rows the server has from now on. */
void
fake_list_set_total (FakeList *self, guint total)
{
  self->total = total;
}

/* What the server's rows hold from now on. */
void
fake_list_set_version (FakeList *self, guint version)
{
  self->version = version;
}

/* From now on the server tells row `repeated_offset` also at `offset`; the same: not any more. */
void
fake_list_repeat_row (FakeList *self, guint offset, guint repeated_offset)
{
  g_hash_table_insert (self->repeated, GUINT_TO_POINTER (offset),
                       GUINT_TO_POINTER (repeated_offset));
}

guint
fake_list_get_n_requests (FakeList *self)
{
  return self->n_requests;
}

/* The page that was asked for and not answered, or 0. */
guint
fake_list_get_pending_page (FakeList *self)
{
  return self->pending_page;
}

GCancellable *
fake_list_get_pending_cancellable (FakeList *self)
{
  return g_task_get_cancellable (self->pending);
}

/* Answers the request, and waits until the list has taken the answer. */
void
fake_list_answer (FakeList *self)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);
  guint first = (self->pending_page - 1) * self->page_size;
  g_autoptr (GTask) task = take_pending (self);

  for (guint i = first; i < MIN (first + self->page_size, self->total); i++)
    g_ptr_array_add (items, create_item (self, i));

  g_task_return_pointer (task, items, (GDestroyNotify) g_ptr_array_unref);
  deliver ();
}

void
fake_list_fail (FakeList *self)
{
  g_autoptr (GTask) task = take_pending (self);

  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "No answer");
  deliver ();
}
