#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean orch_file_error_set_from_errno (GError **error);

G_END_DECLS
