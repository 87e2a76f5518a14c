#!/usr/bin/python3
"""What the version of the proxy makes possible: the same window on old and new ones.

On a real proxy this also proves that the table of versions is right.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from api import Api
from desktop import Desktop
from harness import Setting, run
from orchestrator import Editor, Orchestrator
from tap import Report, note
from widgets import BUTTON, FIELD, SWITCH, wait_for

LIMITED, FREE, OVER = "e2e-versions-limited", "e2e-versions-free", "e2e-versions-over"
LIMITS = {"max_budget": 10, "budget_duration": "30d", "tpm_limit": 500, "rpm_limit": 5}
SWITCHES = {
    "max_budget": "Unlimited budget",
    "budget_duration": "No budget reset",
    "tpm_limit": "Unlimited TPM",
    "rpm_limit": "Unlimited RPM",
}
CANNOT = "This version of the LiteLLM proxy can’t"
NOBODY = "nobody-is-called-this"


@contextmanager
def people(api: Api) -> Iterator[None]:
    """One with all limits, one without, one over budget."""
    with api.temporary(LIMITED, FREE, OVER):
        for user_id, limits in ((LIMITED, LIMITS), (FREE, {}), (OVER, {"max_budget": 1})):
            api.post(
                "/user/new",
                user_id=user_id,
                user_email=f"{user_id}@example.invalid",
                user_role="internal_user",
                auto_create_key=False,
                **limits,
            )
        yield


def look_at_search(orchestrator: Orchestrator, api: Api, report: Report) -> None:
    """Both ways to search find one; what nobody has finds nobody."""
    # Two people, so that the second is not found where the first one was.
    for text in (FREE, f"{LIMITED}@example.invalid"):
        orchestrator.search(text)
        report.check(True, f"searching {text!r} finds one")
    orchestrator.window.find(FIELD, "Search").set_text(NOBODY)
    orchestrator.wait_for_words("No results")
    words = "in e-mail addresses and user IDs" if api.can("search users") else "in user IDs. Try"
    orchestrator.wait_for_words(words)
    report.check(True, f"searching {NOBODY!r} finds nobody: “{words}”")


def look_at_switches(editor: Editor, api: Api, user_id: str, report: Report) -> None:
    """A switch works where the proxy can clear the limit, or where there is none to clear."""
    for field, name in SWITCHES.items():
        clears = api.can(f"clear {field}")
        switch = editor.window.find(SWITCH, name)
        report.equal(
            switch.is_sensitive, clears or user_id == FREE, f"{user_id}: whether {name} can be used"
        )
        said = editor.window.labels()
        report.equal(
            CANNOT in switch.description, not clears, f"{user_id}: whether {name} says what is impossible"
        )
        report.check(
            clears or switch.description in said, f"{user_id}: {name} says it on the screen"
        )


def unset_all(orchestrator: Orchestrator, api: Api, report: Report) -> None:
    """Unset what can be unset, and see it gone; the rest keeps its value."""
    orchestrator.open_row(orchestrator.search(LIMITED))
    editor = orchestrator.edit()
    look_at_switches(editor, api, LIMITED, report)
    editor.set("Alias", "Still limited")
    for field, name in SWITCHES.items():
        if api.can(f"clear {field}"):
            editor.switch(name, True)
    editor.save_and_close()
    orchestrator.wait_for_words("Saved")
    row = api.user(LIMITED)["list"]
    for field, value in LIMITS.items():
        expected = None if api.can(f"clear {field}") else value
        report.equal(row[field], expected, f"{field} after the save")
    orchestrator.back()

    orchestrator.open_row(orchestrator.search(FREE))
    editor = orchestrator.edit()
    look_at_switches(editor, api, FREE, report)
    editor.cancel()


def prove_table(api: Api, report: Report) -> None:
    """The proxy itself clears what the table says, and nothing else."""
    api.post("/user/update", user_id=LIMITED, **LIMITS)
    api.post("/user/update", user_id=LIMITED, **dict.fromkeys(LIMITS))
    row = api.user(LIMITED)["list"]
    for field in LIMITS:
        report.equal(row[field] is None, api.can(f"clear {field}"), f"null clears {field}")
    total = api.get("/user/list", page_size=1)["total"]
    found = api.get("/user/list", page_size=1, search=NOBODY)["total"]
    report.equal(found, 0 if api.can("search users") else total, "what `search` finds")


def connect_over_budget(orchestrator: Orchestrator, api: Api, report: Report) -> None:
    """Old proxies tell them nothing, not even who they are."""
    key = api.post("/key/generate", user_id=OVER)["key"]
    api.post("/user/update", user_id=OVER, spend=5)
    orchestrator.connect(api.url, key)
    if api.can("answer users over budget"):
        orchestrator.wait_for_card("Spend")
        report.check(True, "who is over budget sees their page")
        return
    said = orchestrator.wait_for_words("budget is used up")
    report.check(f"User={OVER}" in said, "who is over budget is told which budget", said)
    report.check(orchestrator.window.find(FIELD, "API key").shows(key), "the key stays")
    button = orchestrator.window.find(BUTTON, "Connect")
    wait_for("Connect sensitive", lambda: button.is_sensitive)
    report.check(True, "one can try again")


def test(setting: Setting, desktop: Desktop, report: Report) -> None:
    """The window, then the proxy without it."""
    with setting.proxy() as api, people(api):
        note(f"LiteLLM {'.'.join(map(str, api.version))}")
        with setting.opened(desktop, api.url, api.key) as orchestrator:
            with report.section("search", orchestrator.program.describe):
                orchestrator.wait_for_rows()
                look_at_search(orchestrator, api, report)
                unset_all(orchestrator, api, report)
                orchestrator.back()
                labels = orchestrator.window.labels(False)
                spoken = [text for text in labels if "tested" in text or "not known" in text]
                report.equal(spoken, [], "nothing is said about a tested version")
        with report.section("table"):
            prove_table(api, report)
        with setting.connect_page(desktop) as orchestrator:
            with report.section("over budget", orchestrator.program.describe):
                connect_over_budget(orchestrator, api, report)


if __name__ == "__main__":
    run(test)
