#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  ORCH_ADDRESS_OK,
  ORCH_ADDRESS_EMPTY,
  ORCH_ADDRESS_BAD_SCHEME, /* neither http nor https */
  ORCH_ADDRESS_NO_HOST,
  ORCH_ADDRESS_BAD_PORT,
  ORCH_ADDRESS_HAS_PASSWORD, /* user:password@host */
  ORCH_ADDRESS_MALFORMED,
} OrchAddressProblem;

OrchAddressProblem orch_address_complete (const char *typed, char **base_url);
gboolean orch_address_is_plain_remote (const char *base_url);

G_END_DECLS
