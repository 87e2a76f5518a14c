#!/usr/bin/python3
"""Two programs give the same key a new secret at once: one does, the other is told plainly."""

from contextlib import ExitStack

from api import Api
from desktop import Desktop
from harness import Setting, run
from orchestrator import Editor, Orchestrator
from saboteur import Saboteur
from secret import SecretWindow
from servers import ADMIN_KEY, DemoServer
from tap import Report
from test_key_rotation import key_id, new_key, open_key, works
from widgets import wait_for

ALIAS = "e2e two programs"
OWNER = "demo-user"


def is_open(orchestrator: Orchestrator, title: str) -> bool:
    """Whether the program has a window with this title."""
    return any(window.name == title for window in orchestrator.program.windows())


def race(
    setting: Setting, desktop: Desktop, server: DemoServer, verb: str, report: Report
) -> None:
    """Both press the button, and the server hears of both at the same moment."""
    api = Api(server.url, ADMIN_KEY)
    old = new_key(api, ALIAS, OWNER)
    path = "/key/regenerate" if verb == "Regenerate" else "/key/generate"
    with ExitStack() as stack:
        between = stack.enter_context(Saboteur(server.url))
        programs: list[Orchestrator] = []
        editors: list[Editor] = []
        stack.enter_context(
            report.section(verb, lambda: "\n".join(p.program.describe() for p in programs))
        )
        # One after the other: the pointer clicks on the window that is above.
        for _ in range(2):
            programs.append(
                stack.enter_context(
                    setting.opened(desktop, between.url, ADMIN_KEY, "--page", "keys")
                )
            )
            open_key(programs[-1], ALIAS, True)
            editors.append(programs[-1].rotate_key(verb))
            editors[-1].wait_until_can_save()
        between.hold_all(path)
        for program, editor in zip(programs, editors, strict=True):
            editor.save()
            SecretWindow(program).saved()
        wait_for("both requests", lambda: between.n_held == 2)
        between.release()

        wait_for("one that is done", lambda: sum(done(p) for p in programs) == 1)
        loser = next(i for i, p in enumerate(programs) if not done(p))
        editors[loser].wait_for_words(
            "given it a new secret" if verb == "Regenerate" else "and was first"
        )
        report.check(True, f"{verb}: the other one is told plainly")
        if verb != "Regenerate":
            programs[1 - loser].wait_for_words("was replaced")

        live = [key for key in api.keys_of(OWNER) if (key["key_alias"] or "").startswith(ALIAS)]
        report.equal([key["key_alias"] for key in live], [ALIAS], f"{verb}: one key is left")
        report.check(not works(api, old), f"{verb}: the old secret is refused")
        working = [secret for secret in between.secrets() if works(api, secret)]
        report.equal(
            [key_id(secret) for secret in working], [live[0]["token"]],
            f"{verb}: one of the new ones works",
        )  # fmt: skip


def done(orchestrator: Orchestrator) -> bool:
    """Whether a program has succeeded."""
    return not is_open(orchestrator, "Regenerate key")


def test(setting: Setting, desktop: Desktop, report: Report) -> None:
    """On both editions."""
    for enterprise, verb in ((False, "Replace key"), (True, "Regenerate")):
        with DemoServer(setting.demo_server, enterprise=enterprise) as server:
            race(setting, desktop, server, verb, report)


if __name__ == "__main__":
    run(test)
