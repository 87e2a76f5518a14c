"""Blocking, resetting, deleting and replacing keys (contract §3.1, §5, §6.4)."""

from collections.abc import Iterator
from typing import Any

from case import Case
from cases_keys import NO_KEY
from key_values import VALUES

# What is carried from an old key to the one that replaces it (contract §3.1).
CARRIED = {
    "models": ["gpt-4o"],
    "aliases": {"x": "gpt-4o"},
    "config": {"y": 1},
    "metadata": {"a": 1, "model_rpm_limit": {"gpt-4o": 3}},
    "max_parallel_requests": 4,
    "tpm_limit": 100,
    "rpm_limit": 10,
    "tpd_limit": 1000,
    "max_budget": 25,
    "soft_budget": 20,
    "budget_duration": "30d",
    "budget_limits": [{"budget_duration": "7d", "max_budget": 9}],
    "spend": 3.5,
    "allowed_cache_controls": ["no-cache"],
    "auto_rotate": True,
    "rotation_interval": "30d",
}


def _status(reply: Any) -> Any:
    return {name: reply["info"][name] for name in ("status", "blocked", "key_alias", "user_id")}


def _reset(value: str, **fields: Any) -> object:
    def reset(case: Case) -> None:
        _, token = case.generate(**(fields or {"spend": 4, "max_budget": 3}))
        case.call("POST", f"/key/{token}/reset_spend", f'{{"reset_to": {value}}}')
        case.stored_change(token)

    return reset


def _reset_body(body: str | None) -> object:
    def reset(case: Case) -> None:
        _, token = case.generate(spend=4)
        case.call("POST", f"/key/{token}/reset_spend", body)

    return reset


def _reset_steps(case: Case) -> None:
    """Windows begin anew; a secret names a key, and a deleted one is gone."""
    windows = [{"budget_duration": "1d", "max_budget": 5}, {"budget_duration": "30d", "max_budget": 9}]
    secret, token = case.generate(spend=4, budget_limits=windows, budget_duration="30d")
    for name, value in ((token, 3), (secret, 2), (token, 2.5), (token, 0), (token, 0)):
        case.call("POST", f"/key/{name}/reset_spend", {"reset_to": value})
        case.stored_change(token)
    case.server.ask("POST", "/key/delete", {"keys": [token]})
    case.call("POST", f"/key/{token}/reset_spend", {"reset_to": 0})
    case.call("POST", f"/key/{NO_KEY}/reset_spend", {"reset_to": 0})
    case.call("POST", "/key/zzz/reset_spend", {"reset_to": 0})
    case.call("GET", f"/key/{token}/reset_spend")


def _block_steps(case: Case) -> None:
    secret, token = case.generate(max_budget=5, metadata={"a": 1})
    case.add_key("this", secret)
    for path, name in (("block", token), ("block", secret), ("unblock", token), ("unblock", secret)):
        case.call("POST", f"/key/{path}", {"key": name}, show=lambda reply: reply["blocked"])
        case.call("GET", "/key/info", caller="this", show=_status)
        case.call("GET", f"/key/info?key={token}", show=_status)
    for name in (case.name_alias(), token.upper(), secret.upper(), "sk-", ""):
        case.names |= {token.upper(): "<HASH>", secret.upper(): "<SECRET>"}
        case.call("POST", "/key/block", {"key": name}, show=lambda _: "good")
    case.stored_change(token)


def _blocked_and_expired(case: Case) -> None:
    """Blocked comes first, in /key/info and when the key is used."""
    secret, token = case.generate(duration="0s", blocked=True)
    case.add_key("this", secret)
    case.call("GET", f"/key/info?key={token}", show=_status)
    case.call("GET", "/key/info", caller="this")
    case.call("POST", "/key/unblock", {"key": token}, show=lambda reply: reply["blocked"])
    case.call("GET", f"/key/info?key={token}", show=_status)
    case.call("GET", "/key/info", caller="this", show=_status)


def _delete(case: Case) -> None:
    """The row that is kept, in all three of its readings."""
    secret, token = case.generate(max_budget=5, metadata={"a": 1}, soft_budget=2, duration="1h")
    case.call("POST", "/key/delete", {"keys": [token]})
    case.call("GET", f"/key/info?key={token}")
    case.call("GET", f"/key/info?key={secret}", show=_status)
    case.call("GET", f"/key/list?status=deleted&key_hash={token}&return_full_object=true")
    case.call("GET", f"/key/list?status=deleted&key_hash={token}", show=lambda reply: len(reply["keys"]))
    case.call("GET", f"/key/list?key_hash={token}")
    case.call("GET", f"/key/list?status=deleted&search={case.name_alias()}", show=_count)
    case.call("GET", f"/key/list?status=deleted&search={token}", show=_count)
    case.call("GET", f"/key/list?status=deleted&key_alias={case.name_alias()}", show=_count)
    for path in ("block", "unblock"):
        case.call("POST", f"/key/{path}", {"key": token})


