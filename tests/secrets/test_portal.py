#!/usr/bin/python3
"""Keys in a sandbox, where libsecret asks the Secret portal first; prints TAP.

usage: test_portal.py KEYRING_TOOL
"""

import sys

from session import LEAKY, Session, finish
from tap import Report, note

ADDRESS = "https://litellm.example.com"
KEY = "sk-first-0123456789abcdef"

# libsecret takes a program with this in its environment for one in a sandbox.
SANDBOX = LEAKY | {"SNAP_NAME": "litellm-orchestrator"}

# How long the portal takes to tell its version, in seconds.
SLOW = 2.0


def test_portal(session: Session, report: Report) -> None:
    """With a portal, keys are in a file of libsecret's that the portal's secret encrypts."""
    session.start_portal()
    session.start_fake()
    added = session.run("add", "Work", ADDRESS, key=KEY, **SANDBOX)
    report.equal(added["outcome"], "ok", "a key is stored")
    report.check((session.home / "data/keyrings/default.keyring").exists(), "in a file")
    report.equal(session.files_with(KEY), [], "which does not hold it in clear")
    report.check(session.run("key", added["id"], **SANDBOX)["key"] == KEY, "the key is read")
    outside = session.run("key", added["id"])
    report.equal(outside["outcome"], "not-found", "the host's keyring has no part in it")
    removed = session.run("remove", added["id"], **SANDBOX)
    report.equal(removed["outcome"], "ok", "the connection is removed")


def test_slow(session: Session, report: Report) -> None:
    """libsecret waits for the portal's version; the program does not wait with it."""
    session.start_portal("--delay", str(SLOW))
    stored = session.run("add", "Work", ADDRESS, key=KEY, **SANDBOX)
    took, gap = int(stored["ms"]), int(stored["gap"])
    report.equal(stored["outcome"], "ok", "a key is stored")
    report.check(took >= SLOW * 900, "it took long", f"{took} ms")
    report.check(gap < SLOW * 500, "nothing stood still", f"{gap} ms")
    note(f"{took} ms, {stored['ticks']} ticks, {gap} ms between two at most")


def test_refuse(session: Session, report: Report) -> None:
    """A person who does not let the portal have the secret."""
    session.start_portal("--answer", "refuse")
    stored = session.run("add", "Work", ADDRESS, key=KEY, **SANDBOX)
    report.equal(stored["outcome"], "locked", "the outcome is told")
    report.equal(stored["key-for-this-run"], "yes", "the key is kept for this run")


def test_cancel(session: Session, report: Report) -> None:
    """A portal whose question nobody answers can be cancelled."""
    session.start_portal("--answer", "nothing")
    tool = session.start("--cancel-after", "1000", "add", "Work", ADDRESS, key=KEY, **SANDBOX)
    stored = finish(tool)
    report.equal(stored["outcome"], "cancelled", "the outcome is told")
    report.check(int(stored["gap"]) < 5000, "nothing stood still", f"{stored['gap']} ms")


def test_no_portal(session: Session, report: Report) -> None:
    """Without a portal, the sandbox uses the host's keyring."""
    session.start_fake()
    added = session.run("add", "Work", ADDRESS, key=KEY, **SANDBOX)
    report.equal(added["outcome"], "ok", "a key is stored")
    report.check(session.run("key", added["id"])["key"] == KEY, "in the host's keyring")


def main() -> None:
    """Run every test in a session of its own."""
    report = Report()
    for test in (test_portal, test_slow, test_refuse, test_cancel, test_no_portal):
        with report.section(test.__doc__ or ""), Session(sys.argv[1]) as session:
            test(session, report)
    sys.exit(report.finish())


main()
