"""GET /key/list over generated keys: filters that the other lists have not (contract §6)."""

from collections.abc import Iterator
from typing import Any

from case import Case, encode
from cases_keys import NO_KEY
from server import Server, wait_a_millisecond

# What the listed keys are called behind "q-", in the order in which they are made.
KEYS: dict[str, dict[str, Any]] = {
    "none": {},
    "budget": {"max_budget": 5, "spend": 1.5},
    "budget0": {"max_budget": 0, "spend": 1.5},
    "Team": {"team_id": "RUN-team", "max_budget": 50, "spend": 0.25},
    "team2": {"team_id": "RUN-team2", "user_id": None},
    "agent": {"agent_id": "RUN-agent"},
    "group": {"access_group_ids": ["RUN-group", "RUN-group2"]},
    "a/b ü%_\\": {"spend": 9},
    "blocked": {"blocked": True},
    "expired": {"duration": "0s"},
    "soon": {"duration": "1h"},
    "both": {"duration": "0s", "blocked": True},
    "mine": {"caller": "maker"},
    "given": {"user_id": "RUN-maker"},
    "gone1": {"deleted": True, "spend": 2},
    "gone2": {"deleted": True, "spend": 1, "caller": "maker"},
}
SORTS = ["spend", "max_budget", "created_at", "updated_at", "key_alias"]


def _name(server: Server, text: str) -> str:
    return text.replace("RUN-", server.prefix)


def prepare(server: Server) -> dict[str, tuple[str, str]]:
    """Make the keys that are listed, once on each server; returns their secrets and hashes."""
    if server.listed_keys:
        return server.listed_keys
    made = {}
    for label, fields in KEYS.items():
        body = {"user_id": "RUN-holder", "key_alias": f"RUN-q-{label}", **fields}
        caller, deleted = body.pop("caller", "master"), body.pop("deleted", False)
        if caller != "master":
            del body["user_id"]
        body = {
            name: _name(server, value) if isinstance(value, str) else value
            for name, value in body.items()
        }
        if label == "group":
            body["access_group_ids"] = [_name(server, group) for group in fields["access_group_ids"]]
        reply = server.ask("POST", "/key/generate", body, caller)
        made[label] = (reply["key"], reply["token"])
        wait_a_millisecond()
        if deleted:
            server.ask("POST", "/key/delete", {"keys": [reply["token"]]})
    server.listed_keys = made
    return made


def _show(server: Server) -> Any:
    def show(reply: dict[str, Any]) -> dict[str, Any]:
        names = [(key["key_alias"] or "").replace(f"{server.prefix}q-", "") for key in reply["keys"]]
        return {**reply, "keys": names}

    return show


def _list(query: str, caller: str = "master") -> object:
    """A page of the listed keys; `{hash:x}` and `{secret:x}` stand for those of a key."""

    def keys(case: Case) -> None:
        made = prepare(case.server)
        text = _name(case.server, query)
        for label, (secret, token) in made.items():
            text = text.replace(f"{{hash:{label}}}", token).replace(f"{{secret:{label}}}", secret)
        token = made["budget"][1]
        for mark, value in {"<HASH>": token.upper(), "<part of a hash>": token[:40]}.items():
            case.names[value] = mark
            text = text.replace(mark, value)
        case.names[token] = "<hash>"
        path = f"/key/list?return_full_object=true&size=100&{text}"
        case.call("GET", path, caller=caller, show=_show(case.server))

    return keys


def _sorted(query: str, sort: str, order: str) -> object:
    """Of equal ones, only how many there are is compared: their order is nobody's."""

    def keys(case: Case) -> None:
        prepare(case.server)
        path = f"/key/list?return_full_object=true&size=100&{_name(case.server, query)}"
        case.call("GET", f"{path}&sort_by={sort}&sort_order={order}", show=lambda reply: _group(reply, sort))

    return keys


def _group(reply: dict[str, Any], column: str) -> list[list[str]]:
    groups: list[tuple[Any, list[str]]] = []
    for row in reply["keys"]:
        if not groups or groups[-1][0] != row[column]:
            groups.append((row[column], []))
        groups[-1][1].append(row["key_alias"])
    return [sorted(group) for _, group in groups]


def _pages(case: Case) -> None:
    """All keys over several pages of the default order: each once."""
    prepare(case.server)
    seen = []
    for page in range(1, 6):
        path = f"/key/list?search={case.server.prefix}q-&size=4&page={page}"
        seen += case.server.ask("GET", path)["keys"]
    case.note(call="all pages", rows=len(seen), different=len(set(seen)))


