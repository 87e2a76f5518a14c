#pragma once

#include <adwaita.h>

#include "core/services/key-job.h"
#include "core/services/session.h"

G_BEGIN_DECLS

#define ORCH_TYPE_KEY_JOB_DIALOG (orch_key_job_dialog_get_type ())

/**
 * OrchKeyJobDialog:
 *
 * Does one thing to several keys, and keeps the outcome of each in view. It can be stopped, and
 * what failed can be tried again. Emits `OrchKeyJobDialog::finished`.
 */
G_DECLARE_FINAL_TYPE (OrchKeyJobDialog, orch_key_job_dialog, ORCH, KEY_JOB_DIALOG, AdwWindow)

GtkWindow *orch_key_job_dialog_new (GtkWindow *parent, OrchSession *session, OrchKeyJobKind kind,
                                    GPtrArray *keys);
GtkWindow *orch_key_job_dialog_new_for_job (GtkWindow *parent, OrchKeyJob *job, const char *note);
GtkWindow *orch_key_job_dialog_new_for_user (GtkWindow *parent, OrchSession *session,
                                             OrchUser *user);

G_END_DECLS
