#include "config.h"

#include "core/lists/query-list.h"

#define SINGLE_PAGE_SIZE 100 /* the most that the server gives in one reply */

typedef struct {
  guint known_total; /* G_MAXUINT: of this query nothing is known yet */
} OrchQueryListPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (OrchQueryList, orch_query_list, ORCH_TYPE_PAGED_LIST)

static OrchQueryListPrivate *
get_private (OrchQueryList *self)
{
  return orch_query_list_get_instance_private (self);
}

static guint
choose_page_size (OrchQueryList *self)
{
  OrchQueryListClass *klass = ORCH_QUERY_LIST_GET_CLASS (self);

  return !klass->is_safe_order (self) && get_private (self)->known_total <= SINGLE_PAGE_SIZE
             ? SINGLE_PAGE_SIZE
             : klass->page_size;
}

static void
load_again (OrchQueryList *self)
{
  OrchPagedList *list = ORCH_PAGED_LIST (self);

  orch_paged_list_set_page_size (list, choose_page_size (self));
  orch_paged_list_reload (list);
}

static int
compare_items (gconstpointer a, gconstpointer b, gpointer user_data)
{
  gpointer item_a = *(gpointer *) a;
  gpointer item_b = *(gpointer *) b;
  OrchQueryList *self = user_data;

  return ORCH_QUERY_LIST_GET_CLASS (self)->compare (self, item_a, item_b);
}

static GPtrArray *
load_page_finish (OrchPagedList *list, GAsyncResult *result, guint *total, GError **error)
{
  OrchQueryList *self = ORCH_QUERY_LIST (list);
  OrchQueryListClass *klass = ORCH_QUERY_LIST_GET_CLASS (self);
  GPtrArray *items = klass->read_page_finish (self, result, total, error);

  if (items == NULL)
    return NULL;

  get_private (self)->known_total = *total;
  if (!klass->is_safe_order (self) && items->len == *total)
    g_ptr_array_sort_with_data (items, compare_items, self);

  return items;
}

/* A first page may tell that all items would have fitted into it. */
static void
state_changed_cb (OrchQueryList *self)
{
  OrchPagedList *list = ORCH_PAGED_LIST (self);

  if (orch_paged_list_get_state (list) == ORCH_LIST_READY
      && get_private (self)->known_total > orch_paged_list_get_page_size (list)
      && choose_page_size (self) == SINGLE_PAGE_SIZE)
    load_again (self);
}

static void
orch_query_list_constructed (GObject *object)
{
  OrchQueryListClass *klass = ORCH_QUERY_LIST_GET_CLASS (object);

  G_OBJECT_CLASS (orch_query_list_parent_class)->constructed (object);

  orch_paged_list_set_page_size (ORCH_PAGED_LIST (object), klass->page_size);
}

static void
orch_query_list_class_init (OrchQueryListClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = orch_query_list_constructed;
  ORCH_PAGED_LIST_CLASS (klass)->load_page_finish = load_page_finish;
}

static void
orch_query_list_init (OrchQueryList *self)
{
  get_private (self)->known_total = G_MAXUINT;
  g_signal_connect (self, "notify::state", G_CALLBACK (state_changed_cb), NULL);
}

/**
 * orch_query_list_query_changed:
 * @self: a list
 * @same_items: whether only the order of the items has changed
 *
 * Loads the list again.
 */
void
orch_query_list_query_changed (OrchQueryList *self, gboolean same_items)
{
  g_return_if_fail (ORCH_IS_QUERY_LIST (self));

  if (same_items) {
    load_again (self);
    return;
  }

  get_private (self)->known_total = G_MAXUINT;
  orch_paged_list_set_page_size (ORCH_PAGED_LIST (self), choose_page_size (self));
  orch_paged_list_restart (ORCH_PAGED_LIST (self));
}

/**
 * orch_query_list_compare_texts:
 * @a: (nullable): a text
 * @b: (nullable): another one
 *
 * Returns: their order, as strcmp() tells it
 */
int
orch_query_list_compare_texts (const char *a, const char *b)
{
  if (a == NULL || b == NULL)
    return (a == NULL) - (b == NULL);

  return g_utf8_collate (a, b);
}

/**
 * orch_query_list_compare_times:
 * @a: (nullable): a time
 * @b: (nullable): another one
 *
 * Returns: their order, as strcmp() tells it
 */
int
orch_query_list_compare_times (GDateTime *a, GDateTime *b)
{
  if (a == NULL || b == NULL)
    return (a == NULL) - (b == NULL);

  return g_date_time_compare (a, b);
}

/**
 * orch_query_list_compare_numbers:
 * @a: a number
 * @b: another one
 *
 * Returns: their order, as strcmp() tells it
 */
int
orch_query_list_compare_numbers (double a, double b)
{
  return (a > b) - (a < b);
}
