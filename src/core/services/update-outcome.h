#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OrchUpdateOutcome:
 * @ORCH_UPDATE_FAILED: nothing was changed, or it is not known; see the error
 * @ORCH_UPDATE_SAVED: the server took every change
 * @ORCH_UPDATE_PARTLY: the server answered 200 but did not take the changes in `details`
 *   (`from` is what it has, `to` is what was sent)
 * @ORCH_UPDATE_CONFLICT: nothing was sent: somebody else changed the fields in `details`
 *   meanwhile (`from` is what the server has now, `to` is what this save wants)
 */
typedef enum {
  ORCH_UPDATE_FAILED,
  ORCH_UPDATE_SAVED,
  ORCH_UPDATE_PARTLY,
  ORCH_UPDATE_CONFLICT,
} OrchUpdateOutcome;

G_END_DECLS
