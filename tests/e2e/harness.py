"""What all end-to-end test programs have in common: arguments, the proxy, the person looked at."""

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from api import Api, Json
from desktop import Desktop, Program
from orchestrator import Orchestrator
from servers import MASTER_KEY, DemoServer
from tap import Report, skip_all

# They name a real proxy, whose users the tests may change.
_LIVE = ("LITELLM_URL", "LITELLM_MASTER_KEY")


@dataclass
class Setting:
    """What a test runs with."""

    program: str
    demo_server: str
    live: bool

    @contextmanager
    def proxy(self, users: int = 300) -> Iterator[Api]:
        """The proxy to test on, and its master key: the demo, or a real one."""
        if self.live:
            yield Api(os.environ["LITELLM_URL"], os.environ["LITELLM_MASTER_KEY"])
        else:
            with DemoServer(self.demo_server, users) as server:
                yield Api(server.url, MASTER_KEY)

    @contextmanager
    def opened(
        self, desktop: Desktop, url: str, key: str, *arguments: str, **extra: str
    ) -> Iterator[Orchestrator]:
        """The program, started with the connection in its environment."""
        extra |= {"LITELLM_PROXY_URL": url, "LITELLM_PROXY_API_KEY": key}
        program = desktop.start(self.program, *arguments, **extra)
        try:
            yield Orchestrator(program)
        finally:
            program.kill()

    @contextmanager
    def connect_page(self, desktop: Desktop) -> Iterator[Orchestrator]:
        """The program, started without a connection."""
        program = desktop.start(self.program)
        try:
            yield Orchestrator(program)
        finally:
            program.kill()


def run(test: Callable[[Setting, Desktop, Report], None]) -> None:
    """Read the arguments, run a test in a private session, print the plan and leave."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True, help="the built program")
    parser.add_argument("--demo-server", required=True, help="the built demo server")
    parser.add_argument("--live", action="store_true", help="use LITELLM_URL, not the demo")
    setting = Setting(**vars(parser.parse_args()))
    if setting.live and not all(os.environ.get(name) for name in _LIVE):
        skip_all(f"{' and '.join(_LIVE)} name no proxy")
    report = Report()
    with Desktop() as desktop:
        test(setting, desktop, report)
    sys.exit(report.finish())


def check_quiet(report: Report, program: Program, name: str) -> None:
    """Close the program: it ends well, and no library complained meanwhile."""
    report.equal(program.close(), 0, f"{name}: the program ends well")
    report.equal(program.complaints(), [], f"{name}: nothing was complained about")


def find_subject(api: Api) -> Json:
    """A user in the middle of the list who has all that a save must leave alone.

    They have a budget with a reset, spend, a rate limit and metadata, and the first part of their
    e-mail address finds nobody else.
    """
    total = api.get("/user/list", page_size=1)["total"]
    page = max(1, total // 100 // 2)
    while page * 100 < total + 100:
        reply = api.get("/user/list", page=page, page_size=100, sort_by="user_id", sort_order="asc")
        for row in reply["users"]:
            wanted = (
                row["budget_duration"]
                and row["max_budget"] not in (None, 42.5)
                and row["spend"] not in (0, 3.25)
                and (row["tpm_limit"] or row["rpm_limit"])
                and row["metadata"]
                and row["user_email"]
            )
            if wanted and len(api.search(part_of_email(row))) == 1:
                return row
        page += 1
    raise LookupError("the proxy has no user with budget, reset, spend, limits and metadata")


def part_of_email(row: Json) -> str:
    """The local part of the e-mail address, with the @."""
    return row["user_email"].partition("@")[0] + "@"
