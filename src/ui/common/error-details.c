#include "config.h"

#include <adwaita.h>
#include <libsoup/soup.h>

#include "core/client/error.h"

#include "ui/common/error-details.h"

static void
append_request (GString *text, const OrchErrorRequest *request)
{
  g_autofree char *sent_at = g_date_time_format_iso8601 (request->sent_at);

  g_string_append_printf (text, "Request: %s\n", request->what);
  g_string_append_printf (text, "Sent: %s, failed after %u ms\n", sent_at, request->duration_ms);
  g_string_append_printf (text, "Server: %s\n",
                          request->server_version != NULL ? request->server_version
                                                          : "version not known");
}

/**
 * orch_error_details_describe:
 * @error: what went wrong
 *
 * Returns: (transfer full): what was asked, when, what came of it, and the versions
 */
char *
orch_error_details_describe (const GError *error)
{
  const OrchErrorRequest *request = orch_error_get_request (error);
  guint status = orch_error_get_status (error);
  g_autofree char *program = orch_error_details_describe_program ();
  GString *text = g_string_new (NULL);

  if (request != NULL)
    append_request (text, request);
  if (status != 0)
    g_string_append_printf (text, "Status: %u\n", status);
  g_string_append_printf (text, "Error: %s %d\n", g_quark_to_string (error->domain), error->code);
  g_string_append_printf (text, "Message: %s\n", error->message);
  g_string_append (text, program);

  return g_string_free (text, FALSE);
}

/**
 * orch_error_details_describe_program:
 *
 * Returns: (transfer full): the versions of the program and of its libraries
 */
char *
orch_error_details_describe_program (void)
{
  g_autofree char *system = g_get_os_info (G_OS_INFO_KEY_PRETTY_NAME);

  return g_strdup_printf (
      "Program: " ORCH_APP_ID " " ORCH_VERSION "\n"
      "Libraries: GTK %u.%u.%u, libadwaita %u.%u.%u, libsoup %u.%u.%u, GLib %u.%u.%u\n"
      "System: %s\n",
      gtk_get_major_version (), gtk_get_minor_version (), gtk_get_micro_version (),
      adw_get_major_version (), adw_get_minor_version (), adw_get_micro_version (),
      soup_get_major_version (), soup_get_minor_version (), soup_get_micro_version (),
      glib_major_version, glib_minor_version, glib_micro_version,
      system != NULL ? system : "not known");
}
