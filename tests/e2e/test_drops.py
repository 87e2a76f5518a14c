#!/usr/bin/python3
"""A proxy that silently drops one field: the program names exactly this field after the save."""

from api import Api, Json
from desktop import Desktop
from harness import Setting, find_subject, run
from orchestrator import Editor
from servers import MASTER_KEY, DemoServer
from tap import Report

# For every editable field: its JSON name, its name in the dialog, and how to change it there.
FIELDS = {
    "user_alias": ("Alias", lambda editor: editor.set("Alias", "Somebody Else")),
    "user_email": ("Email", lambda editor: editor.set("Email", "somebody.else@example.net")),
    "user_role": ("Role", lambda editor: editor.choose("Role", "Administrator (view only)")),
    "max_budget": ("Max budget", lambda editor: set_limit(editor, "Max budget", "421.5")),
    "budget_duration": ("Budget duration", lambda editor: editor.switch("No budget reset", True)),
    "spend": ("Spend", lambda editor: editor.set("Spend", "3.25")),
    "tpm_limit": ("TPM limit", lambda editor: set_limit(editor, "TPM limit", "4321")),
    "rpm_limit": ("RPM limit", lambda editor: set_limit(editor, "RPM limit", "43")),
    "models": ("Models", lambda editor: editor.set_models("gpt-4o, claude-sonnet-4")),
    "metadata": ("Metadata", lambda editor: editor.set("Metadata", '{"changed": true}')),
}

_UNLIMITED = {
    "Max budget": "Unlimited budget",
    "TPM limit": "Unlimited TPM",
    "RPM limit": "Unlimited RPM",
}


def set_limit(editor: Editor, name: str, text: str) -> None:
    """Type a limit, after taking "unlimited" back."""
    editor.switch(_UNLIMITED[name], False)
    editor.set(name, text)


def drop(setting: Setting, desktop: Desktop, report: Report, field: str, other: str) -> None:
    """Change a field that gets dropped and another that does not."""
    with DemoServer(setting.demo_server, drop=field) as server:
        api = Api(server.url, MASTER_KEY)
        subject = find_subject(api)["user_id"]
        before = api.user(subject)["list"]
        with setting.opened(desktop, server.url, MASTER_KEY) as orchestrator:
            with report.section(f"{field} is dropped", orchestrator.program.describe):
                orchestrator.wait_for_rows()
                orchestrator.open_row(orchestrator.search(subject))
                editor = orchestrator.edit()
                FIELDS[other][1](editor)
                FIELDS[field][1](editor)
                editor.save_and_close()
                said = orchestrator.wait_for_words("did not take: ")
                named = said.partition("did not take: ")[2]
                report.equal(named, FIELDS[field][0], f"{field} is named, and nothing else")
                check_record(report, before, api.user(subject)["list"], field, other)


def check_record(report: Report, before: Json, after: Json, field: str, other: str) -> None:
    """The test itself must have seen a drop."""
    report.equal(after[field], before[field], f"{field} was dropped")
    report.check(after[other] != before[other], f"{other} was saved")


def test(setting: Setting, desktop: Desktop, report: Report) -> None:
    """Every field once."""
    for field in FIELDS:
        drop(setting, desktop, report, field, "rpm_limit" if field != "rpm_limit" else "tpm_limit")


if __name__ == "__main__":
    run(test)
