"""GET /user/daily/activity/aggregated: who is told what was used, and how it adds up (§9)."""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

from case import Case
from cases_whom import CALLERS
from server import NotMade

PATH = "/user/daily/activity/aggregated"

# Nobody used anything then.
LONG_AGO = "start_date=2020-01-01&end_date=2020-01-02"

QUERIES = {
    "no dates": "",
    "no start": "end_date=2020-01-01",
    "no end": "start_date=2020-01-01",
    "empty": "start_date=&end_date=",
    "not a date": "start_date=bad&end_date=2020-01-01",
    "no such day": "start_date=2020-02-30&end_date=2020-03-01",
    "turned round": "start_date=2020-01-02&end_date=2020-01-01",
    "limit 1": f"{LONG_AGO}&api_key_limit=1",
    "limit 0": f"{LONG_AGO}&api_key_limit=0",
    "limit too high": f"{LONG_AGO}&api_key_limit=1001",
    "limit not a number": f"{LONG_AGO}&api_key_limit=x",
    "unknown user": f"{LONG_AGO}&user_id=no-such",
    "unknown key": f"{LONG_AGO}&api_key=no-such",
}  # fmt: skip

# Prices, tokens of a made-up answer and times are those of the server: only whether there are any.
_MEASURED = ("spend", "tokens", "_ms")

# Until a proxy has written what was used.
_BATCH = 90


def _is_measured(name: str) -> bool:
    return name.endswith(_MEASURED)


def _shape(value: Any, name: str = "") -> Any:
    """What has to be the same on both servers; of what is measured, whether there is any."""
    today = datetime.now(timezone.utc).date()
    if isinstance(value, dict):
        return {member: _shape(part, member) for member, part in value.items()}
    if isinstance(value, list):
        return [_shape(part, name) for part in value]
    if name == "date":
        return "today" if value in (f"{today}", f"{today - timedelta(1)}") else value
    return value > 0 if _is_measured(name) and value is not None else value


def _days() -> str:
    """Yesterday and today, so that midnight can pass."""
    today = datetime.now(timezone.utc).date()
    return f"start_date={today - timedelta(1)}&end_date={today}"


def _plain(query: str, caller: str = "master") -> object:
    return lambda case: case.call("GET", f"{PATH}?{query}", caller=caller, show=_shape)


def _of_others(caller: str) -> object:
    def read(case: Case) -> None:
        user_id = case.user(user_role="internal_user")
        case.call("GET", f"{PATH}?{LONG_AGO}&user_id={user_id}", caller=caller, show=_shape)

    return read


def _chat(case: Case, caller: str, model: str) -> None:
    message = {"role": "user", "content": "Hello, who are you?"}
    body = {"model": model, "messages": [message]}
    case.call("POST", "/chat/completions", body, caller, show=lambda reply: reply["object"])


def _wait_for_use(case: Case, user_id: str, count: int) -> None:
    deadline = time.monotonic() + _BATCH
    while True:
        reply = case.server.ask("GET", f"{PATH}?{_days()}&user_id={user_id}")
        if reply["metadata"]["total_api_requests"] == count:
            return
        if time.monotonic() > deadline:
            raise NotMade(f"the use of {user_id} is not written: {reply['metadata']}")
        time.sleep(0.5)


def _use(case: Case) -> None:
    """Two answers and a refusal, then all ways to ask for them."""
    secret, token = case.key(user_role="internal_user")
    user_id = case.name_user()
    case.add_key("this", secret)
    for model in ("gpt-4o", "gpt-4o", "no-such-model"):
        _chat(case, "this", model)
    _wait_for_use(case, user_id, 3)
    for query in (f"user_id={user_id}", f"api_key={token}", f"user_id={user_id}&api_key={token}"):
        reply = case.server.ask("GET", f"{PATH}?{_days()}&{query}")
        case.note(query=query, reply=_shape(reply))
    own = case.server.send("GET", f"{PATH}?{_days()}", None, case.callers["this"])
    case.note(own=_shape(own.body))
    _check_sums(case, case.server.ask("GET", f"{PATH}?{_days()}&user_id={user_id}"))


def _check_sums(case: Case, reply: Any) -> None:
    """Whether the parts add up to the totals, but for what reached no model."""
    totals = reply["metadata"]
    for table in ("api_keys", "model_groups", "providers"):
        tables = [day["breakdown"][table] for day in reply["results"]]
        parts = [group["metrics"] for groups in tables for group in groups.values()]
        spend = sum(part["spend"] for part in parts)
        case.note(
            table=table,
            requests=sum(part["api_requests"] for part in parts),
            same_spend=abs(spend - totals["total_spend"]) < 1e-9,
            same_tokens=sum(part["total_tokens"] for part in parts) == totals["total_tokens"],
        )


def get_cases() -> Iterator[tuple[str, object]]:
    """What was used."""
    for caller in CALLERS:
        yield f"as {caller}", _plain(LONG_AGO, caller)
    for caller in ("adm", "adv", "own", "vie", "nul", "no-user", "management", "read-only"):
        yield f"as {caller}/another", _of_others(caller)
    for label, query in QUERIES.items():
        yield label, _plain(query)
    yield "use", _use
