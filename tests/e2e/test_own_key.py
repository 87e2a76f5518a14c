#!/usr/bin/python3
"""The connection's own key gets a new secret, and the program is killed on the way.

Whatever was done until then, the next start signs in; what is left is offered, and can be finished.
"""

from api import Api, status_of
from desktop import Desktop
from harness import Setting, run
from orchestrator import Orchestrator
from saboteur import HOLD_AFTER, HOLD_BEFORE, Saboteur
from secret import SecretWindow
from servers import MASTER_KEY, DemoServer
from tap import Report
from test_key_rotation import open_key, works
from widgets import BUTTON, SWITCH, wait_for

ADMIN, ALIAS = "e2e-own-key", "e2e own key"
KEPT = {"GSETTINGS_BACKEND": "keyfile"}

# What is held when the program is killed: a path, before or after the server hears of it, and
# whether the person has said before that the secret is saved.
MOMENTS = {
    "before the new key is made": ("/key/generate", HOLD_BEFORE, False),
    "after the new key was made": ("/key/generate", HOLD_AFTER, False),
    "while the secret is shown": (None, None, False),
    "before the old key is deleted": ("/key/delete", HOLD_BEFORE, True),
    "after the old key was deleted": ("/key/delete", HOLD_AFTER, True),
    "before the new key gets its name": ("/key/update", HOLD_BEFORE, True),
    "after it got its name": ("/key/update", HOLD_AFTER, True),
}


def start(setting: Setting, desktop: Desktop) -> Orchestrator:
    """The program, with the settings and the keyring of the last run."""
    return Orchestrator(desktop.start(setting.program, "--page", "keys", **KEPT))


def connect(setting: Setting, desktop: Desktop, url: str, key: str) -> Orchestrator:
    """Connect with a key, and remember that."""
    orchestrator = start(setting, desktop)
    orchestrator.window.find(SWITCH, "Remember this connection").switch(True)
    orchestrator.connect(url, key)
    orchestrator.wait_for_rows("Keys")
    return orchestrator


def act(
    orchestrator: Orchestrator, between: Saboteur, moment: tuple[str | None, str | None, bool],
    verb: str,
) -> None:  # fmt: skip
    """Give the key a new secret, until the moment at which the program is killed."""
    path, fault, is_saved = moment
    open_key(orchestrator, ALIAS, True)
    editor = orchestrator.rotate_key(verb)
    editor.wait_until_can_save()
    if path is not None and fault is not None and not is_saved:
        between.spoil(path, fault)
    editor.save()
    if path is None or is_saved:
        window = SecretWindow(orchestrator)
        if path is not None and fault is not None:
            between.spoil(path, fault)
            window.window.find(BUTTON, "I have saved it").press()
    if path is not None:
        wait_for("the request", lambda: between.n_held == 1)


def offered(orchestrator: Orchestrator) -> list[str]:
    """What the window of unfinished keys offers; nothing, once it is closed."""
    for window in orchestrator.program.windows():
        if window.name == "Unfinished keys":
            return [
                name
                for name in ("Finish", "Show secret", "Delete key", "Forget")
                if any(button.is_sensitive for button in window.find_all(BUTTON, name))
            ]
    return ["closed"]


def asks(orchestrator: Orchestrator) -> bool:
    """Whether the person is asked whether the old key is to be deleted."""
    return any(window.find_all(BUTTON, "Delete") for window in orchestrator.program.windows())


def choose(orchestrator: Orchestrator, name: str) -> str | None:
    """Do one of the things that are offered, and wait until it is done; the result is the ID of the
    key whose secret was shown."""
    window = orchestrator.program.wait_for_window("Unfinished keys")
    window.find(BUTTON, name).press()
    shown = None
    if name == "Show secret":
        secret = SecretWindow(orchestrator)
        shown = secret.key_id
        secret.saved()
    elif name in ("Finish", "Delete key"):
        wait_for("a question, or the end", lambda: asks(orchestrator) or name not in offered(orchestrator))
        if asks(orchestrator):
            orchestrator.answer("Delete")
    wait_for(f"{name} done", lambda: name not in offered(orchestrator))
    return shown


def finish(orchestrator: Orchestrator) -> None:
    """Do what the bar offers, if it is there, until it offers nothing more."""
    while orchestrator.window.find_all(BUTTON, "Show unfinished keys"):
        orchestrator.window.find(BUTTON, "Show unfinished keys").press()
        orchestrator.program.wait_for_window("Unfinished keys")
        while (names := wait_for("an offer", lambda: offered(orchestrator)))[0] != "closed":
            choose(orchestrator, names[0])
        orchestrator.wait_for_rows("Keys")


def check(
    setting: Setting, desktop: Desktop, server: DemoServer, name: str,
    moment: tuple[str | None, str | None, bool], verb: str, report: Report,
) -> None:  # fmt: skip
    """Kill the program at one moment, and start it again."""
    api = Api(server.url, MASTER_KEY)
    with api.temporary(ADMIN), Saboteur(server.url) as between:
        api.post("/user/new", user_id=ADMIN, user_role="proxy_admin", auto_create_key=False)
        old = api.post("/key/generate", user_id=ADMIN, key_alias=ALIAS)["key"]
        orchestrator = connect(setting, desktop, between.url, old)
        with report.section(name, lambda: orchestrator.program.describe()):
            act(orchestrator, between, moment, verb)
            orchestrator.program.crash()
            between.release()

            orchestrator = start(setting, desktop)
            orchestrator.wait_for_rows("Keys")
            report.check(True, f"{name}: the next start signs in")
            finish(orchestrator)
            report.check(True, f"{name}: nothing is left unfinished")
            live = [key for key in api.keys_of(ADMIN) if key["key_alias"] == ALIAS]
            report.equal(len(api.keys_of(ADMIN)), 1, f"{name}: there is one key")
            report.equal(len(live), 1, f"{name}: and it has the name")
            orchestrator.program.crash()
            orchestrator = start(setting, desktop)
            orchestrator.wait_for_rows("Keys")
            report.check(True, f"{name}: and so does the start after that")
            new = [secret for secret in between.secrets() if works(api, secret)]
            report.equal(len(new) + works(api, old), 1, f"{name}: one secret works")
            who = status_of(lambda: Api(server.url, (new or [old])[0]).get("/key/info"))
            report.equal(who, 200, f"{name}: that of the connection")
        orchestrator.program.crash()
    desktop.forget()


def test(setting: Setting, desktop: Desktop, report: Report) -> None:
    """On both editions."""
    with DemoServer(setting.demo_server) as server:
        for name, moment in MOMENTS.items():
            check(setting, desktop, server, name, moment, "Replace key", report)
    with DemoServer(setting.demo_server, enterprise=True) as server:
        for name, fault in (("regenerate, before", HOLD_BEFORE), ("regenerate, after", HOLD_AFTER)):
            moment = ("/key/regenerate", fault, False)
            check(setting, desktop, server, name, moment, "Regenerate", report)


if __name__ == "__main__":
    run(test)
