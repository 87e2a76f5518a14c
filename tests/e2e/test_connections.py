#!/usr/bin/python3
"""Several connections, whose keys are in a keyring: added, opened at the start, renamed, removed."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gi.repository import GLib

from desktop import Desktop, accessibility_bus
from harness import Setting, check_quiet, run
from orchestrator import Orchestrator
from servers import ADMIN_KEY, MASTER_KEY, DemoServer
from tap import Report, note
from widgets import BUTTON, FIELD, LABEL, MENU_ITEM, NotFound, Widget, wait_for

sys.path.append(str(Path(__file__).parents[1] / "secrets"))
from session import Session, has_gnome_keyring  # noqa: E402

SLOW = 10.0


@contextmanager
def started(setting: Setting, desktop: Desktop, session: Session) -> Iterator[Orchestrator]:
    """The program, on the bus of a session with a keyring, with settings that last."""
    program = desktop.start(
        setting.program,
        DBUS_SESSION_BUS_ADDRESS=session.address,
        AT_SPI_BUS_ADDRESS=accessibility_bus(),
        GSETTINGS_BACKEND="keyfile",
        SECRET_BACKEND="service",
    )
    try:
        yield Orchestrator(program)
    finally:
        program.kill()


def fill_in(orchestrator: Orchestrator, name: str, url: str, key: str) -> None:
    """Connect to a new server, under a name."""
    orchestrator.window.find(FIELD, "Server address").set_text(url)
    orchestrator.window.find(FIELD, "API key").set_text(key)
    orchestrator.window.find(FIELD, "Connection name").set_text(name)
    orchestrator.window.find(BUTTON, "Connect").press()


def wait_until_open(orchestrator: Orchestrator, name: str) -> None:
    """Wait until the header bar names this connection, and its users are there."""

    def probe() -> bool:
        labels = [w for w in orchestrator.window.find_all(LABEL) if w.text == name]
        return any(w.box is not None and w.box.y < 50 for w in labels)

    wait_for(f"connection “{name}”", probe)
    orchestrator.wait_for_rows()


def choose(orchestrator: Orchestrator, item: str) -> None:
    """Choose from the menu of the connection."""
    orchestrator.window.find(BUTTON, "Connection menu").press()
    orchestrator.window.find(MENU_ITEM, item).press()


def dialog(orchestrator: Orchestrator) -> Widget:
    """The dialog above the window."""
    program = orchestrator.program
    wait_for("a dialog", lambda: len(program.windows()) == 2)
    return program.windows()[-1]


def listed(orchestrator: Orchestrator, name: str) -> bool:
    """Whether the connect page lists a connection."""
    return bool(orchestrator.window.find_all(frozenset({"list item"}), name))


def count_items(session: Session, key: str) -> int:
    """How often the keyring has a key."""
    return session.search().count(f"secret = {key}\n")


def wait_until_kept(session: Session, key: str, count: int = 1) -> None:
    """Wait until the keyring has a key so often."""
    wait_for(f"{count} items", lambda: count_items(session, key) == count)


def check_files(report: Report, desktop: Desktop, session: Session) -> None:
    """No file of the person holds a key in the clear: settings, cache, keyring, logs."""
    found = []
    for home in (desktop.home, session.home):
        files = [path for path in home.rglob("*") if path.is_file()]
        note(f"{len(files)} files")
        for path in files:
            content = path.read_bytes()
            found += [str(path) for key in (MASTER_KEY, ADMIN_KEY) if key.encode() in content]
    report.equal(found, [], "no file holds a key in the clear")
    settings = desktop.home / "config/glib-2.0/settings/keyfile"
    report.check("127.0.0.1" in settings.read_text(), "the settings know the addresses")


def live_with_two(
    setting: Setting, desktop: Desktop, session: Session, urls: tuple[str, str], report: Report
) -> None:
    """Two connections from the first start to the removal of one."""
    with started(setting, desktop, session) as orchestrator:
        fill_in(orchestrator, "First", urls[0], MASTER_KEY)
        wait_until_open(orchestrator, "First")
        wait_until_kept(session, MASTER_KEY)
        report.check(True, "the first key goes into the keyring")
        choose(orchestrator, "New connection…")
        fill_in(orchestrator, "Second", urls[1], ADMIN_KEY)
        wait_until_open(orchestrator, "Second")
        wait_until_kept(session, ADMIN_KEY)
        report.equal(count_items(session, MASTER_KEY), 1, "the keyring has both keys")
        check_quiet(report, orchestrator.program, "first run")

    with started(setting, desktop, session) as orchestrator:
        wait_until_open(orchestrator, "Second")
        report.check(True, "a plain start opens what was last used")
        choose(orchestrator, "First")
        wait_until_open(orchestrator, "First")
        report.check(True, "one switches in the menu")

        choose(orchestrator, "Rename…")
        renaming = dialog(orchestrator)
        renaming.find(FIELD, "Connection name").set_text("Second")
        wait_for("a refusal", lambda: not renaming.find(BUTTON, "Rename").is_sensitive)
        renaming.find(FIELD, "Connection name").set_text("Renamed")
        wait_for("a possible name", lambda: renaming.find(BUTTON, "Rename").is_sensitive)
        renaming.find(BUTTON, "Rename").press()
        wait_until_open(orchestrator, "Renamed")
        wait_for("the name in the keyring", lambda: ": Renamed\n" in session.search())
        report.equal(count_items(session, MASTER_KEY), 1, "a new name leaves the key alone")

        choose(orchestrator, "Remove…")
        dialog(orchestrator).find(BUTTON, "Remove").press()
        wait_for("the other connection", lambda: listed(orchestrator, "Second"))
        wait_until_kept(session, MASTER_KEY, 0)
        report.check(not listed(orchestrator, "Renamed"), "what is removed is gone")
        report.equal(count_items(session, ADMIN_KEY), 1, "the other key stays")
        check_quiet(report, orchestrator.program, "second run")

    with started(setting, desktop, session) as orchestrator:
        wait_for("the other connection", lambda: listed(orchestrator, "Second"))
        orchestrator.program.focus(orchestrator.window)
        orchestrator.program.keys("Return")
        wait_until_open(orchestrator, "Second")
        report.check(True, "Enter opens the first connection of the list")
        check_quiet(report, orchestrator.program, "third run")


def wait_for_slow_keyring(
    setting: Setting, desktop: Desktop, session: Session, url: str, report: Report
) -> None:
    """The keyring takes ten seconds: who types is not disturbed, who waits gets connected."""
    with started(setting, desktop, session) as orchestrator:
        fill_in(orchestrator, "Slow", url, MASTER_KEY)
        wait_until_open(orchestrator, "Slow")
        orchestrator.program.close()

    session.configure_fake(delay=GLib.Variant("d", SLOW))
    with started(setting, desktop, session) as orchestrator:
        orchestrator.wait_for_words("Waiting for the keyring")
        field = orchestrator.window.find(FIELD, "Server address")
        field.set_text("typed.example")
        wait_for("what was typed", lambda: field.text == "typed.example", SLOW / 2)
        report.check(True, "what is typed appears while the keyring is silent")
        try:
            wait_for("a row", orchestrator.rows, SLOW + 2)
        except NotFound:
            pass
        report.equal(field.text, "typed.example", "what was typed stays")
        check_quiet(report, orchestrator.program, "typing")

    with started(setting, desktop, session) as orchestrator:
        orchestrator.wait_for_words("Waiting for the keyring")
        wait_for("the rows", lambda: orchestrator.rows(), SLOW * 3)
        wait_until_open(orchestrator, "Slow")
        report.check(True, "who waits gets connected")
        check_quiet(report, orchestrator.program, "waiting")


def do_without_keyring(
    setting: Setting, desktop: Desktop, session: Session, url: str, report: Report
) -> None:
    """Nothing answers for the keyring: the connection works for this run."""
    with started(setting, desktop, session) as orchestrator:
        fill_in(orchestrator, "Alone", url, MASTER_KEY)
        orchestrator.wait_for_words("for this run only")
        wait_until_open(orchestrator, "Alone")
        report.check(True, "without a keyring it goes on, and says so")
        check_quiet(report, orchestrator.program, "without a keyring")

    with started(setting, desktop, session) as orchestrator:
        orchestrator.wait_for_words("Enter the key to connect")
        address = orchestrator.window.find(FIELD, "Server address")
        report.equal(address.text, url, "the next run asks for the key of what was last used")
        check_quiet(report, orchestrator.program, "asking")


def test(setting: Setting, desktop: Desktop, report: Report) -> None:
    """A real keyring, one that is slow, and none."""
    with DemoServer(setting.demo_server) as one, DemoServer(setting.demo_server) as two:
        if has_gnome_keyring():
            with Session("") as session, report.section("gnome-keyring"):
                session.start_gnome_keyring("for tests")
                live_with_two(setting, desktop, session, (one.url, two.url), report)
                check_files(report, desktop, session)
        else:
            note("gnome-keyring or secret-tool is missing")
        with Desktop() as other, Session("") as session, report.section("slow keyring"):
            session.start_fake()
            wait_for_slow_keyring(setting, other, session, one.url, report)
        with Desktop() as other, Session("") as session, report.section("no keyring"):
            do_without_keyring(setting, other, session, one.url, report)


if __name__ == "__main__":
    run(test)
