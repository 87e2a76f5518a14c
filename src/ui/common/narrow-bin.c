#include "config.h"

#include "ui/common/narrow-bin.h"

#define NARROW_BELOW 600
#define SMALLEST 360

struct _OrchNarrowBin {
  AdwBin parent_instance;

  gboolean narrow;
  guint switch_source;
};

G_DEFINE_FINAL_TYPE (OrchNarrowBin, orch_narrow_bin, ADW_TYPE_BIN)

enum {
  PROP_0,
  PROP_NARROW,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static int
measure_width (GtkWidget *child, int *natural)
{
  int minimum;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, natural, NULL, NULL);

  return minimum;
}

static gboolean
switch_cb (gpointer user_data)
{
  OrchNarrowBin *self = ORCH_NARROW_BIN (user_data);

  self->switch_source = 0;
  self->narrow = !self->narrow;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NARROW]);

  return G_SOURCE_REMOVE;
}

static GtkSizeRequestMode
orch_narrow_bin_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* The wide layout may need more than a narrow window has, but must not keep it from getting
 * narrow. */
static void
orch_narrow_bin_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                         int *natural, int *minimum_baseline, int *natural_baseline)
{
  GtkWidget *child = adw_bin_get_child (ADW_BIN (widget));

  if (child == NULL)
    return;

  if (orientation == GTK_ORIENTATION_HORIZONTAL) {
    *minimum = MIN (measure_width (child, natural), SMALLEST);
    return;
  }

  if (for_size >= 0)
    for_size = MAX (for_size, measure_width (child, NULL));
  gtk_widget_measure (child, orientation, for_size, minimum, natural, NULL, NULL);
}

static void
orch_narrow_bin_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  OrchNarrowBin *self = ORCH_NARROW_BIN (widget);
  GtkWidget *child = adw_bin_get_child (ADW_BIN (widget));
  gboolean narrow = width < NARROW_BELOW;

  if (child != NULL)
    gtk_widget_allocate (child, MAX (width, measure_width (child, NULL)), height, baseline, NULL);

  /* The layout can't change while it is being made. */
  if (narrow == self->narrow)
    g_clear_handle_id (&self->switch_source, g_source_remove);
  else if (self->switch_source == 0)
    self->switch_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, switch_cb, self, NULL);
}

static void
orch_narrow_bin_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  OrchNarrowBin *self = ORCH_NARROW_BIN (object);

  switch (id) {
  case PROP_NARROW:
    g_value_set_boolean (value, self->narrow);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
orch_narrow_bin_dispose (GObject *object)
{
  OrchNarrowBin *self = ORCH_NARROW_BIN (object);

  g_clear_handle_id (&self->switch_source, g_source_remove);

  G_OBJECT_CLASS (orch_narrow_bin_parent_class)->dispose (object);
}

static void
orch_narrow_bin_class_init (OrchNarrowBinClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = orch_narrow_bin_dispose;
  object_class->get_property = orch_narrow_bin_get_property;
  widget_class->get_request_mode = orch_narrow_bin_get_request_mode;
  widget_class->measure = orch_narrow_bin_measure;
  widget_class->size_allocate = orch_narrow_bin_size_allocate;

  properties[PROP_NARROW] =
      g_param_spec_boolean ("narrow", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
orch_narrow_bin_init (OrchNarrowBin *self)
{
  /* AdwBin's would measure and allocate instead. */
  gtk_widget_set_layout_manager (GTK_WIDGET (self), NULL);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

/**
 * orch_narrow_bin_get_narrow:
 * @self: a bin
 *
 * Returns: whether it has less than 600 pixels
 */
gboolean
orch_narrow_bin_get_narrow (OrchNarrowBin *self)
{
  g_return_val_if_fail (ORCH_IS_NARROW_BIN (self), FALSE);

  return self->narrow;
}
