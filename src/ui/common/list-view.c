#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "ui/common/error-bar.h"
#include "ui/common/error-page.h"
#include "ui/common/trace.h"

#include "ui/common/list-view.h"

#define COMPACT_MAX_HEIGHT 360

struct _OrchListView {
  GtkBox parent_instance;

  OrchErrorBar *error_bar;        /* (unowned) */
  GtkStack *states;               /* (unowned) */
  GtkScrolledWindow *scroller;    /* (unowned) */
  GtkColumnView *table;           /* (unowned) */
  GtkLabel *total_label;          /* (unowned) */
  GtkLabel *left_out_label;       /* (unowned) */
  GtkLabel *busy_label;           /* (unowned): a spinner would load the library for SVG */
  AdwStatusPage *empty_page;      /* (unowned) (nullable): see show_nothing () */
  AdwStatusPage *no_results_page; /* (unowned) (nullable): see show_nothing () */
  OrchErrorPage *error_page;      /* (unowned) (nullable): see show_error () */

  const OrchListKind *kind;   /* (unowned) (nullable): until it is set */
  char *no_results_text;      /* (owned) (nullable) */
  OrchPagedList *list;        /* (owned) (nullable) */
  GSignalGroup *list_signals; /* (owned) */
  GPtrArray *wheels;          /* (owned): of the GtkEventControllers that scroll a compact table */
  GtkWidget *last_focus;      /* (unowned) (nullable): weak; where to go on after an item's page */

  GdkFrameClock *clock; /* (unowned) (nullable): while a frame with the rows is awaited */
  gulong frame_handler;
  gboolean rows_traced;
};

G_DEFINE_FINAL_TYPE (OrchListView, orch_list_view, GTK_TYPE_BOX)

enum {
  ACTIVATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static guint
get_n_rows (OrchListView *self)
{
  return self->list != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->list)) : 0;
}

/* All rows are equally high, so their share of the scrolled height tells which can be seen. */
static gboolean
get_visible_range (OrchListView *self, guint *first, guint *last)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  double top = gtk_adjustment_get_value (adjustment);
  double height = gtk_adjustment_get_page_size (adjustment);
  double upper = gtk_adjustment_get_upper (adjustment);
  guint n_rows = get_n_rows (self);
  double row_height;

  if (n_rows == 0 || height < 1 || upper < 1)
    return FALSE;

  row_height = upper / n_rows;
  *first = MIN ((guint) (top / row_height), n_rows - 1);
  *last = MIN ((guint) ceil ((top + height) / row_height) - 1, n_rows - 1);

  return TRUE;
}

static gboolean
visible_rows_are_filled (OrchListView *self)
{
  guint first, last;

  if (!get_visible_range (self, &first, &last))
    return FALSE;

  for (guint i = first; i <= last; i++) {
    g_autoptr (OrchPagedRow) row = g_list_model_get_item (G_LIST_MODEL (self->list), i);

    if (orch_paged_row_get_item (row) == NULL)
      return FALSE;
  }

  return TRUE;
}

static void
report_visible_range (OrchListView *self)
{
  guint first, last;

  if (get_visible_range (self, &first, &last))
    orch_paged_list_set_visible (self->list, first, last);
}

static void
forget_frame (OrchListView *self)
{
  if (self->clock != NULL)
    g_clear_signal_handler (&self->frame_handler, self->clock);
  self->clock = NULL;
}

static void
frame_painted_cb (OrchListView *self)
{
  if (self->list == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self->table)))
    return;

  report_visible_range (self);
  if (!visible_rows_are_filled (self))
    return;

  forget_frame (self);
  if (!self->rows_traced && self->kind->milestone != NULL)
    orch_trace (self->kind->milestone);
  self->rows_traced = TRUE;
  orch_paged_list_grow (self->list);
}

/* The adjustment speaks for the new rows only once they were laid out. */
static void
await_frame (OrchListView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  if (self->clock != NULL || !gtk_widget_get_realized (widget))
    return;

  self->clock = gtk_widget_get_frame_clock (widget);
  self->frame_handler =
      g_signal_connect_swapped (self->clock, "after-paint", G_CALLBACK (frame_painted_cb), self);
  gtk_widget_queue_draw (widget);
}

