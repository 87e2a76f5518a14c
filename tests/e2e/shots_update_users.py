"""The pictures of changing several users at once."""

import servers
from orchestrator import Editor
from servers import DemoServer
from studio import Studio, press_when_there
from widgets import BUTTON, FIELD, SWITCH, Widget

# Two users, one of them twice, one of whom has the budget already, and nobody.
PASTED = """user_id
user-000001
user-000002
user-000001
user-000005
nobody
"""


def update_users_pages(studio: Studio) -> None:
    """Users who are chosen, or pasted; what would change, and what did."""
    with DemoServer(studio.demo_server) as server:
        with studio.program(server.url, servers.ADMIN_KEY) as orchestrator:
            program = orchestrator.program
            orchestrator.wait_for_rows()
            orchestrator.select(4)
            studio.shoot(program, "users-selected")

            press_when_there(orchestrator.window, "Update…")
            editor = Editor(orchestrator, "Update users", "Preview")
            studio.shoot(program, "update-users", editor.window)
            editor.cancel()
            program.wait_until_closed("Update users")

            press_when_there(orchestrator.window, "Update from list…")
            editor = Editor(orchestrator, "Update users", "Preview")
            studio.shoot(program, "update-users-list", editor.window)
            fill(editor)
            studio.shoot(program, "update-users-filled", editor.window)
            program.scroll_down(editor.window)
            studio.shoot(program, "update-users-filled-bottom", editor.window)

            editor.save()
            preview = program.wait_for_window("Changes")
            press = preview.find(BUTTON, "Save")
            studio.shoot(program, "update-users-preview", preview)
            press.press()
            preview.find(BUTTON, "Close")
            studio.shoot(program, "update-users-done", preview)


def fill(editor: Editor) -> None:
    """Paste a list, and choose a budget, a duration, a role and models."""
    editor.window.find(FIELD, "User IDs or e-mail addresses").set_text(PASTED)
    for name in ("Change max budget", "Change budget duration", "Change role", "Change models"):
        editor.switch(name, True)
    editor.set("Max budget", "20")
    editor.set("Budget duration", "7d")
    editor.set_models("all-proxy-models")


PAGES = [update_users_pages]
