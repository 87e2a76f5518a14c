#pragma once

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

G_BEGIN_DECLS

/**
 * OrchDemoReply:
 * @body: the JSON text
 * @closes: whether the connection ends afterwards, without a word
 */
typedef struct {
  guint status;
  char *body; /* (owned) */
  gboolean closes;
} OrchDemoReply;

void orch_demo_reply_free (OrchDemoReply *self);
void orch_demo_reply_send_and_hang_up (const OrchDemoReply *self, SoupServerMessage *message,
                                       gsize announced_length);

OrchDemoReply *orch_demo_reply_new (guint status, JsonObject *body);
OrchDemoReply *orch_demo_reply_new_from_text (guint status, const char *json);

/* The error shapes of the contract, section 8. @param: "None", a name, or NULL for null. */
OrchDemoReply *orch_demo_reply_error (guint status, const char *type, const char *param,
                                      const char *format, ...) G_GNUC_PRINTF (4, 5);
OrchDemoReply *orch_demo_reply_auth_error (guint status, const char *format, ...)
    G_GNUC_PRINTF (2, 3);
OrchDemoReply *orch_demo_reply_crash (void);
OrchDemoReply *orch_demo_reply_detail (guint status, const char *format, ...) G_GNUC_PRINTF (2, 3);
OrchDemoReply *orch_demo_reply_detail_error (guint status, const char *message);

/* Shape 7: a list of what is wrong, filled one by one; NULL when nothing was added. */
JsonArray *orch_demo_problems_add (JsonArray *problems, const char *type, const char *place,
                                   const char *name, const char *message);
OrchDemoReply *orch_demo_reply_problems (JsonArray *problems);
OrchDemoReply *orch_demo_reply_missing (const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OrchDemoReply, orch_demo_reply_free)

G_END_DECLS
