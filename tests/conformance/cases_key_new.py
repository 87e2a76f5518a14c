"""POST /key/generate: every field with every kind of value, and chosen keys (contract §3)."""

from collections.abc import Iterator
from typing import Any

from case import Case
from cases_whom import BAD_BODIES
from key_values import get_values

# In these a key would have no name by which it is found again.
# Empty aliases have to be unique: they have a case among the updates.
LEFT_OUT = {("key_alias", "null"), ("user_id", "null"), ("key_alias", "empty-text")}

CHOSEN = {
    "good": "sk-%s-0123456789",
    "16 characters": "sk-%s",
    "15 characters": "sk-0123456789ab",
    "sk- alone": "sk-",
    "empty": "",
    "short": "abc",
    "8 characters": "abcdefgh",
    "9 characters": "abcdefghi",
    "without sk-": "abc-0123456789-cdef",
    "other case": "SK-0123456789-cdef",
    "blank before": " sk-0123456789-cdef",
    "with blanks": "sk-%s with blanks",
    "not ASCII": "sk-%s-ü日本",
    "long": "sk-%s-" + "x" * 600,
}


def show_set(reply: dict[str, Any]) -> dict[str, Any]:
    """The members of a reply that hold something."""
    return {name: value for name, value in reply.items() if value not in (None, [], {}, "")}


def _generate(case: Case, texts: str) -> None:
    texts = texts.replace("RUN-", case.server.prefix).replace("TAG", case.tag)
    given = f'"user_id": "{case.server.prefix}holder", "key_alias": "{case.name_alias()}"'
    reply = case.call("POST", "/key/generate", f"{{{given}, {texts}}}", show=case.describe_key)
    if isinstance(reply, dict) and "token" in reply:
        case.stored_change(reply["token"])


def _make(texts: str) -> object:
    return lambda case: _generate(case, texts)


def _whole(case: Case) -> None:
    """All members of the reply, and of the key, once."""
    body = {
        "key_alias": case.name_alias(),
        "user_id": f"{case.server.prefix}holder",
        "duration": "1h",
        "max_budget": 5,
        "soft_budget": 4,
        "budget_duration": "30d",
        "budget_limits": [{"budget_duration": "1d", "max_budget": 2}],
        "models": ["gpt-4o"],
        "tpm_limit": 7,
        "rpm_limit": 8,
        "tpd_limit": 70,
        "max_parallel_requests": 9,
        "metadata": {"z": 1, "a": 2},
        "model_rpm_limit": {"gpt-4o": 3},
        "aliases": {"x": "gpt-4o"},
        "config": {"y": 1},
        "permissions": {"z": True},
        "spend": 1.5,
        "blocked": False,
        "key_type": "llm_api",
        "auto_rotate": True,
        "rotation_interval": "30d",
    }
    reply = case.call("POST", "/key/generate", body)
    case.call("GET", f"/key/info?key={reply['token']}")
    case.call("GET", f"/key/list?key_hash={reply['token']}&return_full_object=true")


def _plain(case: Case) -> None:
    """Nothing but what is needed to find it."""
    reply = case.call("POST", "/key/generate", {"key_alias": case.name_alias()})
    case.call("GET", f"/key/info?key={reply['token']}")
    case.add_key("this", reply["key"])
    case.call("GET", "/key/info", caller="this", show=lambda reply: reply["info"]["status"])


def _chosen(secret: str) -> object:
    def chosen(case: Case) -> None:
        key = secret.replace("%s", f"{case.tag}{case.server.prefix[2:-1]}"[:13])
        if key != secret:
            case.names[key] = "<chosen>"
        body = {"key_alias": case.name_alias(), "user_id": f"{case.server.prefix}holder", "key": key}
        reply = case.call("POST", "/key/generate", body, show=case.describe_key)
        if "token" not in reply:
            return
        case.note(same=reply["key"] == key)
        case.stored_change(reply["token"])
        if key.isascii():
            case.add_key("this", key)
            case.call("GET", "/key/info", caller="this", show=lambda reply: reply["info"]["status"])

    return chosen


