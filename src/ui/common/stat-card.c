#include "config.h"

#include "ui/common/budget-bar.h"

#include "ui/common/stat-card.h"

struct _OrchStatCard {
  AdwBin parent_instance;

  GtkLabel *title_label;  /* (unowned) */
  GtkLabel *value_label;  /* (unowned) */
  OrchBudgetBar *bar;     /* (unowned) */
  GtkLabel *detail_label; /* (unowned) */
};

G_DEFINE_FINAL_TYPE (OrchStatCard, orch_stat_card, ADW_TYPE_BIN)

enum {
  PROP_0,
  PROP_TITLE,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void
set_title (OrchStatCard *self, const char *title)
{
  gtk_label_set_text (self->title_label, title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->bar), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  -1);
}

static void
orch_stat_card_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  OrchStatCard *self = ORCH_STAT_CARD (object);

  switch (id) {
  case PROP_TITLE:
    set_title (self, g_value_get_string (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
orch_stat_card_class_init (OrchStatCardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->set_property = orch_stat_card_set_property;

  properties[PROP_TITLE] =
      g_param_spec_string ("title", NULL, NULL, NULL, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (ORCH_TYPE_BUDGET_BAR);

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/common/stat-card.ui");
  gtk_widget_class_bind_template_child (widget_class, OrchStatCard, title_label);
  gtk_widget_class_bind_template_child (widget_class, OrchStatCard, value_label);
  gtk_widget_class_bind_template_child (widget_class, OrchStatCard, bar);
  gtk_widget_class_bind_template_child (widget_class, OrchStatCard, detail_label);
}

static void
orch_stat_card_init (OrchStatCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * orch_stat_card_set_value:
 * @self: a card
 * @value: the figure
 * @detail: (nullable): what explains it
 */
void
orch_stat_card_set_value (OrchStatCard *self, const char *value, const char *detail)
{
  g_return_if_fail (ORCH_IS_STAT_CARD (self));
  g_return_if_fail (value != NULL);

  gtk_label_set_text (self->value_label, value);
  gtk_label_set_text (self->detail_label, detail != NULL ? detail : "");
  gtk_widget_set_visible (GTK_WIDGET (self->detail_label), detail != NULL);
}

/**
 * orch_stat_card_set_budget:
 * @self: a card
 * @spend: what was spent, in USD
 * @has_budget: whether there is a limit
 * @budget: the limit in USD, if @has_budget
 *
 * Shows a bar where there is a limit.
 */
void
orch_stat_card_set_budget (OrchStatCard *self, double spend, gboolean has_budget, double budget)
{
  g_return_if_fail (ORCH_IS_STAT_CARD (self));

  orch_budget_bar_set_budget (self->bar, spend, has_budget, budget);
  gtk_widget_set_visible (GTK_WIDGET (self->bar), has_budget);
}
