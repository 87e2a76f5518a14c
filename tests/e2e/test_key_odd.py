#!/usr/bin/python3
"""Keys that are unlike others: 200 kB of metadata, aliases of 300 characters, owners with odd IDs.

Each is shown, edited and deleted.
"""

import json

from api import Api
from desktop import Desktop
from harness import Setting, run
from orchestrator import Orchestrator
from selection import Selection
from tap import Report
from widgets import FIELD, LABEL, wait_for

PLAIN = "e2e-odd"
LARGE_ALIAS = "e2e large"
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
THEMSELVES = ["e2e a+b", "e2e a&b=c", "e2e a,b", "e2e a\\b", " e2e padded"]


def alias_of(owner: str) -> str:
    """The alias of the key that an administrator looks at."""
    return f"e2e of {ODD_IDS.index(owner):02}"


def alias_by(owner: str) -> str:
    """The alias of the key that somebody made for themselves."""
    return f"e2e by {ODD_IDS.index(owner):02}"


def listed(api: Api, alias: str) -> list[str]:
    """The IDs of the keys with an alias."""
    keys = api.get("/key/list", key_alias=alias, return_full_object="true")["keys"]
    return [key["token"] for key in keys if key["key_alias"] == alias]


def find(api: Api, alias: str) -> str:
    """The ID of the only key with an alias."""
    (token,) = listed(api, alias)
    return token


def is_there(api: Api, alias: str) -> bool:
    """Whether a key has this alias."""
    return bool(listed(api, alias))


def edit(orchestrator: Orchestrator, api: Api, alias: str, report: Report, name: str) -> None:
    """Edit the key that is shown."""
    editor = orchestrator.edit_key()
    editor.set("TPM limit", "4321")
    editor.save_and_close()
    report.equal(api.key_record(find(api, alias))["list"]["tpm_limit"], 4321, f"{name}: edited")


def delete(
    orchestrator: Orchestrator, api: Api, alias: str, report: Report, name: str
) -> None:
    """Delete the key that is shown."""
    orchestrator.choose_for_key("Delete key")
    orchestrator.answer("Delete")
    wait_for(f"no key “{alias}”", lambda: not is_there(api, alias))
    report.check(True, f"{name}: deleted")


def open_as_administrator(orchestrator: Orchestrator, alias: str, owner: str) -> None:
    """Find a key among all, open it, and read who has it."""
    orchestrator.open_key(orchestrator.search(alias, "Keys"))
    wanted = {alias, f"Owner: {owner}"}

    def probe() -> bool:
        return wanted <= {label.text for label in orchestrator.page.find_all(LABEL)}

    wait_for(f"a key of {owner!r} with an alias of {len(alias)} characters", probe)


def look_at_large_metadata(orchestrator: Orchestrator, api: Api, report: Report) -> None:
    """It is in the dialog as a whole, and another one is saved as a whole."""
    orchestrator.wait_for_rows("Keys")
    open_as_administrator(orchestrator, LARGE_ALIAS, PLAIN)
    editor = orchestrator.edit_key()
    report.equal(json.loads(editor.text("Metadata")), LARGE, "large metadata: shown")
    other = LARGE | {"large": "y" * 200_000}
    editor.set("Metadata", json.dumps(other))
    editor.save_and_close()
    saved = api.key_record(find(api, LARGE_ALIAS))["list"]["metadata"]
    report.check(saved == other, "large metadata: edited")
    delete(orchestrator, api, LARGE_ALIAS, report, "large metadata")


def look_at_long_alias(orchestrator: Orchestrator, api: Api, report: Report) -> None:
    """A long alias becomes another long one."""
    before, after = LONG_ALIASES
    token = find(api, before)
    orchestrator.wait_until_title("Keys")
    open_as_administrator(orchestrator, before, PLAIN)
    editor = orchestrator.edit_key()
    report.equal(editor.text("Key alias"), before, "long alias: shown")
    editor.set("Key alias", after)
    editor.save_and_close()
    report.equal(api.key_record(token)["list"]["key_alias"], after, "long alias: edited")
    delete(orchestrator, api, after, report, "long alias")


def look_at_odd_owner(orchestrator: Orchestrator, api: Api, owner: str, report: Report) -> None:
    """A key of somebody with an odd ID."""
    alias = alias_of(owner)
    orchestrator.wait_until_title("Keys")
    open_as_administrator(orchestrator, alias, owner)
    report.check(True, f"owner {owner!r}: shown")
    edit(orchestrator, api, alias, report, f"owner {owner!r}")
    orchestrator.back("Keys")


def delete_of_odd_owners(orchestrator: Orchestrator, api: Api, report: Report) -> None:
    """All their keys at once; they are the newest ones."""
    aliases = [alias_of(owner) for owner in ODD_IDS]
    orchestrator.page.find(FIELD, "Search").set_text("")
    selection = Selection(orchestrator)
    selection.choose(aliases)
    said = selection.ask("Delete")
    for owner in ODD_IDS[:10]:
        report.check(f"({owner})" in said, f"owner {owner!r}: named in the question", said)
    job = selection.run("Delete", "Delete keys")
    job.wait_for_words(f"{len(aliases)} keys were deleted.")
    outcomes = job.outcomes(len(aliases))
    for owner, alias in zip(ODD_IDS, aliases):
        report.check(
            outcomes.get(alias) == "Deleted" and not is_there(api, alias),
            f"owner {owner!r}: deleted",
        )
    job.close()


def look_themselves(orchestrator: Orchestrator, api: Api, owner: str, report: Report) -> None:
    """Somebody with an odd ID finds their own key."""
    alias = alias_by(owner)
    orchestrator.wait_for_card("Spend")
    orchestrator.open_key(orchestrator.wait_for_row(alias, "Keys"))
    edit(orchestrator, api, alias, report, f"{owner!r} themselves")
    delete(orchestrator, api, alias, report, f"{owner!r} themselves")


def make(api: Api) -> dict[str, Api]:
    """All users, and keys for them; the result is those who also look themselves."""
    fields = {"tpm_limit": 1000}
    people = {user_id: api.new_user(user_id) for user_id in ODD_IDS}
    for user_id in THEMSELVES:
        people[user_id].post(
            "/key/generate", user_id=user_id, key_alias=alias_by(user_id), **fields
        )
    api.new_user(PLAIN)
    api.post("/key/generate", user_id=PLAIN, key_alias=LARGE_ALIAS, metadata=LARGE, **fields)
    api.post("/key/generate", user_id=PLAIN, key_alias=LONG_ALIASES[0], **fields)
    for user_id in ODD_IDS:
        api.post("/key/generate", user_id=user_id, key_alias=alias_of(user_id), **fields)
    return {user_id: people[user_id] for user_id in THEMSELVES}


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
            with report.section("odd owners", describe):
                delete_of_odd_owners(orchestrator, api, report)
        for owner, person in people.items():
            with setting.opened(desktop, api.url, person.key) as orchestrator:
                with report.section(f"{owner!r} themselves", orchestrator.program.describe):
                    look_themselves(orchestrator, api, owner, report)


if __name__ == "__main__":
    run(test)
