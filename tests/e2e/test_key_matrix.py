#!/usr/bin/python3
"""Every write of a new secret, and everything that can go wrong with it: who holds a key afterwards.

A key is made, regenerated or replaced, and one request is spoilt: it is not sent, its answer is
lost, the server fails, or the program is killed while it is under way. Then the person does what
the program offers. The server tells which keys there are and which secrets work; the table, whose
they are. ORCH_MATRIX_FILE names a file for it, in Markdown.
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
from test_key_rotation import new_key, works
from test_own_key import KEPT, choose, offered
from widgets import BUTTON, FIELD, SWITCH, wait_for

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
    """One line: what it runs with."""

    def __init__(self, setting: Setting, desktop: Desktop, api: Api, admin: Api) -> None:
        self.setting, self.desktop, self.api, self.admin = setting, desktop, api, admin
        self.orchestrator: Orchestrator
        self.found = "nowhere"

    def start(self, url: str, keyring: str, again: bool) -> None:
        """Start the program; with a keyring, the first time, connect by hand."""
        if keyring == NONE:
            extra = {"LITELLM_PROXY_URL": url, "LITELLM_PROXY_API_KEY": self.admin.key}
        else:
            extra = KEPT
        program = self.desktop.start(self.setting.program, "--page", "keys", **extra)
        self.orchestrator = Orchestrator(program)
        if keyring != NONE and not again:
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
            editor.set("Grace period", "1h" if self.needs_grace else "")
        return editor

    needs_grace = False

    def save_secret(self) -> None:
        """Say that the secret is saved, where it is shown."""
        if self.is_open("API key"):
            self.found = "shown, and saved"
            SecretWindow(self.orchestrator).saved()

    def settle_dialog(self, editor: Editor) -> None:
        """Look, where the dialog offers that, or close it."""
        if not self.is_open(editor.title):
            return
        if editor.window.find_all(BUTTON, "Look"):
            editor.window.find(BUTTON, "Look").press()
            wait_for(
                "an answer",
                lambda: not self.is_open(editor.title)
                or not any(b.has_size for b in editor.window.find_all(BUTTON, "Look")),
            )
        if self.is_open(editor.title):
            editor.cancel()

    def settle_waiting(self) -> None:
        """Do what the bar offers."""
        while self.has_bar():
            self.orchestrator.window.find(BUTTON, "Show unfinished keys").press()
            self.orchestrator.program.wait_for_window("Unfinished keys")
            while (names := wait_for("an offer", lambda: offered(self.orchestrator)))[0] != "closed":
                name = "Show secret" if "Show secret" in names else names[0]
                if name == "Show secret":
                    self.found = "offered, and saved"
                elif name == "Finish" and self.found == "nowhere":
                    self.found = "saved before"
                choose(self.orchestrator, name)

    def has_bar(self) -> bool:
        """Whether the bar is there; widgets may go while they are looked at."""

        def probe() -> list[bool]:
            return [bool(self.orchestrator.window.find_all(BUTTON, "Show unfinished keys"))]

        return wait_for("a look at the window", probe)[0]


def keys_called(api: Api, alias: str) -> list[Json]:
    """The live keys with a name, or with the one that replacing gives meanwhile."""
    return [
        key for key in api.keys_of(OWNER)
        if key["key_alias"] == alias or (key["key_alias"] or "").startswith(f"{alias}~")
    ]  # fmt: skip


def spoil(
    case: Case, between: Saboteur, step: str, path: str, fault: str, url: str, keyring: str,
    alias: str,
) -> None:  # fmt: skip
    """Do it, with one request spoilt, and then what a person would do."""
    editor = case.begin(step, alias)
    is_later = path in ("/key/delete", "/key/update")
    if not is_later:
        between.spoil(path, FAULTS[fault])
    editor.save()
    if step == "regenerate" and keyring == NONE:
        wait_for("the secret", lambda: case.is_open("API key"))
        case.save_secret()
    if is_later:
        wait_for("the secret", lambda: case.is_open("API key"))
        between.spoil(path, FAULTS[fault])
        case.save_secret()
    if fault.startswith("killed"):
        wait_for("the request", lambda: between.n_held == 1)
        case.orchestrator.program.crash()
        between.release()
        case.start(url, keyring, again=True)
    elif is_later:
        case.orchestrator.answer("Cancel")
    else:
        wait_for("an answer", lambda: case.is_open("API key") or says_something(case, editor))
        case.save_secret()
        case.settle_dialog(editor)
        case.save_secret()
    case.settle_waiting()


def says_something(case: Case, editor: Editor) -> bool:
    """Whether the dialog has stopped waiting, or is gone."""
    if not case.is_open(editor.title):
        return True
    return any(b.is_sensitive for b in editor.window.find_all(BUTTON, editor.verb))


def check_row(
    case: Case, between: Saboteur, step: str, path: str, fault: str, keyring: str, report: Report
) -> Row:
    """Run one line of the table, and judge it."""
    name = f"{step} {path.rpartition('/')[2]}, {fault}, {keyring}"
    alias = f"e2e {step} {path[5:]} {fault} {keyring}"
    old = None if step == "generate" else new_key(case.api, alias, OWNER)
    case.found = "nowhere"
    known = set(between.secrets())
    spoil(case, between, step, path, fault, between.url, keyring, alias)

    live = keys_called(case.api, alias)
    old_works = old is not None and works(case.api, old)
    made = [secret for secret in between.secrets() if secret not in known]
    new = [secret for secret in made if works(case.api, secret)]
    if not new:
        case.found = "–"
    elif case.found == "nowhere" and is_kept_nowhere(step, fault, keyring):
        case.found = "nobody, but the list shows the key"
    report.check(
        old_works or not live or case.found != "nowhere", f"{name}: somebody holds a live key",
    )  # fmt: skip
    report.check(
        len(live) <= old_works + (len(new) if case.found != "nowhere" else 0),
        f"{name}: no live key that nobody was told of",
        str([key["key_alias"] for key in live]),
    )  # fmt: skip
    row = Row(f"{step}: {path[5:]}", fault, keyring, "–" if old is None else state(old_works),
              state(bool(new)), case.found)  # fmt: skip
    note(" | ".join(row))
    return row


def is_kept_nowhere(step: str, fault: str, keyring: str) -> bool:
    """Whether the program can't know of a key: what is in no keyring is lost with the program, and a
    secret that the server has chosen with its answer. A key that is regenerated never depends on
    either, and of one that is replaced the old one goes on working."""
    if step == "regenerate":
        return False
    return (keyring == NONE and fault.startswith("killed")) or (
        keyring == REFUSED and step == "generate"
    )


def state(works_still: bool) -> str:
    """Whether a secret is good for anything."""
    return "works" if works_still else "refused"


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
        case = Case(setting, desktop, api, admin)
        case.needs_grace = keyring == REFUSED
        case.start(between.url, keyring, again=False)
        for step in steps:
            for path in STEPS[step]:
                for fault in FAULTS:
                    with report.section(
                        f"{step} {path} {fault} {keyring}",
                        lambda: case.orchestrator.program.describe(),
                    ):
                        rows.append(check_row(case, between, step, path, fault, keyring, report))
                        continue
                    case.orchestrator.program.crash()
                    case.start(between.url, keyring, again=True)
        case.orchestrator.program.crash()
    desktop.forget()
    return rows


def write(rows: list[Row]) -> None:
    """The table, for whoever wants to keep it."""
    lines = ["| Step | What went wrong | Keyring | Old secret | New secret | The person has it |",
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
