#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* For whoever looks into a problem: technical, the same in every language, without a secret, and
 * without anything that a person typed. Both return (transfer full) text. */
char *orch_error_details_describe (const GError *error);
char *orch_error_details_describe_program (void);

G_END_DECLS
