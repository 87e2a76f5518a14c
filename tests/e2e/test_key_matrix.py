#!/usr/bin/python3
"""Every write of a new secret, and everything that can go wrong with it: who holds a key afterwards.

A key is made, regenerated or replaced, and one request is spoilt: it is not sent, its answer is
lost, the server fails, or the program is killed while it is under way. Then the person does what
the program offers. The server tells which keys live and which secrets work: each has to be one that
the person has. ORCH_MATRIX_FILE names a file for the table, in Markdown.
"""

import os
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from api import Api, Json
from desktop import Desktop
from harness import Setting, run
from orchestrator import Editor, Orchestrator
from saboteur import BEFORE, CRASH, HOLD_AFTER, HOLD_BEFORE, LOST, Saboteur
from secret import SecretWindow
from servers import MASTER_KEY, DemoServer
from tap import Report, note
from test_key_rotation import key_id, new_key, works
from test_own_key import KEPT, asks, choose, offered
from widgets import BUTTON, FIELD, LABEL, SWITCH, wait_for

ADMIN, OWNER = "e2e-matrix-admin", "e2e-matrix-owner"
KEYRING, NONE, REFUSED = "keyring", "none", "chosen keys refused"

# What is done, and which of its requests is spoilt.
STEPS = {
    "generate": ("/key/generate",),
    "regenerate": ("/key/regenerate",),
    "replace": ("/key/generate", "/key/delete", "/key/update"),
}
FAULTS = {
    "not sent": BEFORE,
    "answer lost": LOST,
    "500": CRASH,
    "killed before": HOLD_BEFORE,
    "killed after": HOLD_AFTER,
}


class Row(NamedTuple):
    """A line of the table."""

    step: str
    fault: str
    keyring: str
    old: str
    new: str
    found: str


class Case:
    """One line: what it runs with, and what the person learns in it."""

    def __init__(
        self, setting: Setting, desktop: Desktop, api: Api, admin: Api, keyring: str
    ) -> None:
        self.setting, self.desktop, self.api, self.admin = setting, desktop, api, admin
        self.keyring = keyring
        self.orchestrator: Orchestrator
        self.saved: dict[str, str] = {}  # the IDs of keys whose secrets the person has: how
        self.has_deleted = False  # a key that nobody can use

    def forget(self) -> None:
        """Another line begins."""
        self.saved.clear()
        self.has_deleted = False

    def start(self, url: str, again: bool) -> None:
        """Start the program; with a keyring, the first time, connect by hand."""
        if self.keyring == NONE:
            extra = {"LITELLM_PROXY_URL": url, "LITELLM_PROXY_API_KEY": self.admin.key}
        else:
            extra = KEPT
        program = self.desktop.start(self.setting.program, "--page", "keys", **extra)
        self.orchestrator = Orchestrator(program)
        if self.keyring != NONE and not again:
            self.orchestrator.window.find(SWITCH, "Remember this connection").switch(True)
            self.orchestrator.connect(url, self.admin.key)
        self.orchestrator.wait_for_rows("Keys")

    def is_open(self, title: str) -> bool:
        """Whether the program has a window with this title."""
        return any(window.name == title for window in self.orchestrator.program.windows())

    def begin(self, step: str, alias: str) -> Editor:
        """Fill in a dialog, up to the button."""
        if self.orchestrator.title != "Keys":
            self.orchestrator.back("Keys")
        if step == "generate":
            editor = self.orchestrator.new_key()
            editor.set("User ID", OWNER)
            editor.set("Key alias", alias)
            return editor
        self.orchestrator.open_row(self.orchestrator.search(alias, "Keys"))
        self.orchestrator.wait_for_card("Expires")
        editor = self.orchestrator.rotate_key("Regenerate" if step == "regenerate" else "Replace key")
        editor.wait_until_can_save()
        if step == "regenerate" and editor.window.find_all(FIELD, "Grace period"):
            editor.set("Grace period", "1h" if self.keyring == REFUSED else "")
        return editor

    def save_secret(self, how: str) -> None:
        """Say that the secret is saved, where it is shown."""
        if self.is_open("API key"):
            window = SecretWindow(self.orchestrator)
            self.saved[window.key_id] = how
            window.saved()

    def send(self, editor: Editor) -> None:
        """Press the button; what no keyring keeps is shown before anything is sent."""
        editor.save()
        if self.keyring == NONE:
            wait_for("the secret", lambda: self.is_open("API key"))
            self.save_secret("shown before")

    def is_settled(self, editor: Editor) -> bool:
        """Whether the dialog has looked, or is gone."""
        return not self.is_open(editor.title) or not any(
            button.has_size for button in editor.window.find_all(BUTTON, "Look")
        )

    def settle_dialog(self, editor: Editor) -> None:
        """Look, where the dialog offers that, do what it then says, or close it."""
        if self.is_open(editor.title) and editor.window.find_all(BUTTON, "Look"):
            editor.window.find(BUTTON, "Look").press()
            wait_for("an answer", lambda: self.is_settled(editor) or asks(self.orchestrator))
            if asks(self.orchestrator):
                self.orchestrator.answer("Delete")
                self.has_deleted = True
                wait_for("an answer", lambda: self.is_settled(editor))
        if self.is_open(editor.title) and says(editor, "regenerate the key once more"):
            self.send(editor)
            wait_for("the secret", lambda: self.is_open("API key"))
            self.save_secret("given once more, and shown")
        if self.is_open(editor.title):
            editor.cancel()

    def settle_waiting(self) -> bool:
        """Do what the bar offers. Returns whether it says to regenerate once more."""
        is_lost = False
        while self.has_bar():
            self.orchestrator.window.find(BUTTON, "Show unfinished keys").press()
            window = self.orchestrator.program.wait_for_window("Unfinished keys")
            while (names := wait_for("an offer", lambda: offered(self.orchestrator)))[0] != "closed":
                name = "Show secret" if "Show secret" in names else names[0]
                is_lost = is_lost or any(
                    "regenerate it once more" in label.text for label in window.find_all(LABEL)
                )
                self.has_deleted = self.has_deleted or name == "Delete key"
                saved = choose(self.orchestrator, name)
                if saved is not None:
                    self.saved[saved] = "offered later"
        return is_lost

    def has_bar(self) -> bool:
        """Whether the bar is there; widgets may go while they are looked at."""

        def probe() -> list[bool]:
            return [bool(self.orchestrator.window.find_all(BUTTON, "Show unfinished keys"))]

        return wait_for("a look at the window", probe)[0]


