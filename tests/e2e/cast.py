"""What the window offers people, and how it is found out."""

from typing import NamedTuple

from widgets import Widget

ABSENT = "absent"
SENSITIVE = "sensitive"


def user_of(role: str) -> str:
    """The ID of the user who has a role; the master key has none."""
    return f"e2e-{role}"


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
