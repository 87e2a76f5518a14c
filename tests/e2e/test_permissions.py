#!/usr/bin/python3
"""Every kind of key × every action: whether it is offered, and whether the server agrees.

The table is in rights.py. What the window offers is done there, on a real proxy; where it does not
offer something, the server is asked directly, and has to refuse. Then a role is changed while its
user is signed in. What was seen is docs/permissions.md.
"""

import os
from pathlib import Path

import rights
import rights_deeds
import rights_people
import rights_report
from api import NEWEST
from cast import ABSENT, SENSITIVE, Place, user_of
from desktop import Desktop
from harness import Setting, run
from orchestrator import Orchestrator
from rights import FOREIGN, FRESH, KEYS, MENU, NEW_KEY, NEW_USER, ONESELF, SPENT, USERS
from rights_people import Cast
from rights_report import Cell, Seen
from tap import Report, note
from widgets import BUTTON, FIELD, LABEL, MENU_ITEM, NotFound, Widget, wait_for

_REFUSED = 400


class Tour:
    """One person's way through the window."""

    def __init__(
        self, orchestrator: Orchestrator, cast: Cast, kind: str, report: Report, seen: Seen
    ) -> None:
        self.orchestrator = orchestrator
        self.cast = cast
        self.kind = kind
        self.report = report
        self.seen = seen

    def visit(self, where: str) -> None:
        """Go to a place from where one is, compare everything in it with the table, and go back."""
        orchestrator = self.orchestrator
        if where == MENU:
            self._compare(where, self._menu("Main menu"))
        elif where == USERS:
            orchestrator.wait_for_rows()
            self._compare(where)
        elif where in (NEW_USER, NEW_KEY):
            editor = orchestrator.new_user() if where == NEW_USER else orchestrator.new_key()
            self._compare(where, self._widgets_of_dialog(where, editor.window))
            editor.cancel()
        elif where in (SPENT, FRESH, ONESELF):
            self._visit_user(where)
        elif where == KEYS:
            if orchestrator.title != "Keys":
                orchestrator.show_list("Keys")
            orchestrator.wait_for_rows("Keys")
            self._compare(where)
        else:
            self._visit_key(where)

    def _visit_user(self, where: str) -> None:
        orchestrator, is_own = self.orchestrator, self.kind in rights.SELVES
        if not is_own:
            users = {SPENT: rights_people.STRANGER, FRESH: rights_people.FRESH_USER}
            user = users.get(where, user_of(self.kind))
            orchestrator.window.find(FIELD, "Search").set_text(user)
            orchestrator.open_row(orchestrator.wait_for_row(f"{user} |"))
        orchestrator.wait_for_card("Spend")
        self._compare(where, self._widgets(where) | self._menu("User menu"))
        if not is_own:
            orchestrator.back()

    def _visit_key(self, where: str) -> None:
        orchestrator, is_own = self.orchestrator, self.kind in rights.SELVES
        alias = self.cast.key(self.kind, where)["key_alias"]
        find = orchestrator.wait_for_row if is_own else orchestrator.search
        orchestrator.open_key(find(alias, "Keys"))
        orchestrator.wait_for_card("Spend")
        self._compare(where, self._widgets(where) | self._menu("Key menu"))
        orchestrator.back("User" if is_own else "Keys")

    def _widgets(self, where: str, root=None) -> dict[str, str]:
        widgets = list((root or self.orchestrator.window).descendants())
        return {
            f"{sorted(roles)[0]} {name}": Place(where, roles, name).find_out(widgets)
            for roles, name in rights.WIDGETS[where]
        }

    def _widgets_of_dialog(self, where: str, window: Widget) -> dict[str, str]:
        """The parts of a new window come one by one: wait for those that are offered."""
        wanted = rights.expected(self.kind, where, self.cast.admin)

        def probe() -> dict[str, str] | None:
            found = self._widgets(where, window)
            offered = (place for place, state in wanted.items() if state == SENSITIVE)
            return found if all(
                found[f"{sorted(place.roles)[0]} {place.name}"] == SENSITIVE for place in offered
            ) else None

        try:
            return wait_for("all that is offered", probe)
        except NotFound:
            return self._widgets(where, window)

    def _menu(self, button: str) -> dict[str, str]:
        """The items of a menu. Its button's tooltip says why some of them can't be chosen."""
        buttons = self.orchestrator.window.find_all(BUTTON, button)
        if not buttons:
            return {}
        reasons = dict(
            line.split(" – ", 1) for line in buttons[0].description.splitlines() if " – " in line
        )
        buttons[0].press()
        items = wait_for(button, lambda: self.orchestrator.window.find_all(MENU_ITEM))
        found = {
            f"menu item {item.name}": SENSITIVE
            if item.is_sensitive
            else f"insensitive: {reasons.get(item.name, '')}"
            for item in items
        }
        self.orchestrator.program.keys("Escape")
        return found

    def _compare(self, where: str, found: dict[str, str] | None = None) -> None:
        """Compare one place with the table, and ask the server about what is not offered."""
        found = found if found is not None else self._widgets(where)
        for place, wanted in rights.expected(self.kind, where, self.cast.admin).items():
            roles = "menu item" if place.roles == MENU_ITEM else sorted(place.roles)[0]
            state = found.get(f"{roles} {place.name}", ABSENT)
            self.report.equal(state, wanted, f"{self.kind}, {where}: {place.name}")
            if state != SENSITIVE:
                self._ask(where, place.name, state)
            else:
                self.seen.cells[self.kind, where, place.name] = Cell(state)

    def ask_elsewhere(self) -> set[int]:
        """Ask the server for what is in places that one does not get to, too. The result is what it
        says."""
        before = set(self.seen.cells)
        for where in (MENU, USERS, NEW_USER, SPENT, KEYS, NEW_KEY, FOREIGN):
            for _, name in rights.WIDGETS[where]:
                is_page = where == USERS and name == "Keys"
                if (self.kind, where, name) not in before and not is_page:
                    self._ask(where, name, ABSENT)
        asked = [self.seen.cells[place].status for place in set(self.seen.cells) - before]
        return {status for status in asked if status is not None}

    def _ask(self, where: str, name: str, state: str) -> None:
        if state in (rights.YOURSELF, rights.TOO_OLD):
            status = None  # The one would be done, the other is answered with something else.
        else:
            status = rights_people.ask(self.cast, self.kind, where, name)
        cell = Cell(state, status)
        self.seen.cells[self.kind, where, name] = cell
        if status is not None:
            self.report.check(
                status >= _REFUSED
                or rights.is_on_purpose(self.kind, where, name, self.cast.admin),
                f"{self.kind}, {where}: {name} is not offered, and the server refuses it",
                f"the server says {status}",
            )


