#!/usr/bin/python3
"""The life of a key with nothing but the keyboard: new, copied, saved, changed, blocked, deleted."""

import hashlib

from api import Api, status_of
from desktop import Desktop
from harness import Setting, check_quiet, run
from keyboard import Keyboard
from orchestrator import Orchestrator
from secret import SecretWindow
from tap import Report
from widgets import BUTTON, Widget, wait_for

ADMIN, OWNER = "e2e-keyboard-admin", "e2e-keyboard-owner"
ALIAS = "e2e keyboard"


def create(orchestrator: Orchestrator, api: Api, keyboard: Keyboard, report: Report) -> Api:
    """Ctrl+N, typing, mnemonics, and Space on Copy secret; the result uses the new key."""
    orchestrator.page.find(BUTTON, "New key")
    keyboard.use(orchestrator.window)
    keyboard.press("ctrl+n")
    keyboard.use(orchestrator.program.wait_for_window("New key"))
    keyboard.press("alt+s")
    keyboard.type_into("User ID", OWNER)
    keyboard.press("alt+a")
    keyboard.type_into("Key alias", ALIAS)
    keyboard.press("alt+c")

    secret = SecretWindow(orchestrator)
    keyboard.use(secret.window)
    secret.try_to_close()
    # The window opens with the focus there.
    wait_for("the focus", lambda: _focused(secret.window) == "Copy secret")
    keyboard.press("space")
    text = secret.wait_until_copied()
    token = secret.key_id
    report.equal(hashlib.sha256(text.encode()).hexdigest(), token, "Space copies the secret")
    keyboard.press("alt+s")
    orchestrator.program.wait_until_closed("API key")
    orchestrator.program.wait_until_closed("New key")
    row = api.key_record(token)["list"]
    report.equal(
        (row["user_id"], row["key_alias"]), (OWNER, ALIAS), "Ctrl+N and mnemonics create a key"
    )
    return Api(api.url, text)


def _focused(window: Widget) -> str | None:
    return next((part.name for part in window.descendants() if "focused" in part.states), None)


def record(api: Api) -> dict[str, object]:
    """What the proxy has, while there is one."""
    return next((key for key in api.keys_of(OWNER) if key["key_alias"] == ALIAS), {})


def update(orchestrator: Orchestrator, api: Api, keyboard: Keyboard, report: Report) -> None:
    """Ctrl+E, a switch and a field by their mnemonics."""
    orchestrator.wait_until_title("Key")
    keyboard.use(orchestrator.window)
    keyboard.press("ctrl+e")
    keyboard.use(orchestrator.program.wait_for_window("Update key"))
    keyboard.press("alt+m", "alt+t")
    keyboard.type_into("TPM limit", "4321")
    keyboard.press("alt+s")
    orchestrator.program.wait_until_closed("Update key")
    report.equal(record(api).get("tpm_limit"), 4321, "Ctrl+E and mnemonics update it")


def choose(orchestrator: Orchestrator, keyboard: Keyboard, mnemonic: str) -> None:
    """Open the key's menu and choose by a letter."""
    keyboard.use(orchestrator.window)
    # The focus goes to the button inside.
    keyboard.tab_to_widget(next(orchestrator.page.find(BUTTON, "Key menu").children()))
    keyboard.press("space", mnemonic)


def answer(orchestrator: Orchestrator, keyboard: Keyboard, verb: str) -> None:
    """Answer the question, which has the keyboard by itself, by the mnemonic of its verb."""
    wait_for("the question", lambda: len(orchestrator.program.windows()) == 2)
    orchestrator.program.windows()[-1].find(BUTTON, verb)
    keyboard.press(f"alt+{verb[0].lower()}")


def block_and_delete(
    orchestrator: Orchestrator, api: Api, user: Api, keyboard: Keyboard, report: Report
) -> None:
    """Both ask first."""
    report.equal(status_of(lambda: user.get("/key/info")), 200, "the key works")
    choose(orchestrator, keyboard, "b")
    answer(orchestrator, keyboard, "Block")
    orchestrator.wait_for_words("Blocked “")
    report.equal(status_of(lambda: user.get("/key/info")), 401, "the menu blocks it")
    choose(orchestrator, keyboard, "d")
    answer(orchestrator, keyboard, "Delete")
    orchestrator.wait_until_title("Keys")
    report.equal(record(api), {}, "the menu deletes it")


def test(setting: Setting, desktop: Desktop, report: Report) -> None:
    """An administrator, and a key for somebody."""
    with setting.proxy() as api, api.temporary(ADMIN, OWNER):
        admin = api.new_user(ADMIN, "proxy_admin")
        api.new_user(OWNER)
        with setting.opened(desktop, api.url, admin.key, "--page", "keys") as orchestrator:
            with report.section("a key's life by keyboard", orchestrator.program.describe):
                keyboard = Keyboard(orchestrator.program)
                orchestrator.wait_for_rows("Keys")
                user = create(orchestrator, api, keyboard, report)
                update(orchestrator, api, keyboard, report)
                block_and_delete(orchestrator, api, user, keyboard, report)
                check_quiet(report, orchestrator.program, "by keyboard")


if __name__ == "__main__":
    run(test)
