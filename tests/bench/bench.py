#!/usr/bin/env python3
"""Measures the built program against floors in the same run, and prints a table of ratios.

usage: bench.py BUILD

Times of a busy machine mean little, ratios of one run do: what is compared takes turns. The demo
server serves 10,000 and 100,000 users; where LITELLM_URL and LITELLM_MASTER_KEY name a real proxy,
what depends on the server is measured on it. The last line says how many bounds hold.

Memory is the proportional set size, which falls while other programs use the same libraries: run
this with nothing else open.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "e2e"))

from servers import MASTER_KEY, DemoServer, Recorder  # pylint: disable=wrong-import-position

STARTS = 15
QUERIES = 9
SETTLING = 0.5  # seconds between two readings of the memory
# GtkSearchEntry waits so long for the next letter.
TYPING_PAUSE = 150

BUILD = Path(sys.argv[1]).resolve()
PROGRAM = str(BUILD / "src/litellm-orchestrator")
DEMO_SERVER = str(BUILD / "tests/demo/demo-server")
PAGE = "page=1&page_size=25&sort_by=user_id&sort_order=asc"


@dataclass
class Row:
    """One line of the table: a figure, what it is compared with, and how much it may be."""

    what: str
    ours: float
    floor: float
    unit: str
    bound: float
    allowance: float = 0

    def holds(self) -> bool:
        """Whether the bound holds."""
        return self.ours <= self.bound * self.floor + self.allowance

    def text(self) -> str:
        """The line."""
        # What is quicker than what is allowed beside the ratio did not use it.
        used = self.allowance if self.ours > self.allowance else 0
        ratio = (self.ours - used) / self.floor
        bound = f"≤ {self.bound:g} ×" + (f" + {self.allowance:g} ms" if self.allowance else "")
        return (
            f"| {self.what} | {self.ours:.1f} {self.unit} | {self.floor:.1f} {self.unit} "
            f"| {ratio:.2f} | {bound} | {'yes' if self.holds() else 'no'} |"
        )


@dataclass
class Server:
    """A proxy to measure on."""

    name: str
    url: str
    key: str

    def environment(self) -> dict[str, str]:
        """What connects a program to it."""
        return {"LITELLM_PROXY_URL": self.url, "LITELLM_PROXY_API_KEY": self.key}

    def curl(self, query: str) -> tuple[float, bytes]:
        """Milliseconds of a whole curl for a page of users, and what came."""
        command = ["curl", "-sf", "--compressed", "-K", "-", f"{self.url}/user/list?{query}"]
        header = f'header = "Authorization: Bearer {self.key}"'.encode()
        begin = time.monotonic()
        done = subprocess.run(command, input=header, stdout=subprocess.PIPE, check=True)
        return (time.monotonic() - begin) * 1000, done.stdout


def bench(name: str) -> str:
    """The path of a program that measures."""
    return str(BUILD / "tests/bench" / f"bench-{name}")


def environment(**extra: str) -> dict[str, str]:
    """The environment of what is measured."""
    return os.environ | {"GTK_A11Y": "none", "ORCH_TRACE": "1"} | extra


def start(command: list[str], milestones: list[str], **extra: str) -> float:
    """Milliseconds from the start of a process to the last of some milestones."""
    awaited = set(milestones)
    begin = time.monotonic()
    with subprocess.Popen(
        command, env=environment(**extra), stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        for line in process.stderr:
            awaited -= set(line.split()[1:2])
            if not awaited:
                duration = (time.monotonic() - begin) * 1000
                process.kill()
                return duration
    raise RuntimeError(f"{command[0]} ended before {awaited}")


def measure_start(server: Server) -> Row:
    """From the start of the process to the first rows, against both floors."""
    empty, ours, curl = [], [], []
    for _ in range(STARTS):
        empty.append(start([bench("empty")], ["first-frame"]))
        ours.append(start([PROGRAM], ["users-first-rows"], **server.environment()))
        curl.append(server.curl(PAGE)[0])
    floor = max(median(empty), median(curl))
    name = "an empty window" if floor == median(empty) else "`curl`"
    return Row(f"Start to first rows, {server.name}, against {name}", median(ours), floor, "ms", 1.75)


def read_memory(process_id: int) -> float:
    """MiB of a process."""
    memory = Path(f"/proc/{process_id}/smaps_rollup").read_text()
    found = re.search(r"^Pss:\s+(\d+)", memory, re.MULTILINE)
    assert found is not None
    return int(found[1]) / 1024


def measure_empty_memory() -> float:
    """MiB of the empty window, when it grows no more."""
    with subprocess.Popen(
        [bench("empty")], env=environment(), stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        process.stderr.readline()
        before, memory = 0.0, read_memory(process.pid)
        while memory > before:
            time.sleep(SETTLING)
            before, memory = memory, read_memory(process.pid)
        process.kill()
    return memory


def run(name: str, *arguments: str, **extra: str) -> dict[str, float]:
    """Run a program that prints `NAME FIGURE` lines; the median of each name."""
    command = [bench(name), *arguments]
    done = subprocess.run(
        command, env=environment(**extra), stdout=subprocess.PIPE, text=True, check=True
    )
    figures: dict[str, list[float]] = {}
    for line in done.stdout.splitlines():
        key, figure = line.split()
        figures.setdefault(key, []).append(float(figure))
    return {key: median(values) for key, values in figures.items()}


def measure_memory(server: Server, empty: float) -> list[Row]:
    """The table, when all its rows were scrolled through."""
    ours = run("users", server.url, "memory", **server.environment())
    users = f"{ours['rows']:,.0f} users, {server.name}"
    before, after = ours["memory-1000"] / 1024, ours["memory-all"] / 1024
    return [
        Row(f"Memory at the end of {users}, against an empty window", after, empty, "MiB", 2),
        Row(f"Memory at the end of {users}, against 1,000 rows", after, before, "MiB", 1.1),
    ]


def measure_queries(server: Server) -> list[Row]:
    """From the last letter, or the click on a header, to the frame with the rows."""
    search = [server.curl(f"{PAGE}&search={11 + i}")[0] for i in range(QUERIES)]
    sort = [
        server.curl(f"page=1&page_size=25&sort_by=spend&sort_order={order}")[0]
        for order in ("asc", "desc") * (QUERIES // 2)
    ]
    ours = run("users", server.url, "queries", **server.environment())
    users = f"{ours['rows']:,.0f} users, {server.name}, against `curl`"
    return [
        Row(f"Search in {users}", ours["search"], median(search), "ms", 1.2, TYPING_PAUSE),
        Row(f"Sort {users}", ours["sort"], median(sort), "ms", 1.2, TYPING_PAUSE),
    ]


def measure_frames(server: Server) -> list[Row]:
    """Frames while scrolling, against a column view of strings with as many rows and columns."""
    ours = run("users", server.url, "scroll", **server.environment())
    plain = run("plain", str(int(ours["rows"])), str(int(ours["columns"])))
    return [
        Row(f"{what}, 95th percentile, against a plain view", ours[key], plain[key], "ms", 1.5)
        for what, key in (("Frame", "frame-interval"), ("Work in a frame", "frame-work"))
    ]


def measure_parsing(server: Server) -> Row:
    """From the text of 100 users to records, against json-glib, which only parses."""
    _, text = server.curl("page=1&page_size=100&sort_by=user_id&sort_order=asc")
    with tempfile.NamedTemporaryFile() as file:
        file.write(text)
        file.flush()
        figures = run("parse", file.name)
    return Row(
        f"100 users ({len(text) / 1000:.0f} kB) to records, against json-glib's parser alone",
        figures["parse"],
        figures["json-glib"],
        "ms",
        1,
    )


def count_requests(server: Server) -> str:
    """What a start asks of the server, until it knows who is signed in and shows the rows."""
    with Recorder(server.url) as recorder:
        proxied = Server(server.name, recorder.url, server.key)
        start([PROGRAM], ["connected", "users-first-rows"], **proxied.environment())
        requests, received = recorder.take(), recorder.received
    return f"A start on {server.name} asks {len(requests)} times and receives {received:,} bytes."


def main() -> int:
    """Measure all, print the table."""
    rows: list[Row] = []
    empty = measure_empty_memory()
    with DemoServer(DEMO_SERVER, 10000) as demo, DemoServer(DEMO_SERVER, 100000) as large:
        servers = [Server("demo server", demo.url, MASTER_KEY)]
        if os.environ.get("LITELLM_URL"):
            url, key = os.environ["LITELLM_URL"], os.environ["LITELLM_MASTER_KEY"]
            servers.append(Server("LiteLLM", url, key))
        rows += [measure_start(server) for server in servers]
        for server in servers + [Server("demo server", large.url, MASTER_KEY)]:
            rows += measure_memory(server, empty)
        # The demo answers within a frame: a real proxy tells more.
        rows += measure_queries(servers[-1])
        rows += measure_frames(servers[0])
        rows.append(measure_parsing(servers[-1]))
        requests = count_requests(servers[-1])

    print("| What | Ours | Floor | Ratio | Bound | Holds |\n|---|---|---|---|---|---|")
    for row in rows:
        print(row.text())
    print(f"\n{requests}\n")
    failed = sum(not row.holds() for row in rows)
    print(f"{len(rows) - failed} passed, {failed} failed")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
