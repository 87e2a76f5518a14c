#pragma once

#include "ui/keys/handover.h"

G_BEGIN_DECLS

/* Keys that get new secrets, which nobody is shown: they go into a file, for a vault. */
void orch_rotate_into_file (GtkWindow *parent, OrchHandover *handover, GPtrArray *keys);
void orch_rotate_into_this_file (GtkWindow *parent, OrchHandover *handover, GPtrArray *keys,
                                 GFile *file);

G_END_DECLS
