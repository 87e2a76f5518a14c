"""Where the demo server is different from the recorded proxy on purpose, and why."""

# Beginnings of names of cases.
REASONS = {
    "whom/content-type": "the demo takes every body for JSON",
    "update-fields/other guardrails/empty-list": "the demo keeps no fields of the Enterprise edition",
    "key-update/key_alias/null character": "the demo takes no JSON with a null character",
    "key-new/key_alias/null character": "the demo takes no JSON with a null character",
    "new-users/teams/": "the demo has no teams, and does not look at the field",
}


def find_reason(name: str) -> str | None:
    """Why a case is allowed to be different, if it is."""
    for start, reason in REASONS.items():
        if name.startswith(start):
            return reason
    return None
