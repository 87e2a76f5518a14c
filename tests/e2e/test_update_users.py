#!/usr/bin/python3
"""500 users at once, on a real proxy whose database goes half-way.

The list has an entry that is no user, and one twice; every other user is named by e-mail address.
"""

from breakable import PATIENCE, BreakableProxy, skip_without_script, wait_for_label
from desktop import Desktop
from harness import Setting, run
from orchestrator import Editor, Orchestrator
from tap import Report
from widgets import BUTTON, FIELD, Widget, wait_for

COUNT = 500
PREFIX = "e2e-many-"
NOBODY = PREFIX + "nobody"
BUDGET = 42.5

# Saving all of them, one after the other, on a slow machine.
_LONG = 300


def user_id(number: int) -> str:
    """The ID of one of them."""
    return f"{PREFIX}{number:04}"


def email(number: int) -> str:
    """Their e-mail address."""
    return f"{user_id(number)}@example.org"


IDS = [user_id(number) for number in range(COUNT)]


def make_users(proxy: BreakableProxy) -> None:
    """Make them at once: this call creates whom it does not know."""
    users = [
        {"user_id": user_id(number), "user_email": email(number), "max_budget": 5.0}
        for number in range(COUNT)
    ]
    proxy.api.post("/user/bulk_update", users=users)


def count_users(proxy: BreakableProxy) -> int:
    """How many users there are in all."""
    return proxy.api.get("/user/list", page_size=1)["total"]


def budgets(proxy: BreakableProxy) -> dict[str, float]:
    """What the proxy has, by user ID."""
    pages = range(1, COUNT // 100 + 2)
    rows = [
        row
        for page in pages
        for row in proxy.api.get(
            "/user/list", search=PREFIX, sort_by="user_id", sort_order="asc", page=page,
            page_size=100,
        )["users"]
    ]  # fmt: skip
    return {row["user_id"]: row["max_budget"] for row in rows}


def open_list(orchestrator: Orchestrator) -> Editor:
    """Paste the list, and choose a budget."""
    orchestrator.page.press_button("Select users")
    orchestrator.page.press_button("Update from list…")
    editor = Editor(orchestrator, "Update users", "Preview")
    names = [email(number) if number % 2 else user_id(number) for number in range(COUNT)]
    names[10:10] = [NOBODY, user_id(3)]
    editor.window.find(FIELD, "User IDs or e-mail addresses").set_text("\n".join(names))
    editor.wait_for_words(f"{COUNT + 2} entries")
    editor.switch("Change max budget", True)
    editor.set("Max budget", str(BUDGET))
    return editor


def preview(editor: Editor, report: Report) -> Widget:
    """Everybody is looked for; nobody is changed."""
    editor.save()
    window = editor.program.wait_for_window("Changes")
    said = wait_for_label(window, "will be changed.", _LONG)
    for words in (
        f"{COUNT} users will be changed.",
        "1 entry is no user; none is created.",
        "1 entry is there more than once.",
    ):
        report.check(words in said, f"preview: {words}", said)
    return window


def save_until_away(proxy: BreakableProxy, window: Widget, report: Report) -> None:
    """The database goes when half of them are saved."""
    window.press_button("Save")
    half = user_id(COUNT // 2)
    wait_for(
        "half of them saved",
        lambda: proxy.api.get("/v2/user/info", user_id=half)["max_budget"] == BUDGET,
        _LONG,
    )
    with proxy.broken("db", "off", repair=("db", "on")):
        said = wait_for_label(window, "could not be changed.", _LONG)
        report.check("users were changed." in said, "stopped: the window says how far it is", said)
        wait_for("Stop gone", lambda: not window.find_all(BUTTON, "Stop"), PATIENCE)
    saved = sum(budget == BUDGET for budget in budgets(proxy).values())
    report.check(COUNT // 2 <= saved < COUNT, "stopped: half of them are saved", str(saved))


def finish(window: Widget, report: Report) -> None:
    """The rest is saved once the database is back."""
    again = wait_for(
        "a button that goes on",
        lambda: window.find_all(BUTTON, "Go on") + window.find_all(BUTTON, "Try again"),
    )
    again[0].press()
    said = wait_for_label(window, f"{COUNT} users were changed.", _LONG)
    report.check("could not" not in said and "left" not in said, "retry: all are saved", said)


def test(setting: Setting, desktop: Desktop, report: Report) -> None:
    """Paste, look, save, lose the database, and finish."""
    proxy = BreakableProxy()
    with proxy.api.temporary(*IDS, NOBODY):
        make_users(proxy)
        before = count_users(proxy)
        with setting.opened(desktop, proxy.api.url, proxy.api.key) as orchestrator:
            with report.section("500 users", orchestrator.program.describe):
                orchestrator.wait_for_rows()
                editor = open_list(orchestrator)
                window = preview(editor, report)
                report.equal(
                    set(budgets(proxy).values()), {5.0}, "preview: nothing is saved yet"
                )
                save_until_away(proxy, window, report)
                finish(window, report)
                after = budgets(proxy)
                report.equal(set(after), set(IDS), "the same users")
                report.equal(set(after.values()), {BUDGET}, "all have the budget")
                report.equal(count_users(proxy), before, "nobody was created")
                window.press_button("Close")
                orchestrator.program.wait_until_closed("Update users")


if __name__ == "__main__":
    skip_without_script()
    run(test)
