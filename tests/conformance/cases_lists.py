"""GET /user/list and GET /key/list: parameters, paging, search, order (contract §6)."""

from collections.abc import Iterator
from typing import Any

from case import Case, encode
from server import Server, wait_a_millisecond, wait_until_expired

# What the listed users are called behind "L-", in the order in which they are made.
USERS: dict[str, dict[str, Any]] = {
    "B": {"user_alias": "b", "user_role": "internal_user", "spend": 2.5},
    "a": {"user_alias": "A", "user_role": "internal_user_viewer", "user_email": "Q%s@One.invalid"},
    "_": {"user_alias": "_", "user_role": "proxy_admin_viewer", "user_email": "a_%s@one.invalid"},
    "1": {"user_alias": "1", "spend": 10, "user_email": "x%s@two.invalid"},
    "A": {"user_alias": "Zoë", "user_role": "internal_user", "spend": 0.125},
    "b": {"user_role": "internal_user", "spend": -1, "user_email": "%s@two.invalid"},
    "z.y": {"user_alias": "", "user_email": "", "user_role": "proxy_admin"},
}
KEYS: dict[str, dict[str, Any]] = {
    "B": {"key_alias": "%sk-Beta"},
    "a": {"key_alias": "%sk-alpha", "blocked": True},
    "1": {"key_alias": "%sk_1", "duration": "1s"},
    "b": {"key_alias": "%sk-gamma", "duration": "1s", "blocked": True},
    "A": {"key_alias": "%sK-delta", "duration": "1h"},
}
N_TIES = 23

USER_SORTS = ["user_id", "user_email", "created_at", "spend", "user_alias", "user_role"]
KEY_SORTS = ["spend", "max_budget", "created_at", "updated_at", "token", "key_alias"]


def prepare(server: Server) -> None:
    """Make the users and the keys that are listed, once on each server."""
    if server.lists_prepared:
        return
    if left := [user["user_id"] for part in "LT" for user in _find_users(server, part)]:
        server.ask("POST", "/user/delete", {"user_ids": left})
    for name, fields in USERS.items():
        email = fields.get("user_email")
        body = {"user_id": f"{server.prefix}L-{name}", "auto_create_key": name in KEYS, **fields}
        body |= {"user_email": email % server.prefix} if email else {}
        key = KEYS.get(name, {})
        body |= key
        body |= {"key_alias": key["key_alias"] % server.prefix} if key else {}
        server.ask("POST", "/user/new", body)
        wait_a_millisecond()
    for number in range(N_TIES):
        user_id = f"{server.prefix}T-{number:02}"
        alias = f"{server.prefix}T-{number:02}"
        body = {"user_id": user_id, "user_role": "internal_user", "key_alias": alias}
        server.ask("POST", "/user/new", body)
        wait_a_millisecond()
    wait_until_expired("a listed key", lambda: _is_expired(server))
    server.lists_prepared = True


def _find_users(server: Server, part: str) -> list[dict[str, Any]]:
    return server.find_users(f"{server.prefix}{part}-")


def _is_expired(server: Server) -> bool:
    path = f"/key/list?search={server.prefix}k&status=active"
    return server.ask("GET", path)["total_count"] == 2


def _show_users(reply: dict[str, Any]) -> dict[str, Any]:
    return {**reply, "users": [user["user_id"] for user in reply["users"]]}


def _users(query: str, caller: str = "master") -> object:
    """A page of the listed users; RUN in the query is their prefix."""

    def users(case: Case) -> None:
        prepare(case.server)
        path = "/user/list?" + query.replace("RUN", case.server.prefix[:-1])
        case.call("GET", path, caller=caller, show=_show_users)

    return users


def _keys(query: str, caller: str = "master") -> object:
    """A page of the listed keys, by their users."""

    def keys(case: Case) -> None:
        prepare(case.server)
        path = "/key/list?return_full_object=true&" + query.replace("RUN", case.server.prefix[:-1])
        case.call("GET", path, caller=caller, show=_show_keys)

    return keys


def _show_keys(reply: dict[str, Any]) -> dict[str, Any]:
    return {**reply, "keys": [key["user_id"] for key in reply["keys"]]}


def _same_parameters(path: str, size: str) -> Iterator[tuple[str, str]]:
    """Paging, which both lists have."""
    for value in ("0", "-1", "101", "x", "", "1.5", "2.0", "1e2", " 2", "99999999999999999999"):
        yield f"page {value}", f"{path}page={encode(value)}"
        if value != "99999999999999999999":
            yield f"size {value}", f"{path}{size}={encode(value)}"
    for page, count in ((1, 3), (2, 3), (3, 3), (4, 3), (1, 100), (99999, 10)):
        yield f"page {page} of {count}", f"{path}page={page}&{size}={count}"
    yield "both wrong", f"{path}page=0&{size}=101"
    yield "unknown parameter", f"{path}no_such_parameter=5&{size}=100"
    yield "sort unknown", f"{path}sort_by=no_such_column"
    yield "sort empty", f"{path}sort_by="
    yield "order unknown", f"{path}sort_by=spend&sort_order=up"
    yield "order alone", f"{path}sort_order=asc&{size}=100"
    yield "order unknown alone", f"{path}sort_order=up&{size}=100"
    yield "order upper case", f"{path}sort_by=created_at&sort_order=DESC&{size}=100"
    yield "order empty", f"{path}sort_by=created_at&sort_order=&{size}=100"


