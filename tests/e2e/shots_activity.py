"""The pictures of the journal of what was done."""

import tempfile

import servers
from api import Api
from orchestrator import Orchestrator
from servers import DemoServer
from studio import Studio, new_window, press_when_there
from widgets import FIELD, LABEL, MENU_ITEM, Widget, wait_for


def open_activity(orchestrator: Orchestrator) -> Widget:
    """Open the journal from the main menu."""
    press_when_there(orchestrator.window, "Main menu")
    orchestrator.window.find(MENU_ITEM, "Activity").press()
    return orchestrator.program.wait_for_window("Activity")


def close(orchestrator: Orchestrator, window: Widget) -> None:
    """Close the journal."""
    window.act("window.close")
    orchestrator.program.wait_until_closed("Activity")


def change_user(orchestrator: Orchestrator) -> None:
    """Save a change of the budget and the alias, twice."""
    orchestrator.wait_for_rows()
    orchestrator.open_row(orchestrator.search("user-000007"))
    orchestrator.wait_for_card("Spend")
    for budget in ("40", "55"):
        editor = orchestrator.edit()
        editor.set("Max budget", budget)
        editor.set("Alias", f"Somebody with {budget}")
        editor.save_and_close()


def ask_to_undo(orchestrator: Orchestrator, window: Widget) -> Widget:
    """What comes after the button that undoes the last change is pressed."""
    press_when_there(window, "Undo")
    return new_window(orchestrator.program, 3)


def activity_pages(studio: Studio) -> None:
    """The journal: empty, with entries, searched, and undoing."""
    with DemoServer(studio.demo_server) as server, tempfile.TemporaryDirectory() as state:
        with studio.program(server.url, servers.ADMIN_KEY, XDG_STATE_HOME=state) as orchestrator:
            program = orchestrator.program
            orchestrator.wait_for_rows()
            window = open_activity(orchestrator)
            studio.shoot(program, "activity-empty", window)
            close(orchestrator, window)

            change_user(orchestrator)
            window = open_activity(orchestrator)
            studio.shoot(program, "activity", window)
            ask = lambda: ask_to_undo(orchestrator, window)  # noqa: E731
            studio.shoot_above(program, "undo-activity", window, ask)
            Api(server.url, servers.ADMIN_KEY).post(
                "/user/update", user_id="user-000007", max_budget=77
            )
            studio.shoot_above(program, "activity-changed-since", window, ask)

            window.find(FIELD, "Search").set_text("nothing-is-called-this")
            wait_for("no results", lambda: window.find_all(LABEL, "No results"))
            studio.shoot(program, "activity-no-results", window)


PAGES = [activity_pages]
