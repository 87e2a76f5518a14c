#pragma once

#include "core/services/session.h"
#include "ui/common/record-page.h"
#include "ui/usage/usage-target.h"

G_BEGIN_DECLS

#define ORCH_TYPE_USAGE_PAGE (orch_usage_page_get_type ())

/**
 * OrchUsagePage:
 *
 * What a user, a key or everybody has used in a range of days: the totals, a chart of the days, and
 * tables by model and by key.
 */
G_DECLARE_FINAL_TYPE (OrchUsagePage, orch_usage_page, ORCH, USAGE_PAGE, OrchRecordPage)

void orch_usage_page_set_target (OrchUsagePage *self, OrchSession *session,
                                 OrchUsageTarget *target);
OrchUsageTarget *orch_usage_page_get_target (OrchUsagePage *self);

G_END_DECLS
