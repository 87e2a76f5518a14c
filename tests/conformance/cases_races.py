"""Two updates of one user at the same moment (contract §11)."""

import json
import threading
from collections.abc import Iterator

from case import Case

ROUNDS = 6


def _update_both(case: Case, user: str, fields: tuple[dict, dict]) -> list[int]:
    """Send two updates at once; returns their statuses."""
    statuses = [0, 0]
    barrier = threading.Barrier(2)

    def update(number: int) -> None:
        body = json.dumps({"user_id": user, **fields[number]}).encode()
        barrier.wait()
        headers = case.callers["master"]
        statuses[number] = case.server.send("POST", "/user/update", body, headers).status

    threads = [threading.Thread(target=update, args=(number,)) for number in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return statuses


def _different_fields(case: Case) -> None:
    """Both are kept: only the fields that are sent are written."""
    user = case.user()
    for number in range(ROUNDS):
        fields = ({"max_budget": number}, {"user_alias": f"alias {number}"})
        statuses = _update_both(case, user, fields)
        row = case.server.find_user(user) or {}
        case.note(
            call="two updates of different fields",
            statuses=statuses,
            kept=[row["max_budget"] == number, row["user_alias"] == f"alias {number}"],
        )


def _same_field(case: Case) -> None:
    """One of them is kept, whichever."""
    user = case.user()
    for number in range(ROUNDS):
        values = (2 * number, 2 * number + 1)
        statuses = _update_both(case, user, ({"spend": values[0]}, {"spend": values[1]}))
        row = case.server.find_user(user) or {}
        case.note(
            call="two updates of the same field", statuses=statuses, kept=row["spend"] in values
        )


def _new_and_new(case: Case) -> None:
    """The same new user twice: one of them is made."""
    user = case.name_user()
    body = json.dumps({"user_id": user, "auto_create_key": False}).encode()
    headers = case.callers["master"]
    first = case.server.send("POST", "/user/new", body, headers).status
    second = case.server.send("POST", "/user/new", body, headers).status
    case.note(call="the same user made twice", statuses=[first, second])


def get_cases() -> Iterator[tuple[str, object]]:
    """Races."""
    yield "different-fields", _different_fields
    yield "same-field", _same_field
    yield "new-and-new", _new_and_new
