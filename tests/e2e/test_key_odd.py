#!/usr/bin/python3
"""Keys that are unlike others: 200 kB of metadata, aliases of 300 characters, owners with odd IDs.

Each is shown, edited and deleted.
"""

import json
from collections.abc import Callable

from api import Api
from desktop import Desktop
from harness import Setting, run
from orchestrator import Editor, Orchestrator
from tap import Report
from widgets import LABEL, wait_for

PLAIN = "e2e-odd"
LARGE = {"large": "x" * 200_000, "team": "sales"}
LONG_ALIASES = [f"e2e {letter} ".ljust(300, letter) for letter in "äb"]

# Contract, section 10.
ODD_IDS = [
    f"e2e {text}"
    for text in (
        "a/b", "a b", "a+b", "ü/ñ", "a#b", "a@b.c", "a%b", "a&b=c", "a?b", "a%20b", "\"a\" 'b'", "..",
        "a,b", "a\\b",
    )
]  # fmt: skip
ODD_IDS.append(" e2e padded")

# Those who also look after their key themselves.
THEMSELVES = ["e2e a+b", "e2e ü/ñ", "e2e a&b=c", "e2e a%20b", "e2e a,b", "e2e a\\b", " e2e padded"]


def find(api: Api, alias: str) -> str | None:
    """The ID of the key with an alias."""
    keys = api.get("/key/list", key_alias=alias, return_full_object="true")["keys"]
    return next((key["token"] for key in keys), None)


def edit_and_delete(
    orchestrator: Orchestrator,
    api: Api,
    alias: str,
    edit: Callable[[Editor], str],
    report: Report,
    name: str,
) -> None:
    """Edit the key that is shown, and delete it; `edit` returns its alias afterwards."""
    token = find(api, alias)
    assert token is not None
    editor = orchestrator.edit_key()
    alias = edit(editor)
    editor.set("TPM limit", "4321")
    editor.save_and_close()
    row = api.key_record(token)["list"]
    report.equal((row["tpm_limit"], row["key_alias"]), (4321, alias), f"{name}: edited")
    orchestrator.choose_for_key("Delete key")
    orchestrator.answer("Delete")
    orchestrator.wait_for_words("Deleted “")
    report.equal(find(api, alias), None, f"{name}: deleted")


def wait_for_label(orchestrator: Orchestrator, text: str) -> bool:
    """Wait until the page says exactly this."""

    def probe() -> bool:
        return any(label.text == text for label in orchestrator.page.find_all(LABEL))

    return wait_for(f"a label of {len(text)} characters", probe)


def open_as_administrator(orchestrator: Orchestrator, alias: str, owner: str, part: str) -> None:
    """Find a key among all, open it, and read who has it."""
    orchestrator.open_key(orchestrator.search(part, "Keys"))
    wait_for_label(orchestrator, alias)
    wait_for_label(orchestrator, f"Owner: {owner}")


def look_at_large_metadata(orchestrator: Orchestrator, api: Api, report: Report) -> None:
    """It is in the dialog as a whole, and another one is saved as a whole."""
    other = LARGE | {"large": "y" * 200_000}

    def edit(editor: Editor) -> str:
        shown = json.loads(editor.text("Metadata"))
        report.equal(shown, LARGE, "large metadata: shown")
        editor.set("Metadata", json.dumps(other))
        return "e2e large"

    orchestrator.wait_for_rows("Keys")
    open_as_administrator(orchestrator, "e2e large", PLAIN, "e2e large")
    token = find(api, "e2e large")
    assert token is not None
    editor = orchestrator.edit_key()
    edit(editor)
    editor.save_and_close()
    report.check(api.key_record(token)["list"]["metadata"] == other, "large metadata: saved")
    edit_and_delete(orchestrator, api, "e2e large", lambda _: "e2e large", report, "large metadata")


def look_at_long_alias(orchestrator: Orchestrator, api: Api, report: Report) -> None:
    """A long alias becomes another long one."""
    before, after = LONG_ALIASES

    def edit(editor: Editor) -> str:
        report.equal(editor.text("Key alias"), before, "long alias: shown")
        editor.set("Key alias", after)
        return after

    orchestrator.wait_until_title("Keys")
    open_as_administrator(orchestrator, before, PLAIN, before[:20])
    edit_and_delete(orchestrator, api, before, edit, report, "long alias")


def look_at_odd_owner(orchestrator: Orchestrator, api: Api, owner: str, report: Report) -> None:
    """A key of somebody with an odd ID."""
    alias = f"e2e of {ODD_IDS.index(owner):02}"
    orchestrator.wait_until_title("Keys")
    open_as_administrator(orchestrator, alias, owner, alias)
    edit_and_delete(orchestrator, api, alias, lambda _: alias, report, f"owner {owner!r}")


def look_themselves(orchestrator: Orchestrator, api: Api, owner: str, report: Report) -> None:
    """Somebody with an odd ID finds their own key."""
    alias = f"e2e by {ODD_IDS.index(owner):02}"
    orchestrator.wait_for_card("Spend")
    orchestrator.open_key(orchestrator.wait_for_row(alias, "Keys"))
    edit_and_delete(orchestrator, api, alias, lambda _: alias, report, f"{owner!r} themselves")


def make(api: Api) -> dict[str, Api]:
    """All users, and keys for them; the result uses those of the users with odd IDs."""
    fields = {"tpm_limit": 1000}
    api.new_user(PLAIN)
    api.post("/key/generate", user_id=PLAIN, key_alias="e2e large", metadata=LARGE, **fields)
    api.post("/key/generate", user_id=PLAIN, key_alias=LONG_ALIASES[0], **fields)
    people = {}
    for number, user_id in enumerate(ODD_IDS):
        people[user_id] = api.new_user(user_id)
        alias = f"e2e of {number:02}"
        api.post("/key/generate", user_id=user_id, key_alias=alias, **fields)
        alias = f"e2e by {number:02}"
        people[user_id].post("/key/generate", user_id=user_id, key_alias=alias, **fields)
    return people


def test(setting: Setting, desktop: Desktop, report: Report) -> None:
    """An administrator, then some of the owners."""
    with setting.proxy() as api, api.temporary(PLAIN, *ODD_IDS):
        people = make(api)
        with setting.opened(desktop, api.url, api.key, "--page", "keys") as orchestrator:
            describe = orchestrator.program.describe
            with report.section("large metadata", describe):
                look_at_large_metadata(orchestrator, api, report)
            with report.section("long alias", describe):
                look_at_long_alias(orchestrator, api, report)
            for owner in ODD_IDS:
                with report.section(f"owner {owner!r}", describe):
                    look_at_odd_owner(orchestrator, api, owner, report)
        for owner in THEMSELVES:
            with setting.opened(desktop, api.url, people[owner].key) as orchestrator:
                with report.section(f"{owner!r} themselves", orchestrator.program.describe):
                    look_themselves(orchestrator, api, owner, report)


if __name__ == "__main__":
    run(test)
