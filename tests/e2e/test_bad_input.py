#!/usr/bin/python3
"""Bad input in the dialog: a message at the field, Save insensitive, and nothing sent."""

from api import Api
from desktop import Desktop
from harness import Setting, find_subject, run
from orchestrator import Editor
from servers import MASTER_KEY, DemoServer, Recorder
from tap import Report
from widgets import FIELD, Widget, wait_for

# Field, text, words of the message.
BAD = [
    ("Max budget", "-1", "zero or more"),
    ("Max budget", "NaN", "Use a number"),
    ("Max budget", "inf", "Use a number"),
    ("Max budget", "1e400", "Use a number"),
    ("Max budget", "99999999999999", "too large"),
    ("Max budget", "1e3", "Use a number"),
    ("Max budget", "1,000.50", "separators"),
    ("Max budget", "1 000", "separators"),
    ("Max budget", "12,5", "separators"),
    ("Max budget", "abc", "Use a number"),
    ("Max budget", "", "needed here"),
    ("Spend", "-0.01", "zero or more"),
    ("Spend", "99999999999999", "too large"),
    ("Spend", "", "needed here"),
    ("Budget duration", "1y", "no years"),
    ("Budget duration", "2mo", "only 1mo"),
    ("Budget duration", "0d", "at least 1"),
    ("Budget duration", "1d junk", "number and a unit"),
    ("Budget duration", "", "needed here"),
    ("Email", "not an email", "Use an e-mail address"),
    ("Email", "two@at@signs.org", "Use an e-mail address"),
    ("Alias", "bell\u0007", "control character"),
    ("Alias", "two\u2028lines\u0085", "control character"),
    ("TPM limit", "-1", "zero or more"),
    ("TPM limit", "1.5", "whole number"),
    ("TPM limit", "99999999999999999999", "too large"),
    ("RPM limit", "1,000", "separators"),
    ("RPM limit", "many", "Use a number"),
    ("Metadata", '{"team": ', "Line 1, column"),
    ("Metadata", '{"a": 1,\n "b" 2}', "Line 2, column"),
    ("Metadata", "[1, 2]", "JSON object"),
    ("Metadata", "", "can’t empty this"),
    ("Metadata", '{"a": NaN}', "Line 1, column"),
]

_SWITCHES = ("Unlimited budget", "No budget reset", "Unlimited TPM", "Unlimited RPM")


def row_of(field: Widget) -> Widget:
    """The row of a field: the outermost list item that holds no other field."""
    rows = [part for part in field.ancestors() if part.role == "list item"]
    return [row for row in rows if len(row.find_all(FIELD)) == 1][-1]


def try_input(report: Report, editor: Editor, name: str, text: str, words: str) -> None:
    """Type something bad, see the message, put back what was there."""
    field = editor.window.find(FIELD, name)
    row = row_of(field)
    before = field.text
    hint = row.labels()[-1]
    case = f"{name} {text!r}"
    try:
        field.set_text(text)
        wait_for(f"the words “{words}”", lambda: words in row.labels()[-1])
        report.check(True, f"{case}: “{words}”")
        editor.wait_until_can_save(False)
        report.equal(field.text, text, f"{case}: stays as typed, and can’t be saved")
    finally:
        field.set_text(before)
    wait_for(f"“{words}” gone", lambda: row.labels()[-1] == hint)


def try_no_models(report: Report, editor: Editor) -> None:
    """Take all models away, see the message, put them back."""
    field = editor.window.find(FIELD, "Models")
    row = row_of(field)
    hint = row.labels()[-1]
    names = ", ".join(editor.models())
    words = "can’t empty this. Use"  # the hint has other words
    editor.set_models("")
    wait_for(f"the words “{words}”", lambda: words in row.labels()[-1])
    editor.wait_until_can_save(False)
    report.check(True, "Models: not all can be taken away")
    editor.set_models(f"{names},")
    wait_for(f"“{words}” gone", lambda: row.labels()[-1] == hint)


def test(setting: Setting, desktop: Desktop, report: Report) -> None:
    """All of it in one dialog, through a server that writes down what is sent."""
    with DemoServer(setting.demo_server) as server, Recorder(server.url) as recorder:
        api = Api(server.url, MASTER_KEY)
        subject = find_subject(api)["user_id"]
        api.post("/user/update", user_id=subject, models=["gpt-4o", "o3"])
        with setting.opened(desktop, recorder.url, MASTER_KEY) as orchestrator:
            describe = orchestrator.program.describe
            with report.section("open the dialog", describe):
                orchestrator.wait_for_rows()
                orchestrator.open_row(orchestrator.search(subject))
                editor = orchestrator.edit()
                for name in _SWITCHES:
                    editor.switch(name, False)
                recorder.take()
                for name, text, words in BAD:
                    with report.section(f"{name} {text!r}", describe):
                        try_input(report, editor, name, text, words)
                with report.section("no models", describe):
                    try_no_models(report, editor)
            sent = [f"{request.method} {request.path}" for request in recorder.take()]
            report.equal(sent, [], "nothing was sent")


if __name__ == "__main__":
    run(test)
