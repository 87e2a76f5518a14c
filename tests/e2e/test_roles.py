#!/usr/bin/python3
"""Who finds what in the window: role × widget → absent, insensitive with its tooltip, sensitive."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import servers
from api import Api, ApiError
from desktop import Desktop
from harness import Setting, run
from orchestrator import Orchestrator
from tap import Report, note
from widgets import BUTTON, FIELD, TABLE, GROUP, Widget

ABSENT = "absent"
SENSITIVE = "sensitive"
NOTHING_SPENT = "insensitive: Nothing has been spent yet."

ADMINS = ("master key", "proxy_admin", "proxy_admin_viewer")
OTHERS = ("internal_user", "internal_user_viewer")
EDITORS = ("master key", "proxy_admin")


class Place(NamedTuple):
    """A widget and where to look for it."""

    where: str
    roles: frozenset[str]
    name: str


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


class Cast(NamedTuple):
    """The people on a proxy: a key for each role, and two users to look at."""

    keys: dict[str, str]
    spent: str
    fresh: str


@contextmanager
def demo_cast(api: Api) -> Iterator[Cast]:
    """The demo has somebody of each role."""
    rows = api.get("/user/list", page_size=100)["users"]
    keys = {
        "master key": servers.MASTER_KEY,
        "proxy_admin": servers.ADMIN_KEY,
        "proxy_admin_viewer": servers.ADMIN_VIEWER_KEY,
        "internal_user": servers.USER_KEY,
        "internal_user_viewer": servers.USER_VIEWER_KEY,
    }
    rows = [row for row in rows if row["user_id"].startswith("user-")]
    spent = next(row for row in rows if row["spend"] > 0)["user_id"]
    fresh = next(row for row in rows if row["user_id"] != spent)["user_id"]
    api.post("/user/update", user_id=fresh, spend=0)
    yield Cast(keys, spent, fresh)


@contextmanager
def live_cast(api: Api) -> Iterator[Cast]:
    """On a real proxy they are made for the test, and deleted after it."""
    roles = (*ADMINS[1:], *OTHERS)
    ids = [f"e2e-{role}" for role in roles] + ["e2e-spent", "e2e-fresh"]
    delete_users(api, ids)
    try:
        keys = {"master key": api.key}
        for user_id, role in zip(ids, (*roles, OTHERS[0], OTHERS[0])):
            api.post("/user/new", user_id=user_id, user_role=role, auto_create_key=False)
            if role not in keys:
                keys[role] = api.post("/key/generate", user_id=user_id)["key"]
        api.post("/user/update", user_id="e2e-spent", spend=1.5)
        yield Cast(keys, "e2e-spent", "e2e-fresh")
    finally:
        delete_users(api, ids)


def delete_users(api: Api, ids: list[str]) -> None:
    """Delete those that exist; their keys go with them."""
    for user_id in ids:
        try:
            api.post("/user/delete", user_ids=[user_id])
        except ApiError:
            pass


def find_out(widgets: list[Widget], place: Place) -> str:
    """How a widget is at this moment."""
    for widget in widgets:
        if widget.role in place.roles and widget.name == place.name and widget.has_size:
            return SENSITIVE if widget.is_sensitive else f"insensitive: {widget.description}"
    return ABSENT


def compare(report: Report, orchestrator: Orchestrator, role: str, where: str) -> None:
    """Compare all widgets of one place with the table."""
    names = {place.name for place in EXPECTED}
    widgets = [widget for widget in orchestrator.window.descendants() if widget.name in names]
    for place, expected in EXPECTED.items():
        if place.where == where:
            report.equal(
                find_out(widgets, place),
                expected.get(role, ABSENT),
                f"{role}, {where}: {place.name}",
            )


def visit(report: Report, orchestrator: Orchestrator, role: str, cast: Cast) -> None:
    """Go through the pages that a role has."""
    if role in OTHERS:
        orchestrator.wait_for_card("Spend")
        compare(report, orchestrator, role, LANDING)
        return
    orchestrator.wait_until_title("Users")
    orchestrator.wait_for_rows()
    compare(report, orchestrator, role, LANDING)
    for where, user_id in ((SPENT, cast.spent), (FRESH, cast.fresh)):
        orchestrator.open_row(orchestrator.search(user_id))
        orchestrator.wait_for_card("Spend")
        compare(report, orchestrator, role, where)
        orchestrator.back()


def test(setting: Setting, desktop: Desktop, report: Report) -> None:
    """All roles, each in a program of its own."""
    with setting.proxy() as api:
        with live_cast(api) if setting.live else demo_cast(api) as cast:
            for role, key in cast.keys.items():
                # Through the connect page: then no page was shown that is not this role's.
                with setting.connect_page(desktop) as orchestrator:
                    with report.section(role, orchestrator.program.describe):
                        orchestrator.connect(api.url, key)
                        visit(report, orchestrator, role, cast)
    note(f"{len(EXPECTED)} widgets, {len(ADMINS + OTHERS)} roles")


if __name__ == "__main__":
    run(test)
