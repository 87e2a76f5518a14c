#!/usr/bin/env python3
"""Measures the built program against floors in the same run, and prints a table of ratios.

usage: bench.py BUILD

Times of a busy machine mean little, ratios of one run do: what is compared takes turns. The demo
server serves 10,000 and 100,000 users, and more than 100,000 keys; where LITELLM_URL and
LITELLM_MASTER_KEY name a real proxy, what depends on the server is measured on it. The last line
says how many bounds hold.

Memory is the proportional set size, which falls while other programs use the same libraries: run
this with nothing else open.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "e2e"))

from servers import MASTER_KEY, DemoServer, Recorder  # pylint: disable=wrong-import-position

STARTS = 31
QUERIES = 21
TURNS = 3
# As many rows lie between two jumps of bench-list.
JUMP = 100
EXPORT_PAGE = 100  # rows
SETTLING = 0.5  # seconds between two readings of the memory
# GtkSearchEntry waits so long for the next letter.
TYPING_PAUSE = 150  # milliseconds

BUILD = Path(sys.argv[1]).resolve()
PROGRAM = str(BUILD / "src/litellm-orchestrator")
DEMO_SERVER = str(BUILD / "tests/demo/demo-server")


@dataclass
class List:
    """A list of the program, and how it asks the server for a page of it."""

    name: str
    path: str
    page_size: int
    size_name: str
    order: str  # of the page that it opens with

    def query(self, page: int = 1, size: int = 0, order: str | None = None) -> str:
        """What asks for a page."""
        order = self.order if order is None else order
        return f"{self.path}?page={page}&{self.size_name}={size or self.page_size}{order}"


USERS = List("users", "/user/list", 25, "page_size", "&sort_by=user_id&sort_order=asc")
KEYS = List("keys", "/key/list", 50, "return_full_object=true&size", "")


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
        """Milliseconds of a whole curl for a page of rows, and what came."""
        command = ["curl", "-sf", "--compressed", "-K", "-", self.url + query]
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


def measure_start(server: Server, rows: List) -> Row:
    """From the start of the process to the first rows, against both floors."""
    empty, ours, curl = [], [], []
    program = [PROGRAM, "--page", rows.name]
    for _ in range(STARTS):
        empty.append(start([bench("empty")], ["first-frame"]))
        ours.append(start(program, [f"{rows.name}-first-rows"], **server.environment()))
        curl.append(server.curl(rows.query())[0])
    floor = max(median(empty), median(curl))
    name = "an empty window" if floor == median(empty) else "`curl`"
    what = f"Start to the first {rows.name}, {server.name}, against {name}"
    return Row(what, median(ours), floor, "ms", 1.75)


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


def run_list(server: Server, rows: List, what: str) -> tuple[dict[str, float], str]:
    """The figures of bench-list, and the words for the list."""
    figures = run("list", server.url, rows.name, what, **server.environment())
    return figures, f"{figures['rows']:,.0f} {rows.name}, {server.name}"


def measure_memory(server: Server, rows: List, empty: float) -> list[Row]:
    """The table, when all its rows were scrolled through."""
    ours, words = run_list(server, rows, "memory")
    before, after = ours["memory-1000"] / 1024, ours["memory-all"] / 1024
    return [
        Row(f"Memory at the end of {words}, against an empty window", after, empty, "MiB", 2),
        Row(f"Memory at the end of {words}, against 1,000 rows", after, before, "MiB", 1.1),
    ]


def ask(server: Server, queries: list[str], pause: int = 0) -> list[float]:
    """Milliseconds of a curl for each query, each after a pause in milliseconds."""
    durations = []
    for query in queries:
        time.sleep(pause / 1000)
        durations.append(server.curl(query)[0])
    return durations


def measure_queries(server: Server, rows: List) -> list[Row]:
    """From the last letter, or the click on a header, to the frame with the rows."""
    searches = [f"{rows.query()}&search={11 + i}" for i in range(QUERIES)]
    sorts = [
        rows.query(order=f"&sort_by=spend&sort_order={order}")
        for order in ("asc", "desc") * (QUERIES // 2)
    ]
    # A server that rested answers later, and rests while a person types. Turn and turn about,
    # because it is slower for a while now and then.
    search, sort, ours = [], [], []
    for _ in range(TURNS):
        search += ask(server, searches, TYPING_PAUSE)
        sort += ask(server, sorts)
        figures, words = run_list(server, rows, "queries")
        ours.append(figures)
    words = f"{words}, against `curl`"
    return [
        Row(
            f"Search in {words}", mean(turn["search"] for turn in ours), median(search), "ms",
            1.2, TYPING_PAUSE,
        ),
        Row(
            f"Sort {words}", mean(turn["sort"] for turn in ours), median(sort), "ms",
            1.2, TYPING_PAUSE,
        ),
    ]  # fmt: skip


def measure_jump(server: Server, rows: List) -> Row:
    """From the scroll to rows in the middle to the frame with them."""
    ours, words = run_list(server, rows, "jump")
    middle = int(ours["rows"]) // 2 // rows.page_size + 1
    curl = ask(
        server, [rows.query(middle + i * JUMP // rows.page_size) for i in range(QUERIES)]
    )
    return Row(
        f"Jump to the middle of {words}, against `curl`", ours["jump"], median(curl), "ms", 1.3
    )


def measure_export(server: Server, rows: List) -> list[Row]:
    """All rows into a file, against a curl for each page: every tenth is asked for, ten times."""
    ours = run("export", server.url, **server.environment())
    if not ours["rows"] == ours["key-ids"] > 0 or not ours["exact"]:
        raise RuntimeError(f"not every row once: {ours}")
    pages = range(1, int(ours["rows"]) // EXPORT_PAGE + 2, 10)
    curl = 10 * sum(ask(server, [rows.query(page, EXPORT_PAGE) for page in pages])) / 1000
    words = f"{ours['rows']:,.0f} {rows.name}, {server.name}"
    before, after = ours["memory-many"] / 1024, ours["memory-all"] / 1024
    return [
        Row(f"Export of {words}, against `curl`", ours["export"] / 1000, curl, "s", 1.2),
        Row(f"Memory after that, against 10,000 {rows.name}", after, before, "MiB", 1.1),
    ]


def measure_frames(server: Server, rows: List) -> list[Row]:
    """Frames while scrolling, against a column view of strings with as many rows and columns."""
    ours, _ = run_list(server, rows, "scroll")
    plain = run("plain", str(int(ours["rows"])), str(int(ours["columns"])))
    return [
        Row(f"{what}, 95th percentile, against a plain view", ours[key], plain[key], "ms", 1.5)
        for what, key in (("Frame", "frame-interval"), ("Work in a frame", "frame-work"))
    ]


def measure_parsing(server: Server, rows: List) -> Row:
    """From the text of 100 rows to records, against json-glib, which only parses it."""
    _, text = server.curl(rows.query(size=100))
    with tempfile.NamedTemporaryFile() as file:
        file.write(text)
        file.flush()
        figures = run("parse", rows.name, file.name)
    what = f"100 {rows.name} ({len(text) / 1000:.0f} kB) to records"
    return Row(
        f"{what}, against json-glib's parser alone", figures["parse"], figures["json-glib"], "ms", 1
    )


def count_requests(server: Server, rows: List) -> str:
    """What a start asks of the server, until it knows who is signed in and shows the rows."""
    with Recorder(server.url) as recorder:
        proxied = Server(server.name, recorder.url, server.key)
        start(
            [PROGRAM, "--page", rows.name],
            ["connected", f"{rows.name}-first-rows"],
            **proxied.environment(),
        )
        requests, received = recorder.take(), recorder.received
    return (
        f"A start with the {rows.name} of {server.name} asks {len(requests)} times "
        f"and receives {received:,} bytes."
    )


def measure(empty: float, demo: str, middle: str, large: str) -> Iterator[Row]:
    """All lines of the table. The servers of the demo have more and more users."""
    servers = [Server("demo server", demo, MASTER_KEY)]
    if os.environ.get("LITELLM_URL"):
        url, key = os.environ["LITELLM_URL"], os.environ["LITELLM_MASTER_KEY"]
        servers.append(Server("LiteLLM", url, key))
    # The demo answers within a frame: a real proxy tells more.
    last = servers[-1]
    for rows in (USERS, KEYS):
        for server in servers:
            yield measure_start(server, rows)
        yield from measure_queries(last, rows)
        yield measure_jump(last, rows)
        yield measure_parsing(last, rows)
    yield from measure_frames(servers[0], USERS)
    for server in servers + [Server("demo server", large, MASTER_KEY)]:
        yield from measure_memory(server, USERS, empty)
    yield from measure_memory(Server("demo server", middle, MASTER_KEY), KEYS, empty)
    yield from measure_export(last, KEYS)
    for rows in (USERS, KEYS):
        print(count_requests(last, rows), file=sys.stderr)


def main() -> int:
    """Measure all, print the table."""
    empty = measure_empty_memory()
    held = failed = 0
    print("| What | Ours | Floor | Ratio | Bound | Holds |\n|---|---|---|---|---|---|")
    with (
        DemoServer(DEMO_SERVER, 10000) as demo,
        DemoServer(DEMO_SERVER, 20000) as middle,
        DemoServer(DEMO_SERVER, 100000) as large,
    ):
        for row in measure(empty, demo.url, middle.url, large.url):
            print(row.text(), flush=True)
            held += row.holds()
            failed += not row.holds()
    print(f"\n{held} passed, {failed} failed")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
