#!/usr/bin/python3
"""A user is created, invited, loses all keys and is deleted; the proxy's records tell each time.

Once by accessible name, and the way from creating to deleting with the keyboard alone.
"""

from api import Api, ApiError, Json
from desktop import Desktop
from harness import Setting, check_quiet, run
from keyboard import Keyboard
from orchestrator import Editor, Orchestrator
from tap import Report
from widgets import BUTTON, FIELD, Widget, wait_for

ADMIN = "e2e-life-admin"
USER = "e2e life/1"
BY_KEYBOARD = "e2e-life-2"
LEAVER = "e2e-leaver"
EMAIL = "E2E.Life@example.org"

# What is typed, and what the proxy's record has to say afterwards.
RECORD = {
    "user_id": USER,
    "user_alias": "Life Story",
    "user_email": EMAIL,
    "user_role": "internal_user_viewer",
    "max_budget": 42.5,
    "budget_duration": "30d",
    "tpm_limit": 1000,
    "rpm_limit": 10,
    "models": ["gpt-4o", "claude-sonnet"],
    "metadata": {"team": "sales"},
    "spend": 0,
    "key_count": 0,
}


def find(api: Api, user_id: str) -> Json | None:
    """The proxy's record of a user, if there is one."""
    rows = api.get("/user/list", user_ids=user_id)["users"]
    return next((row for row in rows if row["user_id"] == user_id), None)


def fill_in(editor: Editor) -> None:
    """All fields of a new user."""
    editor.set("User ID", f" {USER} ")
    editor.set("Alias", RECORD["user_alias"])
    editor.set("Email", EMAIL)
    editor.choose("Role", "Internal user (view only)")
    for switch, name, text in (
        ("Unlimited budget", "Max budget", "42.5"),
        ("No budget reset", "Budget duration", "30d"),
        ("Unlimited TPM", "TPM limit", "1000"),
        ("Unlimited RPM", "RPM limit", "10"),
    ):
        editor.switch(switch, False)
        editor.set(name, text)
    editor.set_models("gpt-4o, claude-sonnet")
    editor.set("Metadata", '{"team": "sales"}')


def create(orchestrator: Orchestrator, api: Api, report: Report) -> None:
    """A user with all fields, and with an invitation."""
    editor = orchestrator.new_user()
    fill_in(editor)
    editor.switch("Invitation link", True)
    editor.save_and_close()

    invitation = orchestrator.program.wait_for_window("Invitation link")
    invitation.find(BUTTON, "Copy link")
    link = next((text for text in invitation.labels(False) if "/ui/onboarding?" in text), "")
    report.check(link.startswith(f"{api.url}/ui/onboarding?invitation_id="), "the link is shown")
    invitation.act("window.close")
    orchestrator.program.wait_until_closed("Invitation link")

    orchestrator.wait_until_title("User")
    orchestrator.wait_for_card("Budget")
    report.check("Life Story" in orchestrator.window.labels(False), "the user's page is shown")
    row = find(api, USER) or {}
    stored = {name: row.get(name) for name in RECORD}
    report.equal(stored, RECORD, "the proxy stored every field, and made no key")


def create_again(orchestrator: Orchestrator, report: Report) -> None:
    """The ID and then the e-mail address are taken: told at the field, and nothing typed is lost."""
    orchestrator.back()
    editor = orchestrator.new_user()
    editor.set("User ID", USER)
    editor.set("Alias", "Somebody else")
    editor.save()
    editor.wait_for_words("Another user has this ID.")
    report.check(True, "an ID that is taken is told at the field")

    editor.set("User ID", "e2e-life-3")
    editor.set("Email", EMAIL.lower())
    editor.save()
    editor.wait_for_words("Another user has this e-mail address.")
    typed = [editor.window.find(FIELD, name).text for name in ("User ID", "Alias", "Email")]
    report.equal(typed, ["e2e-life-3", "Somebody else", EMAIL.lower()], "an e-mail address, too")
    editor.cancel()


def say(window: Widget, phrase: str) -> str:
    """Wait until a window says something."""
    return wait_for(
        f"the words “{phrase}”",
        lambda: next((text for text in window.labels(False) if phrase in text), None),
    )


def try_key(api: Api, secret: str) -> str:
    """What becomes of a request with a key."""
    try:
        Api(api.url, secret).get("/key/info")
    except ApiError as error:
        return str(error)
    return "works"


def find_leaver(setting: Setting, api: Api) -> tuple[str, list[str]]:
    """Somebody with at least three keys, and the secrets of those that were made for the test."""
    if not setting.live:
        return "user-000007", []
    api.post("/user/new", user_id=LEAVER, user_role="internal_user", auto_create_key=False)
    return LEAVER, [api.post("/key/generate", user_id=LEAVER)["key"] for _ in range(3)]


