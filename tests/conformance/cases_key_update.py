"""POST /key/update: every field with every kind of value, and what goes together (contract §2)."""

from collections.abc import Iterator

from case import Case
from key_values import get_values

# A key with a value in every field, so that clearing one shows.
FILLED = {
    "max_budget": 25,
    "soft_budget": 20,
    "budget_duration": "30d",
    "models": ["gpt-4o"],
    "tpm_limit": 100,
    "rpm_limit": 10,
    "tpd_limit": 1000,
    "max_parallel_requests": 4,
    "metadata": {"a": 1, "b": {"c": 2}},
    "model_rpm_limit": {"gpt-4o": 3},
    "spend": 3.5,
    "duration": "100d",
    "aliases": {"x": "gpt-4o"},
    "config": {"y": 1},
    "permissions": {"z": True},
    "allowed_routes": ["llm_api_routes"],
    "budget_limits": [{"budget_duration": "7d", "max_budget": 9}],
    "auto_rotate": True,
    "rotation_interval": "30d",
}

# One key with null in these makes the proxy answer 500 to everybody's list of keys.
LEFT_OUT = {(field, "null") for field in ("metadata", "aliases", "config", "permissions")}
LEFT_OUT |= {("model_max_budget", "null")}
# Empty aliases have to be unique too, so they have a case of their own.
LEFT_OUT |= {("key_alias", "empty-text")}


def update(case: Case, texts: str, **fields: object) -> None:
    """Update a key, and see what became of it."""
    _, token = case.generate(**(fields or FILLED))
    texts = texts.replace("RUN-", case.server.prefix).replace("TAG", case.tag)
    body = f'{{"key": "{token}", {texts}}}'
    case.call("POST", "/key/update", body, show=case.show_key_change(token))
    case.stored_change(token)


def _make(texts: str, **fields: object) -> object:
    return lambda case: update(case, texts, **fields)


def _row(case: Case) -> None:
    """The whole reply, once; the other cases show what changed."""
    _, token = case.generate(**FILLED)
    case.call("POST", "/key/update", {"key": token, "key_alias": case.name_alias("after")})
    case.call("GET", f"/key/info?key={token}")
    case.call("GET", f"/key/list?key_hash={token}&return_full_object=true")


def _steps(*bodies: dict[str, object]) -> object:
    """Several updates of a key with nothing in it, one after the other."""

    def steps(case: Case) -> None:
        _, token = case.generate()
        for body in bodies:
            case.call("POST", "/key/update", {"key": token, **body}, show=case.show_key_change(token))
        case.stored_change(token)

    return steps


def _by(what: str) -> object:
    """By alias, by secret, and by what names no key."""

    def by(case: Case) -> None:
        secret, token = case.generate()
        other_secret, other = case.generate("v")
        body = {
            "alias": {"key_alias": case.name_alias()},
            "secret": {"key": secret},
            "both": {"key": token, "key_alias": case.name_alias()},
            "another's alias": {"key": token, "key_alias": case.name_alias("v")},
            "unknown alias": {"key_alias": "no-such-alias"},
            "alias in another case": {"key_alias": case.name_alias().upper()},
            "null and alias": {"key": None, "key_alias": case.name_alias()},
            "empty and alias": {"key": "", "key_alias": case.name_alias()},
            "upper case": {"key": token.upper()},
            "padded": {"key": f" {token}"},
            "deleted": {"key": other},
            "master": {"key": case.server.master_key},
        }[what]
        case.names[case.name_alias().upper()] = "<K>"
        case.names[case.server.master_key] = "<master>"
        case.names[token.upper()] = "<HASH>"
        if what == "deleted":
            case.server.ask("POST", "/key/delete", {"keys": [other_secret]})
        show = case.show_key_change(token)
        case.call("POST", "/key/update", {**body, "tpm_limit": 7}, show=show)
        case.stored_change(token)

    return by


def _alias_shared(case: Case) -> None:
    """Empty aliases count for uniqueness; without one there is nothing to be unique."""
    _, token = case.generate()
    _, other = case.generate("v")
    for body in (
        {"key": token, "key_alias": None},
        {"key": other, "key_alias": None},
        {"key": token, "key_alias": f"{case.name_alias()}-same"},
        {"key": other, "key_alias": f"{case.name_alias()}-same"},
        {"key": token, "key_alias": f"{case.name_alias()}-same"},
        {"key": other, "key_alias": f"{case.name_alias()}-SAME"},
    ):
        case.call("POST", "/key/update", body, show=lambda reply: reply["key_alias"])


def _alias_empty(case: Case) -> None:
    """Empty and blank ones are kept as they are, by both calls."""
    for alias in ("", "  "):
        _, token = case.generate()
        _, other = case.generate("v")
        for key in (token, other):
            body = {"key": key, "key_alias": alias}
            case.call("POST", "/key/update", body, show=lambda reply: reply["key_alias"])
        body = {"user_id": f"{case.server.prefix}holder", "key_alias": alias}
        case.call("POST", "/key/generate", body, show=lambda _: "good")
        case.server.ask("POST", "/key/delete", {"keys": [token, other]})
        reply = case.call("POST", "/key/generate", body, show=lambda reply: reply["key_alias"])
        case.server.ask("POST", "/key/delete", {"keys": [reply["token"]]})


