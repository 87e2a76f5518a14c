#!/usr/bin/python3
"""Pictures of every page and dialog, light and dark, at three widths; and does everything fit?

Usage: shots.py BUILD OUTPUT [PAGES…]
"""

import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import servers
import shots_activity
import shots_keys
import shots_update_users
import shots_usage
from desktop import Desktop, accessibility_bus
from orchestrator import Editor, Orchestrator
from servers import DemoServer, Impostor, Recorder
from studio import SCHEMES, Studio, new_window, press_when_there
from tap import Report, note
from widgets import BUTTON, FIELD, MENU_ITEM, Widget, wait_for

sys.path.append(str(Path(__file__).parents[1] / "secrets"))
from session import Session  # noqa: E402

def open_menu_item(orchestrator: Orchestrator, name: str) -> None:
    """Open the main menu and choose from it."""
    press_when_there(orchestrator.window, "Main menu")
    orchestrator.window.find(MENU_ITEM, name).press()


# The pages, each with the program that shows them.


def connect_pages(studio: Studio) -> None:
    """The connect page, and what can be opened from it."""
    with studio.program() as orchestrator:
        program = orchestrator.program
        orchestrator.window.find(FIELD, "Server address")
        studio.shoot(program, "connect")

        orchestrator.connect("http://127.0.0.1:9", servers.MASTER_KEY)
        orchestrator.wait_for_words("Nothing answers")
        studio.shoot(program, "connect-error")

        with servers.Impostor(tls=True) as untrusted:
            orchestrator.connect(untrusted.url, servers.MASTER_KEY)
            orchestrator.wait_for_words("not trusted")
            studio.shoot(program, "connect-untrusted")

        orchestrator.connect("http://litellm.example.com", "")
        orchestrator.wait_for_words("Enter an API key")
        studio.shoot(program, "connect-incomplete")

        press_when_there(orchestrator.window, "Main menu")
        studio.shoot(program, "main-menu")
        program.keys("Escape")

        open_menu_item(orchestrator, "About LiteLLM Orchestrator")
        about = new_window(program)
        studio.shoot(program, "about", about)
        about.act("window.close")
        wait_for("about closed", lambda: len(program.windows()) == 1)

        def show_shortcuts() -> Widget:
            open_menu_item(orchestrator, "Keyboard Shortcuts")
            return new_window(program)

        studio.shoot_above(program, "shortcuts", orchestrator.window, show_shortcuts)


def connection_pages(studio: Studio) -> None:
    """Several connections, and what can be done with them."""
    with DemoServer(studio.demo_server) as server, Impostor(tls=True) as stranger:
        with studio.program() as orchestrator:
            program = orchestrator.program
            window = orchestrator.window
            connect_as(orchestrator, "Production", server.url)
            choose_in_menu(window, "Disconnect")
            window.find(FIELD, "Server address")
            studio.shoot(program, "connections-one")
            connect_as(orchestrator, "Development_2", server.url)
            press_when_there(window, "Connection menu")
            studio.shoot(program, "connection-menu-other")
            program.keys("Escape")
            for item in ("Rename…", "Remove…"):
                studio.shoot_above(
                    program, f"connection-{item[:6].lower()}", window,
                    lambda item=item: (choose_in_menu(window, item), new_window(program))[1],
                )  # fmt: skip
            choose_in_menu(window, "Disconnect")
            window.find(FIELD, "Server address")
            studio.shoot(program, "connections-several")
            orchestrator.connect(stranger.url, servers.MASTER_KEY)
            orchestrator.wait_for_words("not trusted")
            studio.shoot(program, "connections-authority")


