#include "config.h"

#include <string.h>

#include "core/rules/expiry.h"

#include "ui/common/expiry-row.h"

/* As orch_expiry_to_text () writes it. */
#define DAY "2030-12-31"
#define DAY_AND_TIME DAY " 18:00"

struct _OrchExpiryRow {
  OrchTextRow parent_instance;

  GtkPopover *popover;   /* (unowned) */
  GtkCalendar *calendar; /* (unowned) */
  gboolean filling;      /* the calendar is shown a day, nobody chooses one */
};

G_DEFINE_FINAL_TYPE (OrchExpiryRow, orch_expiry_row, ORCH_TYPE_TEXT_ROW)

static char *
get_text (OrchExpiryRow *self)
{
  return ORCH_FIELD_ROW_GET_CLASS (self)->get_text (ORCH_FIELD_ROW (self));
}

static void
expire_in_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  OrchExpiryRow *self = ORCH_EXPIRY_ROW (widget);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) then = g_date_time_add_days (now, g_variant_get_int32 (parameter));
  g_autofree char *text = orch_expiry_to_text (g_date_time_to_unix (then));

  orch_field_row_set_text (ORCH_FIELD_ROW (self), text);
  gtk_popover_popdown (self->popover);
}

/* Leaves the time of day as it is. */
static void
day_selected_cb (OrchExpiryRow *self)
{
  g_autoptr (GDateTime) date = gtk_calendar_get_date (self->calendar);
  g_autofree char *day = g_date_time_format (date, "%Y-%m-%d");
  g_autofree char *before = get_text (self);
  g_autofree char *text = NULL;

  if (self->filling)
    return;

  if (before != NULL && strlen (before) == strlen (DAY_AND_TIME))
    text = g_strconcat (day, before + strlen (DAY), NULL);
  else
    text = g_steal_pointer (&day);
  orch_field_row_set_text (ORCH_FIELD_ROW (self), text);
}

static void
popover_shown_cb (OrchExpiryRow *self)
{
  g_autofree char *text = get_text (self);
  g_autoptr (GDateTime) date = NULL;
  gint64 time;

  if (text != NULL && orch_expiry_parse (text, &time) == ORCH_PROBLEM_NONE)
    date = g_date_time_new_from_unix_local (time);
  else
    date = g_date_time_new_now_local ();

  self->filling = TRUE;
  gtk_calendar_select_day (self->calendar, date);
  self->filling = FALSE;
}

static void
orch_expiry_row_class_init (OrchExpiryRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_install_action (widget_class, "row.expire-in", "i", expire_in_cb);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/common/expiry-row.ui");
  gtk_widget_class_bind_template_child (widget_class, OrchExpiryRow, popover);
  gtk_widget_class_bind_template_child (widget_class, OrchExpiryRow, calendar);
  gtk_widget_class_bind_template_callback (widget_class, day_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, popover_shown_cb);
}

static void
orch_expiry_row_init (OrchExpiryRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
