#!/usr/bin/python3
"""A real proxy that loses its database, hangs and goes away: what is shown and typed stays.

`./dev faults` starts a proxy for this test alone; LITELLM_SCRIPT is what starts and breaks it.
"""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from api import Api, ApiError
from desktop import Desktop
from harness import Setting, run
from orchestrator import Editor, Orchestrator
from tap import Report, skip_all
from widgets import FIELD, LABEL, Widget, wait_for

USER = "e2e-faults"

# The program waits a minute for a server that says nothing.
_PATIENCE = 90


class Proxy:
    """A proxy of one's own."""

    def __init__(self) -> None:
        self._script = os.environ["LITELLM_SCRIPT"]
        self.api = Api(os.environ["LITELLM_URL"], os.environ["LITELLM_MASTER_KEY"])

    def do(self, *words: str) -> None:
        """One command of the script."""
        subprocess.run([self._script, *words], check=True, stdout=subprocess.DEVNULL)

    def wait_until_well(self) -> None:
        """Wait until it answers from its database."""

        def probe() -> bool:
            try:
                return "users" in self.api.get("/user/list", page_size=1)
            except (ApiError, OSError):
                return False

        wait_for("a proxy that is well", probe, _PATIENCE)

    @contextmanager
    def broken(self, *words: str, repair: tuple[str, ...]) -> Iterator[None]:
        """Broken by a command, and repaired by another, whatever happens meanwhile."""
        self.do(*words)
        try:
            yield
        finally:
            self.do(*repair)
            self.wait_until_well()

    @contextmanager
    def person(self) -> Iterator[None]:
        """Somebody to edit."""
        self.remove_person()
        self.api.post(
            "/user/new", user_id=USER, user_alias="Before", user_role="internal_user",
            auto_create_key=False,
        )  # fmt: skip
        try:
            yield
        finally:
            self.remove_person()

    def remove_person(self) -> None:
        """Remove who is left from another run, too."""
        try:
            self.api.post("/user/delete", user_ids=[USER])
        except ApiError:
            pass

    def alias(self) -> str:
        """What the proxy has."""
        return self.api.get("/v2/user/info", user_id=USER)["user_alias"]


def wait_for_label(window: Widget, words: str, seconds: float = _PATIENCE) -> str:
    """Wait for a text in a window; the result is all of it."""

    def probe() -> str | None:
        texts = (label.text for label in window.find_all(LABEL))
        return next((text for text in texts if words in text), None)

    return wait_for(f"the words “{words}”", probe, seconds)


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
    proxy: Proxy, orchestrator: Orchestrator, report: Report, name: str,
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
    report.check(proxy.alias() != alias, f"{name}: indeed nothing was saved")
    editor.save_and_close()
    report.equal(proxy.alias(), alias, f"{name}: the same save works afterwards")
    orchestrator.back()
    try_again(orchestrator, report, name, alias)


def restart(proxy: Proxy, orchestrator: Orchestrator, report: Report) -> None:
    """The proxy goes while a request is under way, and comes back."""
    with proxy.broken("pause", repair=("up",)):
        orchestrator.window.press_button("Refresh")
        proxy.do("down")
        check_offline(orchestrator, report, "restart", ("Nothing answers at this address.",))
    proxy.api.post("/user/update", user_id=USER, user_alias="Changed meanwhile")
    try_again(orchestrator, report, "restart", "Changed meanwhile")


def test(setting: Setting, desktop: Desktop, report: Report) -> None:
    """One after the other, in one window."""
    proxy = Proxy()
    with proxy.person():
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
    if not os.environ.get("LITELLM_SCRIPT"):
        skip_all("LITELLM_SCRIPT names nothing that starts a proxy")
    run(test)
