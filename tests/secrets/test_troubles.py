#!/usr/bin/python3
"""Keyrings that are slow, locked, unwilling, broken or not there; prints TAP.

usage: test_troubles.py KEYRING_TOOL
"""

import sys

from session import GLib, Outcome, Session, finish
from tap import Report, note

ADDRESS = "https://litellm.example.com"
KEY = "sk-first-0123456789abcdef"
NEW_KEY = "sk-second-fedcba9876543210"

YES = GLib.Variant("b", True)
NO = GLib.Variant("b", False)

# How slow a keyring is, in seconds, and how often a timer of 20 ms comes meanwhile at least.
SLOW = 10.0
TICKS = 400


def add(session: Session) -> str:
    """Remember a connection while the keyring is well."""
    added = session.run("add", "Work", ADDRESS, key=KEY)
    if added["outcome"] != "ok":
        raise RuntimeError(f"not stored: {added['outcome']}")
    return added["id"]


def check_kept_for_this_run(report: Report, stored: Outcome, outcome: str, what: str) -> None:
    """A key that the keyring did not take is held in memory, and nobody hears it."""
    report.equal(stored["outcome"], outcome, f"{what}: the outcome is told")
    report.equal(stored["key-for-this-run"], "yes", f"{what}: the key is kept for this run")
    report.equal(stored["remembered"], "yes", f"{what}: the connection is remembered all the same")
    report.check(stored["text"] and "sk-" not in stored["text"], f"{what}: the text has no key")


def test_slow(session: Session, report: Report) -> None:
    """Nothing waits for a keyring that answers after ten seconds, and its answer still comes."""
    session.start_fake()
    connection, other = add(session), add(session)
    session.configure_fake(delay=GLib.Variant("d", SLOW))
    reading = session.start("key", connection)
    storing = session.start("store", other, key=NEW_KEY)
    read, stored = finish(reading), finish(storing)
    for name, outcome in (("reading", read), ("storing", stored)):
        took, ticks = int(outcome["ms"]), int(outcome["ticks"])
        report.equal(outcome["outcome"], "ok", f"{name}: the answer comes")
        report.equal(outcome["slow"], "yes", f"{name}: that it is slow was told before")
        report.check(took >= SLOW * 900, f"{name}: it was slow", f"{took} ms")
        report.check(ticks >= TICKS, f"{name}: nothing stood still", f"{ticks} ticks")
        note(f"{name}: {took} ms, {ticks} ticks, {outcome['gap']} ms between two at most")
    report.check(read["key"] == KEY, "the key that was waited for is right")
    report.equal(stored["key-for-this-run"], "no", "and the one that was stored is kept after all")


def test_mute(session: Session, report: Report) -> None:
    """A keyring that never answers can be cancelled at once, and is given up in the end."""
    session.start_fake()
    connection = add(session)
    session.configure_fake(mute=YES)
    waiting = session.start("key", connection)
    for words in ("key", "store", "remove"):
        outcome = session.run("--cancel-after", "200", words, connection, key=KEY)
        report.equal(outcome["outcome"], "cancelled", f"{words} is cancelled")
        report.check(int(outcome["ms"]) < 5000, f"{words}: at once", f"{outcome['ms']} ms")
    report.equal(session.run("list").all("id"), [connection], "the connection is still there")
    report.equal(finish(waiting)["outcome"], "unavailable", "whoever waits hears that it is mute")


def test_unlock(session: Session, report: Report) -> None:
    """A person who unlocks the keyring notices nothing else."""
    session.start_fake()
    connection = add(session)
    session.configure_fake(locked=YES)
    report.check(session.run("key", connection)["key"] == KEY, "a key is read after unlocking")
    session.configure_fake(locked=YES)
    stored = session.run("store", connection, key=NEW_KEY)
    report.equal(stored["outcome"], "ok", "a key is stored after unlocking")
    report.equal(stored["key-for-this-run"], "no", "for good")
    session.configure_fake(locked=YES)
    report.equal(session.run("remove", connection)["outcome"], "ok", "and removed")


def test_refuse(session: Session, report: Report) -> None:
    """A person who does not unlock the keyring loses nothing."""
    session.start_fake()
    connection = add(session)
    session.configure_fake(locked=YES, refuse=YES)
    report.equal(session.run("key", connection)["outcome"], "locked", "no key is read")
    stored = session.run("store", connection, key=NEW_KEY)
    check_kept_for_this_run(report, stored, "locked", "refused")
    report.equal(session.run("remove", connection)["outcome"], "locked", "nothing is removed")
    session.run("rename", connection, "Office")
    report.equal(session.run("list").all("name"), ["Office"], "a name can be changed")
    session.configure_fake(locked=NO)
    report.check(session.run("key", connection)["key"] == KEY, "the key is still the old one")


def test_error(session: Session, report: Report) -> None:
    """A keyring that fails is quoted."""
    session.start_fake("--error", "no room left")
    stored = session.run("add", "Work", ADDRESS, key=KEY)
    check_kept_for_this_run(report, stored, "failed", "an error")
    report.equal(stored["text"], "no room left", "an error: its own text is told")
    session.configure_fake(error=GLib.Variant("s", ""))
    read = session.run("key", stored["id"])
    report.equal(read["outcome"], "not-found", "the next start finds no key")


def test_absent(session: Session, report: Report) -> None:
    """Without a keyring, and without a bus, keys are for this run."""
    stored = session.run("add", "Work", ADDRESS, key=KEY)
    check_kept_for_this_run(report, stored, "unavailable", "no keyring")
    read = session.run("key", stored["id"])
    report.equal(read["outcome"], "unavailable", "no keyring: no key is read")
    removed = session.run("remove", stored["id"])
    report.equal(removed["outcome"], "unavailable", "no keyring: nor removed")
    for address in ("unix:path=/nonexistent", ""):
        stored = session.run(
            "add", "Work", ADDRESS, key=KEY, DBUS_SESSION_BUS_ADDRESS=address
        )
        check_kept_for_this_run(report, stored, "unavailable", f"the bus “{address}”")
    report.equal(session.files_with(KEY), [], "no file holds a key")


def test_return(session: Session, report: Report) -> None:
    """A keyring that ends and starts again is found again."""
    fake = session.start_fake()
    connection = add(session)
    tool = session.start("key-twice", connection)
    assert tool.stdout is not None
    first = [tool.stdout.readline() for _ in range(4)]
    report.check(f"key={KEY}\n" in first, "a key is read", "".join(first[:3]))
    session.stop(fake)
    session.start_fake()
    again = finish(tool)
    report.equal(again["outcome"], "not-found", "the new keyring answers that it has none")


def main() -> None:
    """Run every test in a session of its own."""
    report = Report()
    for test in (
        test_slow,
        test_mute,
        test_unlock,
        test_refuse,
        test_error,
        test_absent,
        test_return,
    ):
        with report.section(test.__doc__ or ""), Session(sys.argv[1]) as session:
            test(session, report)
    sys.exit(report.finish())


main()
