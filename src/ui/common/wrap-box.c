#include "config.h"

#include "ui/common/wrap-box.h"

/* Between children, and between lines; in pixels. */
#define SPACING 6

struct _OrchWrapBox {
  GtkWidget parent_instance;
};

G_DEFINE_FINAL_TYPE (OrchWrapBox, orch_wrap_box, GTK_TYPE_WIDGET)

/* Where the next child goes. */
typedef struct {
  int x;
  int y;
  int line_height;
} Place;

/* (nullable): the first of these children that is to be seen */
static GtkWidget *
skip_hidden (GtkWidget *child)
{
  while (child != NULL && !gtk_widget_should_layout (child))
    child = gtk_widget_get_next_sibling (child);

  return child;
}

static GtkWidget *
get_first (GtkWidget *widget)
{
  return skip_hidden (gtk_widget_get_first_child (widget));
}

static GtkWidget *
get_next (GtkWidget *child)
{
  return skip_hidden (gtk_widget_get_next_sibling (child));
}

/* Finds the place of a child, and its size, in lines of this width. */
static GtkAllocation
place_child (GtkWidget *child, int width, Place *place)
{
  GtkAllocation area;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &area.width, NULL, NULL);
  area.width = MIN (area.width, width);
  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, area.width, NULL, &area.height, NULL, NULL);

  if (place->x > 0 && place->x + area.width > width) {
    place->x = 0;
    place->y += place->line_height + SPACING;
    place->line_height = 0;
  }

  area.x = place->x;
  area.y = place->y;
  place->x += area.width + SPACING;
  place->line_height = MAX (place->line_height, area.height);

  return area;
}

static void
measure_width (GtkWidget *widget, int *minimum, int *natural)
{
  for (GtkWidget *child = get_first (widget); child != NULL; child = get_next (child)) {
    int child_minimum, child_natural;

    gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &child_minimum, &child_natural, NULL,
                        NULL);
    *minimum = MAX (*minimum, child_minimum);
    *natural += child_natural + (*natural > 0 ? SPACING : 0);
  }
}

static int
measure_height (GtkWidget *widget, int width)
{
  Place place = { 0 };

  for (GtkWidget *child = get_first (widget); child != NULL; child = get_next (child))
    place_child (child, width, &place);

  return place.y + place.line_height;
}

static GtkSizeRequestMode
orch_wrap_box_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
orch_wrap_box_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                       int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = 0;
  *natural = 0;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    measure_width (widget, minimum, natural);
  else
    *minimum = *natural = measure_height (widget, for_size >= 0 ? for_size : G_MAXINT);
}

static void
orch_wrap_box_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  Place place = { 0 };

  for (GtkWidget *child = get_first (widget); child != NULL; child = get_next (child)) {
    GtkAllocation area = place_child (child, width, &place);

    if (mirrored)
      area.x = width - area.x - area.width;
    gtk_widget_size_allocate (child, &area, -1);
  }
}

static void
orch_wrap_box_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (orch_wrap_box_parent_class)->dispose (object);
}

static void
orch_wrap_box_class_init (OrchWrapBoxClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = orch_wrap_box_dispose;
  widget_class->get_request_mode = orch_wrap_box_get_request_mode;
  widget_class->measure = orch_wrap_box_measure;
  widget_class->size_allocate = orch_wrap_box_size_allocate;
}

static void
orch_wrap_box_init (OrchWrapBox *self)
{
}
