#include "config.h"

#include <errno.h>

#include "core/services/file-error.h"

/**
 * orch_file_error_set_from_errno:
 * @error: return location; in the domain %G_IO_ERROR, with the system's own words
 *
 * Tells why a system call failed.
 *
 * Returns: %FALSE, for the caller to return
 */
gboolean
orch_file_error_set_from_errno (GError **error)
{
  int number = errno;

  g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (number), g_strerror (number));

  return FALSE;
}
