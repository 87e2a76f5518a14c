"""Writes what was seen as docs/permissions.md."""

from dataclasses import dataclass, field
from typing import NamedTuple

import rights
from cast import ABSENT, SENSITIVE
from rights import FOREIGN, KEYS, MENU, NEW_KEY, NEW_USER, ONESELF, SPENT, UNUSED, USERS


class Cell(NamedTuple):
    """What became of one action."""

    state: str
    status: int | None = None  # what the server says, where the window does not offer it


@dataclass
class Seen:
    """What one run of the table has seen."""

    landings: dict[str, str] = field(default_factory=dict)
    refusals: dict[str, set[int]] = field(default_factory=dict)
    cells: dict[tuple[str, str, str], Cell] = field(default_factory=dict)


HEAD = """\
# Who may do what

What every kind of API key gets to see, and whether each action is offered. Written by
`tests/e2e/test_permissions.py`, from what it saw; do not edit it. The test goes through the window
on the demo server and on LiteLLM 1.106.2, and fails where either is not as it stands here. What is
expected is in `tests/e2e/rights.py`.

- **yes**: offered. On LiteLLM the test does it with each kind of key, through the window, and the
  server agrees; lists, *Export*, *Due for rotation* and *Select …* it only sees.
- **no**: absent. With the number, the test has sent the request itself with the same key, and that
  is the status with which the server refuses it.
- **grey**: there, but greyed out. The tooltip says why: see the letters below the tables.
- A letter behind a status of 200 says why it is not offered although the server would answer.

A role that changes on the server is followed with the next refresh (F5), without a restart: an
`internal_user` becomes `proxy_admin_viewer`, `proxy_admin`, `internal_user_viewer`, and
`internal_user` again.

## Where one begins
"""

# What a column is called, and where it was seen: by administrators, and by everybody else, who only
# ask the server where they do not get to.
_USER_COLUMNS = (
    ("See all users", USERS, USERS, "Users"),
    ("New user", USERS, USERS, "New user"),
    ("Select users", USERS, USERS, "Select users"),
    ("Invitation", NEW_USER, NEW_USER, "Invitation link"),
    ("Edit user", SPENT, ONESELF, "Edit user"),
    ("Reset spend", SPENT, ONESELF, "Reset spend"),
    ("Delete user", SPENT, ONESELF, "Delete user"),
    ("Block all keys", SPENT, ONESELF, "Block all keys…"),
    ("Usage of the user", SPENT, ONESELF, "Usage"),
    ("Usage of all", MENU, MENU, "Usage of All Users"),
    ("Export", MENU, MENU, "Export List…"),
)
_LIST_COLUMNS = (
    ("See all keys", KEYS, KEYS, "Keys"),
    ("New key", SPENT, ONESELF, "New key"),
    ("New key for others", NEW_KEY, NEW_KEY, "User ID"),
    ("Due for rotation", KEYS, KEYS, "Due for rotation"),
    ("Select keys", KEYS, KEYS, "Select keys"),
)
_KEY_COLUMNS = ("Edit key", "Block", "Reset key spend", "Delete key", "Regenerate key", "Usage")

_LETTERS = (
    (rights.NOTHING_SPENT, "a"), (rights.YOURSELF, "b"), (rights.NOT_SELF_MADE, "c"),
    (rights.ONLY_ONES_OWN, "d"), (rights.NOTHING_OF_OTHERS, "e"),
)  # fmt: skip


def _show(cell: Cell | None, name: str) -> str:
    if cell is None:
        return "no"
    if cell.state == SENSITIVE:
        return "yes"
    letters = dict(_LETTERS)
    if cell.state != ABSENT:
        letter = letters[cell.state]
        return f"grey *{letter}*" if cell.status is None else f"grey *{letter}*, {cell.status}"
    if cell.status is None:
        return "no"
    why = f" *{letters[rights.ON_PURPOSE[name]]}*" if cell.status < 400 else ""
    return f"no, {cell.status}{why}"


def _table(head: tuple[str, ...], rows: list[list[str]]) -> list[str]:
    lines = ["", f"| {' | '.join(head)} |", "|" + "---|" * len(head)]
    return [*lines, *(f"| {' | '.join(row)} |" for row in rows)]


def _rows(seen: Seen, columns: tuple[tuple[str, str, str, str], ...]) -> list[list[str]]:
    rows = []
    for kind in rights.SIGNED_IN:
        row = [kind]
        for _, admins, others, name in columns:
            where = admins if kind in rights.KEY_READERS else others
            row.append(_show(seen.cells.get((kind, where, name)), name))
        rows.append(row)
    return rows


def _landings(seen: Seen) -> list[list[str]]:
    words = {"Users": "all users", "Keys": "all keys", "User": "one’s own page"}
    rows = []
    for kind, landing in seen.landings.items():
        statuses = sorted(seen.refusals.get(kind, ()))
        said = ", ".join(str(status) for status in statuses if status >= 400)
        told = "; but the server tells the use of that user’s ID" if 200 in statuses else ""
        rows.append([kind, words.get(landing, f"“{landing}”"), said and f"refused: {said}{told}"])
    return rows


def _keys(seen: Seen) -> list[list[str]]:
    rows = []
    for kind in rights.SIGNED_IN:
        for where in (*rights.OWN_KEYS, FOREIGN, UNUSED):
            cells = [seen.cells.get((kind, where, name)) for name in _KEY_COLUMNS]
            if any(cells):
                rows.append([kind, where, *map(_show, cells, _KEY_COLUMNS)])
    return rows


def write(seen: Seen) -> str:
    """The document, as it has to be."""
    oneself = seen.cells[rights.ADMIN, ONESELF, "Delete user"]
    lines = [
        *_table(("Signed in with", "One sees", "Everything else, asked directly"), _landings(seen)),
        "", "## Users", "",
        "Administrators look at somebody else, everybody else at themselves.",
        *_table(("Signed in with", *(name for name, *_ in _USER_COLUMNS)), _rows(seen, _USER_COLUMNS)),
        "", f"A `{rights.ADMIN}` at themselves: *Delete user* is {_show(oneself, 'Delete user')}.",
        "With the master key, LiteLLM makes no invitations until it has a user `default_user_id`.",
        "", "## Lists of keys",
        *_table(("Signed in with", *(name for name, *_ in _LIST_COLUMNS)), _rows(seen, _LIST_COLUMNS)),
        "", "## One key", "",
        "*Block* is *Unblock* on a key that is blocked. What is done is done with a key that was just",
        "made. On keys of a team the proxy decides, because only it knows the team’s administrators.",
        "Owners do not come to somebody else’s key; there the server is only asked.",
        *_table(("Signed in with", "Looks at", *_KEY_COLUMNS), _keys(seen)),
        "", "## Why not", "",
    ]  # fmt: skip
    for reason, letter in _LETTERS:
        lines.append(f"- *{letter}*: {reason.removeprefix('insensitive: ')}")
    return HEAD + "\n".join(lines) + "\n"
