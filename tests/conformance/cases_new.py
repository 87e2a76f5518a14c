"""POST /user/new, /user/delete and /invitation/new (contract §5)."""

from collections.abc import Iterator
from typing import Any

from case import Case
from cases_whom import BAD_BODIES, CALLERS

FIELDS = [
    "user_id",
    "user_email",
    "user_alias",
    "user_role",
    "max_budget",
    "spend",
    "models",
    "tpm_limit",
    "rpm_limit",
    "max_parallel_requests",
    "metadata",
    "auto_create_key",
    "teams",
    "key_alias",
    "duration",
    "blocked",
    "model_max_budget",
    "soft_budget",
    "password",
    "send_invite_email",
    "no_such_field",
]
VALUES = {
    "null": "null",
    "empty-text": '""',
    "empty-list": "[]",
    "empty-object": "{}",
    "zero": "0",
    "minus-one": "-1",
    "fraction": "1.5",
    "NaN": "NaN",
    "too-huge": "1e400",
    "2^31": "2147483648",
    "true": "true",
    "text": '"abc"',
    "number-text": '"5"',
    "list-of-texts": '["a"]',
    "object": '{"a": {"b": 1}}',
}
# Values that would make users or teams beyond this run.
LEFT_OUT = {
    ("user_id", "null"),
    ("user_id", "empty-text"),
    ("user_id", "text"),
    ("user_id", "number-text"),
    ("user_email", "text"),
    ("user_email", "number-text"),
    ("user_email", "empty-text"),
    ("key_alias", "text"),
    ("key_alias", "number-text"),
    ("key_alias", "empty-text"),
}


def _new(case: Case, texts: str, key: str = "false") -> None:
    user = case.name_user()
    body = f'{{"user_id": "{user}", "auto_create_key": {key}, {texts}}}'
    case.call("POST", "/user/new", body, show=_show_set)
    _stored(case, user)


def _show_set(reply: dict[str, Any]) -> dict[str, Any]:
    """The members of a reply that hold something."""
    return {name: value for name, value in reply.items() if value not in (None, [], {}, "")}


def _stored(case: Case, user: str) -> None:
    row = case.server.find_user(user)
    if row is None:
        case.note(stored="no such user")
        return
    case.note(stored=_show_set(case.describe({}, row)))
    for key in _list_keys(case, user):
        case.note(key=_show_set(key))


def _list_keys(case: Case, user: str) -> list[dict[str, Any]]:
    path = f"/key/list?return_full_object=true&user_id={user}"
    return case.server.ask("GET", path)["keys"]


def _make(texts: str, key: str = "false") -> object:
    return lambda case: _new(case, texts, key)


def _whole(key: bool) -> object:
    """All members of the reply, of the user and of the key, once."""

    def new(case: Case) -> None:
        user = case.name_user()
        body = {
            "user_id": user,
            "auto_create_key": key,
            "user_email": f"{user}@example.invalid",
            "user_alias": "Alias",
            "user_role": "internal_user",
            "max_budget": 5,
            "budget_duration": "30d",
            "models": ["m"],
            "tpm_limit": 7,
            "rpm_limit": 8,
            "max_parallel_requests": 9,
            "metadata": {"z": 1, "a": 2},
            "spend": 1.5,
            "key_alias": f"{user}-key",
            "duration": "1h",
        }
        case.call("POST", "/user/new", body)
        row = case.server.find_user(user)
        case.note(stored=row and case.describe({}, row), keys=_list_keys(case, user))

    return new


def _same_id(case: Case) -> None:
    user = case.user()
    case.call("POST", "/user/new", {"user_id": user, "auto_create_key": False})
    case.call("POST", "/user/new", {"user_id": user, "max_budget": 5})
    case.stored(user)


def _same_email(case: Case) -> None:
    user = case.name_user()
    case.user("v", user_email=f"{user}@Example.invalid")
    for email in (f"{user}@Example.invalid", f"{user}@example.INVALID".upper()):
        case.names[email] = "<other case>"
        case.call("POST", "/user/new", {"user_id": user, "user_email": email})
    case.note(stored=case.server.find_user(user))


def _same_alias(case: Case) -> None:
    """The alias of the key that comes with the user is taken."""
    user = case.name_user()
    case.key("v")
    alias = f"{case.name_user('v')}-key"
    case.call("POST", "/user/new", {"user_id": user, "key_alias": alias}, show=_show_set)
    _stored(case, user)


def _id_made_up(case: Case) -> None:
    email = f"{case.name_user()}@example.invalid"
    body = {"user_email": email, "auto_create_key": False}
    reply = case.call("POST", "/user/new", body, show=_show_set)
    case.server.ask("POST", "/user/delete", {"user_ids": [reply["user_id"]]})


def _no_email(case: Case) -> None:
    _new(case, f'"user_email": "{case.name_user()} is no address"')


