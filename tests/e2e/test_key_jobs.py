#!/usr/bin/python3
"""Several keys are chosen, and blocked, unblocked, reset and deleted together.

The question lists them, the window tells what became of each, and the proxy has it as told: also
where it was stopped in the middle, and where a key was gone before.
"""

from api import Api, Json
from desktop import Desktop
from harness import Setting, check_quiet, run
from orchestrator import Orchestrator
from selection import Job, Selection
from servers import Recorder
from tap import Report
from widgets import wait_for

ADMIN, OWNER = "e2e-jobs-admin", "e2e-jobs-owner"
ALIASES = [f"e2e job {number:02}" for number in range(1, 13)]
BLOCKED_BEFORE = ALIASES[0]
GONE = ALIASES[-1]
SPENT = ALIASES[1:5]
LISTED = 10
DONE_BEFORE_STOP = 3


def make(api: Api) -> dict[str, str]:
    """The keys, of which one is blocked and some have cost something; their IDs by alias."""
    tokens = {}
    for alias in ALIASES:
        spend = 1.5 if alias in SPENT else 0
        key = api.post("/key/generate", user_id=OWNER, key_alias=alias, spend=spend)
        tokens[alias] = key["token"]
    api.post("/key/block", key=tokens[BLOCKED_BEFORE])
    return tokens


def look(api: Api) -> dict[str, Json]:
    """What the proxy has of them, by alias."""
    return {key["key_alias"]: key for key in api.keys_of(OWNER) if key["key_alias"] in ALIASES}


def blocked(api: Api) -> list[str]:
    """Those that the proxy has blocked."""
    return sorted(alias for alias, key in look(api).items() if key["blocked"])


def check_question(said: str, effect: str, report: Report) -> None:
    """It tells what will happen to how many, and names the first ones with their owner."""
    lines = [line for line in said.splitlines() if line.startswith(("• ", "and "))]
    report.check(effect in said, f"the question says “{effect}”", said)
    listed = [f"• {alias} ({OWNER})" for alias in ALIASES[:LISTED]]
    rest = [f"and {len(ALIASES) - LISTED} more"]
    report.equal(lines, listed + rest, f"{effect}: it lists {LISTED} and counts the others")


def block(selection: Selection, recorder: Recorder, api: Api, report: Report) -> Job:
    """Stop in the middle, look, and go on."""
    check_question(selection.ask("Block"), "12 keys will be blocked", report)
    # The first key is not sent: it is blocked already.
    with recorder.holding("/key/block", DONE_BEFORE_STOP - 1) as is_waiting:
        job = selection.run("Block", "Block keys")
        wait_for("a request that is not answered", is_waiting)
        job.wait_for_words("Being blocked")
        report.check(True, "it is seen that one is being blocked")
        report.equal(blocked(api), ALIASES[:DONE_BEFORE_STOP], "so far, the proxy has done it")
        job.press("Stop")
        said = job.wait_for_words("Stopped: ")
        report.check(
            said.startswith("2 keys were blocked. Stopped: 9 keys were not blocked."), "Stop", said
        )
    # The one that it was stopped at goes through now.
    left = sorted(set(blocked(api)) - {ALIASES[DONE_BEFORE_STOP]})
    report.equal(left, ALIASES[:DONE_BEFORE_STOP], "nothing was sent after the stop")
    job.press("Go on")
    said = job.wait_for_words("11 keys were blocked.")
    report.equal(said, "11 keys were blocked.", "Go on does the rest")
    check_outcomes(job, {BLOCKED_BEFORE: "Was blocked before"}, "Blocked", report)
    report.equal(blocked(api), ALIASES, "the proxy has blocked all")
    return job


def check_outcomes(job: Job, others: dict[str, str], usual: str, report: Report) -> None:
    """Every key has its own outcome."""
    found = job.outcomes(len(ALIASES))
    report.equal(found, dict.fromkeys(ALIASES, usual) | others, f"{job.title}: each")


def unblock(selection: Selection, api: Api, token: str, report: Report) -> Job:
    """One of them is deleted behind the program's back."""
    check_question(selection.ask("Unblock"), "12 keys will be unblocked", report)
    api.post("/key/delete", keys=[token])
    job = selection.run("Unblock", "Unblock keys")
    said = job.wait_for_words("11 keys were unblocked.")
    report.equal(
        said, "11 keys were unblocked. 1 could not be unblocked.", "a key that is gone is counted"
    )
    gone = {GONE: "The server does not have this any more."}
    check_outcomes(job, gone, "Unblocked", report)
    report.equal(blocked(api), [], "the proxy has unblocked the others")
    return job


def reset(selection: Selection, api: Api, report: Report) -> Job:
    """Some have spent nothing."""
    check_question(selection.ask("Reset spend"), "The spend of 12 keys will be set", report)
    job = selection.run("Reset spend", "Reset spend")
    said = job.wait_for_words("was reset.")
    report.equal(said, "The spend of 4 keys was reset.", "what has spent nothing is left out")
    check_outcomes(job, dict.fromkeys(SPENT, "Reset"), "Nothing was spent", report)
    spent = {alias for alias, key in look(api).items() if key["spend"]}
    report.equal(spent, set(), "the proxy has no spend any more")
    return job


def delete(selection: Selection, api: Api, report: Report) -> Job:
    """All of them, and the one that is gone already."""
    check_question(selection.ask("Delete"), "12 keys will be deleted", report)
    job = selection.run("Delete", "Delete keys")
    said = job.wait_for_words("11 keys were deleted.")
    report.equal(said, "11 keys were deleted.", "a key that is gone is not counted")
    gone = {GONE: "Was deleted before"}
    check_outcomes(job, gone, "Deleted", report)
    report.equal(look(api), {}, "the proxy has none of them any more")
    return job


def do_all(
    orchestrator: Orchestrator, recorder: Recorder, api: Api, tokens: dict[str, str], report: Report
) -> None:
    """The same keys stay chosen until they are deleted."""
    selection = Selection(orchestrator)
    selection.choose(ALIASES)
    block(selection, recorder, api, report).close()
    unblock(selection, api, tokens[GONE], report).close()
    reset(selection, api, report).close()
    delete(selection, api, report).close()
    wait_for(
        "rows of other keys",
        lambda: all(ALIASES[0] not in row.labels() for row in orchestrator.wait_for_rows("Keys")),
    )
    orchestrator.wait_for_words("No keys selected")
    report.check(True, "what is deleted is listed no more, and not chosen")


def test(setting: Setting, desktop: Desktop, report: Report) -> None:
    """An administrator, through a server that can be slow."""
    with setting.proxy() as api, api.temporary(ADMIN, OWNER), Recorder(api.url) as recorder:
        admin = api.new_user(ADMIN, "proxy_admin")
        api.new_user(OWNER)
        tokens = make(api)
        arguments = (recorder.url, admin.key, "--page", "keys")
        with setting.opened(desktop, *arguments) as orchestrator:
            with report.section("several keys at once", orchestrator.program.describe):
                orchestrator.wait_for_rows("Keys")
                do_all(orchestrator, recorder, api, tokens, report)
                check_quiet(report, orchestrator.program, "several keys at once")


if __name__ == "__main__":
    run(test)
