"""A key of every kind, and what the server says to them directly."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from typing import NamedTuple

import rights
from api import Api, Json, status_of
from cast import user_of
from rights import FOREIGN, FRESH, GIVEN, ONESELF, SELF_MADE, TEAM_KEY, UNUSED
from widgets import wait_for

STRANGER, FRESH_USER, DELETED, GUEST = "e2e-stranger", "e2e-fresh", "e2e-deleted", "e2e-guest"
MADE, INVITED, PROBED = "e2e-made", "e2e-invited", "e2e-probed"
DEMO_TEAM = "team-platform"
_ALIASES = {FOREIGN: "e2e-foreign-used", UNUSED: "e2e-foreign-fresh"}

# Whose key a kind is, where it is not named after its role, and what the key may call.
_USERS = {rights.NO_ROLE: "e2e-no-role", rights.OVER_BUDGET: "e2e-over-budget"}
_SPECIAL = {
    rights.ADMIN_MANAGEMENT: (user_of(rights.ADMIN), {"key_type": "management"}),
    rights.ADMIN_READ_ONLY: (user_of(rights.ADMIN), {"key_type": "read_only"}),
    rights.MANAGEMENT: (user_of(rights.USER), {"key_type": "management"}),
    rights.READ_ONLY: (user_of(rights.USER), {"key_type": "read_only"}),
    rights.LLM_API: (GUEST, {"key_type": "llm_api"}),
    rights.BLOCKED: (GUEST, {}),
    rights.EXPIRED: (GUEST, {"duration": "1s"}),
    rights.MISSING: (DELETED, {}),
}


def owner_of(kind: str) -> str | None:
    """The ID of the user whose key it is."""
    if kind in _SPECIAL:
        return _SPECIAL[kind][0]
    if kind in (rights.MASTER, rights.NO_USER, rights.TEAM):
        return None
    return _USERS.get(kind, user_of(kind))


class Cast(NamedTuple):
    """Everybody who signs in, and the keys that they look at."""

    admin: Api  # the master key
    people: dict[str, Api]  # by kind
    keys: dict[tuple[str | None, str], Json]  # by owner and place

    def key(self, kind: str, where: str) -> Json:
        """The key that somebody of a kind looks at."""
        owner = STRANGER if where in (FOREIGN, UNUSED) else owner_of(kind)
        return self.keys[owner, where]


@contextmanager
def _some_team(admin: Api, live: bool) -> Iterator[str]:
    """The ID of a team; the master key can't make one without making itself a user."""
    if not live:
        yield DEMO_TEAM
        return
    team = admin.post("/team/new", team_alias="e2e-team")["team_id"]
    try:
        yield team
    finally:
        admin.post("/team/delete", team_ids=[team])


def _make_keys(cast: Cast, kind: str, team: str) -> None:
    """A key of each kind that somebody can own. Who may only look has made theirs before."""
    api, owner = cast.admin, owner_of(kind)
    role = {"user_role": kind} if kind == rights.USER_VIEWER else {}
    if role:
        api.post("/user/update", user_id=owner, user_role="internal_user")
    makers = {
        SELF_MADE: (cast.people[kind], {}),
        GIVEN: (api, {}),
        TEAM_KEY: (api, {"team_id": team}),
    }
    for where, (maker, fields) in makers.items():
        alias = f"{owner}, {where}"
        cast.keys[owner, where] = maker.post(
            "/key/generate", user_id=owner, key_alias=alias, **fields
        )
        spend(api, cast.keys[owner, where])
    if role:
        api.post("/user/update", user_id=owner, **role)


def spend(api: Api, key: Json) -> None:
    """Let a key have cost something."""
    api.post("/key/update", key=key["token"], spend=1.5)


def _make_users(api: Api, kinds: tuple[str, ...]) -> dict[str, Api]:
    people = {rights.MASTER: api}
    people |= {role: api.new_user(user_of(role), role) for role in rights.ROLES[1:]}
    if rights.NO_ROLE in kinds:
        user = owner_of(rights.NO_ROLE)
        api.post("/user/new", user_id=user, auto_create_key=False)
        people[rights.NO_ROLE] = Api(api.url, api.post("/key/generate", user_id=user)["key"])
    if rights.OVER_BUDGET in kinds:
        user = owner_of(rights.OVER_BUDGET)
        people[rights.OVER_BUDGET] = api.new_user(user, max_budget=1)
        api.post("/user/update", user_id=user, spend=5)
    return people


def _make_special(api: Api, kinds: tuple[str, ...], team: str) -> tuple[dict[str, Api], list[str]]:
    """The keys that are refused, or may not call everything; and which nobody's end removes."""
    people = {
        rights.UNKNOWN: Api(api.url, "sk-nobody-has-this-key-0"),
        rights.NOT_A_KEY: Api(api.url, "hello"),
        rights.EMPTY: Api(api.url, ""),
    }
    api.new_user(GUEST)
    api.new_user(DELETED)
    api.post("/user/delete", user_ids=[DELETED])
    made = {kind: {"user_id": user, **fields} for kind, (user, fields) in _SPECIAL.items()}
    made |= {rights.NO_USER: {}, rights.TEAM: {"team_id": team}}
    left = []
    for kind, fields in made.items():
        if kind in kinds:
            key = api.post("/key/generate", **fields)
            people[kind] = Api(api.url, key["key"])
            if fields.get("user_id") in (None, DELETED):
                left.append(key["token"])
    if rights.BLOCKED in people:
        api.post("/key/block", key=people[rights.BLOCKED].key)
    if rights.EXPIRED in people:
        expired = people[rights.EXPIRED]
        wait_for("an expired key", lambda: status_of(lambda: expired.get("/key/info")) == 401)
    return people, left