def _count(reply: Any) -> Any:
    return reply["total_count"]


def _delete_several(case: Case) -> None:
    """By alias and by hash, known and unknown."""
    _, first = case.generate("k1")
    _, second = case.generate("k2")
    _, third = case.generate("k3")
    aliases = [case.name_alias("k1"), case.name_alias("k2")]
    for body in (
        {"key_aliases": [aliases[0], "no-such-alias"]},
        {"key_aliases": aliases},
        {"keys": [second, second]},
        {"keys": [third], "key_aliases": ["no-such-alias"]},
        {"keys": [NO_KEY], "key_aliases": []},
        {"keys": [], "key_aliases": [case.name_alias("k3")]},
    ):
        case.call("POST", "/key/delete", body)
    for token in (first, second, third):
        case.call("GET", f"/key/info?key={token}", show=_status)


def _alias_after(case: Case) -> None:
    """The alias of a deleted key is free again."""
    _, token = case.generate()
    case.server.ask("POST", "/key/delete", {"keys": [token]})
    body = {"key_alias": case.name_alias(), "user_id": f"{case.server.prefix}holder"}
    case.call("POST", "/key/generate", body, show=lambda reply: reply["key_alias"])


def _replace(caller: str, given: bool) -> object:
    """A new key takes the place of an old one; both work in between."""

    def replace(case: Case) -> None:
        fields = {**CARRIED, "duration": "100d"}
        owner = f"{case.server.prefix}maker"
        maker = "master" if given else "maker"
        extra = {"user_id": owner} if given else {}
        old_secret, old = case.generate(caller=maker, **fields, **extra)
        case.add_key("old", old_secret)
        alias = f"{case.name_alias()}~new"
        body = {**CARRIED, "duration": "8639990s", "key_alias": case.name_alias(), "user_id": owner}
        case.call("POST", "/key/generate", body, caller, show=lambda _: "good")
        reply = case.call("POST", "/key/generate", {**body, "key_alias": alias}, caller, show=case.describe_key)
        case.add_key("new", reply["key"])
        new = reply["token"]
        case.rows[new] = case.server.ask("GET", f"/key/info?key={new}")["info"]
        case.note(carried=case.describe_key(case.rows[new], case.rows[old]))
        for name in ("old", "new"):
            case.call("GET", "/key/info", caller=name, show=_status)
        case.call("POST", "/key/delete", {"keys": [old]}, caller)
        rename = {"key": new, "key_alias": case.name_alias()}
        case.call("POST", "/key/update", rename, caller, show=case.show_key_change(new))
        for name in ("old", "new"):
            case.call("GET", "/key/info", caller=name, show=_status)
        case.call("GET", f"/key/info?key={old}", caller=caller, show=_status)
        case.stored_change(new)

    return replace


def _replace_undone(case: Case) -> None:
    """The new key is deleted again, and the old one goes on."""
    secret, token = case.generate(**CARRIED)
    case.add_key("old", secret)
    body = {"key_alias": f"{case.name_alias()}~new", "user_id": f"{case.server.prefix}holder"}
    new = case.call("POST", "/key/generate", body, show=lambda _: "good")["token"]
    case.call("POST", "/key/delete", {"keys": [new]})
    case.call("GET", "/key/info", caller="old", show=_status)
    case.stored_change(token)
    case.stored_change(new)


def get_cases() -> Iterator[tuple[str, object]]:
    """From block to replacement."""
    for label, value in VALUES.items():
        yield f"reset {label}", _reset(value)
    for value in ("3", "3.5", "4", "4.0001", "99"):
        yield f"reset to {value}", _reset(value, spend=4)
        yield f"reset to {value} with budget", _reset(value)
    yield "reset below zero", _reset("0", spend=-4)
    for label, body in {
        "no body": None,
        "empty": "{}",
        "null": "null",
        "array": "[]",
        "broken": "{not json",
        "more": '{"reset_to": 1, "spend": 9}',
    }.items():
        yield f"reset body {label}", _reset_body(body)
    yield "reset-steps", _reset_steps
    yield "block-steps", _block_steps
    yield "blocked-and-expired", _blocked_and_expired
    yield "delete", _delete
    yield "delete-several", _delete_several
    yield "alias-after", _alias_after
    yield "replace as administrator", _replace("adm", given=True)
    yield "replace as owner", _replace("maker", given=False)
    yield "replace given key as owner", _replace("maker", given=True)
    yield "replace-undone", _replace_undone
