"""Who am I, what each may read, and the shapes of errors (contract §6.3, §6.4, §7, §8)."""

from collections.abc import Iterator
from typing import Any

from case import Case
from cases_whom import CALLERS

READS = [
    "/key/info",
    "/v2/user/info",
    "/user/info",
    "/user/list?page_size=1&user_ids=no-such",
    "/key/list?size=1&key_alias=no-such",
    "/models",
    "/user/available_roles",
    "/health/license",
    "/health/readiness/details",
]

# Of these, what depends on the machine or on who else has users is left out.
_SHOWN: dict[str, Any] = {
    "/models": lambda reply: reply["object"],
    "/health/readiness/details": lambda reply: [reply["status"], reply["litellm_version"]],
}


def _show_info(reply: Any) -> Any:
    """Everything but the lists of those who may see all."""
    return {**reply, "keys": len(reply["keys"]) > 0, "teams": []} if "keys" in reply else reply


# Keys that only POST /key/generate makes: on the demo server their user is another one.
GENERATED = ("no-user", "missing", "llm-api", "read-only", "management")

# Who would get every key of the proxy from /user/info, which takes it a minute.
SEE_ALL = ("master", "adm", "adv")


def _show_who(reply: Any) -> Any:
    row = reply.get("user_info", reply.get("info", reply))
    names = ("user_id", "user_role", "allowed_routes", "key_type", "status")
    return {name: row[name] for name in names if name in row}


def _read(caller: str, path: str) -> object:
    show = _SHOWN.get(path, _show_info if path == "/user/info" else None)
    if caller in GENERATED and path in ("/key/info", "/user/info", "/v2/user/info"):
        show = _show_who
    return lambda case: case.call("GET", path, caller=caller, show=show)


def _read_another(caller: str) -> object:
    def read(case: Case) -> None:
        _, token = case.key(user_role="internal_user")
        user = case.name_user()
        for path in (
            f"/v2/user/info?user_id={user}",
            f"/user/info?user_id={user}",
            f"/key/info?key={token}",
            f"/key/list?user_id={user}",
            f"/key/list?key_hash={token}",
            f"/user/list?user_ids={user}",
            "/v2/user/info?user_id=no-such",
            "/user/info?user_id=no-such",
            "/key/list?user_id=no-such",
        ):
            case.call("GET", path, caller=caller, show=lambda _: "good")

    return read


def _read_self(case: Case) -> None:
    """All of the single reads, in full."""
    secret, _ = case.key(user_role="internal_user", max_budget=5, user_email="s@example.invalid")
    case.add_key("this", secret)
    for path in ("/v2/user/info", "/user/info", "/key/info", "/key/list?return_full_object=true"):
        case.call("GET", path, caller="this")
    for path in ("/v2/user/info?user_id=", "/user/info?user_id=", "/key/list?user_id="):
        case.call("GET", path, caller="this", show=lambda _: "good")


def _plain(method: str, path: str, caller: str = "master") -> object:
    body = "{}" if method in ("POST", "PUT", "PATCH") else None
    return lambda case: case.call(method, path, body, caller)


def _version(case: Case) -> None:
    show = lambda reply: reply["litellm_version"]  # noqa: E731
    case.call("GET", "/public/model_hub/info", caller="nobody", show=show)
    case.call("GET", "/health/readiness", caller="nobody")


def get_cases() -> Iterator[tuple[str, object]]:
    """Signing in."""
    for caller in CALLERS:
        for path in READS:
            if path == "/user/info" and caller in SEE_ALL:
                continue
            yield f"{caller} {path.split('?')[0]}", _read(caller, path)
        if caller in ("adm", "adv", "own", "vie", "nul", "over", "no-user", "missing", "read-only"):
            yield f"{caller} another", _read_another(caller)
    yield "self", _read_self
    yield "version", _version
    for method, path in (
        ("DELETE", "/user/update"),
        ("GET", "/user/update"),
        ("PUT", "/user/new"),
        ("GET", "/user/delete"),
        ("POST", "/user/list"),
        ("POST", "/key/list"),
        ("DELETE", "/key/update"),
        ("GET", "/key/block"),
        ("GET", "/no/such/path"),
        ("POST", "/no/such/path"),
        ("GET", "/user/nope"),
    ):
        yield f"{method} {path}", _plain(method, path)
        yield f"{method} {path} as nobody", _plain(method, path, "nobody")
