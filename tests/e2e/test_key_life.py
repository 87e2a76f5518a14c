#!/usr/bin/python3
"""A key is created, used, changed field by field, blocked, unblocked and deleted.

Once by an administrator and once by the key's owner. The proxy tells each time what became of it:
whole records are compared, and the secret is used.
"""

import calendar
import hashlib
import time
from collections.abc import Callable
from typing import Any, NamedTuple

from api import Api, Json, changed_fields, status_of
from desktop import Desktop
from harness import Setting, check_quiet, run
from orchestrator import Editor, Orchestrator
from secret import SecretWindow
from tap import Report
from widgets import wait_for

ADMIN, OWNER = "e2e-key-admin", "e2e-key-owner"
ALIAS, RENAMED = "e2e life", "e2e renamed/ü"
MODEL = "gpt-4o"
CLIPBOARD_SECONDS = 2

# What the proxy changes with any field; old ones have fewer of them.
SIDE_EFFECTS = {"updated_at", "updated_by", "settings_updated_at"}

# Each save before has left a toast of five seconds.
AFTER_TOASTS = 90

# Seconds until a real proxy has written what was spent.
_BATCH = 60


def set_limit(editor: Editor, name: str, text: str) -> None:
    """Type a limit, after taking "unlimited" back."""
    editor.switch(f"Unlimited {name}", False)
    editor.set(f"{name} limit", text)


def set_expiry(editor: Editor) -> None:
    """A day and a time of day, in the time zone of the session."""
    editor.switch("Never expires", False)
    editor.set("Expires", time.strftime("%Y-%m-%d %H:%M", time.localtime(_expiry())))


def _expiry() -> int:
    """The middle of a minute in a month, so that the seconds of the test do not matter."""
    return int(time.time()) // 86400 * 86400 + 30 * 86400 + 12 * 3600


def read_time(text: str) -> int:
    """What a proxy writes, in seconds since 1970."""
    return calendar.timegm(time.strptime(text[:19], "%Y-%m-%dT%H:%M:%S"))


class Change(NamedTuple):
    """A field: how to change it in the dialog, and what the record has to say then."""

    name: str
    make: Callable[[Editor], None]
    is_made: Callable[[Any], bool]
    also: frozenset[str] = frozenset()


CHANGES = (
    Change(
        "key_alias", lambda editor: editor.set("Key alias", RENAMED),
        lambda value: value == RENAMED,
    ),
    Change("models", lambda editor: editor.set_models(MODEL), lambda value: value == [MODEL]),
    Change(
        "tpm_limit", lambda editor: set_limit(editor, "TPM", "100000"),
        lambda value: value == 100000,
    ),
    Change(
        "rpm_limit", lambda editor: set_limit(editor, "RPM", "1000"), lambda value: value == 1000
    ),
    Change(
        "metadata", lambda editor: editor.set("Metadata", '{"team": "sales", "n": [1, 2.5]}'),
        lambda value: value == {"team": "sales", "n": [1, 2.5]},
    ),
    Change("expires", set_expiry, lambda value: abs(read_time(value) - _expiry()) < 60),
    Change(
        "blocked", lambda editor: editor.switch("Blocked", True), lambda value: value is True,
        frozenset({"status"}),
    ),
)  # fmt: skip


def complete(api: Api) -> Json:
    """Call a model that answers without a provider."""
    messages = [{"role": "user", "content": "Hello"}]
    return api.post("/chat/completions", model=MODEL, messages=messages)


def check_status(report: Report, user: Api, expected: int, name: str) -> None:
    """What the key's user gets: the models, and an answer of one."""
    for what, call in (("/models", lambda: user.get("/models")), (MODEL, lambda: complete(user))):
        report.equal(status_of(call), expected, f"{name}: {what}")


def create(orchestrator: Orchestrator, owner: str | None, report: Report) -> SecretWindow:
    """Create a key with an alias; an administrator says for whom."""
    editor = orchestrator.new_key()
    if owner is not None:
        editor.set("User ID", owner)
    editor.set("Key alias", ALIAS)
    # No keyring keeps the secret of this run, so that it is shown first.
    editor.save()
    secret = SecretWindow(orchestrator)
    secret.try_to_close()
    report.check(True, "the secret can't be closed away")
    return secret