static void
update_footer (OrchListView *self)
{
  guint n_left_out = orch_paged_list_get_n_left_out (self->list);
  g_autofree char *total = self->kind->describe_total (orch_paged_list_get_total (self->list),
                                                       self->kind->is_filtered (self->list));
  g_autofree char *left_out = n_left_out > 0 ? self->kind->describe_left_out (n_left_out) : NULL;

  gtk_label_set_text (self->total_label, total);
  gtk_label_set_text (self->left_out_label, left_out != NULL ? left_out : "");
}

static AdwStatusPage *
add_status_page (OrchListView *self, const char *name, const char *icon, const char *title,
                 const char *text)
{
  GtkWidget *page = g_object_new (ADW_TYPE_STATUS_PAGE, "icon-name", icon, "title", title,
                                  "description", text, NULL);

  if (self->kind->is_compact)
    gtk_widget_add_css_class (page, "compact");
  gtk_stack_add_named (self->states, page, name);

  return ADW_STATUS_PAGE (page);
}

static GtkWidget *
create_clear_button (const char *action_name)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("_Clear"));

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action_name);
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "pill");

  return button;
}

/* These pages are built only now: most people never see them, and their large icons need the
 * library for SVG, which would make every start longer. */
static void
show_nothing (OrchListView *self)
{
  const OrchListKind *kind = self->kind;

  if (kind->is_filtered (self->list)) {
    if (self->no_results_page == NULL) {
      self->no_results_page = add_status_page (self, "no-results", "edit-find-symbolic",
                                               _ ("No results"), self->no_results_text);
      adw_status_page_set_child (self->no_results_page, create_clear_button (kind->clear_action));
    }
    gtk_stack_set_visible_child_name (self->states, "no-results");
  } else {
    if (self->empty_page == NULL)
      self->empty_page = add_status_page (self, "empty", kind->empty_icon, _ (kind->empty_title),
                                          _ (kind->empty_text));
    gtk_stack_set_visible_child_name (self->states, "empty");
  }
}

static void
show_error (OrchListView *self, const GError *error)
{
  if (self->error_page == NULL) {
    self->error_page = g_object_new (ORCH_TYPE_ERROR_PAGE, "title", _ (self->kind->error_title),
                                     "action-name", self->kind->retry_action, NULL);
    gtk_stack_add_named (self->states, GTK_WIDGET (self->error_page), "error");
  }
  orch_error_page_set_error (self->error_page, error);
  gtk_stack_set_visible_child_name (self->states, "error");
}

static void
update_state (OrchListView *self)
{
  OrchListState state;
  const GError *error;

  if (self->list == NULL) {
    gtk_stack_set_visible_child_name (self->states, "table");
    orch_error_bar_set_error (self->error_bar, NULL, NULL);
    return;
  }

  state = orch_paged_list_get_state (self->list);
  error = state == ORCH_LIST_FAILED ? orch_paged_list_get_error (self->list) : NULL;

  if (state == ORCH_LIST_LOADING)
    orch_paged_list_reserve (self->list);

  if (get_n_rows (self) > 0 || state == ORCH_LIST_LOADING)
    gtk_stack_set_visible_child_name (self->states, "table");
  else if (error != NULL)
    show_error (self, error);
  else
    show_nothing (self);

  orch_error_bar_set_error (self->error_bar, get_n_rows (self) > 0 ? error : NULL,
                            orch_paged_list_get_loaded_at (self->list));
  gtk_widget_set_visible (GTK_WIDGET (self->busy_label), state == ORCH_LIST_LOADING);
  /* Until then the rows and their number are those of the last query. */
  if (state == ORCH_LIST_READY)
    update_footer (self);

  if (state == ORCH_LIST_READY && get_n_rows (self) > 0)
    await_frame (self);
}

static void
sort_changed_cb (OrchListView *self)
{
  int sort;
  gboolean descending;

  if (self->list == NULL || !orch_list_columns_get_sort (self->table, &sort, &descending))
    return;

  self->kind->set_sort (self->list, sort, descending);
  orch_list_view_scroll_to_top (self);
}

static void
row_activated_cb (OrchListView *self, guint position)
{
  g_autoptr (OrchPagedRow) row = g_list_model_get_item (G_LIST_MODEL (self->list), position);
  gpointer item = row != NULL ? orch_paged_row_get_item (row) : NULL;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (item == NULL)
    return;

  g_set_weak_pointer (&self->last_focus, gtk_root_get_focus (root));
  g_signal_emit (self, signals[ACTIVATED], 0, item);
}

static void
orch_list_view_realize (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (orch_list_view_parent_class)->realize (widget);

  update_state (ORCH_LIST_VIEW (widget));
}

