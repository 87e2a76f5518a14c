#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GPtrArray *orch_trust_new_from_pem (const char *pem, GError **error);
GTlsCertificateFlags orch_trust_verify (GPtrArray *authorities, GTlsCertificate *certificate,
                                        GSocketConnectable *identity,
                                        GTlsCertificateFlags system_errors);

G_END_DECLS
