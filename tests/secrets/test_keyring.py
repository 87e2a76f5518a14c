#!/usr/bin/python3
"""Keys in a real keyring, over restarts of the program; prints TAP.

usage: test_keyring.py KEYRING_TOOL
"""

import sys

from session import LEAKY, Session, has_gnome_keyring
from tap import Report, skip_all

ADDRESS = "https://litellm.example.com"
PASSWORD = "the keyring's password"
KEY = "sk-first-0123456789abcdef"
NEW_KEY = "sk-second-fedcba9876543210"


def test_life(session: Session, report: Report) -> None:
    """A connection is added, found by the next start, given another key, renamed and removed."""
    session.start_gnome_keyring(PASSWORD)
    added = session.run("add", "Work", ADDRESS, key=KEY)
    report.equal(added["outcome"], "ok", "a key is stored")
    report.equal(added["key-for-this-run"], "no", "and not for this run only")
    found = session.search()
    report.check("label = LiteLLM Orchestrator: Work" in found, "the keyring shows its label")
    report.check(f"attribute.connection-id = {added['id']}" in found, "and whose it is")
    report.check(f"secret = {KEY}" in found, "and holds the key")

    report.equal(session.run("list").all("name"), ["Work"], "the next start knows the connection")
    read = session.run("key", added["id"])
    report.check(read["key"] == KEY, "and reads its key")

    other = session.run("add", "Home", ADDRESS, key=KEY)
    session.run("store", added["id"], key=NEW_KEY)
    report.check(session.run("key", added["id"])["key"] == NEW_KEY, "another key replaces the first")
    report.check(session.run("key", other["id"])["key"] == KEY, "and no other connection's")
    report.equal(session.search().count("secret = "), 2, "there is one item for each connection")

    session.run("rename", added["id"], "Office")
    report.equal(session.run("list").all("name"), ["Office", "Home"], "the name is changed")
    found = session.search()
    report.check("label = LiteLLM Orchestrator: Office" in found, "and the label with it")
    report.check("Orchestrator: Work" not in found, "the old label is gone")
    report.check(session.run("key", added["id"])["key"] == NEW_KEY, "and the key is the same")

    report.check(session.files_with(ADDRESS), "the search for text in files finds what is there")
    for key in (KEY, NEW_KEY):
        report.equal(session.files_with(key), [], "no file holds a key in clear")

    removed = session.run("remove", added["id"])
    report.equal(removed["outcome"], "ok", "a connection is removed")
    found = session.search()
    report.check(added["id"] not in found and NEW_KEY not in found, "the keyring lost its item")
    report.equal(session.run("list").all("id"), [other["id"]], "and the list its row")
    for trace in (f"'{added['id']}'", "Office"):
        report.equal(session.files_with(trace), [], "the settings say nothing of it")
    report.check(session.run("key", other["id"])["key"] == KEY, "the other one stays")


def test_this_run(session: Session, report: Report) -> None:
    """Nothing is left of a connection that is not to be remembered."""
    session.start_gnome_keyring(PASSWORD)
    added = session.run("add-this-run", "Once", ADDRESS, key=KEY)
    report.equal(added["outcome"], "ok", "a key for this run is taken")
    report.equal(added["key-for-this-run"], "yes", "and known to be for this run only")
    report.equal(session.run("list").all("id"), [], "the next start knows nothing of it")
    report.check("secret =" not in session.search(), "nor does the keyring")
    for trace in (KEY, added["id"], ADDRESS):
        report.equal(session.files_with(trace), [], "nor any file")


def test_locked(session: Session, report: Report) -> None:
    """A locked keyring whose prompt nobody can answer fails at once, and loses nothing."""
    service = session.start_gnome_keyring(PASSWORD)
    added = session.run("add", "Work", ADDRESS, key=KEY)
    session.lock()
    report.equal(session.run("key", added["id"])["outcome"], "locked", "a locked key is not read")
    stored = session.run("store", added["id"], key=NEW_KEY)
    report.equal(stored["outcome"], "locked", "nor is one stored")
    report.equal(stored["key-for-this-run"], "yes", "so it is for this run only")
    report.check(KEY not in stored["text"] and NEW_KEY not in stored["text"], "the error is silent")
    report.equal(session.run("remove", added["id"])["outcome"], "locked", "nor is one removed")
    report.equal(session.run("list").all("id"), [added["id"]], "so the connection stays")

    session.stop(service)
    session.start_gnome_keyring(PASSWORD)
    report.check(session.run("key", added["id"])["key"] == KEY, "the first key is still there")

    session.lock()
    session.run("forget", added["id"])
    report.equal(session.run("list").all("id"), [], "a connection can go without its key")


def test_no_collection(session: Session, report: Report) -> None:
    """A keyring that was never set up, and nobody to ask for its password."""
    session.start_gnome_keyring(None)
    added = session.run("add", "Work", ADDRESS, key=KEY)
    report.equal(added["outcome"], "unavailable", "there is no keyring to store in")
    report.equal(added["key-for-this-run"], "yes", "so the key is for this run only")


def test_file(session: Session, report: Report) -> None:
    """Without a keyring service, as in a Flatpak with the Secret portal: libsecret's own file."""
    file = LEAKY | {
        "SECRET_BACKEND": "file",
        "SECRET_FILE_TEST_PATH": str(session.home / "data/default.keyring"),
        "SECRET_FILE_TEST_PASSWORD": PASSWORD,
        "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent",
    }
    added = session.run("add", "Work", ADDRESS, key=KEY, **file)
    report.equal(added["outcome"], "ok", "the file takes a key")
    report.check(session.run("key", added["id"], **file)["key"] == KEY, "and gives it back")
    session.run("store", added["id"], key=NEW_KEY, **file)
    report.check(session.run("key", added["id"], **file)["key"] == NEW_KEY, "and replaces it")
    for key in (KEY, NEW_KEY):
        report.equal(session.files_with(key), [], "it does not hold a key in clear")
    report.equal(session.run("remove", added["id"], **file)["outcome"], "ok", "and removes it")
    report.equal(session.run("list", **file).all("id"), [], "with the connection")


def main() -> None:
    """Run every test in a session of its own."""
    if not has_gnome_keyring():
        skip_all("gnome-keyring or secret-tool is not installed")
    report = Report()
    for test in (test_life, test_this_run, test_locked, test_no_collection, test_file):
        with report.section(test.__doc__ or ""), Session(sys.argv[1]) as session:
            test(session, report)
    sys.exit(report.finish())


main()