def keyring_pages(studio: Studio) -> None:
    """A keyring that does not answer, and one that refuses."""
    settings = {"GSETTINGS_BACKEND": "keyfile", "SECRET_BACKEND": "service"}
    with DemoServer(studio.demo_server) as server, Session("") as session:
        shutil.copytree(studio.config / "gtk-4.0", session.home / "config/gtk-4.0")
        bus = {
            "DBUS_SESSION_BUS_ADDRESS": session.address,
            "AT_SPI_BUS_ADDRESS": accessibility_bus(),
            "XDG_CONFIG_HOME": str(session.home / "config"),
        }
        with studio.program(**settings, **bus) as orchestrator:
            connect_as(orchestrator, "Production", server.url)
            orchestrator.wait_for_words("for this run only")
        with studio.program(**settings, **bus) as orchestrator:
            orchestrator.wait_for_words("Enter the key to connect")
            studio.shoot(orchestrator.program, "keyring-absent")
        session.start_fake("--mute")
        with studio.program(**settings, **bus) as orchestrator:
            orchestrator.wait_for_words("Waiting for the keyring")
            studio.shoot(orchestrator.program, "keyring-waiting")


def connect_as(orchestrator: Orchestrator, name: str, url: str) -> None:
    """Connect under a name."""
    orchestrator.window.find(FIELD, "Server address").set_text(url)
    orchestrator.window.find(FIELD, "API key").set_text(servers.ADMIN_KEY)
    orchestrator.window.find(FIELD, "Connection name").set_text(name)
    orchestrator.window.find(BUTTON, "Connect").press()
    orchestrator.wait_for_rows()


def choose_in_menu(window: Widget, name: str) -> None:
    """Choose from the menu of the connection."""
    press_when_there(window, "Connection menu")
    window.find(MENU_ITEM, name).press()


def administrator_pages(studio: Studio) -> None:
    """What an administrator sees."""
    with DemoServer(studio.demo_server) as server:
        with studio.program(server.url, servers.ADMIN_KEY) as orchestrator:
            program = orchestrator.program
            orchestrator.wait_for_rows()
            studio.shoot(program, "users")

            press_when_there(orchestrator.window, "Connection menu")
            studio.shoot(program, "connection-menu")
            program.keys("Escape")

            search = orchestrator.window.find(FIELD, "Search")
            search.set_text("nobody-is-called-this")
            orchestrator.wait_for_words("No results")
            studio.shoot(program, "users-no-results")

            orchestrator.open_row(orchestrator.search("user-000007"))
            orchestrator.wait_for_card("Spend")
            studio.shoot(program, "user")
            dialogs(studio, orchestrator)

            orchestrator.back()
            server.stop()
            press_when_there(orchestrator.window, "Refresh")
            orchestrator.wait_for_words("Nothing answers")
            studio.shoot(program, "users-refresh-error")

    with DemoServer(studio.demo_server) as server:
        with studio.program(server.url, servers.ADMIN_KEY) as orchestrator:
            orchestrator.wait_for_rows()
            orchestrator.window.find(FIELD, "Search").set_text("nobody-is-called-this")
            orchestrator.wait_for_words("No results")
            server.stop()
            press_when_there(orchestrator.window, "Refresh")
            orchestrator.wait_for_words("can’t be shown")
            studio.shoot(orchestrator.program, "users-error")


def dialogs(studio: Studio, orchestrator: Orchestrator) -> None:
    """The dialogs of a user's page."""
    program = orchestrator.program

    def ask(button: str, window: Widget, count: int) -> Widget:
        press_when_there(window, button)
        return new_window(program, count)

    studio.shoot_above(
        program, "reset-spend", orchestrator.window,
        lambda: ask("Reset spend", orchestrator.window, 2),
    )  # fmt: skip

    editor = orchestrator.edit()
    studio.shoot(program, "update-user", editor.window)
    show_errors(editor)
    studio.shoot(program, "update-user-errors", editor.window)
    program.scroll_down(editor.window)
    studio.shoot(program, "update-user-bottom", editor.window)
    studio.shoot_above(program, "discard", editor.window, lambda: ask("Cancel", editor.window, 3))
    editor.cancel()


def show_errors(editor: Editor) -> None:
    """Fill a dialog with all that is wrong."""
    for name, text in (
        ("Max budget", "1,000.50"),
        ("Budget duration", "2mo"),
        ("Spend", "-1"),
        ("Email", "not an email"),
        ("Metadata", '{"team": '),
    ):
        editor.set(name, text)
    editor.set_models("")
    for name in ("TPM", "RPM"):
        editor.switch(f"Unlimited {name}", False)
        editor.set(f"{name} limit", "1.5")


