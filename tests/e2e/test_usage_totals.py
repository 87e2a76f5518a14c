#!/usr/bin/python3
"""What the usage page shows is what the proxy has in its books, to the cent.

Some users spend money on a model that answers without a provider. Then spend, requests and tokens
by day, by model and by key, as the page shows them, are compared with the proxy's own totals and,
for those users, with the log of single requests. A real proxy only: it writes its totals some
seconds later.
"""

import itertools
import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta, timezone
from functools import partial
from typing import NamedTuple

import rights
from api import NEWEST, Api, ApiError, Json
from desktop import Desktop
from harness import Setting, run
from orchestrator import Orchestrator
from tap import Report, note
from widgets import BUTTON, MENU_ITEM, wait_for

# A proxy remembers what was used by the ID of a user, and what no longer exists, too.
_RUN = f"{int(time.time()):x}"
FIRST, SECOND = f"e2e-usage-{_RUN}-1", f"e2e-usage-{_RUN}-2"
LAPTOP, SERVER, OTHER = f"laptop {_RUN}", f"server {_RUN}", f"other {_RUN}"
GPT, CLAUDE = "gpt-4o", "claude-sonnet"

# Key, its user, and how many requests with each model; then those that reach no model.
REQUESTS = (
    (LAPTOP, FIRST, {GPT: 40, CLAUDE: 30}, 3),
    (SERVER, FIRST, {CLAUDE: 25}, 0),
    (OTHER, SECOND, {GPT: 50}, 1),
)

# Until a real proxy has written its totals.
_BATCH = 90
_CENT = 0.01


class Amounts(NamedTuple):
    """A row of a table: spend in USD, requests, those of them that failed, tokens."""

    spend: float
    requests: int
    failed: int
    tokens: int

    def plus(self, other: "Amounts") -> "Amounts":
        """The sum."""
        return Amounts(*(a + b for a, b in zip(self, other)))

    def is_shown_as(self, shown: "Amounts") -> bool:
        """Whether the page shows this: less than a cent with six decimals, else with two."""
        unit = _CENT if self.spend >= _CENT else 1e-6
        return abs(self.spend - shown.spend) <= unit / 2 + 1e-9 and self[1:] == shown[1:]


ZERO = Amounts(0, 0, 0, 0)
Table = dict[str, Amounts]


class Usage(NamedTuple):
    """What was used: in all, and by each of what the page has a table of."""

    total: Amounts
    by_day: Table
    by_model: Table
    by_key: Table


def add_up(parts: Iterable[tuple[str, Amounts]]) -> Table:
    """The sums by name."""
    table: Table = {}
    for name, amounts in parts:
        table[name] = table.get(name, ZERO).plus(amounts)
    return table


# The proxy's books


def _amounts(metrics: Json, prefix: str = "") -> Amounts:
    good, bad = metrics[f"{prefix}successful_requests"], metrics[f"{prefix}failed_requests"]
    return Amounts(metrics[f"{prefix}spend"], good + bad, bad, metrics["total_tokens"])


def _groups(reply: Json, name: str) -> Table:
    days = (day["breakdown"][name] for day in reply["results"])
    return add_up(
        (part["metadata"].get("key_alias") or group, _amounts(part["metrics"]))
        for day in days
        for group, part in day.items()
    )


def read_totals(api: Api, **query: str) -> Usage:
    """What the proxy has added up of the days that the page shows."""
    today = datetime.now(timezone.utc).date()
    days = {"start_date": f"{today - timedelta(29)}", "end_date": f"{today}"}
    reply = api.get("/user/daily/activity/aggregated", **days, **query, api_key_limit=20)
    by_day = {day["date"]: _amounts(day["metrics"]) for day in reply["results"]}
    models, keys = _groups(reply, "model_groups"), _groups(reply, "api_keys")
    return Usage(_amounts(reply["metadata"], "total_"), by_day, models, keys)


def _has_model(row: Json, api: Api) -> bool:
    """Whether the totals count a request under its model: older proxies do not if it failed."""
    return row["status"] != "failure" or api.version >= NEWEST


