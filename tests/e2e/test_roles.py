#!/usr/bin/python3
"""Who finds what in the window: role × widget → absent, insensitive with its tooltip, sensitive."""

from collections.abc import Iterator
from contextlib import contextmanager

from api import Api
from cast import ABSENT, ADMINS, EDITORS, OTHERS, SENSITIVE, Place, people
from desktop import Desktop
from harness import Setting, run
from orchestrator import Orchestrator
from tap import Report, note
from widgets import BUTTON, FIELD, GROUP, TABLE

NOTHING_SPENT = "insensitive: Nothing has been spent yet."

# Where a person lands, then a user who has spent something, then one who has not.
LANDING = "landing"
SPENT = "user with spend"
FRESH = "user without spend"

EXPECTED: dict[Place, dict[str, str]] = {
    Place(LANDING, TABLE, "Users"): dict.fromkeys(ADMINS, SENSITIVE),
    Place(LANDING, FIELD, "Search"): dict.fromkeys(ADMINS, SENSITIVE),
    Place(LANDING, BUTTON, "Refresh"): dict.fromkeys(ADMINS + OTHERS, SENSITIVE),
    Place(LANDING, BUTTON, "Main menu"): dict.fromkeys(ADMINS + OTHERS, SENSITIVE),
    Place(LANDING, BUTTON, "Connection menu"): dict.fromkeys(ADMINS + OTHERS, SENSITIVE),
    Place(LANDING, BUTTON, "Back"): {},
    Place(LANDING, BUTTON, "New user"): dict.fromkeys(EDITORS, SENSITIVE),
    Place(LANDING, BUTTON, "Edit user"): {},
    Place(LANDING, BUTTON, "Reset spend"): {},
    Place(LANDING, BUTTON, "Delete user"): {},
    Place(LANDING, BUTTON, "User menu"): {},
    Place(LANDING, GROUP, "Spend"): dict.fromkeys(OTHERS, SENSITIVE),
    Place(LANDING, GROUP, "Budget"): dict.fromkeys(OTHERS, SENSITIVE),
    Place(LANDING, GROUP, "Budget resets"): dict.fromkeys(OTHERS, SENSITIVE),
    Place(SPENT, BUTTON, "Back"): dict.fromkeys(ADMINS, SENSITIVE),
    Place(SPENT, BUTTON, "Edit user"): dict.fromkeys(EDITORS, SENSITIVE),
    Place(SPENT, BUTTON, "Reset spend"): dict.fromkeys(EDITORS, SENSITIVE),
    Place(SPENT, BUTTON, "Delete user"): dict.fromkeys(EDITORS, SENSITIVE),
    Place(SPENT, BUTTON, "User menu"): dict.fromkeys(EDITORS, SENSITIVE),
    Place(SPENT, GROUP, "Spend"): dict.fromkeys(ADMINS, SENSITIVE),
    Place(SPENT, GROUP, "Budget"): dict.fromkeys(ADMINS, SENSITIVE),
    Place(SPENT, GROUP, "Budget resets"): dict.fromkeys(ADMINS, SENSITIVE),
    Place(FRESH, BUTTON, "Edit user"): dict.fromkeys(EDITORS, SENSITIVE),
    Place(FRESH, BUTTON, "Reset spend"): dict.fromkeys(EDITORS, NOTHING_SPENT),
}


USERS = ("e2e-spent", "e2e-fresh")


@contextmanager
def users(api: Api) -> Iterator[None]:
    """One who has spent something, and one who has not."""
    with api.temporary(*USERS):
        for user_id, spend in zip(USERS, (1.5, 0)):
            api.new_user(user_id)
            api.post("/user/update", user_id=user_id, spend=spend)
        yield


def compare(report: Report, orchestrator: Orchestrator, role: str, where: str) -> None:
    """Compare all widgets of one place with the table."""
    names = {place.name for place in EXPECTED}
    widgets = [widget for widget in orchestrator.window.descendants() if widget.name in names]
    for place, expected in EXPECTED.items():
        if place.where == where:
            report.equal(
                place.find_out(widgets),
                expected.get(role, ABSENT),
                f"{role}, {where}: {place.name}",
            )


def visit(report: Report, orchestrator: Orchestrator, role: str) -> None:
    """Go through the pages that a role has."""
    if role in OTHERS:
        orchestrator.wait_for_card("Spend")
        compare(report, orchestrator, role, LANDING)
        return
    orchestrator.wait_until_title("Users")
    orchestrator.wait_for_rows()
    compare(report, orchestrator, role, LANDING)
    for where, user_id in zip((SPENT, FRESH), USERS):
        orchestrator.open_row(orchestrator.search(user_id))
        orchestrator.wait_for_card("Spend")
        compare(report, orchestrator, role, where)
        orchestrator.back()


def test(setting: Setting, desktop: Desktop, report: Report) -> None:
    """All roles, each in a program of its own."""
    with setting.proxy() as api, people(api) as cast, users(api):
        for role, person in cast.items():
            # Through the connect page: then no page was shown that is not this role's.
            with setting.connect_page(desktop) as orchestrator:
                with report.section(role, orchestrator.program.describe):
                    orchestrator.connect(api.url, person.key)
                    visit(report, orchestrator, role)
    note(f"{len(EXPECTED)} widgets, {len(ADMINS + OTHERS)} roles")


if __name__ == "__main__":
    run(test)
