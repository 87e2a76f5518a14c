#!/usr/bin/env python3
"""One list of calls, sent to the demo server and to a real LiteLLM, with the same outcomes.

  conformance.py --demo-server PROGRAM          the demo server against the recording
  conformance.py --demo-server PROGRAM --live   a real proxy against the recording, and the demo
                                                server against that proxy
  conformance.py --record                       write the recording anew, from a real proxy

LITELLM_URL and LITELLM_MASTER_KEY name the real proxy. Each run makes users of its own there and
deletes them. What is compared of a call: its status, its answer and what is stored afterwards,
without what is made up anew each time (normal.py). Where the demo server is different on purpose
stands in differences.py.
"""

import argparse
import difflib
import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Iterator

import cases_key_life
import cases_key_lists
import cases_key_new
import cases_key_owner
import cases_key_regenerate
import cases_key_update
import cases_keys
import cases_lists
import cases_models
import cases_new
import cases_races
import cases_signin
import cases_teams
import cases_update
import cases_usage
import cases_whom
from case import Case
from differences import REASONS, find_reason
from server import DEMO_MASTER_KEY, NotMade, Overloaded, Server

RECORDED = Path(__file__).parent / "recorded"
RECORDED_VERSION = "1.106.2"

# Each area is one file of the recording.
AREAS: dict[str, Callable[[], Any]] = {
    "update-fields": cases_update.get_fields,
    "durations": cases_update.get_durations,
    "whom": cases_whom.get_cases,
    "odd-ids": cases_whom.get_odd_ids,
    "new-users": cases_new.get_cases,
    "keys": cases_keys.get_cases,
    "key-update": cases_key_update.get_cases,
    "key-new": cases_key_new.get_cases,
    "key-owners": cases_key_owner.get_cases,
    "key-regenerate": cases_key_regenerate.get_cases,
    "key-life": cases_key_life.get_cases,
    "key-lists": cases_key_lists.get_cases,
    "models": cases_models.get_cases,
    "teams": cases_teams.get_cases,
    "lists": cases_lists.get_cases,
    "usage": cases_usage.get_cases,
    "sign-in": cases_signin.get_cases,
    "races": cases_races.get_cases,
}

# For a proxy that is overloaded.
MAX_TRIES = 10
PAUSE = 2

Outcomes = dict[str, dict[str, Any]]


def note(text: str) -> None:
    """Print a comment."""
    print(f"# {text}", flush=True)


def run_area(server: Server, area: str, pattern: str) -> dict[str, Any]:
    """The outcomes of the cases of an area whose names contain a text."""
    found: dict[str, Any] = {}
    for name, function in AREAS[area]():
        if pattern not in f"{area}/{name}":
            continue
        assert name not in found, name
        found[name] = run_case(server, f"{area}/{name}", function)
    return found


def run_case(server: Server, name: str, function: Callable[[Case], None]) -> list[Any]:
    """The outcomes of one case; begins again where the proxy is overloaded."""
    for _ in range(MAX_TRIES):
        case = Case(server, name)
        try:
            function(case)
        except NotMade as error:
            case.note(stopped=str(error))
        except (LookupError, TypeError, AttributeError) as error:
            case.note(stopped=f"an answer that the case cannot use: {error!r}")
        except Overloaded as error:
            note(f"again: {name}: {error}")
            time.sleep(PAUSE)
            case.delete_users()
            continue
        return case.outcomes
    raise Overloaded(name)


def run(server: Server, areas: list[str], pattern: str = "") -> Outcomes:
    """The outcomes of all cases on a server, by area and name; some areas at the same time."""
    with ThreadPoolExecutor(3) as pool:
        found = pool.map(lambda area: run_area(server, area, pattern), areas)
        return dict(zip(areas, found))