def read_log(api: Api, **query: str) -> Usage:
    """The same from the log of single requests."""
    now = datetime.now(timezone.utc)
    span = {"start_date": f"{now - timedelta(1):%Y-%m-%d} 00:00:00",
            "end_date": f"{now + timedelta(1):%Y-%m-%d} 00:00:00"}  # fmt: skip
    data: list[Json] = []
    for page in itertools.count(1):
        reply = api.get("/spend/logs/v2", **span, **query, page=page, page_size=100)
        data += reply["data"]
        if not reply["data"] or len(data) >= reply["total"]:
            break
    rows = [
        (row, Amounts(row["spend"], 1, int(row["status"] == "failure"), row["total_tokens"]))
        for row in data
    ]
    return Usage(
        add_up(("", amounts) for _, amounts in rows).get("", ZERO),
        add_up((row["startTime"][:10], amounts) for row, amounts in rows),
        add_up(
            (row["model_group"] or row["model"], amounts)
            for row, amounts in rows
            if _has_model(row, api)
        ),
        add_up((row["api_key"], amounts) for row, amounts in rows),
    )


# The page


def _number(text: str) -> float:
    return float(text.replace("$", "").replace(",", ""))


def _read_table(orchestrator: Orchestrator, name: str) -> Table:
    found = []
    for row in orchestrator.rows(name):
        label, *numbers = row.labels()
        spend, requests, failed, tokens = map(_number, numbers)
        found.append((label, Amounts(spend, int(requests), int(failed), int(tokens))))
    return add_up(found)


def _card(orchestrator: Orchestrator, name: str) -> list[str]:
    return orchestrator.wait_for_card(name).labels()


def read_page(orchestrator: Orchestrator) -> Usage:
    """All that the page shows. Days without use are left out."""
    spend, requests, tokens = (_card(orchestrator, name) for name in ("Spend", "Requests", "Tokens"))
    failed = next(text for text in requests if text.endswith(" failed")).removesuffix(" failed")
    total = Amounts(
        _number(spend[1]), int(_number(requests[1])), int(_number(failed)), int(_number(tokens[1]))
    )
    days = _read_table(orchestrator, "Usage by day")
    by_day = {
        f"{datetime.strptime(day, '%d %b %Y'):%Y-%m-%d}": amounts
        for day, amounts in days.items()
        if amounts != ZERO
    }
    models = _read_table(orchestrator, "Usage by model")
    return Usage(total, by_day, models, _read_table(orchestrator, "Usage by key"))


def differences(shown: Usage, real: Usage, names: dict[str, str]) -> list[str]:
    """Where the page shows something else; `names` are the aliases of keys."""
    found = [] if real.total.is_shown_as(shown.total) else [f"total: {shown.total}, not {real.total}"]
    for title, table, wanted in (
        ("day", shown.by_day, real.by_day),
        ("model", shown.by_model, real.by_model),
        ("key", shown.by_key, {names.get(key, key): of_key for key, of_key in real.by_key.items()}),
    ):
        if title == "key" and not table:
            continue  # It is not shown for a single key.
        table = dict(table)
        rest = table.pop("No model", ZERO) if title == "model" else table.pop("Other keys", ZERO)
        for name in table.keys() | wanted.keys():
            if not wanted.get(name, ZERO).is_shown_as(table.get(name, ZERO)):
                found.append(f"{title} {name}: {table.get(name)}, not {wanted.get(name)}")
        sums = add_up(("", amounts) for amounts in wanted.values()).get("", ZERO)
        left = Amounts(*(a - b for a, b in zip(real.total, sums)))
        if title != "day" and not left.is_shown_as(rest):
            found.append(f"{title}: the rest is {rest}, not {left}")
    return found


# The test


def spend_money(person: Api, models: dict[str, int], failures: int) -> None:
    """Call models, and one that does not exist."""
    messages = [{"role": "user", "content": "Hello"}]
    for model, count in models.items():
        for _ in range(count):
            person.post("/chat/completions", model=model, messages=messages)
    for _ in range(failures):
        try:
            person.post("/chat/completions", model="no-such-model", messages=messages)
        except ApiError:
            pass


def make_use(api: Api) -> tuple[dict[str, str], dict[str, int]]:
    """Users with keys that were used: the aliases by key ID, and the number of requests by user."""
    names, counts = {}, {FIRST: 0, SECOND: 0}
    for user_id in (FIRST, SECOND):
        api.post("/user/new", user_id=user_id, user_role="internal_user", auto_create_key=False)
    for alias, user_id, models, failures in REQUESTS:
        key = api.post("/key/generate", user_id=user_id, key_alias=alias)
        names[key["token"]] = alias
        counts[user_id] += sum(models.values()) + failures
        spend_money(Api(api.url, key["key"]), models, failures)
    return names, counts


