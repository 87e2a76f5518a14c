#!/usr/bin/python3
"""What a save of a key sends: the changed field and no other, also where LiteLLM keeps tags,
guardrails and limits by model in the same metadata that a person edits.
"""

import json

from api import Api, Json, changed_fields
from desktop import Desktop
from harness import Setting, run
from orchestrator import Orchestrator
from servers import Recorder
from tap import Report

OWNER = "e2e-wire"
ALIAS = "e2e wire"
SIDE_EFFECTS = {"updated_at", "updated_by", "settings_updated_at"}

# What the proxy itself keeps there; the program does not show it.
RESERVED = {
    "tags": ["gold"],
    "guardrails": ["none-such"],
    "model_rpm_limit": {"gpt-4o": 5},
    "model_tpm_limit": {"gpt-4o": 500},
}


def take_updates(recorder: Recorder) -> list[Json]:
    """The bodies of all updates since the last call."""
    return [
        json.loads(request.body) for request in recorder.take() if request.path == "/key/update"
    ]


def change_limit(orchestrator: Orchestrator) -> None:
    """A field that has nothing to do with metadata."""
    editor = orchestrator.edit_key()
    editor.set("TPM limit", "4321")
    editor.save_and_close()


def change_metadata(orchestrator: Orchestrator, report: Report) -> None:
    """The part of the metadata that is a person's."""
    editor = orchestrator.edit_key()
    shown = editor.text("Metadata")
    report.equal(json.loads(shown), {"team": "sales"}, "what LiteLLM keeps there is not shown")
    editor.set("Metadata", '{"team": "support"}')
    editor.save_and_close()


def check(
    report: Report, api: Api, before: Json, sent: list[Json], expected: Json, name: str
) -> Json:
    """One update went out, with this in it, and changed nothing else; the result is the record."""
    token = before["list"]["token"]
    report.equal(sent, [{"key": token} | expected], f"{name}: the only field that is sent")
    after = api.key_record(token)
    changed = changed_fields(before, after) - SIDE_EFFECTS
    report.equal(changed, set(expected), f"{name}: the only field that changed")
    return after


def test(setting: Setting, desktop: Desktop, report: Report) -> None:
    """One key, one field after the other, through a server that writes down what is sent."""
    with setting.proxy() as api, api.temporary(OWNER), Recorder(api.url) as recorder:
        api.new_user(OWNER)
        metadata = {"team": "sales"} | RESERVED
        token = api.post(
            "/key/generate", user_id=OWNER, key_alias=ALIAS, tpm_limit=1000, metadata=metadata
        )["token"]
        before = api.key_record(token)
        report.equal(before["list"]["metadata"], metadata, "the proxy has the metadata")
        with setting.opened(desktop, recorder.url, api.key, "--page", "keys") as orchestrator:
            with report.section("save", orchestrator.program.describe):
                orchestrator.wait_for_rows("Keys")
                orchestrator.open_key(orchestrator.search(ALIAS, "Keys"))
                take_updates(recorder)
                change_limit(orchestrator)
                sent = take_updates(recorder)
                before = check(report, api, before, sent, {"tpm_limit": 4321}, "TPM limit")
                change_metadata(orchestrator, report)
                sent = take_updates(recorder)
                whole = {"metadata": {"team": "support"} | RESERVED}
                after = check(report, api, before, sent, whole, "metadata")
                report.equal(after["list"]["metadata"], whole["metadata"], "the rest of it stays")


if __name__ == "__main__":
    run(test)