def block(orchestrator: Orchestrator, api: Api, leaver: str, report: Report) -> None:
    """All keys, of which one is blocked already."""
    keys = api.keys_of(leaver)
    api.post("/key/block", key=keys[0]["token"])
    n_keys = len(keys)

    window = orchestrator.block_all_keys()
    said = say(window, "will be blocked")
    report.check(said.startswith(f"{n_keys - 1} keys of "), f"{n_keys - 1} can be blocked", said)
    report.check("1 more is blocked already." in said, "the last one is named", said)
    window.find(BUTTON, "Block").press()
    say(window, f"{n_keys - 1} keys were blocked.")
    blocked = [key["blocked"] for key in api.keys_of(leaver)]
    report.equal(blocked, [True] * n_keys, "the proxy has blocked every key")
    window.find(BUTTON, "Close").press()
    orchestrator.program.wait_until_closed("Block all keys")

    window = orchestrator.block_all_keys()
    say(window, "are blocked already.")
    report.check(not window.find_all(BUTTON, "Block"), "nothing is left to be blocked")
    window.find(BUTTON, "Close").press()
    orchestrator.program.wait_until_closed("Block all keys")


def remove(orchestrator: Orchestrator, api: Api, leaver: str, report: Report) -> None:
    """The user goes, and their keys with them."""
    n_keys = len(api.keys_of(leaver))
    orchestrator.window.find(BUTTON, "Delete user").press()
    wait_for("the question", lambda: len(orchestrator.program.windows()) == 2)
    say(orchestrator.program.windows()[-1], f"{n_keys} API keys will be deleted, too.")
    report.check(True, "the question tells how many keys go with the user")
    orchestrator.answer("Delete")
    orchestrator.wait_until_title("Users")
    orchestrator.wait_for_words("Deleted “")
    report.equal(find(api, leaver), None, "the proxy has no such user any more")
    report.equal(api.keys_of(leaver), [], "and none of their keys")


def leave(setting: Setting, orchestrator: Orchestrator, api: Api, report: Report) -> None:
    """Somebody leaves: first their keys are blocked, then they are deleted."""
    leaver, secrets = find_leaver(setting, api)
    for secret in secrets:
        report.equal(try_key(api, secret), "works", "a key works before")
    orchestrator.open_row(orchestrator.search(leaver))
    orchestrator.wait_for_card("Budget")
    block(orchestrator, api, leaver, report)
    for secret in secrets:
        outcome = try_key(api, secret)
        report.check(": 401 " in outcome and "blocked" in outcome, "a key: 401", outcome)
    remove(orchestrator, api, leaver, report)


def by_name(
    setting: Setting, orchestrator: Orchestrator, api: Api, report: Report
) -> None:
    """Everything, by accessible name."""
    orchestrator.wait_for_rows()
    create(orchestrator, api, report)
    create_again(orchestrator, report)
    leave(setting, orchestrator, api, report)


def by_keyboard(
    _setting: Setting, orchestrator: Orchestrator, api: Api, report: Report
) -> None:
    """From creating to deleting with nothing but keys."""
    keyboard = Keyboard(orchestrator.program)
    orchestrator.wait_for_rows()
    keyboard.use(orchestrator.window)
    # The rows come before it is known who may create users.
    orchestrator.window.find(BUTTON, "New user")
    keyboard.press("ctrl+n")
    keyboard.use(orchestrator.program.wait_for_window("New user"))
    keyboard.type_into("User ID", BY_KEYBOARD)
    keyboard.press("alt+u", "alt+b")
    keyboard.type_into("Max budget", "7")
    keyboard.press("alt+c")
    orchestrator.program.wait_until_closed("New user")
    orchestrator.wait_for_words("Created")
    row = find(api, BY_KEYBOARD) or {}
    told = (row.get("max_budget"), row.get("user_role"), row.get("key_count"))
    report.equal(told, (7, "internal_user", 0), "Ctrl+N, typing and mnemonics create a user")

    keyboard.use(orchestrator.window)
    orchestrator.wait_for_card("Budget")
    keyboard.tab_to_widget(orchestrator.window.find(BUTTON, "Delete user"))
    keyboard.press("space")
    wait_for("the question", lambda: len(orchestrator.program.windows()) == 2)
    question = orchestrator.program.windows()[-1]
    say(question, "has no API keys")
    keyboard.press("alt+d")
    orchestrator.wait_until_title("Users")
    orchestrator.wait_for_words("Deleted")
    report.equal(find(api, BY_KEYBOARD), None, "Space and a mnemonic delete them")


def test(setting: Setting, desktop: Desktop, report: Report) -> None:
    """Both ways."""
    # The administrator last: version 1.81 can't delete whose invitations are still there.
    with setting.proxy() as api, api.temporary(USER, BY_KEYBOARD, LEAVER, ADMIN):
        key = api.new_user(ADMIN, "proxy_admin").key
        for name, life in (("by name", by_name), ("by keyboard", by_keyboard)):
            with setting.opened(desktop, api.url, key) as orchestrator:
                with report.section(f"a user's life {name}", orchestrator.program.describe):
                    life(setting, orchestrator, api, report)
                    check_quiet(report, orchestrator.program, name)


if __name__ == "__main__":
    run(test)
