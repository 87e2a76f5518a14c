#!/usr/bin/python3
"""The main job: connect, find a user by part of the e-mail, change three fields, see it verified.

Once by accessible name and once with the keyboard alone. The proxy's own record tells whether
these fields changed and no other.
"""

from urllib.parse import urlsplit

from api import Api, Json, changed_fields
from desktop import Desktop
from harness import Setting, check_quiet, find_subject, part_of_email, run
from keyboard import Keyboard
from orchestrator import Orchestrator
from tap import Report
from widgets import FIELD

# The three fields, and what the proxy changes with them.
CHANGED = {"max_budget", "budget_duration", "spend", "budget_reset_at", "updated_at"}

# Saved where the proxy is too old to turn the reset off; no seeded user has it.
OTHER_DURATION = "13d"


def typed_address(api: Api) -> str:
    """The address as somebody copies it from the browser."""
    return f"localhost:{urlsplit(api.url).port}/ui/"


def do_by_name(orchestrator: Orchestrator, api: Api, subject: Json, report: Report) -> None:
    """The job by accessible name."""
    window = orchestrator.window
    orchestrator.connect(typed_address(api), "sk-this-key-is-unknown")
    orchestrator.wait_for_words("does not know this API key")
    report.check(True, "a wrong key is told in plain words")
    address = window.find(FIELD, "Server address").text
    report.equal(address, f"http://localhost:{urlsplit(api.url).port}", "the address is completed")

    orchestrator.connect(address, api.key)
    orchestrator.wait_until_title("Users")
    orchestrator.wait_for_rows()
    report.check(True, "the right key shows the users")

    row = orchestrator.search(part_of_email(subject))
    orchestrator.open_row(row)
    editor = orchestrator.edit()
    editor.switch("Unlimited budget", False)
    editor.set("Max budget", "42.5")
    if api.can("clear budget_duration"):
        editor.switch("No budget reset", True)
    else:
        editor.set("Budget duration", OTHER_DURATION)
    editor.set("Spend", "3.25")
    editor.save_and_close()
    orchestrator.wait_for_words("Saved")
    report.check(True, "a toast tells that it was saved")


def do_by_keyboard(orchestrator: Orchestrator, api: Api, subject: Json, report: Report) -> None:
    """The same with nothing but keys."""
    keyboard = Keyboard(orchestrator.program)
    keyboard.use(orchestrator.window)
    keyboard.type_into("Server address", typed_address(api))
    keyboard.press("Tab")
    keyboard.type_into("API key", api.key)
    keyboard.press("Return")
    orchestrator.wait_for_rows()
    report.check(True, "Enter in the key's field connects")

    keyboard.press("ctrl+f")
    keyboard.type_into("Search", part_of_email(subject))
    orchestrator.wait_for_single_row(part_of_email(subject))
    keyboard.tab_to_row()
    keyboard.press("Return")
    report.check(orchestrator.wait_until_user_page(), "Ctrl+F searches, Enter opens the user")

    keyboard.tab_to("Edit user")
    keyboard.press("space")
    keyboard.use(orchestrator.program.wait_for_window("Update user"))
    keyboard.press("alt+b")
    keyboard.type_into("Max budget", "42.5")
    if api.can("clear budget_duration"):
        keyboard.press("alt+n")
    else:
        keyboard.press("alt+g")
        keyboard.type_into("Budget duration", OTHER_DURATION)
    keyboard.press("alt+p")
    keyboard.type_into("Spend", "3.25")
    keyboard.press("alt+s")
    orchestrator.program.wait_until_closed("Update user")
    orchestrator.wait_for_words("Saved")
    report.check(True, "the dialog is filled in and saved with mnemonics")


def verify(api: Api, subject: Json, before: Json, report: Report) -> None:
    """Compare the proxy's record with what it was."""
    after = api.user(subject["user_id"])
    clears = api.can("clear budget_duration")
    for shape in after:
        row = after[shape]
        report.equal(
            (row["max_budget"], row["budget_duration"], row["spend"]),
            (42.5, None if clears else OTHER_DURATION, 3.25),
            f"the proxy's record has the new values ({shape})",
        )
        report.equal(
            row["budget_reset_at"] is None, clears, f"the reset goes with its duration ({shape})"
        )
    report.equal(changed_fields(before, after), CHANGED, "no other field of the record changed")


def restore(api: Api, before: Json) -> None:
    """Put the values back."""
    row = before["list"]
    names = ("user_id", "max_budget", "budget_duration", "spend")
    api.post("/user/update", **{name: row[name] for name in names})


def test(setting: Setting, desktop: Desktop, report: Report) -> None:
    """Both ways."""
    with setting.proxy(users=10000) as api:
        total = api.get("/user/list", page_size=1)["total"]
        report.check(total >= 10000, f"the proxy has {total} users")
        for name, job in (("by name", do_by_name), ("by keyboard", do_by_keyboard)):
            subject = find_subject(api)
            before = api.user(subject["user_id"])
            with setting.connect_page(desktop) as orchestrator:
                with report.section(f"the main job {name}", orchestrator.program.describe):
                    job(orchestrator, api, subject, report)
                    verify(api, subject, before, report)
                    orchestrator.back()
                    row = orchestrator.wait_for_single_row(part_of_email(subject))
                    text = orchestrator.row_text(row)
                    report.check("3.25" in text and "42.5" in text, "the table shows it", text)
                    check_quiet(report, orchestrator.program, name)
            restore(api, before)


if __name__ == "__main__":
    run(test)
