#!/usr/bin/python3
"""Who may do what to which key: role × key × action → absent, insensitive with the reason, sensitive.

Then an owner deletes the key that they may not edit.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from api import Api
from cast import ABSENT, ADMINS, EDITORS, MASTER, OTHERS, SENSITIVE, Place, people, user_of
from desktop import Desktop
from harness import Setting, run
from orchestrator import Orchestrator
from tap import Report, note
from widgets import BUTTON, MENU_ITEM

# Kinds of keys, as seen by the signed-in user.
SELF_MADE, GIVEN, FOREIGN, TEAM, UNUSED = "self-made", "given", "foreign", "team", "unused"
OWN = (SELF_MADE, GIVEN, TEAM)

NOT_SELF_MADE = (
    "insensitive: Somebody else made this key for you, so only an administrator can change it."
)
NOTHING_SPENT = "insensitive: Nothing has been spent yet."

EDIT = Place("key", BUTTON, "Edit key")
COPY, BLOCK, RESET, DELETE = "Copy key ID", "Block", "Reset key spend", "Delete key"
ACTIONS = (EDIT.name, COPY, BLOCK, RESET, DELETE)

STRANGER = "e2e-stranger"
DEMO_TEAM = "team-platform"


def expected(role: str, kind: str, held_back: bool) -> dict[str, str]:
    """How the actions have to be; what is not named is absent."""
    if role in EDITORS:
        reset = NOTHING_SPENT if kind == UNUSED else SENSITIVE
        return dict.fromkeys(ACTIONS, SENSITIVE) | {RESET: reset}
    if role == "internal_user":
        change = NOT_SELF_MADE if kind == GIVEN and held_back else SENSITIVE
        return {EDIT.name: change, COPY: SENSITIVE, BLOCK: change, DELETE: SENSITIVE}
    return {COPY: SENSITIVE}


def alias_of(role: str, kind: str) -> str:
    """The alias of a key that was made for a role."""
    return f"e2e {role}, {kind}"


def spend(api: Api, token: str) -> None:
    """Let a key have cost something."""
    api.post("/key/update", key=token, spend=1.5)


def make_keys(api: Api, role: str, person: Api, team: str) -> None:
    """A key of each kind that somebody can own. Who may only look has made theirs before."""
    user_id = user_of(role)
    api.post("/user/update", user_id=user_id, user_role="internal_user")
    made = [person.post("/key/generate", user_id=user_id, key_alias=alias_of(role, SELF_MADE))]
    api.post("/user/update", user_id=user_id, user_role=role)
    for kind, fields in ((GIVEN, {}), (TEAM, {"team_id": team})):
        made.append(
            api.post("/key/generate", user_id=user_id, key_alias=alias_of(role, kind), **fields)
        )
    for key in made:
        spend(api, key["token"])


@contextmanager
def some_team(setting: Setting, admin: Api) -> Iterator[str]:
    """The ID of a team; the master key can't make one without making itself a user."""
    if not setting.live:
        yield DEMO_TEAM
        return
    team = admin.post("/team/new", team_alias="e2e-team")["team_id"]
    try:
        yield team
    finally:
        admin.post("/team/delete", team_ids=[team])


def find_out(orchestrator: Orchestrator) -> dict[str, str]:
    """How all actions on the key that is shown are at this moment.

    The tooltip of the menu says why some of its items can't be chosen.
    """
    page = orchestrator.page
    found = {EDIT.name: EDIT.find_out(list(page.descendants()))}
    menu = page.find(BUTTON, "Key menu")
    reasons = dict(line.split(" – ", 1) for line in menu.description.splitlines()[1:])
    menu.press()
    page.find(MENU_ITEM, COPY)
    for item in page.find_all(MENU_ITEM):
        reason = reasons.get(item.name, "")
        found[item.name] = SENSITIVE if item.is_sensitive else f"insensitive: {reason}"
    orchestrator.program.keys("Escape")
    return found


def compare(orchestrator: Orchestrator, role: str, kind: str, held_back: bool, report: Report) -> None:
    """Compare all actions on the key that is shown with the table."""
    orchestrator.wait_for_card("Spend")
    found = find_out(orchestrator)
    wanted = expected(role, kind, held_back)
    for action in (*ACTIONS, *(found.keys() - set(ACTIONS))):
        report.equal(
            found.get(action, ABSENT), wanted.get(action, ABSENT), f"{role}, {kind}: {action}"
        )


def visit(orchestrator: Orchestrator, role: str, held_back: bool, report: Report) -> None:
    """Go through all keys that a role sees."""
    if role in OTHERS:
        orchestrator.wait_for_card("Spend")
        rows = [orchestrator.row_text(row) for row in orchestrator.wait_for_rows("Keys")]
        foreign = [row for row in rows if alias_of(STRANGER, FOREIGN) in row]
        report.equal(foreign, [], f"{role}: other people’s keys are not listed")
    else:
        orchestrator.show_list("Keys")
        orchestrator.wait_for_rows("Keys")
    kinds = [(role, kind) for kind in OWN if role != MASTER]
    if role not in OTHERS:
        kinds += [(STRANGER, FOREIGN), (STRANGER, UNUSED)]
    for whose, kind in kinds:
        alias = alias_of(whose, kind)
        find = orchestrator.wait_for_row if role in OTHERS else orchestrator.search
        orchestrator.open_key(find(alias, "Keys"))
        compare(orchestrator, role, kind, held_back, report)
        orchestrator.back("User" if role in OTHERS else "Keys")


def delete_given(orchestrator: Orchestrator, api: Api, report: Report) -> None:
    """Who may not edit a key that was given to them may delete it."""
    alias = alias_of("internal_user", GIVEN)
    orchestrator.wait_for_card("Spend")
    orchestrator.open_key(orchestrator.wait_for_row(alias, "Keys"))
    orchestrator.choose_for_key(DELETE)
    orchestrator.confirm("Delete", alias)
    orchestrator.wait_for_words(f"Deleted “{alias}”")
    left = [key["key_alias"] for key in api.keys_of(user_of("internal_user"))]
    report.check(alias not in left, "an owner deletes the key that was given to them")


def test(setting: Setting, desktop: Desktop, report: Report) -> None:
    """All roles, each in a program of its own."""
    with setting.proxy() as api, people(api) as cast, api.temporary(STRANGER):
        with some_team(setting, cast["proxy_admin"]) as team:
            held_back = api.can("hold owners back")
            api.new_user(STRANGER)
            for kind in (FOREIGN, UNUSED):
                alias = alias_of(STRANGER, kind)
                key = api.post("/key/generate", user_id=STRANGER, key_alias=alias)
                if kind == FOREIGN:
                    spend(api, key["token"])
            for role, person in cast.items():
                if role != MASTER:
                    make_keys(api, role, person, team)
            for role, person in cast.items():
                # Through the connect page: then no page was shown that is not this role's.
                with setting.connect_page(desktop) as orchestrator:
                    with report.section(role, orchestrator.program.describe):
                        orchestrator.connect(api.url, person.key)
                        visit(orchestrator, role, held_back, report)
                        if role == "internal_user":
                            delete_given(orchestrator, api, report)
            note(f"{len(ACTIONS)} actions, {len(ADMINS + OTHERS)} roles")


if __name__ == "__main__":
    run(test)
