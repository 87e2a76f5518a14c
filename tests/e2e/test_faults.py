#!/usr/bin/python3
"""A real proxy that loses its database, hangs and goes away: what is shown and typed stays."""

from breakable import BreakableProxy, skip_without_script, wait_for_label
from desktop import Desktop
from harness import Setting, run
from orchestrator import Editor, Orchestrator
from tap import Report
from widgets import FIELD, LABEL, wait_for

USER = "e2e-faults"


def saved_alias(proxy: BreakableProxy) -> str:
    """What the proxy has."""
    return proxy.api.get("/v2/user/info", user_id=USER)["user_alias"]


def check_offline(
    orchestrator: Orchestrator, report: Report, name: str, words: tuple[str, ...]
) -> None:
    """The page says that it is not up to date, and why; its rows are there."""
    wait_for_label(orchestrator.window, " – last updated: ")
    texts = [label.text for label in orchestrator.window.find_all(LABEL)]
    said = [text for text in texts if any(part in text for part in words)]
    report.check(said, f"{name}: the page says why", "\n".join(texts))
    rows = [orchestrator.row_text(row) for row in orchestrator.rows()]
    report.check(len(rows) == 1 and USER in rows[0], f"{name}: the row stays", "\n".join(rows))


def try_again(orchestrator: Orchestrator, report: Report, name: str, alias: str) -> None:
    """The page asks again, and shows what the proxy has by now."""
    orchestrator.window.press_button("Try again")
    wait_for(
        f"a row with “{alias}”",
        lambda: any(alias in orchestrator.row_text(row) for row in orchestrator.rows()),
    )
    report.check(True, f"{name}: Try again brings the rows back")


def check_typed(
    editor: Editor, report: Report, name: str, alias: str, words: tuple[str, ...]
) -> None:
    """A save that failed for certain says so and why; what was typed is still there."""
    said = wait_for_label(editor.window, "Nothing was saved. ")
    report.check(any(part in said for part in words), f"{name}: the dialog says why", said)
    typed = editor.window.find(FIELD, "Alias").text
    report.equal(typed, alias, f"{name}: what was typed stays")


def save_while_broken(
    proxy: BreakableProxy, orchestrator: Orchestrator, report: Report, name: str,
    words: tuple[str, ...], break_with: tuple[str, ...], repair_with: tuple[str, ...],
) -> None:  # fmt: skip
    """Refresh and save while the proxy is broken, and once more when it is not."""
    alias = f"Typed without {name}"
    with proxy.broken(*break_with, repair=repair_with):
        orchestrator.window.press_button("Refresh")
        check_offline(orchestrator, report, name, words)
        orchestrator.open_row(orchestrator.rows()[0])
        editor = orchestrator.edit()
        editor.set("Alias", alias)
        editor.save()
        check_typed(editor, report, name, alias, words)
    report.check(saved_alias(proxy) != alias, f"{name}: indeed nothing was saved")
    editor.save_and_close()
    report.equal(saved_alias(proxy), alias, f"{name}: the same save works afterwards")
    orchestrator.back()
    try_again(orchestrator, report, name, alias)


def restart(proxy: BreakableProxy, orchestrator: Orchestrator, report: Report) -> None:
    """The proxy goes while a request is under way, and comes back."""
    with proxy.broken("pause", repair=("up",)):
        orchestrator.window.press_button("Refresh")
        proxy.do("down")
        check_offline(orchestrator, report, "restart", ("Nothing answers at this address.",))
    proxy.api.post("/user/update", user_id=USER, user_alias="Changed meanwhile")
    try_again(orchestrator, report, "restart", "Changed meanwhile")


def test(setting: Setting, desktop: Desktop, report: Report) -> None:
    """One after the other, in one window."""
    proxy = BreakableProxy()
    with proxy.api.temporary(USER):
        proxy.api.post(
            "/user/new", user_id=USER, user_alias="Before", user_role="internal_user",
            auto_create_key=False,
        )  # fmt: skip
        with setting.opened(desktop, proxy.api.url, proxy.api.key) as orchestrator:
            with report.section("faults", orchestrator.program.describe):
                orchestrator.wait_for_rows()
                orchestrator.search(USER)
                # While it still knows the key, LiteLLM does not say that it is the database.
                save_while_broken(
                    proxy, orchestrator, report, "database",
                    ("The server is not available at the moment.", "has an internal problem."),
                    ("db", "off"), ("db", "on"),
                )  # fmt: skip
                save_while_broken(
                    proxy, orchestrator, report, "answers",
                    ("The server took too long to answer.",), ("pause",), ("resume",),
                )  # fmt: skip
                restart(proxy, orchestrator, report)


if __name__ == "__main__":
    skip_without_script()
    run(test)