def _several_wrong(case: Case) -> None:
    texts = '"key_alias": 5, "spend": "a", "models": "b", "metadata": [], "tpm_limit": 1.5,'
    texts += '"max_budget": "z", "blocked": "maybe", "duration": 5, "budget_limits": [5],'
    update(case, texts + '"soft_budget": "q", "auto_rotate": 7, "tags": "t", "tpd_limit": {}')


def _twice_wrong(*texts: str) -> object:
    return _make(", ".join(texts))


def _expired(case: Case) -> None:
    """A key that has expired comes to life again."""
    secret, token = case.generate()
    case.add_key("this", secret)
    for body in ({"duration": "0s"}, {"duration": None}, {"duration": "0s"}, {"duration": "1h"}):
        case.call("POST", "/key/update", {"key": token, **body}, show=lambda _: "good")
        case.call("GET", "/key/info", caller="this", show=lambda reply: reply["info"]["status"])


def _blocked(case: Case) -> None:
    secret, token = case.generate()
    case.add_key("this", secret)
    for blocked in (True, None, True, False):
        body = {"key": token, "blocked": blocked}
        case.call("POST", "/key/update", body, show=lambda reply: reply["blocked"])
        case.call("GET", "/key/info", caller="this", show=lambda reply: reply["info"]["status"])


def get_cases() -> Iterator[tuple[str, object]]:
    """The field table, and what goes beyond one field."""
    for field, label, value in get_values():
        if (field, label) not in LEFT_OUT:
            yield f"{field}/{label}", _make(f'"{field}": {value}')
    yield "reply", _row
    yield "nothing", _make('"no_such_field": 1')
    yield "several-wrong", _several_wrong
    for label, texts in {
        "budget and duration": ('"max_budget": -1', '"budget_duration": "1y"'),
        "budget and soft budget": ('"soft_budget": -1', '"max_budget": -1'),
        "spend and duration": ('"spend": NaN', '"budget_duration": "1y"'),
        "duration and alias": ('"duration": "bad"', '"key_alias": "../x"'),
        "alias and null models": ('"key_alias": "../x"', '"models": null'),
        "tags and duration": ('"tags": ["a"]', '"duration": "bad"'),
        "budgets and tags": ('"model_max_budget": {"a": 1}', '"tags": ["a"]'),
        "interval and null models": ('"auto_rotate": true', '"rotation_interval": "bad"', '"models": null'),
        "budget and null models": ('"max_budget": 5', '"models": null'),
    }.items():
        yield f"two wrong: {label}", _twice_wrong(*texts)
    for name in ("alias", "secret", "both", "another's alias", "unknown alias", "alias in another case"):
        yield f"by {name}", _by(name)
    for name in ("null and alias", "empty and alias", "upper case", "padded", "deleted", "master"):
        yield f"by {name}", _by(name)
    yield "alias-shared", _alias_shared
    yield "alias-empty", _alias_empty
    yield "expired", _expired
    yield "blocked", _blocked
    windows = [{"budget_duration": "1d", "max_budget": 5}]
    yield "steps soft budget", _steps({"soft_budget": 5}, {"soft_budget": 6}, {"soft_budget": None})
    yield "steps soft budget null", _steps({"soft_budget": None})
    yield "steps windows", _steps({"budget_limits": windows}, {"budget_limits": []})
    yield "steps rotation", _steps(
        {"auto_rotate": True},
        {"rotation_interval": "7d"},
        {"auto_rotate": True, "rotation_interval": "30d"},
        {"auto_rotate": False},
    )
    yield "rotation bad", _make('"auto_rotate": true, "rotation_interval": "bad"')
    yield "rotation off", _make('"auto_rotate": false, "rotation_interval": "7d"')
    yield "steps limits", _steps(
        {"model_rpm_limit": {"a": 1}},
        {"model_tpm_limit": {"a": 2}},
        {"model_rpm_limit": {"b": 3}},
        {"metadata": {"mine": 1}},
        {"metadata": {"mine": 2}, "model_rpm_limit": {"c": 4}},
        {"model_rpm_limit": {}},
        {"metadata": {}},
    )
    expiry = "2030-01-01T00:00:00Z"
    yield "steps temporary budget", _steps(
        {"temp_budget_increase": 5, "temp_budget_expiry": expiry},
        {"temp_budget_increase": None, "temp_budget_expiry": None},
    )
    yield "temporary increase alone", _make('"temp_budget_increase": 5')
    yield "temporary expiry alone", _make(f'"temp_budget_expiry": "{expiry}"')
    yield "temporary both wrong", _make('"temp_budget_increase": "x", "temp_budget_expiry": "y"')
    yield "steps duration", _steps(
        {"budget_duration": "1d"}, {"budget_duration": "30d"}, {"budget_duration": None}
    )