def read_landing(orchestrator: Orchestrator, wanted: str) -> str:
    """Where one begins: the title of a page of one's own, or what is said instead."""
    if wanted in ("Users", "Keys", "User"):
        orchestrator.wait_until_title(wanted)
        return wanted

    def probe() -> str | None:
        texts = [part.node.get_name() for part in orchestrator.window.find_all(LABEL)]
        return next((text for text in texts if wanted in text), None)

    return wait_for(f"the words “{wanted}”", probe)


def check_done(tour: Tour, done: set[str]) -> None:
    """Everything that is offered was done, but for what is only looked at."""
    offered = {
        name
        for (kind, _, name), cell in tour.seen.cells.items()
        if kind == tour.kind and cell.state == SENSITIVE and name in rights.DEEDS
    }
    if tour.kind == rights.MASTER:
        offered.discard("Invitation link")  # A proxy with no user default_user_id can't make it.
    tour.report.equal(offered - done, set(), f"{tour.kind}: all that is offered was done")


def check_kind(
    setting: Setting, desktop: Desktop, cast: Cast, kind: str, report: Report, seen: Seen
) -> None:
    """Sign in with one kind of key, look at everything, and do what is offered."""
    # Through the connect page: then no page was shown that is not this person's.
    with setting.connect_page(desktop) as orchestrator:
        with report.section(kind, orchestrator.program.describe):
            orchestrator.connect(cast.admin.url, cast.people[kind].key)
            wanted = rights.LANDINGS[kind]
            seen.landings[kind] = read_landing(orchestrator, wanted)
            report.equal(seen.landings[kind], wanted, f"{kind}: where one begins")
            tour = Tour(orchestrator, cast, kind, report, seen)
            if kind in rights.SIGNED_IN:
                for where in rights.places_of(kind):
                    tour.visit(where)
            refusals = tour.ask_elsewhere()
            if kind not in rights.SIGNED_IN:
                seen.refusals[kind] = refusals
            elif setting.live:
                check_done(tour, rights_deeds.do_all(orchestrator, cast, kind, report))


def check_role_change(setting: Setting, desktop: Desktop, cast: Cast, report: Report) -> None:
    """The server gives a signed-in user another role: F5 shows what it allows, without a restart."""
    api, user_id = cast.admin, user_of(rights.USER)
    with setting.opened(desktop, api.url, cast.people[rights.USER].key) as orchestrator:
        orchestrator.wait_until_title("User")
        orchestrator.wait_for_card("Spend")
        for role in (rights.VIEWER, rights.USER, rights.ADMIN, rights.USER_VIEWER, rights.USER):
            with report.section(f"becomes {role}", orchestrator.program.describe):
                api.post("/user/update", user_id=user_id, user_role=role)
                orchestrator.program.focus(orchestrator.window)
                orchestrator.program.keys("F5")
                title = rights.LANDINGS[role]
                orchestrator.wait_until_title(title)
                report.check(True, f"{user_id} becomes {role}: {title}")
                offered = title == "Users" and role == rights.ADMIN or role == rights.USER
                name = "New user" if title == "Users" else "New key"
                wait_for(
                    f"{name} as the role allows",
                    lambda name=name, offered=offered: bool(
                        orchestrator.page.find_all(BUTTON, name)
                    ) == offered,
                )
                report.check(True, f"{user_id} becomes {role}: {name} as it allows")


def check_document(seen: Seen, report: Report) -> None:
    """Whether docs/permissions.md is what was seen."""
    text = rights_report.write(seen)
    for line in text.splitlines():
        note(line)
    if path := os.environ.get("ORCH_PERMISSIONS_FILE"):
        Path(path).write_text(text)
    document = Path(__file__).parents[2] / "docs" / "permissions.md"
    report.check(
        document.exists() and document.read_text() == text,
        "docs/permissions.md is what was seen: ORCH_PERMISSIONS_FILE=… writes it anew",
    )


def test(setting: Setting, desktop: Desktop, report: Report) -> None:
    """All kinds, each in a program of its own; of older proxies, all roles."""
    with setting.proxy() as api:
        is_newest = api.version >= NEWEST
        kinds = tuple(rights.LANDINGS) if is_newest else rights.ROLES
        seen = Seen()
        with rights_people.everybody(api, kinds, setting.live) as cast:
            for kind in kinds:
                check_kind(setting, desktop, cast, kind, report, seen)
            check_role_change(setting, desktop, cast, report)
        if is_newest and not report.failed:
            check_document(seen, report)


if __name__ == "__main__":
    run(test)
