#include "config.h"

#include "ui/common/format.h"

#include "ui/usage/date-button.h"

struct _OrchDateButton {
  AdwBin parent_instance;

  GtkLabel *title_label; /* (unowned) */
  GtkMenuButton *button; /* (unowned) */
  GtkCalendar *calendar; /* (unowned) */

  GDate date;
};

G_DEFINE_FINAL_TYPE (OrchDateButton, orch_date_button, ADW_TYPE_BIN)

enum {
  PROP_0,
  PROP_TITLE,
  N_PROPS,
};

enum {
  CHOSEN,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

/* Whoever looks for a month has not chosen a day: the calendar selects one in each. */
static void
popover_closed_cb (OrchDateButton *self)
{
  g_autoptr (GDateTime) time = gtk_calendar_get_date (self->calendar);
  int year, month, day;
  GDate date;

  g_date_time_get_ymd (time, &year, &month, &day);
  g_date_clear (&date, 1);
  g_date_set_dmy (&date, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
  if (g_date_compare (&date, &self->date) == 0)
    return;

  orch_date_button_set_date (self, &date);
  g_signal_emit (self, signals[CHOSEN], 0);
}

static void
set_title (OrchDateButton *self, const char *title)
{
  gtk_label_set_text_with_mnemonic (self->title_label, title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  gtk_label_get_text (self->title_label), -1);
}

static void
orch_date_button_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id) {
  case PROP_TITLE:
    set_title (ORCH_DATE_BUTTON (object), g_value_get_string (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
orch_date_button_class_init (OrchDateButtonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->set_property = orch_date_button_set_property;

  properties[PROP_TITLE] =
      g_param_spec_string ("title", NULL, NULL, NULL, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);

  /**
   * OrchDateButton::chosen:
   * @self: a button
   *
   * The person has chosen another day.
   */
  signals[CHOSEN] = g_signal_new ("chosen", ORCH_TYPE_DATE_BUTTON, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/usage/date-button.ui");
  gtk_widget_class_bind_template_child (widget_class, OrchDateButton, title_label);
  gtk_widget_class_bind_template_child (widget_class, OrchDateButton, button);
  gtk_widget_class_bind_template_child (widget_class, OrchDateButton, calendar);
  gtk_widget_class_bind_template_callback (widget_class, popover_closed_cb);
}

static void
orch_date_button_init (OrchDateButton *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * orch_date_button_set_date:
 * @self: a button
 * @date: the day to show
 */
void
orch_date_button_set_date (OrchDateButton *self, const GDate *date)
{
  g_return_if_fail (ORCH_IS_DATE_BUTTON (self));
  g_return_if_fail (date != NULL && g_date_valid (date));

  g_autoptr (GDateTime) time = g_date_time_new_local (
      g_date_get_year (date), (int) g_date_get_month (date), g_date_get_day (date), 12, 0, 0);
  g_autofree char *text = orch_format_date (time);

  self->date = *date;
  gtk_menu_button_set_label (self->button, text);
  gtk_calendar_select_day (self->calendar, time);
}

/**
 * orch_date_button_get_date:
 * @self: a button
 * @date: (out): the day
 */
void
orch_date_button_get_date (OrchDateButton *self, GDate *date)
{
  g_return_if_fail (ORCH_IS_DATE_BUTTON (self));
  g_return_if_fail (date != NULL);

  *date = self->date;
}
