#pragma once

#include "core/services/key-rotator.h"
#include "ui/keys/handover.h"
#include "ui/keys/secret-file.h"

G_BEGIN_DECLS

#define ORCH_TYPE_FILE_ROTATOR (orch_file_rotator_get_type ())

/**
 * OrchFileRotator:
 *
 * Gives keys new secrets, which nobody is shown: they go into a file. The Enterprise edition
 * regenerates them, and the old secret dies with the request, so the file has the new one before;
 * on the community edition a new key takes the place of each, and the old one is deleted once the
 * file has the new secret. Until then the secret is pending, too, see #OrchHandover.
 */
G_DECLARE_FINAL_TYPE (OrchFileRotator, orch_file_rotator, ORCH, FILE_ROTATOR, GObject)

OrchKeyRotator *orch_file_rotator_new (OrchHandover *handover, OrchSecretFile *file);

G_END_DECLS
