#!/usr/bin/python3
"""New secrets in a real keyring, over restarts of the program; prints TAP.

usage: test_pending.py KEYRING_TOOL
"""

import hashlib
import sys

from session import Session, has_gnome_keyring
from tap import Report, skip_all

ADDRESS = "https://litellm.example.com"
PASSWORD = "the keyring's password"
KEY = "sk-own-0123456789abcdef"
SECRET = "sk-new-fedcba9876543210"
OTHER = "sk-new-00112233445566"
OLD_KEY_ID = "0" * 64


def key_id(secret: str) -> str:
    """The ID of a key."""
    return hashlib.sha256(secret.encode()).hexdigest()


def test_life(session: Session, report: Report) -> None:
    """A new secret outlives the program until it is saved, beside the connection's own key."""
    session.start_gnome_keyring(PASSWORD)
    connection = session.run("add", "Work", ADDRESS, key=KEY)["id"]
    kept = session.run("pend", connection, OLD_KEY_ID, key=SECRET)
    report.equal(kept["outcome"], "ok", "a secret is kept")
    report.equal(kept["kept"], "yes", "beyond this run")
    session.run("pend", connection, OLD_KEY_ID, key=OTHER)

    found = session.search("pending-secret")
    report.equal(found.count("secret = "), 2, "each has an item, marked as pending")
    report.check(f"attribute.key-id = {key_id(SECRET)}" in found, "which names the key ID")
    report.check(f"attribute.connection-id = {connection}" in found, "and the connection")
    report.check("Work (new API key)" in found, "and says what it is")
    attributes = [line for line in found.splitlines() if line.startswith("attribute.")]
    report.check(not any("sk-" in line for line in attributes), "no attribute holds a secret")

    listed = session.run("pending", connection)
    report.equal(listed.all("key-id"), [key_id(SECRET), key_id(OTHER)], "the next start knows them")
    report.check(listed.all("key") == [SECRET, OTHER], "and reads them")
    report.equal(listed.all("old-key-id"), [OLD_KEY_ID] * 2, "and whose place they take")
    report.equal(listed.all("alias"), ["laptop"] * 2, "and their alias")
    report.check(session.run("key", connection)["key"] == KEY, "the connection's key is its own")
    report.check(session.files_with(key_id(SECRET)), "the search in files finds what is there")
    for secret in (SECRET, OTHER, KEY):
        report.equal(session.files_with(secret), [], "no file holds a secret in clear")

    report.equal(session.run("saved", connection, key_id(SECRET))["outcome"], "ok", "one is saved")
    report.check(session.run("pending", connection).all("key") == [OTHER], "the other one stays")
    report.check(SECRET not in session.search("pending-secret"), "and the keyring lost the first")

    session.run("remove", connection)
    report.check("secret =" not in session.search("pending-secret"), "all go with the connection")
    report.equal(session.files_with(key_id(OTHER)), [], "and nothing is left in the settings")


def test_locked(session: Session, report: Report) -> None:
    """A locked keyring: what is new is in memory only, and what was kept is not lost."""
    service = session.start_gnome_keyring(PASSWORD)
    connection = session.run("add", "Work", ADDRESS, key=KEY)["id"]
    session.run("pend", connection, OLD_KEY_ID, key=SECRET)
    session.lock()
    refused = session.run("pend", connection, OLD_KEY_ID, key=OTHER)
    report.equal(refused["outcome"], "locked", "no secret is kept")
    report.equal(refused["kept"], "no", "and that is known")
    report.check(OTHER not in refused["text"], "the error is silent")
    report.equal(session.run("pending", connection)["outcome"], "locked", "nor is one read")
    removed = session.run("saved", connection, key_id(SECRET))
    report.equal(removed["outcome"], "locked", "nor is one removed")

    session.stop(service)
    session.start_gnome_keyring(PASSWORD)
    report.check(session.run("pending", connection).all("key") == [SECRET], "it is offered again")


def test_no_keyring(session: Session, report: Report) -> None:
    """Without a keyring a secret is for this run only, and so for a connection of this run."""
    session.start_gnome_keyring(None)
    connection = session.run("add", "Work", ADDRESS, key=KEY)["id"]
    refused = session.run("pend", connection, OLD_KEY_ID, key=SECRET)
    report.equal(refused["outcome"], "unavailable", "there is no keyring to keep it in")
    report.equal(refused["kept"], "no", "and that is known")
    report.equal(session.run("pending", connection).all("key-id"), [], "the next start has nothing")
    report.equal(session.files_with(SECRET), [], "nor has any file")


def main() -> None:
    """Run every test in a session of its own."""
    if not has_gnome_keyring():
        skip_all("gnome-keyring or secret-tool is not installed")
    report = Report()
    for test in (test_life, test_locked, test_no_keyring):
        with report.section(test.__doc__ or ""), Session(sys.argv[1]) as session:
            test(session, report)
    sys.exit(report.finish())


main()
