#include "config.h"

#include <string.h>

#include "ui/common/budget-bar.h"

#include "ui/common/text-cell.h"

#define BAR_WIDTH 48
#define BAR_SPACING 8
#define SECOND_LINE_SCALE 0.82
#define DIM_OPACITY 0.55

typedef struct {
  char *text;           /* (owned) (nullable) */
  char *second_line;    /* (owned) (nullable) */
  guint16 suffix_start; /* in bytes; 0 where the text has no suffix */
  guint8 min_chars;
  guint8 nat_chars;
  guint two_lines : 1;
  guint has_bar : 1;
  guint is_dim : 1;
  guint has_budget : 1;
  double spend;
  double budget;
} OrchTextCellPrivate;

G_DEFINE_TYPE_WITH_PRIVATE (OrchTextCell, orch_text_cell, GTK_TYPE_WIDGET)

/* What cells measure a font by; kept with the Pango context, for as long as its font is the same.
 */
typedef struct {
  guint serial;
  int char_width;
  int line_height;
} FontSize;

static OrchTextCellPrivate *
get_private (OrchTextCell *self)
{
  return orch_text_cell_get_instance_private (self);
}

/* The table's, so that it is there once. */
static PangoContext *
get_pango_context (OrchTextCell *self)
{
  GtkWidget *table = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_COLUMN_VIEW);

  return gtk_widget_get_pango_context (table != NULL ? table : GTK_WIDGET (self));
}

static const FontSize *
get_font_size (OrchTextCell *self)
{
  PangoContext *context = get_pango_context (self);
  FontSize *size = g_object_get_data (G_OBJECT (context), "orch-font-size");

  if (size == NULL) {
    size = g_new0 (FontSize, 1);
    g_object_set_data_full (G_OBJECT (context), "orch-font-size", size, g_free);
  }

  if (size->serial != pango_context_get_serial (context)) {
    PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);

    size->serial = pango_context_get_serial (context);
    size->char_width = MAX (pango_font_metrics_get_approximate_char_width (metrics),
                            pango_font_metrics_get_approximate_digit_width (metrics));
    size->line_height = pango_font_metrics_get_height (metrics);
    pango_font_metrics_unref (metrics);
  }

  return size;
}

/* Numbers of a column stand below each other. */
static PangoLayout *
create_layout (OrchTextCell *self, const char *text, double scale, int width)
{
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  PangoLayout *layout = pango_layout_new (get_pango_context (self));
  PangoAttrList *attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum"));
  pango_attr_list_insert (attributes, pango_attr_scale_new (scale));
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_alignment (layout, rtl ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
  pango_layout_set_width (layout, width * PANGO_SCALE);
  pango_layout_set_text (layout, text, -1);

  return layout;
}

/* Half of a suffix says nothing: it goes where it does not fit. */
static void
dim_suffix (PangoLayout *layout, guint start)
{
  g_autoptr (PangoAttrList) attributes =
      pango_attr_list_copy (pango_layout_get_attributes (layout));
  PangoAttribute *dim = pango_attr_foreground_alpha_new (DIM_OPACITY * G_MAXUINT16);

  dim->start_index = start;
  pango_attr_list_insert (attributes, dim);
  pango_layout_set_attributes (layout, attributes);
  if (pango_layout_is_ellipsized (layout))
    pango_layout_set_text (layout, pango_layout_get_text (layout), start);
}

static void
append_text (OrchTextCell *self, GtkSnapshot *snapshot, PangoLayout *layout, float x, float y,
             double opacity)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GdkRGBA color;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  color.alpha *= opacity;

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, y));
  gtk_snapshot_append_layout (snapshot, layout, &color);
  gtk_snapshot_restore (snapshot);
}

static void
append_bar (OrchTextCell *self, GtkSnapshot *snapshot)
{
  OrchTextCellPrivate *priv = get_private (self);
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  float height = gtk_widget_get_height (widget);
  graphene_rect_t area = GRAPHENE_RECT_INIT (rtl ? gtk_widget_get_width (widget) - BAR_WIDTH : 0, 0,
                                             BAR_WIDTH, height);

  if (priv->has_budget)
    orch_budget_bar_paint (widget, snapshot, &area, priv->spend, priv->budget);
}

