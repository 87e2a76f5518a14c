"""The pictures of everything about API keys."""

from pathlib import Path

import servers
from api import Api
from orchestrator import Orchestrator
from secret import SecretWindow
from servers import DemoServer, Recorder
from studio import Studio, new_window, press_when_there
from widgets import BUTTON, FIELD, MENU_ITEM, SWITCH, Widget

# The table of the keys that are due for rotation.
DUE = "Keys due for rotation"


def open_keys(orchestrator: Orchestrator) -> None:
    """Go from the table of users to the table of keys."""
    orchestrator.wait_for_rows()
    press_when_there(orchestrator.window, "Keys")
    orchestrator.wait_for_rows("Keys")


def choose_in_key_menu(window: Widget, name: str) -> None:
    """Choose from the menu of a key."""
    press_when_there(window, "Key menu")
    window.find(MENU_ITEM, name).press()


def keys_pages(studio: Studio) -> None:
    """The table of all keys, and one of them."""
    with DemoServer(studio.demo_server) as server:
        with studio.program(server.url, servers.ADMIN_KEY) as orchestrator:
            program = orchestrator.program
            open_keys(orchestrator)
            studio.shoot(program, "keys")

            orchestrator.select(3, "Keys")
            studio.shoot(program, "keys-selected")
            studio.shoot_above(
                program, "delete-keys", orchestrator.window,
                lambda: ask(orchestrator, "Delete"),
            )  # fmt: skip
            press_when_there(orchestrator.window, "Select keys")

            search = orchestrator.window.find(FIELD, "Search")
            search.set_text("nothing-is-called-this")
            orchestrator.wait_for_words("No results")
            studio.shoot(program, "keys-no-results")
            search.set_text("")
            rows = orchestrator.wait_for_rows("Keys")
            orchestrator.open_row(rows[2])
            orchestrator.wait_for_card("Expires")
            studio.shoot(program, "key")
            program.scroll_down(orchestrator.window)
            studio.shoot(program, "key-bottom")
            press_when_there(orchestrator.window, "Key menu")
            studio.shoot(program, "key-menu")
            program.keys("Escape")
            for name, item in (("delete-key", "Delete key"), ("block-key", "Block")):
                studio.shoot_above(
                    program, name, orchestrator.window,
                    lambda item=item: ask_in_menu(orchestrator, item),
                )  # fmt: skip

            orchestrator.back("Keys")
            server.stop()
            press_when_there(orchestrator.window, "Refresh")
            orchestrator.wait_for_words("Nothing answers")
            studio.shoot(program, "keys-refresh-error")


def team_key_pages(studio: Studio) -> None:
    """Keys of teams: one that is limited by the team, one whose team is gone."""
    with DemoServer(studio.demo_server) as server:
        api = Api(server.url, servers.MASTER_KEY)
        api.post(
            "/key/generate", key_alias="of-a-team", user_id="demo-user", team_id="team-research",
            max_budget=50, spend=12.5,
        )  # fmt: skip
        with studio.program(server.url, servers.ADMIN_KEY) as orchestrator:
            program = orchestrator.program
            open_keys(orchestrator)
            for alias, words in (
                ("of-a-team", "Research"), ("service-of-a-gone-team", "There is no team")
            ):
                search = orchestrator.window.find(FIELD, "Search")
                search.set_text(alias)
                orchestrator.wait_for_words("1 key found")
                orchestrator.open_row(orchestrator.wait_for_rows("Keys")[0])
                orchestrator.wait_for_words(words)
                studio.shoot(program, f"key-{alias}")
                orchestrator.back("Keys")


def ask(orchestrator: Orchestrator, button: str) -> Widget:
    """The question that a button asks."""
    press_when_there(orchestrator.window, button)
    return new_window(orchestrator.program)


def ask_in_menu(orchestrator: Orchestrator, item: str) -> Widget:
    """The question that an item of the key's menu asks."""
    choose_in_key_menu(orchestrator.window, item)
    return new_window(orchestrator.program)


