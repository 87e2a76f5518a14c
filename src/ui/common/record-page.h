#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define ORCH_TYPE_RECORD_PAGE (orch_record_page_get_type ())

/**
 * OrchRecordPage:
 *
 * Everything about one record of the server: a heading with what may be done to it, cards with
 * figures, and more below. It shows what is known, reads the record again, and says where that
 * failed.
 *
 * Properties: `actions`, `cards` and `body` (GtkWidget), `loading-text`, `error-title`,
 * `refresh-action` (string).
 */
G_DECLARE_DERIVABLE_TYPE (OrchRecordPage, orch_record_page, ORCH, RECORD_PAGE, AdwBin)

/**
 * OrchRecordPageClass:
 * @is_known: whether there is more to show than the record's ID
 * @show_record: shows what is known
 * @update_actions: shows what may be done
 * @tick: (nullable): shows how time goes by; called every half a minute
 * @set_narrow: (nullable): whether the window is small
 * @read_async: reads the record
 * @read_finish: takes it over
 * @open_link: (nullable): goes to what a link in the heading names
 */
struct _OrchRecordPageClass {
  AdwBinClass parent_class;

  gboolean (*is_known) (OrchRecordPage *self);
  void (*show_record) (OrchRecordPage *self);
  void (*update_actions) (OrchRecordPage *self);
  void (*tick) (OrchRecordPage *self);
  void (*set_narrow) (OrchRecordPage *self, gboolean narrow);
  void (*read_async) (OrchRecordPage *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                      gpointer user_data);
  gboolean (*read_finish) (OrchRecordPage *self, GAsyncResult *result, GError **error);
  void (*open_link) (OrchRecordPage *self, const char *uri);
};

/* For subclasses. */
void orch_record_page_begin (OrchRecordPage *self, gboolean has_record);
void orch_record_page_refresh (OrchRecordPage *self);
void orch_record_page_record_changed (OrchRecordPage *self);
void orch_record_page_set_heading (OrchRecordPage *self, const char *name, const char *summary);
void orch_record_page_set_badge (OrchRecordPage *self, const char *text, const char *css_class);

GCancellable *orch_record_page_get_cancellable (OrchRecordPage *self);
gboolean orch_record_page_is_known (OrchRecordPage *self);

G_END_DECLS
