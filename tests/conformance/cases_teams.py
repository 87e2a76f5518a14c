"""GET /v2/team/list: who is told which teams, and how. The demo server has teams of its own, which
cannot be made or changed; what a team is told as is compared by its members."""

import json
from collections.abc import Iterator
from typing import Any

from case import Case, encode

PATH = "/v2/team/list"
# Of the demo server; a real proxy is given one that is like it.
DEMO_TEAM = "team-platform"

# Nobody of a run is in a team.
QUERIES = {
    "none": "team_id=RUN-no-team",
    "nobody of it": "user_id=RUN-own&team_id=RUN-no-team",
    "no such user": "user_id=RUN-nobody",
    "of own": "user_id=RUN-own",
    "of another": "user_id=RUN-oth",
    "alias": "team_alias=RUN-no-team",
    "search": "search=RUN-no-team",
    "deleted": "status=deleted&search=RUN-no-team",
    "bad status": "status=active",
    "no page": "page=0",
    "large page": "page_size=101",
    "bad page": "page=x",
    "later page": "team_id=RUN-no-team&page=3&page_size=7",
    "bad sort": "sort_by=spend&sort_order=up&team_id=RUN-no-team",
}
CALLERS = ("master", "adm", "adv", "own", "vie", "nul", "no-user", "missing")
GROUPS = ("llm-api", "read-only", "management", "expired", "blocked", "unknown", "nobody")


def _list(query: str, caller: str) -> object:
    def teams(case: Case) -> None:
        text = query.replace("RUN-", encode(case.server.prefix))
        case.call("GET", f"{PATH}?{text}", caller=caller)

    return teams


def _describe(value: Any) -> str:
    return "nothing" if value in (None, [], {}) else type(value).__name__


def _row(case: Case) -> None:
    """The members of a team's row, and which of them hold something."""
    team_id = f"{case.server.prefix}team"
    secret, _ = case.key(user_role="proxy_admin")
    case.add_key("maker", secret)
    # Not by the master key, which would become a user with it.
    team = {"team_id": team_id, "team_alias": team_id, "max_budget": 5, "budget_duration": "30d"}
    body = json.dumps(team).encode()
    made = case.server.send("POST", "/team/new", body, case.callers["maker"]).status == 200
    try:
        case.names |= {team_id: "<team>", DEMO_TEAM: "<team>"}
        path = f"{PATH}?team_id={team_id if made else DEMO_TEAM}"
        answer = case.server.ask("GET", path)
        row = answer["teams"][0]
        case.note(
            total=answer["total"],
            team=row["team_id"],
            row={
                name: _describe(value)
                for name, value in sorted(row.items())
                # Whoever makes a team on a real proxy is in it.
                if name not in ("members_with_roles", "members_count")
            },
        )
    finally:
        if made:
            case.server.ask("POST", "/team/delete", {"team_ids": [team_id]})


def get_cases() -> Iterator[tuple[str, object]]:
    """The lists of teams."""
    yield "row", _row
    for caller in CALLERS:
        for label, query in QUERIES.items():
            yield f"as {caller}, {label}", _list(query, caller)
    for caller in GROUPS:
        yield f"as {caller}, none", _list(QUERIES["none"], caller)
