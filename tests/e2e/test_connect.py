#!/usr/bin/python3
"""Failures to connect, in plain words: what is wrong, and what was typed stays."""

import socket
from contextlib import ExitStack
from typing import NamedTuple

import servers
from desktop import Desktop
from harness import Setting, run
from orchestrator import Orchestrator
from servers import DemoServer, Impostor
from tap import Report
from widgets import BUTTON, FIELD

JSON = "application/json"
MIB = 1024 * 1024


class Failure(NamedTuple):
    """What somebody types, and the words that must come."""

    name: str
    address: str
    key: str
    words: str


def closed_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def failures(stack: ExitStack, demo: str) -> list[Failure]:
    """All the ways to fail. The servers live as long as the stack.

    Neighbours have different words: a button acts a moment after it was pressed, and the words of
    the one before are still there.
    """

    def impostor(status: int = 200, body: bytes = b"", tls: bool = False, **headers: str) -> str:
        return stack.enter_context(Impostor(status, body, tls, **headers)).url

    key = servers.MASTER_KEY
    page = b"<!doctype html><title>Welcome</title>It works!"
    elsewhere = "https://elsewhere.example/login"
    return [
        Failure("no such host", "https://no-such-host.invalid", key, "no server with this name"),
        Failure("refused", f"http://127.0.0.1:{closed_port()}", key, "Nothing answers at"),
        Failure("redirect", impostor(302, Location=elsewhere), key, f"somewhere else: {elsewhere}"),
        Failure("web page", impostor(200, page, Content_Type="text/html"), key, "not a LiteLLM"),
        Failure("cut", impostor(200, b'{"key": "a', Content_Type=JSON), key, "can’t be read"),
        Failure("other JSON", impostor(200, b"[1, 2]", Content_Type=JSON), key, "not a LiteLLM"),
        Failure("not UTF-8", impostor(200, b'{"key": "\xff"}', Content_Type=JSON), key, "can’t be"),
        Failure("too large", impostor(200, b" " * (33 * MIB), Content_Type=JSON), key, "too large"),
        Failure("untrusted certificate", impostor(tls=True), key, "not trusted"),
        Failure("unknown key", demo, "sk-nobody-knows-this", "does not know this API key"),
        Failure("not a key", demo, "swordfish", "begin with “sk-”"),
        Failure("expired key", demo, servers.EXPIRED_KEY, "has expired"),
        Failure("blocked key", demo, servers.BLOCKED_KEY, "is blocked"),
        Failure("key with a blank", demo, "sk-a b", "no blanks"),
        Failure("no key", demo, "", "Enter an API key"),
        Failure("no address", "", key, "Enter the address"),
        Failure("other scheme", "ftp://127.0.0.1", key, "must begin with https"),
        Failure("bad port", "127.0.0.1:70000", key, "port must be"),
        Failure("password in it", "https://me:secret@127.0.0.1", key, "out of the address"),
    ]


def try_to_connect(report: Report, orchestrator: Orchestrator, failure: Failure) -> None:
    """Fail to connect, and look at what is said."""
    window = orchestrator.window
    orchestrator.connect(failure.address, failure.key)
    orchestrator.wait_for_words(failure.words)
    report.check(True, f"{failure.name}: “{failure.words}”")

    address = window.find(FIELD, "Server address").text
    report.check(
        address.endswith(failure.address), f"{failure.name}: the address stays", address
    )
    same_key = window.find(FIELD, "API key").shows(failure.key)
    report.check(same_key, f"{failure.name}: the key stays")
    report.check(
        window.find(BUTTON, "Connect").is_sensitive, f"{failure.name}: one can try again"
    )


def test(setting: Setting, desktop: Desktop, report: Report) -> None:
    """One program lives through all failures, and can connect after them."""
    with ExitStack() as stack:
        demo = stack.enter_context(DemoServer(setting.demo_server)).url
        orchestrator = stack.enter_context(setting.connect_page(desktop))
        for failure in failures(stack, demo):
            with report.section(failure.name, orchestrator.program.describe):
                try_to_connect(report, orchestrator, failure)
        with report.section("after all failures", orchestrator.program.describe):
            orchestrator.connect(demo, servers.MASTER_KEY)
            orchestrator.wait_for_rows()
            report.check(True, "the same window connects in the end")


if __name__ == "__main__":
    run(test)