static void
orch_text_cell_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  OrchTextCell *self = ORCH_TEXT_CELL (widget);
  OrchTextCellPrivate *priv = get_private (self);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int bar = priv->has_bar ? BAR_WIDTH + BAR_SPACING : 0;
  int width = MAX (gtk_widget_get_width (widget) - bar, 0);
  float x = rtl ? 0 : bar;
  g_autoptr (PangoLayout) first = NULL;
  g_autoptr (PangoLayout) second = NULL;
  int first_height, second_height = 0;
  float y;

  append_bar (self, snapshot);
  if (priv->text == NULL)
    return;

  first = create_layout (self, priv->text, 1, width);
  if (priv->suffix_start > 0)
    dim_suffix (first, priv->suffix_start);
  pango_layout_get_pixel_size (first, NULL, &first_height);
  if (priv->second_line != NULL) {
    second = create_layout (self, priv->second_line, SECOND_LINE_SCALE, width);
    pango_layout_get_pixel_size (second, NULL, &second_height);
  }

  y = floorf ((gtk_widget_get_height (widget) - first_height - second_height) / 2.0f);
  append_text (self, snapshot, first, x, y, priv->is_dim ? DIM_OPACITY : 1);
  if (second != NULL)
    append_text (self, snapshot, second, x, y + first_height, DIM_OPACITY);
}

static void
orch_text_cell_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                        int *natural, int *minimum_baseline, int *natural_baseline)
{
  OrchTextCell *self = ORCH_TEXT_CELL (widget);
  OrchTextCellPrivate *priv = get_private (self);
  const FontSize *size = get_font_size (self);
  int bar = priv->has_bar ? BAR_WIDTH + BAR_SPACING : 0;

  if (orientation == GTK_ORIENTATION_HORIZONTAL) {
    *minimum = bar + PANGO_PIXELS_CEIL (priv->min_chars * size->char_width);
    *natural = bar + PANGO_PIXELS_CEIL (priv->nat_chars * size->char_width);
  } else {
    *minimum = *natural = PANGO_PIXELS_CEIL (size->line_height)
                          + (priv->two_lines ? PANGO_PIXELS_CEIL (size->line_height) : 0);
  }
}

static void
orch_text_cell_finalize (GObject *object)
{
  OrchTextCellPrivate *priv = get_private (ORCH_TEXT_CELL (object));

  g_clear_pointer (&priv->text, g_free);
  g_clear_pointer (&priv->second_line, g_free);

  G_OBJECT_CLASS (orch_text_cell_parent_class)->finalize (object);
}

static void
orch_text_cell_class_init (OrchTextCellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = orch_text_cell_finalize;
  widget_class->snapshot = orch_text_cell_snapshot;
  widget_class->measure = orch_text_cell_measure;

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LABEL);
}

static void
orch_text_cell_init (OrchTextCell *self)
{
}

static void
update_accessible_label (OrchTextCell *self)
{
  OrchTextCellPrivate *priv = get_private (self);
  g_autofree char *both = NULL;

  if (priv->second_line != NULL)
    both = g_strdup_printf ("%s\n%s", priv->text != NULL ? priv->text : "", priv->second_line);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  both != NULL         ? both
                                  : priv->text != NULL ? priv->text
                                                       : "",
                                  -1);
}

/**
 * orch_text_cell_set_chars:
 * @self: a cell
 * @minimum: how many characters have room at least
 * @natural: how many should
 *
 * Says how wide the text of the cell's column is.
 */
void
orch_text_cell_set_chars (OrchTextCell *self, int minimum, int natural)
{
  g_return_if_fail (ORCH_IS_TEXT_CELL (self));

  get_private (self)->min_chars = minimum;
  get_private (self)->nat_chars = natural;
}

