#include "config.h"

#include "ui/common/error-bar.h"
#include "ui/common/error-page.h"
#include "ui/common/narrow-bin.h"

#include "ui/common/record-page.h"

#define TICK_SECONDS 30

typedef struct {
  OrchNarrowBin *bin;          /* (unowned) */
  OrchErrorBar *error_bar;     /* (unowned) */
  GtkStack *states;            /* (unowned) */
  GtkWidget *loading_spinner;  /* (unowned) */
  GtkScrolledWindow *scroller; /* (unowned) */
  GtkOrientable *heading;      /* (unowned) */
  GtkLabel *name_label;        /* (unowned) */
  GtkLabel *badge_label;       /* (unowned) */
  GtkLabel *summary_label;     /* (unowned) */
  GtkSpinner *busy_spinner;    /* (unowned) */
  AdwBin *actions_bin;         /* (unowned) */
  AdwBin *cards_bin;           /* (unowned) */
  AdwBin *body_bin;            /* (unowned) */
  OrchErrorPage *error_page;   /* (unowned) */

  char *refresh_action;    /* (owned) (nullable) */
  const char *badge_class; /* (nullable): static */
  gboolean has_record;
  GCancellable *cancellable; /* (owned): of what belongs to this record on this connection */
  GError *error;             /* (owned) (nullable): why the last reading failed */
  GDateTime *read_at;        /* (owned) (nullable): when this page read the record last */
  gboolean reading;
  guint ticks;
} OrchRecordPagePrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (OrchRecordPage, orch_record_page, ADW_TYPE_BIN)

enum {
  PROP_0,
  PROP_ACTIONS,
  PROP_CARDS,
  PROP_BODY,
  PROP_LOADING_TEXT,
  PROP_ERROR_TITLE,
  PROP_REFRESH_ACTION,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static OrchRecordPagePrivate *
get_private (OrchRecordPage *self)
{
  return orch_record_page_get_instance_private (self);
}

static void
update_state (OrchRecordPage *self)
{
  OrchRecordPagePrivate *priv = get_private (self);
  gboolean known = orch_record_page_is_known (self);

  if (known) {
    gtk_stack_set_visible_child_name (priv->states, "record");
  } else if (priv->error != NULL) {
    orch_error_page_set_error (priv->error_page, priv->error);
    gtk_stack_set_visible_child_name (priv->states, "error");
  } else {
    gtk_stack_set_visible_child_name (priv->states, "loading");
  }

  orch_error_bar_set_error (priv->error_bar, known ? priv->error : NULL, priv->read_at);
  gtk_spinner_set_spinning (priv->busy_spinner, priv->reading);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), priv->refresh_action,
                                 priv->has_record && !priv->reading);
  ORCH_RECORD_PAGE_GET_CLASS (self)->update_actions (self);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (OrchRecordPage) self = user_data;
  OrchRecordPagePrivate *priv = get_private (self);
  g_autoptr (GError) error = NULL;
  gboolean was_read = ORCH_RECORD_PAGE_GET_CLASS (self)->read_finish (self, result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  priv->reading = FALSE;
  priv->error = g_steal_pointer (&error);
  if (was_read) {
    g_clear_pointer (&priv->read_at, g_date_time_unref);
    priv->read_at = g_date_time_new_now_utc ();
  }
  update_state (self);
}

static void
narrow_changed_cb (OrchRecordPage *self)
{
  OrchRecordPagePrivate *priv = get_private (self);
  OrchRecordPageClass *klass = ORCH_RECORD_PAGE_GET_CLASS (self);
  gboolean narrow = orch_narrow_bin_get_narrow (priv->bin);
  GtkOrientation orientation = narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL;

  gtk_orientable_set_orientation (priv->heading, orientation);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (adw_bin_get_child (priv->cards_bin)),
                                  orientation);
  if (klass->set_narrow != NULL)
    klass->set_narrow (self, narrow);
}

static gboolean
link_activated_cb (OrchRecordPage *self, const char *uri)
{
  OrchRecordPageClass *klass = ORCH_RECORD_PAGE_GET_CLASS (self);

  if (klass->open_link != NULL)
    klass->open_link (self, uri);

  return GDK_EVENT_STOP;
}

static gboolean
tick_cb (gpointer user_data)
{
  OrchRecordPage *self = user_data;

  if (get_private (self)->has_record)
    ORCH_RECORD_PAGE_GET_CLASS (self)->tick (self);

  return G_SOURCE_CONTINUE;
}

static void
orch_record_page_map (GtkWidget *widget)
{
  OrchRecordPage *self = ORCH_RECORD_PAGE (widget);

  GTK_WIDGET_CLASS (orch_record_page_parent_class)->map (widget);

  if (ORCH_RECORD_PAGE_GET_CLASS (self)->tick == NULL)
    return;

  tick_cb (self);
  get_private (self)->ticks = g_timeout_add_seconds (TICK_SECONDS, tick_cb, self);
}