def get_users() -> Iterator[tuple[str, object]]:
    """The list of users."""
    mine = "search=RUN-L-&"
    for label, query in _same_parameters(mine, "page_size"):
        yield f"users {label}", _users(query)
    for sort in USER_SORTS:
        for order in ("asc", "desc"):
            # Only the default role and e-mail are shared: their order among themselves is nobody's.
            yield f"users by {sort} {order}", _sorted_users(sort, order)
    for label, query in {
        "default": "search=RUN-L-",
        "upper case": "search=RUN-l-",
        "email": "search=one.invalid&user_ids=RUN-L",
        "alias": "search=Zo%C3%AB&user_ids=RUN-L",
        "nothing": "search=RUN-no-such",
        "empty": "search=&user_ids=RUN-L-",
        "_": "search=RUN-L-_",
        "escaped _": "search=RUN-L-%5C_",
        "%": "search=RUN%25y",
        "escaped %": "search=RUN%5C%25y",
        "backslash": "search=RUN-L-%5C",
        "blank": "search=%20RUN-L-",
    }.items():
        yield f"users search {label}", _users(query)
    for label, query in {
        "one ID": "user_ids=RUN-L-B",
        "part of an ID": "user_ids=RUN-L-",
        "several IDs": "user_ids=RUN-L-B,RUN-L-A",
        "several IDs, blank": "user_ids=RUN-L-B,%20RUN-L-A",
        "several IDs, other case": "user_ids=RUN-l-b,RUN-L-A",
        "several IDs, empty one": "user_ids=RUN-L-B,",
        "no ID": "user_ids=&search=RUN-L-",
        "role": "role=internal_user&search=RUN-L-",
        "role unknown": "role=no_such_role&search=RUN-L-",
        "role empty": "role=&search=RUN-L-",
        "email": "user_email=two.invalid&search=RUN-L-",
        "email upper case": "user_email=TWO&search=RUN-L-",
        "email empty": "user_email=&search=RUN-L-",
        "all": "user_email=two&search=RUN&role=internal_user&user_ids=L-b",
        "all but one": "user_email=two&search=RUN&role=internal_user&user_ids=L-B_",
        "sso": "sso_user_ids=x&search=RUN-L-",
        "team": "team=no-such&search=RUN-L-",
        "organization": "organization_ids=no-such&search=RUN-L-",
    }.items():
        yield f"users filter {label}", _users(query)
    for caller in ("own", "vie", "nul", "adv", "adm", "no-user", "missing"):
        yield f"users as {caller}", _users("search=RUN-L-&page_size=100", caller)
        yield f"users as {caller}, page wrong", _users("search=RUN-L-&page=0", caller)
        yield f"users as {caller}, sort wrong", _users("sort_by=x", caller)


def _sorted_users(sort: str, order: str) -> object:
    """Of equal ones, only how many there are is compared: their order is nobody's."""

    def users(case: Case) -> None:
        prepare(case.server)
        path = f"/user/list?search={case.server.prefix}L-&page_size=100&sort_by={sort}"
        show = lambda reply: _group(reply["users"], sort)  # noqa: E731
        case.call("GET", f"{path}&sort_order={order}", show=show)

    return users


def _sorted_keys(sort: str, order: str) -> object:
    def keys(case: Case) -> None:
        prepare(case.server)
        path = f"/key/list?return_full_object=true&search={case.server.prefix}k&size=100"
        if sort == "token":
            show = lambda reply: _is_sorted(reply["keys"], order)  # noqa: E731
        else:
            show = lambda reply: _group(reply["keys"], sort)  # noqa: E731
        case.call("GET", f"{path}&sort_by={sort}&sort_order={order}", show=show)

    return keys


def _group(rows: list[dict[str, Any]], column: str) -> list[list[str]]:
    groups: list[tuple[Any, list[str]]] = []
    for row in rows:
        if not groups or groups[-1][0] != row[column]:
            groups.append((row[column], []))
        groups[-1][1].append(row["user_id"])
    return [sorted(group) for _, group in groups]


def _is_sorted(rows: list[dict[str, Any]], order: str) -> bool:
    tokens = [row["token"] for row in rows]
    return tokens == sorted(tokens, reverse=order == "desc")