def _several_wrong(case: Case) -> None:
    texts = '"user_email": 5, "user_role": "x", "spend": "a", "models": "b", "metadata": [],'
    _new(case, texts + '"tpm_limit": 1.5, "max_budget": "z", "key_alias": 5, "blocked": "maybe"')


def _as_new(caller: str) -> object:
    def new(case: Case) -> None:
        user = case.name_user()
        body = {"user_id": user, "auto_create_key": False}
        case.call("POST", "/user/new", body, caller, show=lambda _: "good")
        case.note(made=case.server.find_user(user) is not None)

    return new


def _delete(case: Case) -> None:
    """The keys go with the user, and are not kept."""
    secret, token = case.key()
    user = case.name_user()
    other = case.user("v")
    case.call("POST", "/user/delete", {"user_ids": [user, "no-such-user"]})
    case.stored(user)
    case.call("POST", "/user/delete", {"user_ids": [user, other]})
    case.stored(user)
    case.stored(other)
    case.call("GET", f"/key/info?key={token}")
    case.call("GET", f"/key/list?user_id={user}")
    case.call("GET", f"/key/list?user_id={user}&status=deleted")
    case.add_key("gone", secret)
    case.call("GET", "/key/info", caller="gone")
    case.call("POST", "/user/delete", {"user_ids": [user]})
    case.call("GET", f"/v2/user/info?user_id={user}")
    case.call("GET", f"/user/info?user_id={user}")


def _delete_twice(case: Case) -> None:
    user = case.user()
    case.call("POST", "/user/delete", {"user_ids": [user, user]})
    case.stored(user)


def _again(case: Case) -> None:
    user = case.user(max_budget=5)
    case.server.ask("POST", "/user/delete", {"user_ids": [user]})
    case.call("POST", "/user/new", {"user_id": user, "auto_create_key": False}, show=_show_set)
    case.stored(user)


def _as_delete(caller: str) -> object:
    def delete(case: Case) -> None:
        user = case.user()
        case.call("POST", "/user/delete", {"user_ids": [user]}, caller)
        case.note(left=case.server.find_user(user) is not None)

    return delete


def _invite(caller: str) -> object:
    def invite(case: Case) -> None:
        user = case.user()
        case.call("POST", "/invitation/new", {"user_id": user}, caller)

    return invite


def _body(path: str, body: str | None) -> object:
    return lambda case: case.call("POST", path, body)


def get_cases() -> Iterator[tuple[str, object]]:
    """Users who come and go."""
    yield "reply", _whole(False)
    yield "reply with key", _whole(True)
    for field in FIELDS:
        for label, value in VALUES.items():
            if (field, label) not in LEFT_OUT:
                yield f"{field}/{label}", _make(f'"{field}": {value}')
    for field in ("spend", "models", "metadata", "tpm_limit", "blocked", "duration", "max_budget"):
        for label in ("null", "zero", "true", "number-text", "list-of-texts", "object", "text"):
            # A key whose metadata is null makes the proxy answer 500 to everybody's list of keys.
            if (field, label) != ("metadata", "null"):
                yield f"with key {field}/{label}", _make(f'"{field}": {VALUES[label]}', "true")
    for duration in ("1s", "3mo", "1y", "-1", "", "30d", "0s"):
        yield f"with key duration '{duration}'", _make(f'"duration": "{duration}"', "true")
    for role in ("proxy_admin", "proxy_admin_viewer", "internal_user_viewer", "customer", "team"):
        yield f"role {role}", _make(f'"user_role": "{role}"')
    yield "no email", _no_email
    yield "same-id", _same_id
    yield "same-email", _same_email
    yield "same-alias", _same_alias
    yield "id-made-up", _id_made_up
    yield "several-wrong", _several_wrong
    for caller in CALLERS:
        yield f"as {caller}/new", _as_new(caller)
        yield f"as {caller}/delete", _as_delete(caller)
        yield f"as {caller}/invite", _invite(caller)
    for label, body in BAD_BODIES.items():
        if label not in ("no-id", "null-id", "empty-id", "both-empty"):
            yield f"body new {label}", _body("/user/new", body)
        yield f"body delete {label}", _body("/user/delete", body)
        yield f"body invite {label}", _body("/invitation/new", body)
    for label, value in VALUES.items():
        yield f"delete {label}", _body("/user/delete", f'{{"user_ids": {value}}}')
        yield f"invite {label}", _body("/invitation/new", f'{{"user_id": {value}}}')
    yield "delete numbers", _body("/user/delete", '{"user_ids": [5, null, "x"]}')
    yield "delete", _delete
    yield "delete-twice", _delete_twice
    yield "again", _again
    yield "invite unknown", _body("/invitation/new", '{"user_id": "no-such-user"}')
