#!/usr/bin/python3
"""Bad input in the dialogs of keys: a message at the field, and nothing sent.

What only the server can refuse is told at the field, too, and what was typed stays.
"""

from collections.abc import Callable

from api import Api
from desktop import Desktop
from harness import Setting, run
from orchestrator import Editor, Orchestrator
from secret import SecretWindow
from servers import Recorder
from tap import Report
from test_bad_input import try_input

OWNER = "e2e-bad-key"
ALIAS, TAKEN = "e2e bad", "e2e taken"

# Field, text, words of the message.
BAD = [
    ("Key alias", "bell\u0007", "control character"),
    ("Key alias", "team/../key", "“..”"),
    ("Key alias", "two\u2028lines", "control character"),
    ("Expires", "tomorrow", "Use a date"),
    ("Expires", "2001-12-31", "in the past"),
    ("Expires", "2030-02-30", "Use a date"),
    ("Expires", "2999-12-31", "hundred years"),
    ("Expires", "", "needed here"),
    ("Max budget", "-1", "zero or more"),
    ("Max budget", "NaN", "Use a number"),
    ("Max budget", "1,000.50", "separators"),
    ("Max budget", "99999999999999", "too large"),
    ("Max budget", "", "needed here"),
    ("Budget duration", "1y", "no years"),
    ("Budget duration", "2mo", "only 1mo"),
    ("Budget duration", "0d", "at least 1"),
    ("Spend", "-0.01", "zero or more"),
    ("Spend", "", "needed here"),
    ("TPM limit", "1.5", "whole number"),
    ("RPM limit", "many", "Use a number"),
    ("Max parallel requests", "-1", "zero or more"),
    ("Max parallel requests", "2147483648", "too large"),
    ("Metadata", '{"team": ', "Line 1, column"),
    ("Metadata", "[1, 2]", "JSON object"),
    ("Metadata", '{"tags": ["gold"]}', "LiteLLM itself uses"),
    ("Metadata", '{"model_rpm_limit": {}}', "LiteLLM itself uses"),
    ("Soft budget", "-1", "zero or more"),
    ("Budget windows", "5", "amounts and durations"),
    ("Budget windows", "5 per 1y", "no years"),
    ("Budget windows", "5 per 1d, 6 per 1d", "here twice"),
    ("TPM limits by model", "gpt-4o", "models and numbers"),
    ("TPM limits by model", "gpt-4o = -1", "zero or more"),
    ("RPM limits by model", "gpt-4o = 1, gpt-4o = 2", "here twice"),
    ("Rotation interval", "often", "number and a unit"),
]

_LIMITS = ("Never expires", "Unlimited budget", "No budget reset", "Unlimited TPM", "Unlimited RPM",
           "Unlimited parallel requests")  # fmt: skip


def try_all(
    editor: Editor, recorder: Recorder, describe: Callable[[], str], report: Report
) -> None:
    """Every field, with all limits switched on."""
    for name in _LIMITS:
        editor.switch(name, False)
    editor.program.focus(editor.window)
    editor.program.keys("alt+o")  # More
    editor.switch("Auto rotation", True)
    for name, text in (("Expires", "2030-12-31"), ("Max budget", "10"), ("Budget duration", "30d"),
                       ("TPM limit", "10"), ("RPM limit", "10"), ("Max parallel requests", "10")):
        editor.set(name, text)
    recorder.take()
    for name, text, words in BAD:
        with report.section(f"{name} {text!r}", describe):
            try_input(report, editor, name, text, words)
    sent = [f"{request.method} {request.path}" for request in recorder.take()]
    report.equal(sent, [], "nothing was sent")


def refuse(editor: Editor, typed: dict[str, str], report: Report) -> None:
    """An alias that another key has: only the server knows."""
    for name, text in typed.items():
        editor.set(name, text)
    editor.save()
    editor.wait_for_words("Another key has this alias.")
    shown = {name: editor.text(name) for name in typed}
    report.equal(shown, typed, f"{editor.title}: an alias that is taken is told, and all typed stays")
    editor.cancel()


def update(orchestrator: Orchestrator, recorder: Recorder, live: bool, report: Report) -> None:
    """The dialog Update key."""
    orchestrator.open_key(orchestrator.search(ALIAS, "Keys"))
    editor = orchestrator.edit_key()
    if not live:
        try_all(editor, recorder, orchestrator.program.describe, report)
        editor.cancel()
        editor = orchestrator.edit_key()
    refuse(editor, {"Key alias": TAKEN, "Metadata": '{"team": "sales"}'}, report)
    orchestrator.back("Keys")


def create(orchestrator: Orchestrator, api: Api, recorder: Recorder, report: Report) -> None:
    """The dialog New key: without an owner there is nothing to send."""
    before = len(api.keys_of(OWNER))
    editor = orchestrator.new_key()
    editor.set("Key alias", TAKEN)
    editor.wait_until_can_save(False)
    report.check(True, "New key: a key needs an owner")
    editor.set("User ID", OWNER)
    editor.wait_until_can_save()
    recorder.take()
    refuse(editor, {"User ID": OWNER, "Key alias": TAKEN, "Metadata": '{"a": 1}'}, report)
    sent = [request.path for request in recorder.take() if request.method == "POST"]
    report.equal(sent, [], "New key: the server is asked about the alias first")
    report.equal(len(api.keys_of(OWNER)), before, "New key: none was made")


def exceed(orchestrator: Orchestrator, api: Api, report: Report) -> None:
    """A budget that only the server can refuse: it is above that of the key that asks."""
    orchestrator.wait_for_card("Spend")
    before = len(api.keys_of(OWNER))
    editor = orchestrator.new_key()
    editor.set("Key alias", "e2e too much")
    editor.switch("Unlimited budget", False)
    editor.set("Max budget", "5")
    editor.save()
    SecretWindow(orchestrator).saved()
    editor.wait_for_words("cannot exceed")
    report.equal(
        (editor.text("Key alias"), editor.text("Max budget")), ("e2e too much", "5"),
        "what the server refuses is told in its words, and all typed stays",
    )  # fmt: skip
    report.equal(len(api.keys_of(OWNER)), before, "none was made")
    editor.cancel()


def test(setting: Setting, desktop: Desktop, report: Report) -> None:
    """One key, through a server that writes down what is sent."""
    with setting.proxy() as api, api.temporary(OWNER), Recorder(api.url) as recorder:
        api.new_user(OWNER)
        for alias in (ALIAS, TAKEN):
            api.post("/key/generate", user_id=OWNER, key_alias=alias)
        with setting.opened(desktop, recorder.url, api.key, "--page", "keys") as orchestrator:
            describe = orchestrator.program.describe
            orchestrator.wait_for_rows("Keys")
            with report.section("Update key", describe):
                update(orchestrator, recorder, setting.live, report)
            with report.section("New key", describe):
                create(orchestrator, api, recorder, report)
        if not api.can("hold owners back"):
            report.skip("old versions let owners exceed their budget")
            return
        poor = api.post("/key/generate", user_id=OWNER, max_budget=2)["key"]
        with setting.opened(desktop, api.url, poor) as orchestrator:
            with report.section("an owner", orchestrator.program.describe):
                exceed(orchestrator, api, report)


if __name__ == "__main__":
    run(test)