@contextmanager
def demo_server(program: str) -> Iterator[Server]:
    """The demo server in a process of its own."""
    with subprocess.Popen([program, "--users", "60"], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            server = Server(process.stdout.readline().strip(), DEMO_MASTER_KEY)
            server.make_callers()
            server.generate_callers()
            yield server
        finally:
            process.terminate()


@contextmanager
def real_server() -> Iterator[Server]:
    """The real proxy that the environment names."""
    server = Server(os.environ["LITELLM_URL"], os.environ["LITELLM_MASTER_KEY"])
    try:
        server.make_callers()
        server.generate_callers()
        yield server
    finally:
        server.clean_up()


def find_obstacle() -> str | None:
    """Why there is no real proxy to compare with, if there is none."""
    if "LITELLM_URL" not in os.environ or "LITELLM_MASTER_KEY" not in os.environ:
        return "LITELLM_URL and LITELLM_MASTER_KEY name no proxy"
    server = Server(os.environ["LITELLM_URL"], os.environ["LITELLM_MASTER_KEY"])
    version = server.send("GET", "/public/model_hub/info").body["litellm_version"]
    if version != RECORDED_VERSION:
        return f"the proxy is LiteLLM {version}, the recording was made with {RECORDED_VERSION}"
    return None


def record(outcomes: Outcomes) -> None:
    """Write the recording: a line for each outcome. Cases that were not run stay as they are."""
    RECORDED.mkdir(exist_ok=True)
    for area, fresh in outcomes.items():
        old = load([area])[area] if (RECORDED / f"{area}.json").exists() else {}
        names = [name for name, _ in AREAS[area]()]
        cases = {name: {**old, **fresh}[name] for name in names if name in old or name in fresh}
        blocks = []
        for name, lines in cases.items():
            body = ",\n".join(f"  {json.dumps(line, ensure_ascii=False)}" for line in lines)
            blocks.append(f"{json.dumps(name, ensure_ascii=False)}: [\n{body}\n]")
        (RECORDED / f"{area}.json").write_text("{\n" + ",\n".join(blocks) + "\n}\n")


def load(areas: list[str]) -> Outcomes:
    """The recording."""
    return {area: json.loads((RECORDED / f"{area}.json").read_text()) for area in areas}


def _lines(outcomes: Any) -> list[str]:
    if outcomes is None:
        return ["no such case"]
    lines = []
    for outcome in outcomes:
        lines += json.dumps(outcome, ensure_ascii=False, sort_keys=True, indent=1).splitlines()
    return lines


class Report:
    """Test results in the Test Anything Protocol."""

    def __init__(self) -> None:
        self.count = 0
        self.failed = 0
        self.reasons: Counter[str] = Counter()
        self.calls = 0

    def compare(self, title: str, wanted: Outcomes, got: Outcomes, is_demo: bool) -> None:
        """One test for each case."""
        for area in wanted:
            for name in {**wanted[area], **got[area]}:
                expected, actual = wanted[area].get(name), got[area].get(name)
                self.calls += sum("call" in outcome for outcome in actual or [])
                same = _lines(expected) == _lines(actual)
                reason = find_reason(f"{area}/{name}") if is_demo else None
                self._case(f"{title}: {area}/{name}", same, reason, expected, actual)

    def _case(self, name: str, same: bool, reason: str | None, wanted: Any, got: Any) -> None:
        self.count += 1
        if reason is not None and not same:
            self.reasons[reason] += 1
            print(f"ok {self.count} - {name} # SKIP {reason}", flush=True)
            return
        print(f"{'ok' if same else 'not ok'} {self.count} - {name}", flush=True)
        if not same:
            self.failed += 1
            for line in difflib.unified_diff(_lines(wanted), _lines(got), "wanted", "got", n=4):
                note(line.rstrip())

    def check_clean(self, title: str, left: list[str]) -> None:
        """Whether a run leaves nothing behind."""
        self._case(f"{title}: everything is deleted", not left, None, [], left)

    def check_reasons(self) -> None:
        """Whether the demo server still is different where it may be."""
        unused = set(REASONS.values()) - self.reasons.keys()
        self._case("demo: each reason of differences.py has a case", not unused, None, [], list(unused))

    def finish(self) -> int:
        """Print the plan and the number of calls; the result is an exit status."""
        n_different = sum(self.reasons.values())
        note(f"{self.calls} calls compared, {n_different} cases different on purpose")
        print(f"1..{self.count}", flush=True)
        return 1 if self.failed or not self.count else 0


def main() -> int:
    parser = argparse.ArgumentParser(description="Compare the demo server with a real proxy.")
    parser.add_argument("--demo-server", help="the program that is the demo server")
    parser.add_argument("--live", action="store_true", help="compare with a real proxy")
    parser.add_argument("--record", action="store_true", help="write the recording")
    parser.add_argument("--area", action="append", choices=AREAS, help="only this area")
    parser.add_argument("--only", default="", help="only cases whose names contain this")
    options = parser.parse_args()
    areas = options.area or list(AREAS)

    if (options.live or options.record) and (reason := find_obstacle()):
        print(f"1..0 # SKIP {reason}")
        return 0

    if options.record:
        with real_server() as server:
            record(run(server, areas, options.only))
        return 0

    report = Report()
    wanted = load(areas)
    if options.live:
        with real_server() as server:
            fresh = run(server, areas, options.only)
            report.check_clean("proxy", server.clean_up())
        report.compare("proxy", wanted, fresh, False)
        wanted = fresh
    if options.only:
        wanted = {a: {n: c for n, c in wanted[a].items() if options.only in f"{a}/{n}"} for a in areas}
    with demo_server(options.demo_server) as server:
        report.compare("demo", wanted, run(server, areas, options.only), True)
        report.check_clean("demo", server.clean_up())
    if areas == list(AREAS) and not options.only:
        report.check_reasons()
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
