#!/usr/bin/python3
"""What is left of secrets once their keys were rotated: nothing in memory, files, or the log.

A server in between writes down the requests, and so knows each secret without pasting it: GTK 4.8
never frees what it sends to whoever pastes, which is looked at by itself. libsoup does not wipe the
buffer that it read a reply into, and so the secret of the last one may be there until the next.
"""

import json
from collections import Counter

import memory
from api import Api
from desktop import Desktop
from harness import Setting, run
from orchestrator import Orchestrator
from secret import SecretWindow
from servers import ADMIN_KEY, DemoServer, Recorder
from tap import Report, note
from test_key_rotation import new_key, open_key
from test_remember import files_with
from widgets import BUTTON, NotFound, wait_for

ALIAS = "e2e memory"
ROTATIONS = 20
CLIPBOARD_SECONDS = 1

# Until the program has done what it does when it has nothing else to do.
SETTLING = 20


def sent_secret(recorder: Recorder) -> str:
    """The secret that the program has just sent for a new key."""
    bodies = [json.loads(r.body) for r in recorder.take() if r.path == "/key/generate"]
    assert len(bodies) == 1, "not one new key"
    return str(bodies[0]["key"])


def rotate(orchestrator: Orchestrator, recorder: Recorder, number: int) -> str:
    """Replace the key that is shown; some secrets are shown, some copied. The result is it."""
    recorder.take()
    orchestrator.rotate_key().save()
    window = SecretWindow(orchestrator)
    if number % 2:
        window.window.find(BUTTON, "Show secret").press()
    if number % 3:
        window.window.find(BUTTON, "Copy secret").press()
    window.saved()
    orchestrator.program.wait_until_closed("Regenerate key")
    orchestrator.wait_until_title("Key")
    return sent_secret(recorder)


def left(process_id: int, secrets: list[str], allowed: int = 0) -> dict[str, int]:
    """What is left when the program has settled, by its owner."""
    try:
        wait_for("less", lambda: len(memory.find(process_id, secrets)) <= allowed, SETTLING)
    except NotFound:
        pass  # The caller judges.
    return dict(Counter(memory.find(process_id, secrets)))


def check_pasting(orchestrator: Orchestrator, process_id: int) -> None:
    """What pasting leaves, by owner: it is GTK's."""
    orchestrator.rotate_key().save()
    window = SecretWindow(orchestrator)
    secret = window.copy()
    window.saved()
    orchestrator.program.wait_until_closed("Regenerate key")
    orchestrator.wait_until_title("Key")
    note(f"after pasting once, GTK keeps: {left(process_id, [secret], 2)}")


def test(setting: Setting, desktop: Desktop, report: Report) -> None:
    """Twenty rotations in one run."""
    settings = desktop.settings(clipboard_clear_seconds=f"uint32 {CLIPBOARD_SECONDS}")
    with DemoServer(setting.demo_server) as server, Recorder(server.url) as recorder:
        new_key(Api(server.url, ADMIN_KEY), ALIAS, "demo-user")
        with setting.opened(
            desktop, recorder.url, ADMIN_KEY, "--page", "keys", **settings
        ) as orchestrator:
            program = orchestrator.program
            with report.section("memory", program.describe):
                open_key(orchestrator, ALIAS, True)
                secrets = []
                for number in range(ROTATIONS):
                    secrets.append(rotate(orchestrator, recorder, number))
                found = memory.find(program.process_id, [ADMIN_KEY])
                report.check(found, "the key that the program connects with is found in its memory")
                report.equal(
                    left(program.process_id, secrets[:-1]), {},
                    f"after {ROTATIONS} rotations none of their secrets is",
                )  # fmt: skip
                last = left(program.process_id, secrets[-1:])
                report.check(sum(last.values()) <= 1, "but for the last reply's buffer", str(last))
                note(f"of the last reply, libsoup keeps: {last}")
                files = [name for text in secrets for name in files_with(text, desktop.home)]
                report.equal(files, [], "and none is in a file")
                log = program.log()
                report.check(not any(s in log for s in secrets), "and none is in the log")
                check_pasting(orchestrator, program.process_id)


if __name__ == "__main__":
    run(test)