static void
orch_record_page_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&get_private (ORCH_RECORD_PAGE (widget))->ticks, g_source_remove);

  GTK_WIDGET_CLASS (orch_record_page_parent_class)->unmap (widget);
}

static void
set_loading_text (OrchRecordPage *self, const char *text)
{
  OrchRecordPagePrivate *priv = get_private (self);
  GtkWidget *const spinners[] = { priv->loading_spinner, GTK_WIDGET (priv->busy_spinner) };

  for (guint i = 0; i < G_N_ELEMENTS (spinners); i++)
    gtk_accessible_update_property (GTK_ACCESSIBLE (spinners[i]), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    text, -1);
}

static void
set_refresh_action (OrchRecordPage *self, const char *name)
{
  OrchRecordPagePrivate *priv = get_private (self);

  g_free (priv->refresh_action);
  priv->refresh_action = g_strdup (name);
  g_object_set (priv->error_page, "action-name", name, NULL);
  g_object_set (priv->error_bar, "action-name", name, NULL);
}

static void
orch_record_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  OrchRecordPage *self = ORCH_RECORD_PAGE (object);
  OrchRecordPagePrivate *priv = get_private (self);

  switch (id) {
  case PROP_ACTIONS:
    adw_bin_set_child (priv->actions_bin, g_value_get_object (value));
    break;
  case PROP_CARDS:
    adw_bin_set_child (priv->cards_bin, g_value_get_object (value));
    break;
  case PROP_BODY:
    adw_bin_set_child (priv->body_bin, g_value_get_object (value));
    break;
  case PROP_LOADING_TEXT:
    set_loading_text (self, g_value_get_string (value));
    break;
  case PROP_ERROR_TITLE:
    g_object_set (priv->error_page, "title", g_value_get_string (value), NULL);
    break;
  case PROP_REFRESH_ACTION:
    set_refresh_action (self, g_value_get_string (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
orch_record_page_dispose (GObject *object)
{
  OrchRecordPagePrivate *priv = get_private (ORCH_RECORD_PAGE (object));

  g_cancellable_cancel (priv->cancellable);
  g_clear_object (&priv->cancellable);
  g_clear_error (&priv->error);
  g_clear_pointer (&priv->read_at, g_date_time_unref);

  G_OBJECT_CLASS (orch_record_page_parent_class)->dispose (object);
}

static void
orch_record_page_finalize (GObject *object)
{
  g_free (get_private (ORCH_RECORD_PAGE (object))->refresh_action);

  G_OBJECT_CLASS (orch_record_page_parent_class)->finalize (object);
}

static GParamSpec *
create_property (const char *name, GType type)
{
  GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS;

  return type == G_TYPE_STRING ? g_param_spec_string (name, NULL, NULL, NULL, flags)
                               : g_param_spec_object (name, NULL, NULL, type, flags);
}

static void
orch_record_page_class_init (OrchRecordPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = orch_record_page_dispose;
  object_class->finalize = orch_record_page_finalize;
  object_class->set_property = orch_record_page_set_property;
  widget_class->map = orch_record_page_map;
  widget_class->unmap = orch_record_page_unmap;

  properties[PROP_ACTIONS] = create_property ("actions", GTK_TYPE_WIDGET);
  properties[PROP_CARDS] = create_property ("cards", GTK_TYPE_WIDGET);
  properties[PROP_BODY] = create_property ("body", GTK_TYPE_WIDGET);
  properties[PROP_LOADING_TEXT] = create_property ("loading-text", G_TYPE_STRING);
  properties[PROP_ERROR_TITLE] = create_property ("error-title", G_TYPE_STRING);
  properties[PROP_REFRESH_ACTION] = create_property ("refresh-action", G_TYPE_STRING);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (ORCH_TYPE_ERROR_BAR);
  g_type_ensure (ORCH_TYPE_ERROR_PAGE);
  g_type_ensure (ORCH_TYPE_NARROW_BIN);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/common/record-page.ui");
  gtk_widget_class_bind_template_child_private (widget_class, OrchRecordPage, bin);
  gtk_widget_class_bind_template_child_private (widget_class, OrchRecordPage, error_bar);
  gtk_widget_class_bind_template_child_private (widget_class, OrchRecordPage, states);
  gtk_widget_class_bind_template_child_private (widget_class, OrchRecordPage, loading_spinner);
  gtk_widget_class_bind_template_child_private (widget_class, OrchRecordPage, scroller);
  gtk_widget_class_bind_template_child_private (widget_class, OrchRecordPage, heading);
  gtk_widget_class_bind_template_child_private (widget_class, OrchRecordPage, name_label);
  gtk_widget_class_bind_template_child_private (widget_class, OrchRecordPage, badge_label);
  gtk_widget_class_bind_template_child_private (widget_class, OrchRecordPage, summary_label);
  gtk_widget_class_bind_template_child_private (widget_class, OrchRecordPage, busy_spinner);
  gtk_widget_class_bind_template_child_private (widget_class, OrchRecordPage, actions_bin);
  gtk_widget_class_bind_template_child_private (widget_class, OrchRecordPage, cards_bin);
  gtk_widget_class_bind_template_child_private (widget_class, OrchRecordPage, body_bin);
  gtk_widget_class_bind_template_child_private (widget_class, OrchRecordPage, error_page);
  gtk_widget_class_bind_template_callback (widget_class, narrow_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, link_activated_cb);
}

static void
orch_record_page_init (OrchRecordPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  get_private (self)->cancellable = g_cancellable_new ();
}

/**
 * orch_record_page_begin:
 * @self: a page
 * @has_record: %FALSE if there is nothing to show any more
 *
 * Begins with another record, which is shown and read again. The one before is no longer read.
 */
void
orch_record_page_begin (OrchRecordPage *self, gboolean has_record)
{
  OrchRecordPagePrivate *priv = get_private (self);

  g_return_if_fail (ORCH_IS_RECORD_PAGE (self));

  g_cancellable_cancel (priv->cancellable);
  g_clear_object (&priv->cancellable);
  priv->cancellable = g_cancellable_new ();
  priv->reading = FALSE;
  g_clear_error (&priv->error);
  g_clear_pointer (&priv->read_at, g_date_time_unref);
  priv->has_record = has_record;
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (priv->scroller), 0);

  if (!has_record) {
    update_state (self);
    return;
  }

  orch_record_page_record_changed (self);
  orch_record_page_refresh (self);
}

/**
 * orch_record_page_refresh:
 * @self: a page
 *
 * Reads the record again, unless there is none, or this is under way.
 */
void
orch_record_page_refresh (OrchRecordPage *self)
{
  OrchRecordPagePrivate *priv = get_private (self);

  g_return_if_fail (ORCH_IS_RECORD_PAGE (self));

  if (!priv->has_record || priv->reading)
    return;

  priv->reading = TRUE;
  g_clear_error (&priv->error);
  update_state (self);
  ORCH_RECORD_PAGE_GET_CLASS (self)->read_async (self, priv->cancellable, read_cb,
                                                 g_object_ref (self));
}

/**
 * orch_record_page_record_changed:
 * @self: a page
 *
 * Shows the record as it is now.
 */
void
orch_record_page_record_changed (OrchRecordPage *self)
{
  g_return_if_fail (ORCH_IS_RECORD_PAGE (self));

  ORCH_RECORD_PAGE_GET_CLASS (self)->show_record (self);
  update_state (self);
}

/**
 * orch_record_page_set_heading:
 * @self: a page
 * @name: the record's name
 * @summary: what matters most about it, as markup; its links are opened by the page
 */
void
orch_record_page_set_heading (OrchRecordPage *self, const char *name, const char *summary)
{
  OrchRecordPagePrivate *priv = get_private (self);

  g_return_if_fail (ORCH_IS_RECORD_PAGE (self));

  gtk_label_set_text (priv->name_label, name);
  gtk_label_set_markup (priv->summary_label, summary);
}

/**
 * orch_record_page_set_badge:
 * @self: a page
 * @text: how the record is
 * @css_class: (nullable): what that means, static: "success", "warning" or "error"
 */
void
orch_record_page_set_badge (OrchRecordPage *self, const char *text, const char *css_class)
{
  OrchRecordPagePrivate *priv = get_private (self);
  GtkWidget *badge = GTK_WIDGET (priv->badge_label);

  g_return_if_fail (ORCH_IS_RECORD_PAGE (self));

  gtk_label_set_text (priv->badge_label, text);
  gtk_widget_set_visible (badge, TRUE);
  if (priv->badge_class != NULL)
    gtk_widget_remove_css_class (badge, priv->badge_class);
  if (css_class != NULL)
    gtk_widget_add_css_class (badge, css_class);
  priv->badge_class = css_class;
}

/**
 * orch_record_page_get_cancellable:
 * @self: a page
 *
 * Returns: (transfer none): is cancelled when another record is shown
 */
GCancellable *
orch_record_page_get_cancellable (OrchRecordPage *self)
{
  g_return_val_if_fail (ORCH_IS_RECORD_PAGE (self), NULL);

  return get_private (self)->cancellable;
}

/**
 * orch_record_page_is_known:
 * @self: a page
 *
 * Returns: whether there is a record of which more than the ID is known
 */
gboolean
orch_record_page_is_known (OrchRecordPage *self)
{
  g_return_val_if_fail (ORCH_IS_RECORD_PAGE (self), FALSE);

  return get_private (self)->has_record && ORCH_RECORD_PAGE_GET_CLASS (self)->is_known (self);
}
