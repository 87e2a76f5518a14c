#include "config.h"

#include "ui/common/duration-row.h"

struct _OrchDurationRow {
  OrchTextRow parent_instance;
};

G_DEFINE_FINAL_TYPE (OrchDurationRow, orch_duration_row, ORCH_TYPE_TEXT_ROW)

static void
orch_duration_row_class_init (OrchDurationRowClass *klass)
{
  gtk_widget_class_set_template_from_resource (
      GTK_WIDGET_CLASS (klass),
      "/io/github/litellm_orchestrator/Orchestrator/common/duration-row.ui");
}

static void
orch_duration_row_init (OrchDurationRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
