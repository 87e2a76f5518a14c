#!/usr/bin/python3
"""What opening the program costs the server: one list of users, three other requests at most, and
once the names of the teams.

The page of an internal user reads more: their record, and their keys."""

import time
from typing import NamedTuple
from urllib.parse import parse_qs

from desktop import Desktop
from harness import Setting, run
from servers import MASTER_KEY, USER_KEY, DemoServer, Recorder, Request
from tap import Report, note

# No request for so long: the program has all that it wants.
_QUIET = 2.0


def all_requests(recorder: Recorder) -> list[Request]:
    """Everything that is sent until nothing more comes."""
    requests: list[Request] = []
    last = time.monotonic()
    while time.monotonic() - last < _QUIET:
        new = recorder.take()
        if new:
            requests += new
            last = time.monotonic()
        time.sleep(0.05)
    return requests


class Start(NamedTuple):
    """Who opens the program where, and what it may cost."""

    name: str
    key: str
    arguments: tuple[str, ...]
    table: str | None
    path: str
    most: int
    page_size: int


STARTS = (
    Start("administrator", MASTER_KEY, (), "Users", "/user/list", 4, 25),
    Start("administrator’s keys", MASTER_KEY, ("--page", "keys"), "Keys", "/key/list", 5, 50),
    Start("internal user", USER_KEY, (), None, "/user/list", 6, 25),
)


def open_program(setting: Setting, desktop: Desktop, start: Start, report: Report) -> None:
    """Open it once, and look at what was sent."""
    with DemoServer(setting.demo_server, 10000) as server, Recorder(server.url) as recorder:
        arguments = (recorder.url, start.key, *start.arguments)
        with setting.opened(desktop, *arguments, ORCH_TRACE="1") as orchestrator:
            with report.section(start.name, orchestrator.program.describe):
                if start.table is not None:
                    orchestrator.wait_for_rows(start.table)
                else:
                    orchestrator.wait_for_card("Spend")
                check(report, start, all_requests(recorder))
                milestones = list(orchestrator.program.milestones())
                report.check("first-frame" in milestones, f"{start.name}: milestones are written",
                             ", ".join(milestones))  # fmt: skip


def check(report: Report, start: Start, requests: list[Request]) -> None:
    """One list, which comes first, and no more than a page of it."""
    note("\n".join(f"{r.method} {r.path}?{r.query}" for r in requests))
    paths = [request.path for request in requests]
    report.equal(paths.count(start.path), 1, f"{start.name}: one {start.path}")
    report.equal(paths.count("/v2/team/list"), 1, f"{start.name}: one list of teams")
    others = [path for path in paths if path != start.path]
    report.check(
        len(others) <= start.most, f"{start.name}: {start.most} others at most", ", ".join(others)
    )
    report.equal(paths[0], start.path, f"{start.name}: the rows are asked for first")
    first = parse_qs(requests[0].query)
    size = first.get("page_size", first.get("size"))
    report.equal(size, [str(start.page_size)], f"{start.name}: no more rows than a page")


def test(setting: Setting, desktop: Desktop, report: Report) -> None:
    """As an administrator on both pages, and as an internal user."""
    for start in STARTS:
        open_program(setting, desktop, start, report)


if __name__ == "__main__":
    run(test)