def key_dialog_pages(studio: Studio) -> None:
    """Changing a key, creating one, and its secret."""
    with DemoServer(studio.demo_server) as server:
        with studio.program(server.url, servers.ADMIN_KEY) as orchestrator:
            program = orchestrator.program
            open_keys(orchestrator)
            orchestrator.open_row(orchestrator.rows("Keys")[2])
            orchestrator.wait_for_card("Expires")
            editor = orchestrator.edit_key()
            studio.shoot(program, "update-key", editor.window)
            program.scroll_down(editor.window)
            studio.shoot(program, "update-key-bottom", editor.window)
            editor.cancel()

            orchestrator.back("Keys")
            editor = orchestrator.new_key()
            editor.set("User ID", "demo-user")
            editor.set("Key alias", "pictured")
            studio.shoot(program, "new-key", editor.window)
            program.scroll_down(editor.window)
            studio.shoot(program, "new-key-bottom", editor.window)
            editor.save()
            secret = SecretWindow(orchestrator)
            studio.shoot(program, "secret", secret.window)
            secret.copy()
            secret.try_to_close()
            studio.shoot(program, "secret-kept", secret.window)
            secret.saved()
            program.wait_until_closed(editor.title)


def new_secret_pages(studio: Studio) -> None:
    """A new secret for a key, on both editions."""
    for enterprise, verb, name in (
        (True, "Regenerate", "regenerate-key"),
        (False, "Replace key", "replace-key"),
    ):
        with DemoServer(studio.demo_server, enterprise=enterprise) as server:
            with studio.program(server.url, servers.ADMIN_KEY) as orchestrator:
                program = orchestrator.program
                open_keys(orchestrator)
                orchestrator.open_row(orchestrator.rows("Keys")[2])
                orchestrator.wait_for_card("Expires")
                editor = orchestrator.rotate_key(verb)
                editor.wait_until_can_save()
                studio.shoot(program, name, editor.window)
                program.scroll_down(editor.window)
                studio.shoot(program, f"{name}-bottom", editor.window)
                editor.switch("Change settings", True)
                studio.shoot(program, f"{name}-settings", editor.window)


def key_job_pages(studio: Studio) -> None:
    """Several keys at once, and what became of each."""
    with DemoServer(studio.demo_server) as server:
        with studio.program(server.url, servers.ADMIN_KEY) as orchestrator:
            program = orchestrator.program
            open_keys(orchestrator)
            orchestrator.select(12, "Keys")
            studio.shoot_above(
                program, "block-keys-question", orchestrator.window,
                lambda: ask(orchestrator, "Block"),
            )  # fmt: skip
            press_when_there(ask(orchestrator, "Block"), "Block")
            job = program.wait_for_window("Block keys")
            job.find(BUTTON, "Close")
            studio.shoot(program, "key-job-done", job)


def open_rotation(orchestrator: Orchestrator) -> list[Widget]:
    """Go to the keys that are due for rotation."""
    open_keys(orchestrator)
    press_when_there(orchestrator.window, "Due for rotation")
    orchestrator.wait_until_title("Rotation")
    return orchestrator.wait_for_rows(DUE)


def rotation_pages(studio: Studio) -> None:
    """The keys that are due for rotation, while they are looked for, and some of them chosen."""
    with DemoServer(studio.demo_server, fault="delay:400@/key/list") as slow:
        with studio.program(slow.url, servers.ADMIN_KEY) as orchestrator:
            open_rotation(orchestrator)
            press_when_there(orchestrator.window, "Stop")
            studio.shoot(orchestrator.program, "rotation-stopped")

    with DemoServer(studio.demo_server, users=1500) as server:
        with studio.program(server.url, servers.ADMIN_KEY) as orchestrator:
            program = orchestrator.program
            open_rotation(orchestrator)
            orchestrator.wait_for_words("More keys are due")
            for row in orchestrator.rows(DUE)[:3]:
                program.click(row, orchestrator.window, at=(0.015, 0.5))
            orchestrator.wait_for_words("3 keys selected")
            studio.shoot(program, "rotation")

            server.stop()
            press_when_there(orchestrator.window, "Refresh")
            orchestrator.wait_for_words("Nothing answers")
            studio.shoot(program, "rotation-error")