static void
orch_list_view_unrealize (GtkWidget *widget)
{
  forget_frame (ORCH_LIST_VIEW (widget));

  GTK_WIDGET_CLASS (orch_list_view_parent_class)->unrealize (widget);
}

static void
orch_list_view_dispose (GObject *object)
{
  OrchListView *self = ORCH_LIST_VIEW (object);

  forget_frame (self);
  g_clear_weak_pointer (&self->last_focus);
  g_clear_object (&self->list_signals);
  g_clear_object (&self->list);

  G_OBJECT_CLASS (orch_list_view_parent_class)->dispose (object);
}

static void
orch_list_view_finalize (GObject *object)
{
  g_clear_pointer (&ORCH_LIST_VIEW (object)->no_results_text, g_free);
  g_ptr_array_unref (ORCH_LIST_VIEW (object)->wheels);

  G_OBJECT_CLASS (orch_list_view_parent_class)->finalize (object);
}

static void
orch_list_view_class_init (OrchListViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = orch_list_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = orch_list_view_finalize;
  widget_class->realize = orch_list_view_realize;
  widget_class->unrealize = orch_list_view_unrealize;

  /**
   * OrchListView::activated:
   * @item: the item whose row was opened
   */
  signals[ACTIVATED] = g_signal_new ("activated", ORCH_TYPE_LIST_VIEW, G_SIGNAL_RUN_LAST, 0, NULL,
                                     NULL, NULL, G_TYPE_NONE, 1, G_TYPE_OBJECT);

  g_type_ensure (ORCH_TYPE_ERROR_BAR);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/common/list-view.ui");
  gtk_widget_class_bind_template_child (widget_class, OrchListView, error_bar);
  gtk_widget_class_bind_template_child (widget_class, OrchListView, states);
  gtk_widget_class_bind_template_child (widget_class, OrchListView, scroller);
  gtk_widget_class_bind_template_child (widget_class, OrchListView, table);
  gtk_widget_class_bind_template_child (widget_class, OrchListView, total_label);
  gtk_widget_class_bind_template_child (widget_class, OrchListView, left_out_label);
  gtk_widget_class_bind_template_child (widget_class, OrchListView, busy_label);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
orch_list_view_init (OrchListView *self)
{
  static const char *const reasons[] = { "items-changed", "notify::state", "notify::total",
                                         "notify::n-left-out" };
  GtkAdjustment *adjustment;

  gtk_widget_init_template (GTK_WIDGET (self));

  self->wheels = g_ptr_array_new_with_free_func (g_object_unref);
  adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  g_signal_connect_object (adjustment, "changed", G_CALLBACK (report_visible_range), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (report_visible_range), self,
                           G_CONNECT_SWAPPED);

  self->list_signals = g_signal_group_new (ORCH_TYPE_PAGED_LIST);
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    g_signal_group_connect_swapped (self->list_signals, reasons[i], G_CALLBACK (update_state),
                                    self);
}

static gboolean
can_scroll (GtkAdjustment *adjustment)
{
  return gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_lower (adjustment)
         > gtk_adjustment_get_page_size (adjustment);
}

/* GTK 4.8 takes the wheel in a scrolled window, even where all of it is seen: there it is to scroll
 * the page that the table is a part of. */
static void
give_wheel_to_page (OrchListView *self)
{
  gboolean scrolls = can_scroll (gtk_scrolled_window_get_vadjustment (self->scroller))
                     || can_scroll (gtk_scrolled_window_get_hadjustment (self->scroller));

  for (guint i = 0; i < self->wheels->len; i++)
    gtk_event_controller_set_propagation_phase (self->wheels->pdata[i],
                                                scrolls ? GTK_PHASE_BUBBLE : GTK_PHASE_NONE);
}

/* As high as its rows, up to a limit. */
static void
make_compact (OrchListView *self)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (self->scroller));

  gtk_scrolled_window_set_propagate_natural_height (self->scroller, TRUE);
  gtk_scrolled_window_set_max_content_height (self->scroller, COMPACT_MAX_HEIGHT);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++) {
    g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

    if (GTK_IS_EVENT_CONTROLLER_SCROLL (controller)
        && gtk_event_controller_get_propagation_phase (controller) == GTK_PHASE_BUBBLE)
      g_ptr_array_add (self->wheels, g_object_ref (controller));
  }
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (self->scroller), "changed",
                           G_CALLBACK (give_wheel_to_page), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_scrolled_window_get_hadjustment (self->scroller), "changed",
                           G_CALLBACK (give_wheel_to_page), self, G_CONNECT_SWAPPED);
}

