"""Blocking, updating and deleting keys, as far as users need it (contract §2, §2.1, §5)."""

from collections.abc import Iterator

from case import Case
from cases_new import VALUES
from cases_whom import BAD_BODIES, CALLERS

NO_KEY = "0" * 64
SHOWN = ("key", "token", "blocked", "spend", "settings_updated_at")


def _show(reply: dict) -> dict:
    return {name: reply[name] for name in SHOWN if name in reply}


def _block(case: Case) -> None:
    """Twice each; the key signs in no more, and then again."""
    secret, token = case.key(user_role="internal_user")
    case.add_key("this", secret)
    for path in ("/key/block", "/key/block", "/key/unblock", "/key/unblock"):
        case.call("POST", path, {"key": token})
        case.call("GET", "/user/info", caller="this", show=lambda _: "good")
        case.stored_key(token)
    case.call("POST", "/key/block", {"key": secret}, show=_show)
    case.call("POST", "/key/block", {"key": token}, caller="this")
    case.call("POST", "/key/unblock", {"key": secret}, show=_show)


def _as_block(caller: str, path: str) -> object:
    def block(case: Case) -> None:
        _, token = case.key()
        case.call("POST", path, {"key": token}, caller, show=_show)
        case.stored_key(token)

    return block


def _own_block(case: Case) -> None:
    """A key that an administrator made: its owner may not."""
    secret, token = case.key(user_role="internal_user")
    case.add_key("this", secret)
    for path in ("/key/block", "/key/unblock"):
        case.call("POST", path, {"key": token}, caller="this", show=_show)
    for body in ({"blocked": True}, {"spend": 0}, {}):
        case.call("POST", "/key/update", {"key": token, **body}, caller="this", show=_show)
    case.stored_key(token)
    case.call("POST", "/key/delete", {"keys": [token]}, caller="this")
    case.stored_key(token)
    case.call("GET", "/key/info", caller="this")


def _update(texts: str) -> object:
    def update(case: Case) -> None:
        _, token = case.key(spend=2.5)
        case.call("POST", "/key/update", f'{{"key": "{token}", {texts}}}', show=_show)
        case.stored_key(token)

    return update


def _update_reply(case: Case) -> None:
    secret, token = case.key()
    case.call("POST", "/key/update", {"key": token, "spend": 1.5})
    case.call("POST", "/key/update", {"key": secret, "blocked": True}, show=_show)
    case.call("POST", "/key/update", {"key": token}, show=_show)
    case.stored_key(token)


def _as_update(caller: str) -> object:
    def update(case: Case) -> None:
        _, token = case.key()
        case.call("POST", "/key/update", {"key": token, "blocked": True}, caller, show=_show)
        case.stored_key(token)

    return update


def _delete(case: Case) -> None:
    """Unknown ones are said to be deleted too."""
    secret, token = case.key()
    case.call("POST", "/key/delete", {"keys": [NO_KEY]})
    case.call("POST", "/key/delete", {"keys": [token, NO_KEY, "zzz"]})
    case.stored_key(token)
    user = case.name_user()
    case.call("GET", f"/key/info?key={token}")
    case.call("GET", f"/key/info?key={secret}")
    path = f"/key/list?user_id={user}&status=deleted&return_full_object=true"
    case.call("GET", path)
    case.call("POST", "/key/delete", {"keys": [token]})
    case.add_key("gone", secret)
    case.call("GET", "/key/info", caller="gone")
    case.call("POST", "/key/block", {"key": token})


def _delete_by(what: str) -> object:
    def delete(case: Case) -> None:
        secret, token = case.key()
        body = {
            "secret": {"keys": [secret]},
            "alias": {"key_aliases": [f"{case.name_user()}-key"]},
            "unknown alias": {"key_aliases": ["no-such-alias"]},
            "twice": {"keys": [token, token]},
        }[what]
        case.call("POST", "/key/delete", body)
        case.stored_key(token)

    return delete


def _as_delete(caller: str) -> object:
    def delete(case: Case) -> None:
        _, token = case.key()
        case.call("POST", "/key/delete", {"keys": [token]}, caller)
        case.stored_key(token)

    return delete


def _own_and_foreign(case: Case) -> None:
    """One foreign key among them, and none is deleted."""
    secret, token = case.key(user_role="internal_user")
    _, other = case.key("v")
    case.add_key("this", secret)
    case.call("POST", "/key/delete", {"keys": [token, other]}, caller="this")
    case.stored_key(token)
    case.stored_key(other)


def _info(case: Case) -> None:
    secret, token = case.key(duration="1h", max_budget=5)
    case.call("GET", f"/key/info?key={token}")
    case.call("GET", f"/key/info?key={secret}", show=lambda reply: reply["key"])
    case.call("GET", "/key/info?key=zzz")
    case.call("GET", "/key/info?key=")
    case.call("GET", f"/key/info?key={NO_KEY}")
    case.call("GET", f"/key/info?key={token}", caller="oth")
    case.call("GET", f"/key/info?key={token}", caller="vie")
    case.call("GET", f"/key/info?key={token}", caller="adv", show=lambda _: "good")
    user = case.name_user()
    case.call("GET", f"/user/info?user_id={user}")


def _body(path: str, body: str | None) -> object:
    return lambda case: case.call("POST", path, body, show=lambda _: "good")


def get_cases() -> Iterator[tuple[str, object]]:
    """Keys."""
    yield "block", _block
    yield "own-block", _own_block
    yield "update-reply", _update_reply
    yield "delete", _delete
    yield "own-and-foreign", _own_and_foreign
    yield "info", _info
    for what in ("secret", "alias", "unknown alias", "twice"):
        yield f"delete by {what}", _delete_by(what)
    for caller in CALLERS:
        yield f"as {caller}/block", _as_block(caller, "/key/block")
        yield f"as {caller}/unblock", _as_block(caller, "/key/unblock")
        yield f"as {caller}/update", _as_update(caller)
        yield f"as {caller}/delete", _as_delete(caller)
    for field in ("spend", "blocked"):
        for label, value in VALUES.items():
            yield f"update {field}/{label}", _update(f'"{field}": {value}')
    for word in ("yes", "off", "TRUE", "y", "2"):
        yield f"update blocked '{word}'", _update(f'"blocked": "{word}"')
    for path in ("/key/block", "/key/unblock", "/key/update", "/key/delete"):
        for label, body in BAD_BODIES.items():
            yield f"body {path[5:]} {label}", _body(path, body)
        for label, value in VALUES.items():
            name = "keys" if path == "/key/delete" else "key"
            yield f"{path[5:]} {label}", _body(path, f'{{"{name}": {value}}}')
        if path != "/key/delete":
            yield f"{path[5:]} unknown", _body(path, f'{{"key": "{NO_KEY}"}}')
            yield f"{path[5:]} unknown secret", _body(path, '{"key": "sk-no-such-key-at-all"}')