def user_key_pages(studio: Studio) -> None:
    """A user's own keys."""
    with DemoServer(studio.demo_server) as server:
        for name, key in (("own-keys", servers.USER_KEY), ("own-keys-viewer", servers.USER_VIEWER_KEY)):
            with studio.program(server.url, key) as orchestrator:
                orchestrator.wait_for_rows("Keys")
                studio.shoot(orchestrator.program, name)
                orchestrator.open_row(orchestrator.rows("Keys")[0])
                orchestrator.wait_for_card("Expires")
                press_when_there(orchestrator.window, "Key menu")
                studio.shoot(orchestrator.program, f"{name}-menu")


def old_proxy_key_pages(studio: Studio) -> None:
    """What differs on old proxies."""
    with DemoServer(studio.demo_server) as server, Recorder(server.url, "1.81.0") as old:
        with studio.program(old.url, servers.ADMIN_KEY) as orchestrator:
            open_keys(orchestrator)
            studio.shoot(orchestrator.program, "old-proxy-keys")


def make_keys(url: str) -> tuple[str, str]:
    """A key and the one that takes its place: their IDs."""
    api = Api(url, servers.ADMIN_KEY)
    aliases = ("laptop", "laptop~12345678")
    old, new = (api.post("/key/generate", key_alias=alias, user_id="demo-user") for alias in aliases)
    return old["token"], new["token"]


def leave_unfinished(settings: Path, old: str, new: str) -> None:
    """Write into the settings of a connection what another run of the program has left there."""
    made_at = "<int64 1767225600>"
    record = (
        f"'old-key-id': <'{old}'>, 'new-key-id': <'{new}'>, 'user-id': <'demo-user'>, "
        "'alias': <'laptop'>, 'temporary-alias': <'laptop~12345678'>, "
        f"'step': <uint32 3>, 'started-at': {made_at}"
    )
    secrets = ", ".join(
        f"{{'key-id': <'{key_id}'>, 'user-id': <'demo-user'>, 'made-at': {made_at}}}"
        for key_id in (new, "0" * 64)
    )
    text = settings.read_text()
    name = next(line for line in text.splitlines() if line.startswith("name="))
    added = f"pending-secrets=[{secrets}]\nreplacements=[{{{record}}}]"
    settings.write_text(text.replace(name, f"{name}\n{added}"))


def unfinished_key_pages(studio: Studio) -> None:
    """What an earlier run of the program has left unfinished."""
    kept = {"GSETTINGS_BACKEND": "keyfile"}
    settings = studio.config / "glib-2.0/settings/keyfile"
    with DemoServer(studio.demo_server) as server:
        with studio.program(**kept) as orchestrator:
            orchestrator.window.find(SWITCH, "Remember this connection").switch(True)
            orchestrator.connect(server.url, servers.ADMIN_KEY)
            orchestrator.wait_for_rows()
        leave_unfinished(settings, *make_keys(server.url))
        with studio.program(**kept) as orchestrator:
            program = orchestrator.program
            orchestrator.wait_for_words("2 new keys are not finished.")
            studio.shoot(program, "unfinished-banner")
            press_when_there(orchestrator.window, "Show unfinished keys")
            dialog = program.wait_for_window("Unfinished keys")
            dialog.find(BUTTON, "Forget")
            dialog.find(BUTTON, "Keep both")
            studio.shoot(program, "unfinished-keys", dialog)
            studio.shoot_above(
                program, "unfinished-undo", dialog,
                lambda: (press_when_there(dialog, "Undo"), new_window(program, 3))[1],
            )  # fmt: skip
    settings.unlink()


PAGES = [
    keys_pages,
    team_key_pages,
    key_dialog_pages,
    key_job_pages,
    rotation_pages,
    new_secret_pages,
    user_key_pages,
    unfinished_key_pages,
    old_proxy_key_pages,
]