def copy(api: Api, window: SecretWindow, report: Report) -> tuple[str, Api]:
    """Copy the secret, and see it taken back; the result is the key's ID, and its user."""
    token = window.key_id
    secret = window.copy()
    report.equal(hashlib.sha256(secret.encode()).hexdigest(), token, "the clipboard has the secret")
    report.equal(window.copy(), secret, "and has it when it is copied once more")
    window.wait_until_taken_back(secret)
    report.check(True, "and does not keep it")
    window.saved()
    return token, Api(api.url, secret)


def wait_until_spend_is_written(api: Api, token: str) -> None:
    """The proxy writes it by itself, a while after the key was used."""
    wait_for("the spend", lambda: api.key_record(token)["list"]["spend"] > 0, _BATCH)


def change(
    orchestrator: Orchestrator, api: Api, token: str, what: Change, report: Report
) -> None:
    """Change one field, and compare the whole record."""
    before = api.key_record(token)
    editor = orchestrator.edit_key()
    what.make(editor)
    editor.save_and_close()
    after = api.key_record(token)
    value = after["list"][what.name]
    report.check(what.is_made(value), f"{what.name} is saved", f"it is {value!r}")
    changed = changed_fields(before, after) - SIDE_EFFECTS - what.also
    report.equal(changed, {what.name}, f"{what.name}: nothing else of the record changed")


def block_and_unblock(orchestrator: Orchestrator, user: Api, report: Report) -> None:
    """The key was blocked in the dialog; the rest is done in the key's menu."""
    check_status(report, user, 401, "blocked in the dialog")
    orchestrator.choose_for_key("Unblock")
    orchestrator.wait_for_words(f"Unblocked “{RENAMED}”", AFTER_TOASTS)
    check_status(report, user, 200, "unblocked")
    offered = [model["id"] for model in user.get("/models")["data"]]
    report.equal(offered, [MODEL], "it may call the chosen model and no other")
    orchestrator.choose_for_key("Block")
    orchestrator.answer("Block")
    orchestrator.wait_for_words(f"Blocked “{RENAMED}”")
    check_status(report, user, 401, "blocked by the menu")


def delete(
    orchestrator: Orchestrator, api: Api, token: str, user: Api, report: Report
) -> None:
    """Who deletes a key that was just used has to type its name."""
    orchestrator.choose_for_key("Delete key")
    orchestrator.confirm("Delete", RENAMED)
    orchestrator.wait_for_words(f"Deleted “{RENAMED}”")
    check_status(report, user, 401, "deleted")
    left = {key["token"] for key in api.keys_of(OWNER)}
    report.check(token not in left, "the proxy lists it no more")


def live(orchestrator: Orchestrator, api: Api, owner: str | None, report: Report) -> None:
    """From creating to deleting."""
    token, user = copy(api, create(orchestrator, owner, report), report)
    orchestrator.wait_until_title("Key")
    row = api.key_record(token)["list"]
    report.equal((row["user_id"], row["key_alias"]), (OWNER, ALIAS), "it is the owner's")
    check_status(report, user, 200, "new")
    wait_until_spend_is_written(api, token)
    for what in CHANGES:
        change(orchestrator, api, token, what, report)
    block_and_unblock(orchestrator, user, report)
    delete(orchestrator, api, token, user, report)


def test(setting: Setting, desktop: Desktop, report: Report) -> None:
    """An administrator, for somebody; and somebody for themselves."""
    with setting.proxy() as api, api.temporary(ADMIN, OWNER):
        admin = api.new_user(ADMIN, "proxy_admin")
        owner = api.new_user(OWNER)
        settings = desktop.settings(clipboard_clear_seconds=f"uint32 {CLIPBOARD_SECONDS}")
        for name, person, arguments, user_id in (
            ("administrator", admin, ("--page", "keys"), OWNER),
            ("owner", owner, (), None),
        ):
            with setting.opened(desktop, api.url, person.key, *arguments, **settings) as orchestrator:
                with report.section(name, orchestrator.program.describe):
                    orchestrator.wait_for_rows("Keys")
                    live(orchestrator, api, user_id, report)
                    check_quiet(report, orchestrator.program, name)


if __name__ == "__main__":
    run(test)