/**
 * orch_text_cell_set_two_lines:
 * @self: a cell
 * @two_lines: whether it has room for a second line
 */
void
orch_text_cell_set_two_lines (OrchTextCell *self, gboolean two_lines)
{
  g_return_if_fail (ORCH_IS_TEXT_CELL (self));

  get_private (self)->two_lines = two_lines;
}

/**
 * orch_text_cell_set_has_bar:
 * @self: a cell
 * @has_bar: whether there is room for a budget's bar before the text
 */
void
orch_text_cell_set_has_bar (OrchTextCell *self, gboolean has_bar)
{
  g_return_if_fail (ORCH_IS_TEXT_CELL (self));

  get_private (self)->has_bar = has_bar;
}

/**
 * orch_text_cell_set_text:
 * @self: a cell
 * @text: (nullable): the text, or the first line of it
 * @is_dim: whether it stands for a value that is not there
 */
void
orch_text_cell_set_text (OrchTextCell *self, const char *text, gboolean is_dim)
{
  g_return_if_fail (ORCH_IS_TEXT_CELL (self));

  get_private (self)->is_dim = is_dim;
  get_private (self)->suffix_start = 0;
  g_free (get_private (self)->text);
  get_private (self)->text = g_strdup (text);
  update_accessible_label (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * orch_text_cell_set_suffix:
 * @self: a cell with a text
 * @suffix: what comes after the text, dim
 *
 * Adds to the text, until it is set again.
 */
void
orch_text_cell_set_suffix (OrchTextCell *self, const char *suffix)
{
  OrchTextCellPrivate *priv;
  g_autofree char *text = NULL;

  g_return_if_fail (ORCH_IS_TEXT_CELL (self));
  g_return_if_fail (suffix != NULL);

  priv = get_private (self);
  g_return_if_fail (priv->text != NULL);

  text = g_steal_pointer (&priv->text);
  priv->suffix_start = MIN (strlen (text), G_MAXUINT16);
  priv->text = g_strdup_printf ("%s  %s", text, suffix);
  update_accessible_label (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * orch_text_cell_set_second_line:
 * @self: a cell of two lines
 * @text: (nullable): the second line
 */
void
orch_text_cell_set_second_line (OrchTextCell *self, const char *text)
{
  g_return_if_fail (ORCH_IS_TEXT_CELL (self));

  g_free (get_private (self)->second_line);
  get_private (self)->second_line = g_strdup (text);
  update_accessible_label (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * orch_text_cell_set_budget:
 * @self: a cell with a bar
 * @spend: what was spent, in USD
 * @has_budget: whether there is a limit; without one there is no bar
 * @budget: the limit in USD, if @has_budget
 */
void
orch_text_cell_set_budget (OrchTextCell *self, double spend, gboolean has_budget, double budget)
{
  OrchTextCellPrivate *priv = get_private (self);

  g_return_if_fail (ORCH_IS_TEXT_CELL (self));

  priv->spend = spend;
  priv->has_budget = has_budget;
  priv->budget = budget;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * orch_text_cell_get_text:
 * @self: a cell
 *
 * Returns: (nullable): the text, or the first line of it
 */
const char *
orch_text_cell_get_text (OrchTextCell *self)
{
  g_return_val_if_fail (ORCH_IS_TEXT_CELL (self), NULL);

  return get_private (self)->text;
}

/**
 * orch_text_cell_get_is_dim:
 * @self: a cell
 *
 * Returns: whether the text stands for a value that is not there
 */
gboolean
orch_text_cell_get_is_dim (OrchTextCell *self)
{
  g_return_val_if_fail (ORCH_IS_TEXT_CELL (self), FALSE);

  return get_private (self)->is_dim;
}

/**
 * orch_text_cell_get_second_line:
 * @self: a cell
 *
 * Returns: (nullable): the second line
 */
const char *
orch_text_cell_get_second_line (OrchTextCell *self)
{
  g_return_val_if_fail (ORCH_IS_TEXT_CELL (self), NULL);

  return get_private (self)->second_line;
}