def _twice(case: Case) -> None:
    """A secret that exists: the answer is as if, and nothing is changed."""
    secret, token = case.generate(tpm_limit=7)
    body = {"key": secret, "user_id": f"{case.server.prefix}other", "key_alias": case.name_alias("v")}
    case.call("POST", "/key/generate", {**body, "tpm_limit": 8}, show=case.describe_key)
    case.stored_change(token)
    case.call("POST", "/key/generate", {**body, "key_alias": case.name_alias()}, show=case.describe_key)


def _again(case: Case) -> None:
    """The secret of a deleted key: it works again, for whoever."""
    secret, token = case.generate(tpm_limit=7)
    case.server.ask("POST", "/key/delete", {"keys": [token]})
    case.add_key("this", secret)
    case.call("GET", "/key/info", caller="this")
    body = {"key": secret, "user_id": f"{case.server.prefix}holder", "key_alias": case.name_alias()}
    case.call("POST", "/key/generate", body, show=case.describe_key)
    case.call("GET", "/key/info", caller="this", show=lambda reply: reply["info"]["status"])
    case.stored_change(token)


def _alias_taken(case: Case) -> None:
    case.generate()
    for alias in (case.name_alias(), f"{case.name_alias()}-b".upper()):
        case.names[alias.upper()] = "<other case>"
        body = {"key_alias": alias, "user_id": f"{case.server.prefix}holder"}
        case.call("POST", "/key/generate", body, show=lambda reply: reply["key_alias"])


def _several_wrong(case: Case) -> None:
    texts = '"key_alias": 5, "spend": "a", "models": "b", "metadata": [], "tpm_limit": 1.5,'
    texts += '"max_budget": "z", "blocked": "maybe", "duration": 5, "budget_limits": [5],'
    texts += '"soft_budget": "q", "key_type": "x", "auto_rotate": 7, "key": 5, "tags": "t"'
    case.call("POST", "/key/generate", f"{{{texts}}}")


def _body(body: str | None) -> object:
    return lambda case: case.call("POST", "/key/generate", body, show=lambda _: "good")


def get_cases() -> Iterator[tuple[str, object]]:
    """New keys."""
    yield "reply", _whole
    yield "plain", _plain
    for field, label, value in get_values():
        if (field, label) not in LEFT_OUT:
            yield f"{field}/{label}", _make(f'"{field}": {value}')
    for label, secret in CHOSEN.items():
        yield f"chosen {label}", _chosen(secret)
    yield "twice", _twice
    yield "again", _again
    yield "alias-taken", _alias_taken
    yield "several-wrong", _several_wrong
    yield "rotation", _make('"auto_rotate": true, "rotation_interval": "30d"')
    yield "rotation bad", _make('"auto_rotate": true, "rotation_interval": "bad"')
    yield "rotation off", _make('"auto_rotate": false, "rotation_interval": "30d"')
    yield "type and routes", _make('"key_type": "llm_api", "allowed_routes": ["info_routes"]')
    for label, texts in {
        "budget and alias": '"max_budget": -1, "key_alias": "../x"',
        "budget duration and duration": '"budget_duration": "1y", "duration": "1y"',
        "tags and duration": '"tags": ["a"], "duration": "1y"',
        "duration and budgets": '"duration": "1y", "model_max_budget": {"a": 1}',
        "alias and key": '"key_alias": "../x", "key": "abc"',
        "key and duration": '"key": "abc", "duration": "1y"',
        "windows and budgets": '"budget_limits": [{"budget_duration": "x", "max_budget": 1}], "duration": "1y"',
    }.items():
        yield f"two wrong: {label}", _make(texts)
    for label, body in BAD_BODIES.items():
        if label in ("array", "array-of-users", "text", "number", "null", "broken", "cut", "none"):
            yield f"body {label}", _body(body)