def says(editor: Editor, words: str) -> bool:
    """Whether a dialog says something."""
    return any(words in label.text for label in editor.window.find_all(LABEL))


def keys_called(api: Api, alias: str) -> list[Json]:
    """The live keys with a name, or with the one that replacing gives meanwhile."""
    return [
        key for key in api.keys_of(OWNER)
        if key["key_alias"] == alias or (key["key_alias"] or "").startswith(f"{alias}~")
    ]  # fmt: skip


def spoil(
    case: Case, between: Saboteur, step: str, path: str, fault: str, alias: str
) -> None:
    """Do it, with one request spoilt, and then what a person would do."""
    editor = case.begin(step, alias)
    is_later = path in ("/key/delete", "/key/update")
    if not is_later:
        between.spoil(path, FAULTS[fault])
        case.send(editor)
    else:
        editor.save()
        wait_for("the secret", lambda: case.is_open("API key"))
        between.spoil(path, FAULTS[fault])
        case.save_secret("shown before" if case.keyring == NONE else "shown")
    if fault.startswith("killed"):
        wait_for("the request", lambda: between.n_held == 1)
        case.orchestrator.program.crash()
        between.release()
        case.start(between.url, again=True)
    elif is_later:
        case.orchestrator.answer("Cancel")
    else:
        wait_for("an answer", lambda: case.is_open("API key") or says_something(case, editor))
        case.save_secret("shown")
        case.settle_dialog(editor)
        case.save_secret("shown")
    if case.settle_waiting():
        case.send(case.begin(step, alias))
        wait_for("the secret", lambda: case.is_open("API key"))
        case.save_secret("given once more, and shown")


def says_something(case: Case, editor: Editor) -> bool:
    """Whether the dialog has stopped waiting, or is gone."""
    if not case.is_open(editor.title):
        return True
    return any(b.is_sensitive for b in editor.window.find_all(BUTTON, editor.verb))