def new_user_pages(studio: Studio) -> None:
    """Creating a user, with an invitation that works and one that does not."""
    with DemoServer(studio.demo_server) as server:
        with studio.program(server.url, servers.ADMIN_KEY) as orchestrator:
            program = orchestrator.program
            orchestrator.wait_for_rows()
            editor = orchestrator.new_user()
            studio.shoot(program, "new-user", editor.window)
            editor.set("User ID", "user-000007")
            editor.set("Alias", "Ana")
            editor.save()
            editor.wait_for_words("Another user has this ID")
            studio.shoot(program, "new-user-taken", editor.window)
            program.scroll_down(editor.window)
            studio.shoot(program, "new-user-bottom", editor.window)
            editor.set("User ID", "ana-new")
            editor.switch("Invitation link", True)
            editor.save()
            invitation = program.wait_for_window("Invitation link")
            invitation.find(BUTTON, "Copy link")
            studio.shoot(program, "invitation", invitation)
            invitation.act("window.close")
            orchestrator.wait_for_words("Created")
            studio.shoot(program, "user-created")

        with studio.program(server.url, servers.MASTER_KEY) as orchestrator:
            orchestrator.wait_for_rows()
            editor = orchestrator.new_user()
            editor.switch("Invitation link", True)
            editor.save()
            invitation = orchestrator.program.wait_for_window("Invitation link")
            invitation.find(BUTTON, "Try again")
            studio.shoot(orchestrator.program, "invitation-none", invitation)


def leaving_user_pages(studio: Studio) -> None:
    """Blocking somebody's keys, and deleting them."""
    with DemoServer(studio.demo_server) as server:
        with studio.program(server.url, servers.ADMIN_KEY) as orchestrator:
            program = orchestrator.program
            orchestrator.wait_for_rows()
            orchestrator.open_row(orchestrator.search("user-000007"))
            press_when_there(orchestrator.window, "User menu")
            studio.shoot(program, "user-menu")
            program.keys("Escape")
            studio.shoot_above(
                program, "delete-user", orchestrator.window,
                lambda: ask_when_counted(orchestrator),
            )  # fmt: skip

            keys = orchestrator.block_all_keys()
            press_when_there(keys, "Cancel")
            program.wait_until_closed("Block all keys")
            keys = orchestrator.block_all_keys()
            keys.find(BUTTON, "Block")
            studio.shoot(program, "block-keys", keys)
            press_when_there(keys, "Block")
            keys.find(BUTTON, "Close")
            studio.shoot(program, "block-keys-done", keys)
            press_when_there(keys, "Close")
            program.wait_until_closed("Block all keys")


def ask_when_counted(orchestrator: Orchestrator) -> Widget:
    """The question whether to delete a user, with the number of keys."""
    press_when_there(orchestrator.window, "Delete user")
    question = new_window(orchestrator.program)
    delete = question.find(BUTTON, "Delete")
    wait_for("the keys counted", lambda: delete.is_sensitive)
    return question


def old_proxy_pages(studio: Studio) -> None:
    """What differs on proxies of other versions, and what is said about them."""
    with DemoServer(studio.demo_server) as server:
        with Recorder(server.url, "1.81.0") as old:
            with studio.program(old.url, servers.ADMIN_KEY) as orchestrator:
                orchestrator.wait_for_rows()
                orchestrator.window.find(FIELD, "Search").set_text("nobody-is-called-this")
                orchestrator.wait_for_words("No results")
                orchestrator.wait_for_words("in user IDs. Try")
                studio.shoot(orchestrator.program, "old-proxy-no-results")
                orchestrator.window.find(FIELD, "Search").set_text("")
                orchestrator.wait_for_rows()
                studio.shoot(orchestrator.program, "old-proxy-users")
                orchestrator.open_row(orchestrator.search("user-000007"))
                editor = orchestrator.edit()
                studio.shoot(orchestrator.program, "old-proxy-update-user", editor.window)
                editor.cancel()
        for name, version, words in (
            ("newer", "1.107.0", "tested up to"),
            ("older", "1.80.0", "and newer"),
            ("unknown", "main", "is not known"),
        ):
            with Recorder(server.url, version) as other:
                with studio.program(other.url, servers.ADMIN_KEY) as orchestrator:
                    orchestrator.wait_for_words(words)
                    orchestrator.wait_for_rows()
                    studio.shoot(orchestrator.program, f"version-{name}")