@contextmanager
def everybody(api: Api, kinds: tuple[str, ...], live: bool) -> Iterator[Cast]:
    """Make all that the table needs, and remove it afterwards."""
    users = {owner_of(kind) for kind in kinds} - {None}
    users |= {user_of(role) for role in rights.ROLES[1:]}
    others = (STRANGER, FRESH_USER, GUEST, DELETED, MADE, INVITED, PROBED)
    # The administrators last: version 1.81 can't delete whose invitations are still there.
    with ExitStack() as stack:
        stack.enter_context(api.temporary(*others, *sorted(users, reverse=True)))
        people = _make_users(api, kinds)
        team = stack.enter_context(_some_team(people[rights.ADMIN], live))
        special, left = _make_special(api, kinds, team)
        if left:
            stack.callback(lambda: api.post("/key/delete", keys=left))
        cast = Cast(api, people | special, {})
        for user_id in (STRANGER, FRESH_USER):
            api.new_user(user_id)
        api.post("/user/update", user_id=STRANGER, spend=1.5)
        for where in (FOREIGN, UNUSED):
            fields = {"user_id": STRANGER, "key_alias": _ALIASES[where]}
            cast.keys[STRANGER, where] = api.post("/key/generate", **fields)
        spend(api, cast.keys[STRANGER, FOREIGN])
        for owner in {owner_of(kind) for kind in kinds if kind in rights.SELVES}:
            kind = next(kind for kind in kinds if owner_of(kind) == owner)
            _make_keys(cast, kind, team)
        yield cast


# What the server is asked directly, where the window does not offer it.


def _usage(person: Api, **query: str) -> None:
    today = date.fromtimestamp(time.time()).isoformat()
    person.get("/user/daily/activity/aggregated", start_date=today, end_date=today, **query)


def _probes(cast: Cast, kind: str, where: str) -> dict[str, Callable[[], object]]:
    """For the name of an action, the request that does it."""
    person, owner = cast.people[kind], owner_of(kind)
    subjects = {ONESELF: owner, FRESH: FRESH_USER}
    subject = subjects.get(where) or STRANGER
    foreign = cast.keys[STRANGER, FOREIGN]["token"]
    probes: dict[str, Callable[[], object]] = {
        "Users": lambda: person.get("/user/list", page_size=1),
        "New user": lambda: person.post("/user/new", user_id=PROBED, auto_create_key=False),
        "Invitation link": lambda: person.post("/invitation/new", user_id=STRANGER),
        "Edit user": lambda: person.post("/user/update", user_id=subject, user_alias="Probe"),
        "Reset spend": lambda: person.post("/user/update", user_id=subject, spend=0),
        "Block all keys…": lambda: person.post("/key/block", key=foreign),
        "Usage of All Users": lambda: _usage(person),
        "Keys": lambda: person.get("/key/list", user_id=STRANGER),
        "New key": lambda: person.post("/key/generate", user_id=subject),
        "User ID": lambda: person.post("/key/generate", user_id=STRANGER),
    }
    if where != ONESELF:
        probes["Delete user"] = lambda: person.post("/user/delete", user_ids=[FRESH_USER])
        probes["Usage"] = lambda: _usage(person, user_id=STRANGER)
    elif kind not in rights.EDITORS:
        probes["Delete user"] = lambda: person.post("/user/delete", user_ids=[subject])
        probes["Usage"] = lambda: _usage(person, user_id=subject)
    return probes


def _key_probes(cast: Cast, kind: str, where: str) -> dict[str, Callable[[], object]]:
    person, key = cast.people[kind], cast.key(kind, where)
    token = key["token"]
    return {
        "Edit key": lambda: person.post("/key/update", key=token, tpm_limit=5),
        "Block": lambda: person.post("/key/update", key=token, blocked=True),
        "Reset key spend": lambda: person.post(f"/key/{token}/reset_spend", reset_to=0),
        "Delete key": lambda: person.post("/key/delete", keys=[token]),
        # Replaced, as the community edition has it.
        "Regenerate key": lambda: person.post("/key/generate", user_id=key["user_id"]),
        "Usage": lambda: _usage(person, api_key=token),
    }


def ask(cast: Cast, kind: str, where: str, name: str) -> int | None:
    """What the server says to an action; none where there is no request for it."""
    is_key = where in (*rights.OWN_KEYS, FOREIGN, UNUSED)
    probe = (_key_probes if is_key else _probes)(cast, kind, where).get(name)
    return status_of(probe) if probe is not None else None
