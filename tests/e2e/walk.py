#!/usr/bin/python3
"""Walk through the main job on the demo server, and save pictures on the way.

Usage: walk.py BUILD OUTPUT
"""

import sys
from pathlib import Path

from desktop import Desktop, Program
from orchestrator import Orchestrator
from secret import SecretWindow
from widgets import BUTTON, FIELD

BUDGET = "42.5"
SPEND = "3.25"
ALIAS = "walk"


class Diary:
    """Tells what is done, and takes pictures of it."""

    def __init__(self, output: Path) -> None:
        self._output = output
        self._count = 0

    def tell(self, done: str, program: Program, name: str) -> None:
        """Print one step and the path of its picture."""
        self._count += 1
        path = self._output / f"{self._count}-{name}.png"
        program.picture(path, program.main_window)
        print(f"{self._count}. {done}\n   {path}", flush=True)


def walk(desktop: Desktop, program_path: str, diary: Diary) -> None:
    """The job, step by step."""
    program = desktop.start(program_path)
    program.main_window.find(FIELD, "Server address")
    diary.tell("Started: the program asks for a server and an API key", program, "connect")
    program.close()

    program = desktop.start(program_path, "--demo")
    orchestrator = Orchestrator(program)
    row = orchestrator.wait_for_rows()[9]
    diary.tell("Connected to the demo server: all its users", program, "users")

    wanted = next(text for text in row.labels() if "@" in text).partition("@")[0] + "@"
    row = orchestrator.search(wanted)
    diary.tell(f"Searched for “{wanted}”: one user", program, "search")

    orchestrator.open_row(row)
    orchestrator.wait_for_card("Spend")
    diary.tell("Opened this user", program, "user")

    editor = orchestrator.edit()
    editor.switch("Unlimited budget", False)
    editor.set("Max budget", BUDGET)
    editor.switch("No budget reset", True)
    editor.set("Spend", SPEND)
    editor.wait_until_can_save()
    diary.tell(f"Max budget {BUDGET}, no budget reset, spend {SPEND}", program, "dialog")

    editor.save_and_close()
    said = orchestrator.wait_for_words("Saved")
    diary.tell(f"Saved; the server’s answer was checked: {said}", program, "saved")

    create_key(orchestrator, diary)

    orchestrator.back("User")
    orchestrator.back()
    text = orchestrator.row_text(orchestrator.wait_for_single_row(wanted))
    diary.tell(f"Back to the table: {text}", program, "table")


def create_key(orchestrator: Orchestrator, diary: Diary) -> None:
    """A key for the user who is shown."""
    program = orchestrator.program
    editor = orchestrator.new_key()
    editor.set("Key alias", ALIAS)
    editor.wait_until_can_save()
    diary.tell(f"New key: “{ALIAS}”", program, "new-key")

    # No keyring keeps the secrets of the demo, so that they are shown first.
    editor.save()
    secret = SecretWindow(orchestrator)
    secret.window.find(BUTTON, "Copy secret")
    diary.tell(f"Its secret is shown once (key ID {secret.key_id[:8]}…)", program, "secret")

    secret.saved()
    program.wait_until_closed(editor.title)
    orchestrator.wait_until_title("Key")
    orchestrator.wait_for_words(f"Created “{ALIAS}”")
    diary.tell("Saved the secret: the key is created", program, "key")


def main() -> None:
    """Read the arguments and walk."""
    if len(sys.argv) != 3:
        sys.exit("usage: walk.py BUILD OUTPUT")
    build, output = Path(sys.argv[1]), Path(sys.argv[2])
    output.mkdir(parents=True, exist_ok=True)
    with Desktop(compositor=True) as desktop:
        walk(desktop, str(build / "src/litellm-orchestrator"), Diary(output))


if __name__ == "__main__":
    main()