def pages_with_faults(studio: Studio) -> None:
    """What is said where an answer was lost, and where a user could not be read again."""
    with DemoServer(studio.demo_server, fault="reset@/user/update") as server:
        with studio.program(server.url, servers.ADMIN_KEY) as orchestrator:
            program = orchestrator.program
            orchestrator.wait_for_rows()
            orchestrator.open_row(orchestrator.search("user-000007"))
            orchestrator.wait_for_card("Spend")
            editor = orchestrator.edit()
            editor.set("Alias", "Somebody Else")
            editor.save()
            editor.window.find(BUTTON, "Look")
            studio.shoot(program, "update-user-doubt", editor.window)
            editor.cancel()

            server.stop()
            program.focus(orchestrator.window)
            program.keys("F5")
            orchestrator.wait_for_words("Nothing answers")
            studio.shoot(program, "user-refresh-error")


def export_pages(studio: Studio) -> None:
    """A list that goes into a file, and one that can't."""
    with DemoServer(studio.demo_server, 5000) as server:
        with studio.program(server.url, servers.ADMIN_KEY) as orchestrator:
            program = orchestrator.program
            orchestrator.wait_for_rows()

            def export() -> Widget:
                open_menu_item(orchestrator, "Export List…")
                # GTK 4.8 keeps its file chooser from screen readers. “users” is selected there.
                program.x_window("Export")
                program.type(f"{tempfile.mkdtemp(dir=studio.config)}/users")
                program.keys("Return")
                dialog = program.wait_for_window("Export")
                dialog.find(BUTTON, "Close")
                return dialog

            studio.shoot_above(program, "export-done", orchestrator.window, export)
            server.stop()
            studio.shoot_above(program, "export-error", orchestrator.window, export)


def other_people_pages(studio: Studio) -> None:
    """What everybody else sees."""
    with DemoServer(studio.demo_server) as server:
        for name, key, words in (
            ("own-page", servers.USER_KEY, "demo-user"),
            ("no-user", servers.NO_USER_KEY, "Belongs to No User"),
            ("missing-user", servers.MISSING_USER_KEY, "Does Not Exist"),
        ):
            with studio.program(server.url, key) as orchestrator:
                orchestrator.wait_for_words(words)
                studio.shoot(orchestrator.program, name)


def main() -> None:
    """Read the arguments, take all pictures."""
    if len(sys.argv) < 3:
        sys.exit("usage: shots.py BUILD OUTPUT [PAGES…]")
    build, output = Path(sys.argv[1]), Path(sys.argv[2])
    output.mkdir(parents=True, exist_ok=True)
    report = Report()
    pages: list[Callable[[Studio], None]] = [
        connect_pages,
        connection_pages,
        keyring_pages,
        administrator_pages,
        pages_with_faults,
        new_user_pages,
        leaving_user_pages,
        old_proxy_pages,
        export_pages,
        other_people_pages,
        *shots_activity.PAGES,
        *shots_keys.PAGES,
        *shots_update_users.PAGES,
        *shots_usage.PAGES,
    ]
    if len(sys.argv) > 3:
        pages = [take for take in pages if take.__name__ in sys.argv[3:]]
    with Desktop(compositor=True) as desktop:
        for scheme in SCHEMES:
            studio = Studio(desktop, report, build, output, scheme)
            for take in pages:
                with report.section(take.__name__):
                    take(studio)
    note(f"pictures: {output}")
    sys.exit(report.finish())


if __name__ == "__main__":
    main()
