#!/usr/bin/python3
"""A connection that is remembered: the next start connects, and the API key is in no file."""

from pathlib import Path

from desktop import Desktop
from harness import Setting, check_quiet, run
from orchestrator import Orchestrator
from servers import MASTER_KEY, DemoServer
from tap import Report
from widgets import FIELD, SWITCH

# Settings that outlive the program.
KEPT = {"GSETTINGS_BACKEND": "keyfile"}


def files_with(text: str, folder: Path) -> list[str]:
    """The files in which a text can be read."""
    return [
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and text.encode() in path.read_bytes()
    ]


def connect(setting: Setting, desktop: Desktop, url: str, report: Report, remember: bool) -> None:
    """Connect in a program, and quit it."""
    orchestrator = Orchestrator(desktop.start(setting.program, **KEPT))
    name = "remembered" if remember else "not remembered"
    with report.section(name, orchestrator.program.describe):
        orchestrator.window.find(SWITCH, "Remember this connection").switch(remember)
        orchestrator.connect(url, MASTER_KEY)
        orchestrator.wait_for_rows()
        check_quiet(report, orchestrator.program, name)


def test(setting: Setting, desktop: Desktop, report: Report) -> None:
    """Once without remembering, once with it."""
    with DemoServer(setting.demo_server) as server:
        connect(setting, desktop, server.url, report, remember=False)
        orchestrator = Orchestrator(desktop.start(setting.program, **KEPT))
        with report.section("the start after that", orchestrator.program.describe):
            key = orchestrator.window.find(FIELD, "API key")
            report.check(key.shows(""), "not remembered: the next start asks for the key")
            check_quiet(report, orchestrator.program, "asked")

        connect(setting, desktop, server.url, report, remember=True)
        orchestrator = Orchestrator(desktop.start(setting.program, **KEPT))
        with report.section("the start after that", orchestrator.program.describe):
            orchestrator.wait_for_rows()
            report.check(True, "remembered: the next start connects by itself")
            check_quiet(report, orchestrator.program, "connected")
    report.equal(files_with(MASTER_KEY, desktop.home), [], "the key can be read in no file")


if __name__ == "__main__":
    run(test)
