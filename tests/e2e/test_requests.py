#!/usr/bin/python3
"""What opening the program costs the server: one list of users, three other requests at most.

The page of an internal user reads more: their record, and their keys."""

import time
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


def test(setting: Setting, desktop: Desktop, report: Report) -> None:
    """As an administrator and as an internal user."""
    for name, key, most in (("administrator", MASTER_KEY, 3), ("internal user", USER_KEY, 5)):
        with DemoServer(setting.demo_server, 10000) as server, Recorder(server.url) as recorder:
            with setting.opened(desktop, recorder.url, key, ORCH_TRACE="1") as orchestrator:
                with report.section(name, orchestrator.program.describe):
                    if key == MASTER_KEY:
                        orchestrator.wait_for_rows()
                    else:
                        orchestrator.wait_for_card("Spend")
                    requests = all_requests(recorder)
                    paths = [request.path for request in requests]
                    note("\n".join(f"{r.method} {r.path}?{r.query}" for r in requests))
                    report.equal(paths.count("/user/list"), 1, f"{name}: one list of users")
                    others = [path for path in paths if path != "/user/list"]
                    report.check(
                        len(others) <= most, f"{name}: {most} others at most", ", ".join(others)
                    )
                    report.equal(paths[0], "/user/list", f"{name}: the rows are asked for first")
                    size = parse_qs(requests[0].query).get("page_size")
                    report.equal(size, ["25"], f"{name}: no more rows than a page")
                    milestones = list(orchestrator.program.milestones())
                    report.check("first-frame" in milestones, f"{name}: milestones are written",
                                 ", ".join(milestones))


if __name__ == "__main__":
    run(test)
