#pragma once

#include <libsoup/soup.h>

#include "demo/demo-replies.h"

G_BEGIN_DECLS

/**
 * OrchDemoFault:
 *
 * Something that goes wrong on purpose, written as `NAME[:NUMBER][*TIMES][@[METHOD ]PATH]`: for
 * example `hang`, `429:5*2` or `reset@POST /user/update`. Without TIMES it goes on for ever,
 * without PATH every request meets it.
 *
 * | Name | What happens | The request takes effect |
 * |---|---|---|
 * | `delay:MS` | the answer waits for so many milliseconds | yes |
 * | `hang` | there is never an answer | yes |
 * | `reset` | the connection is reset instead of an answer | yes |
 * | `cut` | the connection ends in the middle of the answer | yes |
 * | `type` | the answer says that it is text/plain | yes |
 * | `latin1` | the answer is not UTF-8 | yes |
 * | `large` | the answer is 40 MiB long | yes |
 * | `deep` | the answer is nested 100,000 deep | yes |
 * | `html` | a page for people instead, with status 200 | no |
 * | `redirect` | the client is sent to another origin | no |
 * | `429`, `429:SECONDS` | too many requests, without and with Retry-After | no |
 * | `500` | a bare error that ends the connection (contract, section 8, shape 3) | no |
 * | `502`, `503` | a gateway's page for people | no |
 * | `database` | what LiteLLM 1.106.2 answers while its database is away | no |
 */
typedef struct _OrchDemoFault OrchDemoFault;

OrchDemoFault *orch_demo_fault_new (const char *text, GError **error);
OrchDemoFault *orch_demo_fault_ref (OrchDemoFault *self);
void orch_demo_fault_unref (OrchDemoFault *self);

gboolean orch_demo_fault_strikes (OrchDemoFault *self, const char *method, const char *path);
OrchDemoReply *orch_demo_fault_get_reply (const OrchDemoFault *self, const char *path);
void orch_demo_fault_spoil (const OrchDemoFault *self, SoupServerMessage *message,
                            const OrchDemoReply *reply, GMainContext *context);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OrchDemoFault, orch_demo_fault_unref)

G_END_DECLS