def get_keys() -> Iterator[tuple[str, object]]:
    """The list of keys."""
    for label, query in _same_parameters("search=RUN-k&", "size"):
        yield f"keys {label}", _keys(query)
    for sort in KEY_SORTS:
        for order in ("asc", "desc"):
            yield f"keys by {sort} {order}", _sorted_keys(sort, order)
    for label, query in {
        "default": "search=RUN-k&size=100",
        "upper case": "search=RUN-K-",
        "part": "search=RUN-k-&user_id=RUN-L-B",
        "_": "search=RUN-k_",
        "escaped _": "search=RUN-k%5C_",
        "%": "search=RUN-k%25a",
        "user ID": "search=RUN-L-",
        "empty": "search=&user_id=RUN-L-B",
        "nothing": "search=RUN-no-such",
    }.items():
        yield f"keys search {label}", _keys(query)
    for label, query in {
        "user": "user_id=RUN-L-B",
        "user in another case": "user_id=RUN-l-b",
        "part of a user": "user_id=RUN-L-",
        "part of a user, allowed": "user_id=RUN-l-&substring_matching=true&size=100",
        "alias": "key_alias=RUN-k-Beta",
        "alias in another case": "key_alias=RUN-k-beta",
        "part of an alias": "key_alias=RUN-k",
        "part of an alias, allowed": "key_alias=RUN-K&substring_matching=true&size=100",
        "parts of both": "key_alias=RUN-k-&user_id=RUN-L-b&substring_matching=true&size=100",
        "no hash": "key_hash=" + "0" * 64,
        "not a hash": "key_hash=zzz&search=RUN-k",
        "team": "team_id=no-such&search=RUN-k",
        "organization": "organization_id=no-such&search=RUN-k",
        "project": "project_id=no-such&search=RUN-k",
        "active": "status=active&search=RUN-k",
        "expired": "status=expired&search=RUN-k",
        "revoked": "status=revoked&search=RUN-k",
        "deleted": "status=deleted&search=RUN-k",
        "status unknown": "status=blocked&search=RUN-k",
        "status in another case": "status=Active&search=RUN-k",
        "status empty": "status=&search=RUN-k",
        "expires active": "expires=active&search=RUN-k",
        "expires expired": "expires=expired&search=RUN-k",
        "expires unknown": "expires=never&search=RUN-k",
        "expires and status": "expires=expired&status=revoked&search=RUN-k",
        "all": "search=RUN-k&user_id=RUN-L-a&status=revoked&key_alias=RUN-k-alpha",
        "user's own": "user_id=RUN-own",
        "team keys too": "include_team_keys=true&search=RUN-k",
        "created keys too": "include_created_by_keys=true&search=RUN-k",
    }.items():
        yield f"keys filter {label}", _keys(query)
    for caller in ("own", "vie", "nul", "adv", "adm", "no-user", "missing", "read-only"):
        for label, query in {
            "all": "search=RUN-k",
            "his own": "user_id=RUN-own",
            "another's": "user_id=RUN-L-B",
            "parts": "user_id=RUN-&substring_matching=true&search=RUN-k",
            "wrong page": "page=0&user_id=RUN-L-B",
            "wrong status": "status=x&user_id=RUN-L-B",
            "wrong sort": "sort_by=x&user_id=RUN-L-B",
            "deleted": "status=deleted&search=RUN-k",
            "no such hash": "key_hash=" + "0" * 64,
        }.items():
            yield f"keys as {caller}, {label}", _keys(query, caller)
    yield "keys without rows", _hashes


def _hashes(case: Case) -> None:
    prepare(case.server)
    case.call("GET", f"/key/list?search={case.server.prefix}k")
    for flag in ("false", "True", "1", "x"):
        path = f"/key/list?search={case.server.prefix}k-Beta&return_full_object={flag}"
        show = lambda reply: [type(key).__name__ for key in reply["keys"]]  # noqa: E731
        case.call("GET", path, show=show)


def _whole(case: Case) -> None:
    """Rows with all their members."""
    prepare(case.server)
    case.call("GET", f"/user/list?user_ids={case.server.prefix}L-A")
    case.call("GET", f"/key/list?return_full_object=true&user_id={case.server.prefix}L-A")


def _ties(path: str, list_name: str, row_name: str) -> object:
    """Whether all rows of several pages make up the list: under ties one comes twice and one not
    at all (contract §6.2)."""

    def ties(case: Case) -> None:
        prepare(case.server)
        seen: list[str] = []
        start = path.replace("RUN", case.server.prefix[:-1])
        for page in range(1, N_TIES // 5 + 2):
            rows = case.server.ask("GET", f"{start}&page={page}")[list_name]
            seen += [row[row_name] for row in rows]
        complete = len(set(seen)) == N_TIES
        case.note(call=f"all pages of {start}", rows=len(seen), complete=complete)

    return ties


def get_ties() -> Iterator[tuple[str, object]]:
    """Which orders are whole over several pages."""
    for sort in ("user_id", "spend", "user_alias", "user_role", "user_email"):
        query = f"/user/list?search=RUN-T-&page_size=5&sort_by={sort}"
        yield f"ties users by {sort}", _ties(query, "users", "user_id")
    query = "/key/list?return_full_object=true&search=RUN-T-&size=5"
    for sort in ("token", "spend", "max_budget", "key_alias"):
        yield f"ties keys by {sort}", _ties(f"{query}&sort_by={sort}", "keys", "token")
    yield "ties keys by default", _ties(query, "keys", "token")


def get_cases() -> Iterator[tuple[str, object]]:
    """Both lists."""
    yield "rows", _whole
    yield from get_users()
    yield from get_keys()
    yield from get_ties()