def compare(
    orchestrator: Orchestrator,
    read: Callable[[], Usage],
    names: dict[str, str],
    report: Report,
    title: str,
) -> Usage:
    """The page with the proxy's totals. Others may use the proxy meanwhile: then once more."""
    seen: list[str] = []

    def probe() -> Usage | None:
        orchestrator.page.press_button("Refresh")
        before = read()
        shown = read_page(orchestrator)
        seen[:] = differences(shown, before, names)
        return shown if not seen else None

    try:
        shown = wait_for(title, probe, _BATCH)
    finally:
        report.check(not seen, f"{title}: the page shows the proxy’s own totals", "\n".join(seen))
    note(f"{title}: {shown.total}; {len(shown.by_day)} days, {len(shown.by_model)} models, "
         f"{len(shown.by_key)} keys")  # fmt: skip
    return shown


def open_usage(orchestrator: Orchestrator) -> None:
    """From the page of a user or a key to what was used, as a table."""
    link = orchestrator.page.find(rights.ROW, "Usage")
    orchestrator.program.click(link, orchestrator.window)
    orchestrator.wait_until_title("Usage")
    orchestrator.wait_for_card("Tokens")


def check_all(orchestrator: Orchestrator, api: Api, report: Report) -> None:
    """Everybody, each user, and a key that one comes to from the table by key."""
    names, counts = make_use(api)
    for user_id, count in counts.items():
        wait_for(
            f"the totals of {user_id}",
            lambda user_id=user_id, count=count: read_totals(api, user_id=user_id).total.requests
            == count,
            _BATCH,
        )
    orchestrator.wait_for_rows()
    orchestrator.window.press_button("Main menu")
    orchestrator.window.find(MENU_ITEM, "Usage of All Users").press()
    orchestrator.wait_until_title("Usage")
    orchestrator.wait_for_card("Tokens")
    orchestrator.page.find(BUTTON, "Show as table").press()
    compare(orchestrator, lambda: read_totals(api), names, report, "everybody")
    orchestrator.back()

    for user_id, count in counts.items():
        orchestrator.open_row(orchestrator.search(user_id))
        orchestrator.wait_for_card("Spend")
        open_usage(orchestrator)
        read = partial(read_totals, api, user_id=user_id)
        shown = compare(orchestrator, read, names, report, user_id)
        log = read_log(api, user_id=user_id)
        report.equal(differences(shown, log, names), [], f"{user_id}: so says the log of requests")
        report.equal(shown.total.requests, count, f"{user_id}: every request is counted once")
        if user_id == FIRST:
            check_key(orchestrator, api, names, report)
        orchestrator.back("User")
        orchestrator.back()


def check_key(orchestrator: Orchestrator, api: Api, names: dict[str, str], report: Report) -> None:
    """A row of the table by key leads to the key, and from there to what was used with it."""
    token = next(token for token, alias in names.items() if alias == LAPTOP)
    window, row = orchestrator.window, orchestrator.wait_for_row(LAPTOP, "Usage by key")
    orchestrator.program.scroll_down(window)
    wait_for("the row in view", lambda: row.box.y + row.box.height < window.box.height)
    orchestrator.open_key(row)
    orchestrator.wait_for_words(LAPTOP)
    report.check(True, "a row of the table by key leads to the key")
    open_usage(orchestrator)
    shown = compare(orchestrator, lambda: read_totals(api, api_key=token), names, report, LAPTOP)
    log = read_log(api, api_key=token)
    report.equal(differences(shown, log, names), [], f"{LAPTOP}: so says the log of requests")
    orchestrator.back("Key")
    orchestrator.back("Usage")


def test(setting: Setting, desktop: Desktop, report: Report) -> None:
    """With the master key."""
    with setting.proxy() as api, api.temporary(FIRST, SECOND):
        if not api.can("tell usage of users"):
            report.skip("this version does not tell what a user has used")
            return
        with setting.opened(desktop, api.url, api.key) as orchestrator:
            with report.section("usage", orchestrator.program.describe):
                check_all(orchestrator, api, report)


if __name__ == "__main__":
    run(test)
