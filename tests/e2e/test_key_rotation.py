#!/usr/bin/python3
"""Keys get new secrets: replaced on the community edition, regenerated on the demo's other one.

By an administrator and by the key's owner, a key that the owner made and one that an administrator
made. The proxy tells each time which keys work, and what the new one is.
"""

import hashlib
from typing import Any

from api import Api, Json, status_of
from desktop import Desktop
from harness import Setting, check_quiet, run
from orchestrator import Editor, Orchestrator
from secret import SecretWindow
from servers import ADMIN_KEY, DemoServer
from tap import Report

ADMIN, OWNER = "e2e-rotation-admin", "e2e-rotation-owner"

# What a key has that is replaced, as it is asked for.
SETTINGS: Json = {
    "models": ["gpt-4o"],
    "max_budget": 25.0,
    "tpm_limit": 1000,
    "rpm_limit": 100,
    "max_parallel_requests": 7,
    "metadata": {"team": "sales", "n": [1, 2.5]},
    "spend": 4.5,
    "duration": "30d",
}
CARRIED = ("models", "max_budget", "tpm_limit", "rpm_limit", "max_parallel_requests", "metadata",
           "spend", "user_id", "key_alias")  # fmt: skip


def works(api: Api, secret: str) -> bool:
    """Whether the proxy takes a secret."""
    status = status_of(lambda: Api(api.url, secret).get("/models"))
    assert status in (200, 401), f"neither yes nor no: {status}"
    return status == 200


def new_key(maker: Api, alias: str, owner: str, **settings: Any) -> str:
    """A key that somebody makes; the result is its secret."""
    reply = maker.post("/key/generate", key_alias=alias, user_id=owner, **SETTINGS, **settings)
    return str(reply["key"])


def key_id(secret: str) -> str:
    """The hash by which the proxy knows a key."""
    return hashlib.sha256(secret.encode()).hexdigest()


def open_key(orchestrator: Orchestrator, alias: str, is_admin: bool) -> None:
    """Go to the page of a key, from wherever one begins."""
    if is_admin:
        row = orchestrator.search(alias, "Keys")
    else:
        row = orchestrator.wait_for_row(alias, "Keys")
    orchestrator.open_row(row)
    orchestrator.wait_for_card("Expires")


def compare(api: Api, old: Json, secret: str, report: Report, name: str) -> None:
    """The new key is what the old one was."""
    new = api.key_record(key_id(secret))["list"]
    for field in CARRIED:
        report.equal(new[field], old[field], f"{name}: {field} as before")
    report.equal(new["expires"][:16], old["expires"][:16], f"{name}: expires as before")


def replace(
    orchestrator: Orchestrator, api: Api, secret: str, keep_old: bool, report: Report, name: str
) -> str:
    """Through the window; the result is the new secret. No keyring keeps the secrets of this run, so
    that each is shown first."""
    old = api.key_record(key_id(secret))["list"]
    editor = orchestrator.rotate_key()
    if keep_old:
        editor.switch("Delete the old key", False)
    editor.save()
    window = SecretWindow(orchestrator)
    new_secret = window.copy()
    report.equal(key_id(new_secret), window.key_id, f"{name}: the clipboard has the new secret")
    report.check(works(api, secret), f"{name}: the old secret works until the new one is saved")
    window.saved()
    orchestrator.program.wait_until_closed(editor.title)
    if keep_old:
        orchestrator.wait_for_words("Both work until you finish it")
        report.check(works(api, secret), f"{name}: the old secret goes on working")
        report.check(works(api, new_secret), f"{name}: beside the new one")
    else:
        orchestrator.wait_for_words("was replaced")
        report.check(not works(api, secret), f"{name}: the old secret is refused")
        report.check(works(api, new_secret), f"{name}: the new one works")
        compare(api, old, new_secret, report, name)
    orchestrator.wait_until_title("Key")
    return new_secret


def check_replacing(setting: Setting, desktop: Desktop, api: Api, report: Report) -> None:
    """On the community edition."""
    admin = api.new_user(ADMIN, "proxy_admin")
    owner = api.new_user(OWNER)
    cases = (
        ("administrator, own key of the owner", admin, owner, False),
        ("administrator, administrator's key", admin, api, True),
        ("owner, own key", owner, owner, False),
        ("owner, administrator's key", owner, api, False),
    )
    for number, (name, person, maker, keep_old) in enumerate(cases):
        alias = f"e2e rotation {number}"
        secret = new_key(maker, alias, OWNER)
        is_admin = person is admin
        arguments = ("--page", "keys") if is_admin else ()
        with setting.opened(desktop, api.url, person.key, *arguments) as orchestrator:
            with report.section(name, orchestrator.program.describe):
                open_key(orchestrator, alias, is_admin)
                replace(orchestrator, api, secret, keep_old, report, name)
                check_quiet(report, orchestrator.program, name)


def regenerate(orchestrator: Orchestrator, editor: Editor) -> str:
    """Through the window; the result is the new secret."""
    editor.save()
    window = SecretWindow(orchestrator)
    secret = window.copy()
    window.saved()
    orchestrator.program.wait_until_closed(editor.title)
    return secret


def check_regenerating(setting: Setting, desktop: Desktop, report: Report) -> None:
    """With changed settings and a grace period."""
    with DemoServer(setting.demo_server, enterprise=True) as server:
        api = Api(server.url, ADMIN_KEY)
        alias = "e2e regenerated"
        secret = new_key(api, alias, "demo-user")
        with setting.opened(desktop, api.url, ADMIN_KEY, "--page", "keys") as orchestrator:
            with report.section("regenerate", orchestrator.program.describe):
                open_key(orchestrator, alias, True)
                editor = orchestrator.rotate_key("Regenerate")
                editor.set("Grace period", "soon")
                editor.wait_until_can_save(False)
                editor.set("Grace period", "24h")
                editor.switch("Change settings", True)
                editor.set("Max budget", "50")
                new_secret = regenerate(orchestrator, editor)
                orchestrator.wait_for_words("has a new secret")
                report.check(works(api, new_secret), "the new secret works")
                report.check(works(api, secret), "the old one does, for the grace period")
                record = api.key_record(key_id(new_secret))["list"]
                report.equal(record["max_budget"], 50, "the budget was changed with it")
                report.equal(record["key_alias"], alias, "the alias stays")
                report.equal(record["tpm_limit"], SETTINGS["tpm_limit"], "and so do the limits")
                orchestrator.wait_for_card("Expires")

                secret = new_secret
                new_secret = regenerate(orchestrator, orchestrator.rotate_key("Regenerate"))
                report.check(works(api, new_secret), "the next secret works")
                report.check(not works(api, secret), "without a grace period the old one does not")


def test(setting: Setting, desktop: Desktop, report: Report) -> None:
    """Both editions; on a real proxy only the one that it has."""
    with setting.proxy() as api, api.temporary(ADMIN, OWNER):
        check_replacing(setting, desktop, api, report)
    if not setting.live:
        check_regenerating(setting, desktop, report)


if __name__ == "__main__":
    run(test)
