"""The pictures of what was used."""

import servers
from orchestrator import Orchestrator
from servers import DemoServer, Recorder
from studio import Studio, press_when_there
from widgets import COMBO, MENU_ITEM, wait_for


def open_usage(orchestrator: Orchestrator) -> None:
    """Go from the table of users to what all of them used."""
    orchestrator.wait_for_rows()
    press_when_there(orchestrator.window, "Main menu")
    orchestrator.window.find(MENU_ITEM, "Usage of All Users").press()
    orchestrator.wait_until_title("Usage")


def choose_days(orchestrator: Orchestrator, position: int, choice: str) -> None:
    """Choose other days."""
    days = orchestrator.window.find(COMBO, "Days")
    orchestrator.program.focus(orchestrator.window)
    orchestrator.program.click(days, orchestrator.window)
    orchestrator.program.keys("Home", *["Down"] * position, "Return")
    wait_for(f"“{choice}” chosen", lambda: choice in days.labels())


def usage_pages(studio: Studio) -> None:
    """What everybody used, as charts and as tables."""
    with DemoServer(studio.demo_server) as server:
        with studio.program(server.url, servers.ADMIN_KEY) as orchestrator:
            program = orchestrator.program
            open_usage(orchestrator)
            orchestrator.wait_for_card("Tokens")
            studio.shoot(program, "usage")
            press_when_there(orchestrator.window, "Requests")
            studio.shoot(program, "usage-requests")
            press_when_there(orchestrator.window, "Show as table")
            studio.shoot(program, "usage-table")
            press_when_there(orchestrator.window, "Show as table")
            choose_days(orchestrator, 2, "Last 90 days")
            studio.shoot(program, "usage-90-days")
            choose_days(orchestrator, 3, "Other days")
            press_when_there(orchestrator.window, "From")
            studio.shoot(program, "usage-other-days")
            program.keys("Escape")
            program.scroll_down(orchestrator.window)
            studio.shoot(program, "usage-bottom")
            server.stop()
            press_when_there(orchestrator.window, "Refresh")
            orchestrator.wait_for_words("Nothing answers")
            studio.shoot(program, "usage-refresh-error")


def own_usage_pages(studio: Studio) -> None:
    """Where a user and a key lead to what they used, and what is said where that is nothing."""
    with DemoServer(studio.demo_server) as server:
        with studio.program(server.url, servers.ADMIN_KEY) as orchestrator:
            program = orchestrator.program
            orchestrator.wait_for_rows()
            orchestrator.open_row(orchestrator.search("demo-admin-viewer"))
            orchestrator.wait_for_card("Spend")
            link = orchestrator.page.find(frozenset({"list item"}), "Usage")
            program.click(link, orchestrator.window)
            orchestrator.wait_until_title("Usage")
            orchestrator.wait_for_card("Tokens")
            studio.shoot(program, "usage-of-user")
        with Recorder(server.url, "1.81.0") as old:
            with studio.program(old.url, servers.USER_KEY) as orchestrator:
                orchestrator.wait_for_card("Spend")
                studio.shoot(orchestrator.program, "old-proxy-own-page")


PAGES = (usage_pages, own_usage_pages)