def check_row(
    case: Case, between: Saboteur, step: str, path: str, fault: str, report: Report
) -> Row:
    """Run one line of the table, and judge it."""
    name = f"{step} {path.rpartition('/')[2]}, {fault}, {case.keyring}"
    alias = f"e2e {step} {path[5:]} {fault} {case.keyring}"
    case.forget()
    old = None if step == "generate" else new_key(case.api, alias, OWNER)
    known = set(between.secrets())
    spoil(case, between, step, path, fault, alias)

    live = {key["token"]: key["key_alias"] for key in keys_called(case.api, alias)}
    old_works = old is not None and works(case.api, old)
    new = [s for s in between.secrets() if s not in known and works(case.api, s)]
    held = case.saved.keys() | ({key_id(old)} if old is not None else set())
    report.check(
        live.keys() <= held, f"{name}: the person has the secret of every live key",
        str([alias for token, alias in live.items() if token not in held]),
    )  # fmt: skip
    report.check(
        step == "generate" or old_works or any(key_id(s) in held for s in new),
        f"{name}: there is a working secret",
    )
    working = [key_id(s) for s in (*new, *([old] if old is not None and old_works else []))]
    report.check(live.keys() <= set(working), f"{name}: what lives works", str(live.values()))
    row = Row(
        step if path[5:] == step else f"{step}: {path[5:]}", fault, case.keyring,
        "–" if old is None else "works" if old_works else "refused",
        "works" if new else "–", describe(case, new),
    )  # fmt: skip
    note(" | ".join(row))
    return row


def describe(case: Case, new: list[str]) -> str:
    """How the person got the new secrets that work."""
    ways = {case.saved[key_id(secret)] for secret in new if key_id(secret) in case.saved}
    return ", ".join(sorted(ways)) or ("the key was deleted" if case.has_deleted else "–")


def check_keyring(
    setting: Setting, desktop: Desktop, api: Api, keyring: str, steps: tuple[str, ...],
    report: Report,
) -> list[Row]:  # fmt: skip
    """All lines of one kind of keyring."""
    rows: list[Row] = []
    with ExitStack() as stack:
        stack.enter_context(api.temporary(ADMIN, OWNER))
        admin = api.new_user(ADMIN, "proxy_admin")
        api.new_user(OWNER)
        between = stack.enter_context(Saboteur(api.url, refuse_chosen=keyring == REFUSED))
        case = Case(setting, desktop, api, admin, keyring)
        case.start(between.url, again=False)
        for step in steps:
            for path in STEPS[step]:
                for fault in FAULTS:
                    with report.section(
                        f"{step} {path} {fault} {keyring}",
                        lambda: case.orchestrator.program.describe(),
                    ):
                        rows.append(check_row(case, between, step, path, fault, report))
                        continue
                    case.orchestrator.program.crash()
                    case.start(between.url, again=True)
        case.orchestrator.program.crash()
    desktop.forget()
    return rows


def write(rows: list[Row]) -> None:
    """The table, for whoever wants to keep it."""
    lines = ["| Step | What went wrong | Keyring | Old secret | New secret | The new one was |",
             "|---|---|---|---|---|---|", *(f"| {' | '.join(row)} |" for row in rows)]  # fmt: skip
    for line in lines:
        note(line)
    if path := os.environ.get("ORCH_MATRIX_FILE"):
        Path(path).write_text("\n".join([*lines, ""]))


def test(setting: Setting, desktop: Desktop, report: Report) -> None:
    """A real proxy has no licence: there keys are only made and replaced."""
    rows: list[Row] = []
    for keyring in (KEYRING, NONE, REFUSED):
        with setting.proxy() as api:
            rows += check_keyring(
                setting, desktop, api, keyring, ("generate", "replace"), report
            )
        if not setting.live:
            with DemoServer(setting.demo_server, enterprise=True) as server:
                api = Api(server.url, MASTER_KEY)
                rows += check_keyring(
                    setting, desktop, api, keyring, ("regenerate",), report
                )
    write(rows)


if __name__ == "__main__":
    run(test)
