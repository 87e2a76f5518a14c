#include "config.h"

#include "ui/window/window-private.h"

void
orch_window_show_waiting_keys (OrchWindow *self)
{
}
