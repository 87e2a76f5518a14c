#include "config.h"

#include <string.h>

#include "core/client/secret.h"

#include "ui/common/secret-provider.h"

struct _OrchSecretProvider {
  GdkContentProvider parent_instance;

  OrchSecret *secret; /* (owned) */
};

G_DEFINE_FINAL_TYPE (OrchSecretProvider, orch_secret_provider, GDK_TYPE_CONTENT_PROVIDER)

static const char *const text_types[] = { "text/plain;charset=utf-8", "text/plain" };

static GdkContentFormats *
orch_secret_provider_ref_formats (GdkContentProvider *provider)
{
  GdkContentFormatsBuilder *builder = gdk_content_formats_builder_new ();

  for (guint i = 0; i < G_N_ELEMENTS (text_types); i++)
    gdk_content_formats_builder_add_mime_type (builder, text_types[i]);
  gdk_content_formats_builder_add_mime_type (builder, ORCH_PASSWORD_HINT);

  return gdk_content_formats_builder_free_to_formats (builder);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  GError *error = NULL;

  if (g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
orch_secret_provider_write_mime_type_async (GdkContentProvider *provider, const char *mime_type,
                                            GOutputStream *stream, int io_priority,
                                            GCancellable *cancellable, GAsyncReadyCallback callback,
                                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (provider, cancellable, callback, user_data);
  gboolean is_hint = g_str_equal (mime_type, ORCH_PASSWORD_HINT);
  const char *content = is_hint ? "secret" : ORCH_SECRET_PROVIDER (provider)->secret;

  g_task_set_source_tag (task, orch_secret_provider_write_mime_type_async);
  /* The task keeps the provider, and with it the secret, until all of it is written. */
  g_output_stream_write_all_async (stream, content, strlen (content), io_priority, cancellable,
                                   written_cb, g_steal_pointer (&task));
}

static gboolean
orch_secret_provider_write_mime_type_finish (GdkContentProvider *provider, GAsyncResult *result,
                                             GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, provider), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
orch_secret_provider_finalize (GObject *object)
{
  g_clear_pointer (&ORCH_SECRET_PROVIDER (object)->secret, orch_secret_free);

  G_OBJECT_CLASS (orch_secret_provider_parent_class)->finalize (object);
}

static void
orch_secret_provider_class_init (OrchSecretProviderClass *klass)
{
  GdkContentProviderClass *provider_class = GDK_CONTENT_PROVIDER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = orch_secret_provider_finalize;
  provider_class->ref_formats = orch_secret_provider_ref_formats;
  provider_class->write_mime_type_async = orch_secret_provider_write_mime_type_async;
  provider_class->write_mime_type_finish = orch_secret_provider_write_mime_type_finish;
}

static void
orch_secret_provider_init (OrchSecretProvider *self)
{
}

/**
 * orch_secret_provider_new:
 * @secret: what is to be pasted; copied
 *
 * Returns: (transfer full): content for a clipboard
 */
GdkContentProvider *
orch_secret_provider_new (const char *secret)
{
  OrchSecretProvider *self;

  g_return_val_if_fail (secret != NULL, NULL);

  self = g_object_new (ORCH_TYPE_SECRET_PROVIDER, NULL);
  self->secret = g_strdup (secret);

  return GDK_CONTENT_PROVIDER (self);
}