def _whole(label: str) -> object:
    """Rows with all their members."""

    def whole(case: Case) -> None:
        _, token = prepare(case.server)[label]
        status = "&status=deleted" if KEYS[label].get("deleted") else ""
        case.call("GET", f"/key/list?return_full_object=true&key_hash={token}{status}")
        case.call("GET", f"/key/info?key={token}")

    return whole


def get_cases() -> Iterator[tuple[str, object]]:
    """Lists of generated keys."""
    mine = "search=RUN-q-"
    for label in ("Team", "team2", "agent", "group", "expired", "mine", "gone1", "gone2"):
        yield f"row {label}", _whole(label)
    for label, query in {
        "all": mine,
        "team": "team_id=RUN-team",
        "team in another case": "team_id=RUN-TEAM",
        "no such team": f"{mine}&team_id=x",
        "agent": "agent_id=RUN-agent",
        "group": "access_group_id=RUN-group2",
        "no such group": f"{mine}&access_group_id=x",
        "empty filters": f"{mine}&team_id=&agent_id=&access_group_id=&project_id=&user_id=&key_hash=",
        "hash": "key_hash={hash:budget}",
        "hash and search": f"{mine}none&key_hash={{hash:budget}}",
        "secret": "key_hash={secret:budget}",
        "search by hash": "search={hash:budget}",
        "search by secret": "search={secret:budget}",
        "search by hash in upper case": "search=<HASH>",
        "search by part of a hash": "search=<part of a hash>",
        "search in another case": f"search={encode('RUN-Q-BUDGET')}",
        "search odd": f"search={encode('RUN-q-a/b ü%_')}",
        "search odd, escaped": f"search={encode('RUN-q-a/b ü') + '%5C%25%5C_%5C%5C'}",
        "search ü in upper case": f"search={encode('RUN-q-a/b Ü')}",
        "alias odd": f"key_alias={encode('RUN-q-a/b ü%_' + chr(92))}",
        "alias odd, part": f"key_alias={encode('b ü')}&{mine}&substring_matching=true",
        "user": f"{mine}&user_id=RUN-maker",
        "user and created keys": f"{mine}&user_id=RUN-maker&include_created_by_keys=true",
        "user and team keys": f"{mine}&user_id=RUN-maker&include_team_keys=true",
        "created keys of the holder": f"{mine}&user_id=RUN-holder&include_created_by_keys=true",
        "active": f"{mine}&status=active",
        "expired": f"{mine}&status=expired",
        "revoked": f"{mine}&status=revoked",
        "deleted": f"{mine}&status=deleted",
        "deleted of the maker": f"{mine}&status=deleted&user_id=RUN-maker",
        "deleted by hash": "status=deleted&key_hash={hash:gone1}",
        "deleted, searched by hash": "status=deleted&search={hash:gone1}",
        "deleted by alias": "status=deleted&key_alias=RUN-q-gone1",
        "deleted that live": "status=deleted&key_hash={hash:budget}",
        "expires active": f"{mine}&expires=active",
        "expires expired": f"{mine}&expires=expired",
        "expires active and revoked": f"{mine}&expires=active&status=revoked",
        "expires active and expired": f"{mine}&expires=active&status=expired",
        "deleted and expires": f"{mine}&status=deleted&expires=expired",
        "expanded": f"{mine}none&expand=nobody",
        "substring of nobody": f"{mine}&substring_matching=maybe",
    }.items():
        yield f"filter {label}", _list(query)
    for sort in SORTS:
        for order in ("asc", "desc"):
            yield f"by {sort} {order}", _sorted(mine, sort, order)
            yield f"deleted by {sort} {order}", _sorted(f"{mine}&status=deleted", sort, order)
    yield "pages", _pages
    for caller in ("maker", "oth", "adv", "vie"):
        for label, query in {
            "all": mine,
            "created keys": f"{mine}&include_created_by_keys=true",
            "team": "team_id=RUN-team",
            "deleted": f"{mine}&status=deleted",
            "hash of their own": "key_hash={hash:mine}",
            "hash of a given one": "key_hash={hash:given}",
            "hash of another's": "key_hash={hash:none}",
            "hash of a deleted one": "status=deleted&key_hash={hash:gone2}",
            "no such hash": f"key_hash={NO_KEY}",
            "search by hash of another's": "search={hash:none}",
            "alias, part": f"key_alias=q-&substring_matching=true&{mine}",
            "user, part": f"user_id=RUN-make&substring_matching=true&{mine}",
            "organization": "organization_id=x",
        }.items():
            yield f"as {caller}, {label}", _list(query, caller)