/**
 * orch_list_view_set_kind:
 * @self: a view without one
 * @kind: what it shows, static
 *
 * Says what the view shows. Comes before all else.
 */
void
orch_list_view_set_kind (OrchListView *self, const OrchListKind *kind)
{
  g_return_if_fail (ORCH_IS_LIST_VIEW (self));
  g_return_if_fail (self->kind == NULL && kind != NULL);

  self->kind = kind;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->table), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (kind->name), -1);
  gtk_label_set_text (self->busy_label, _ (kind->busy_text));
  g_object_set (self->error_bar, "action-name", kind->retry_action, NULL);
  if (kind->is_compact)
    make_compact (self);
  orch_list_columns_add (self->table, kind->columns, NULL);
  g_signal_connect_object (gtk_column_view_get_sorter (self->table), "changed",
                           G_CALLBACK (sort_changed_cb), self, G_CONNECT_SWAPPED);
}

/**
 * orch_list_view_set_list:
 * @self: a view
 * @list: (nullable): what to show, with the query that lists of this kind open with
 *
 * Shows @list as it comes.
 */
void
orch_list_view_set_list (OrchListView *self, OrchPagedList *list)
{
  g_autoptr (GtkNoSelection) selection = NULL;

  g_return_if_fail (ORCH_IS_LIST_VIEW (self));
  g_return_if_fail (self->kind != NULL);
  g_return_if_fail (list == NULL || ORCH_IS_PAGED_LIST (list));

  g_clear_object (&self->list);
  orch_list_columns_set_sort (self->table, self->kind->sort, self->kind->descending);

  if (list != NULL) {
    self->list = g_object_ref (list);
    selection = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (list)));
  }

  gtk_column_view_set_model (self->table, GTK_SELECTION_MODEL (selection));
  g_signal_group_set_target (self->list_signals, list);
  update_state (self);
}

/**
 * orch_list_view_set_narrow:
 * @self: a view
 * @narrow: whether the window is small
 *
 * Shows one column of two lines instead of all others, or these again.
 */
void
orch_list_view_set_narrow (OrchListView *self, gboolean narrow)
{
  g_return_if_fail (ORCH_IS_LIST_VIEW (self));

  orch_list_columns_set_narrow (self->table, narrow);
}

/**
 * orch_list_view_set_no_results_text:
 * @self: a view
 * @text: what is searched, and what to try instead
 *
 * Sets what is said where nothing was found.
 */
void
orch_list_view_set_no_results_text (OrchListView *self, const char *text)
{
  g_return_if_fail (ORCH_IS_LIST_VIEW (self));
  g_return_if_fail (text != NULL);

  g_free (self->no_results_text);
  self->no_results_text = g_strdup (text);
  if (self->no_results_page != NULL)
    adw_status_page_set_description (self->no_results_page, text);
}

/**
 * orch_list_view_get_table:
 * @self: a view
 *
 * Returns: (transfer none): the table
 */
GtkColumnView *
orch_list_view_get_table (OrchListView *self)
{
  g_return_val_if_fail (ORCH_IS_LIST_VIEW (self), NULL);

  return self->table;
}

/**
 * orch_list_view_scroll_to_top:
 * @self: a view
 *
 * Shows the first row. Other rows are coming; what was in the middle of these means nothing in
 * them.
 */
void
orch_list_view_scroll_to_top (OrchListView *self)
{
  g_return_if_fail (ORCH_IS_LIST_VIEW (self));

  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
}

/**
 * orch_list_view_grab_last_focus:
 * @self: a view
 *
 * Gives the focus back to the row that was opened last, if it is still there.
 *
 * Returns: %FALSE if there is none, or it may be about to go
 */
gboolean
orch_list_view_grab_last_focus (OrchListView *self)
{
  GtkWidget *widget;

  g_return_val_if_fail (ORCH_IS_LIST_VIEW (self), FALSE);

  widget = self->last_focus;
  g_clear_weak_pointer (&self->last_focus);

  /* The only row that there was may be about to go, and would leave the focus to chance. */
  if (widget == NULL || self->list == NULL
      || (get_n_rows (self) <= 1 && orch_paged_list_get_state (self->list) == ORCH_LIST_LOADING))
    return FALSE;

  return gtk_widget_grab_focus (widget);
}
