"""People of all roles on a proxy, and what their windows offer them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from api import Api
from widgets import Widget

ABSENT = "absent"
SENSITIVE = "sensitive"

MASTER = "master key"
ADMINS = (MASTER, "proxy_admin", "proxy_admin_viewer")
OTHERS = ("internal_user", "internal_user_viewer")
EDITORS = (MASTER, "proxy_admin")


def user_of(role: str) -> str:
    """The ID of the user who has a role; the master key has none."""
    return f"e2e-{role}"


@contextmanager
def people(api: Api) -> Iterator[dict[str, Api]]:
    """Somebody of each role, made for the test and deleted after it."""
    roles = (*ADMINS[1:], *OTHERS)
    with api.temporary(*map(user_of, roles)):
        yield {MASTER: api} | {role: api.new_user(user_of(role), role) for role in roles}


class Place(NamedTuple):
    """A widget and where to look for it."""

    where: str
    roles: frozenset[str]
    name: str

    def find_out(self, widgets: list[Widget]) -> str:
        """How it is at this moment."""
        for widget in widgets:
            if widget.role in self.roles and widget.name == self.name and widget.has_size:
                return SENSITIVE if widget.is_sensitive else f"insensitive: {widget.description}"
        return ABSENT
