#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What else is set on the keys of people, see demo-person-keys.h. Most keys have little of it. */
const char *orch_demo_person_key_get_type (guint index, guint number);
const char *orch_demo_person_key_get_routes (guint index, guint number);
const char *orch_demo_person_key_get_team (guint index, guint number);
const char *const *orch_demo_person_key_get_models (guint index, guint number);
gint64 orch_demo_person_key_get_rpm_limit (guint index, guint number);
gint64 orch_demo_person_key_get_parallel_limit (guint index, guint number);
gint64 orch_demo_person_key_get_model_limit (guint index, guint number);
double orch_demo_person_key_get_soft_budget (guint index, guint number);
gboolean orch_demo_person_key_has_windows (guint index, guint number);
double orch_demo_person_key_get_window_spend (guint index, guint number);
gboolean orch_demo_person_key_is_rotated (guint index, guint number);
gboolean orch_demo_person_key_is_tagged (guint index, guint number);
gboolean orch_demo_person_key_is_guarded (guint index, guint number);

G_END_DECLS
