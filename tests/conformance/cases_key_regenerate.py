"""Regenerating keys without a licence: every refusal, and that the old key goes on (contract §4)."""

from collections.abc import Callable, Iterator
from typing import Any

from case import Case
from cases_key_owner import OWNER_VALUES
from cases_whom import BAD_BODIES, CALLERS
from key_values import FEW, FIELDS, MORE_FIELDS, VALUES

NO_KEY = "0" * 64

# What only this call reads. It never gets the master key's own field: see the contract.
OWN_FIELDS = {
    "new_key": ("null", '""', '"abc"', '"sk-0123456789ab"', '"sk-0123456789-abcdef"', "5", "[]"),
    "grace_period": ("null", '""', '"24h"', '"nonsense"', '"0s"', '"-1d"', "5", "{}"),
    "key": ("null", '""', '"zzz"', f'"{NO_KEY}"', "5", "[]"),
}


def _untouched(case: Case) -> None:
    """Both paths, by hash and by secret; the key works as before and nothing of it has changed."""
    secret, token = case.generate(max_budget=5, metadata={"a": 1})
    case.add_key("this", secret)
    chosen = f"sk-{case.tag}-0123456789"
    case.names[chosen] = "<chosen>"
    for path, body in (
        ("/key/regenerate", {"key": token, "new_key": chosen}),
        ("/key/regenerate", {"key": secret, "grace_period": "24h"}),
        (f"/key/{token}/regenerate", {"max_budget": 7}),
        (f"/key/{secret}/regenerate", None),
    ):
        case.call("POST", path, body)
    case.call("GET", "/key/info", caller="this", show=lambda reply: reply["info"]["status"])
    case.stored_change(token)


def _as(caller: str) -> Callable[[Case], None]:
    """Everybody, and who may learn the edition."""

    def call(case: Case) -> None:
        case.call("POST", "/key/regenerate", {"key": NO_KEY}, caller)
        case.call("POST", f"/key/{NO_KEY}/regenerate", {}, caller)
        case.call("POST", "/key/regenerate", {"key": NO_KEY, "tpm_limit": "x"}, caller)
        case.call("GET", "/health/license", caller=caller)

    return call


def _values(field: str, values: list[str], caller: str = "master") -> Callable[[Case], None]:
    def call(case: Case) -> None:
        for value in values:
            text = value.replace("RUN-", case.server.prefix).replace("TAG", case.tag)
            key = "" if field == "key" else f'"key": "{NO_KEY}", '
            case.call("POST", "/key/regenerate", f'{{{key}"{field}": {text}}}', caller)

    return call


def _body(body: str | None) -> Callable[[Case], Any]:
    def call(case: Case) -> None:
        for path in ("/key/regenerate", f"/key/{NO_KEY}/regenerate"):
            case.call("POST", path, body)

    return call


def get_cases() -> Iterator[tuple[str, object]]:
    """From who may to what the fields may be."""
    yield "untouched", _untouched
    for caller in CALLERS:
        yield f"as {caller}", _as(caller)
    for field in (*FIELDS, *MORE_FIELDS):
        yield f"field {field}", _values(field, [VALUES[label] for label in FEW])
    for field, values in OWN_FIELDS.items():
        yield f"own field {field}", _values(field, list(values))
    for field, values in OWNER_VALUES.items():
        yield f"owner {field}", _values(field, list(values), "own")
    for label, body in BAD_BODIES.items():
        yield f"body {label}", _body(body)
