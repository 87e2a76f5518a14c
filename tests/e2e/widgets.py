"""Widgets of a running program, as the accessibility bus shows them."""

import re
import time
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import NamedTuple, TypeVar

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

# Newer versions of GTK and AT-SPI name some roles differently.
BUTTON = frozenset({"push button", "button", "toggle button"})
SWITCH = frozenset({"check box", "switch"})
FIELD = frozenset({"text", "entry", "password text"})
COMBO = frozenset({"combo box"})
TABLE = frozenset({"tree table", "table"})
LABEL = frozenset({"label", "alert", "notification", "heading", "static"})
MENU_ITEM = frozenset({"menu item", "check menu item", "radio menu item"})
GROUP = frozenset({"panel", "grouping", "filler"})
WINDOW = frozenset({"frame", "dialog", "window", "alert"})

# What an empty label is called.
_NO_TEXT = ("", "GtkLabel", "GtkInscription")

# Nothing inside them is looked for. A toast of libadwaita 1.7 is an alert with a label inside.
_LEAVES = LABEL - {"alert"} | SWITCH | {"image", "scroll bar", "level bar", "separator"}

# Of a failure report.
_LONGEST_LINE = 300

DEADLINE = 20.0
PAUSE = 0.05

_SECRET = re.compile(r"sk-[\w~.-]+")
_SECRET_FIELDS = ("API key", "Secret")

T = TypeVar("T")


class NotFound(Exception):
    """Nothing matched before the deadline."""


class Box(NamedTuple):
    """A place inside a window, in pixels."""

    x: int
    y: int
    width: int
    height: int


def wait_for(what: str, probe: Callable[[], T | None], seconds: float = DEADLINE) -> T:
    """Ask again and again until the answer is true, and return it.

    A widget that vanished while it was asked counts as no answer.
    """
    end = time.monotonic() + seconds
    while True:
        try:
            answer = probe()
        except GLib.Error:
            answer = None
        if answer:
            return answer
        if time.monotonic() > end:
            raise NotFound(f"{what}: not within {seconds:g} s")
        time.sleep(PAUSE)


def without_mnemonic(name: str) -> str:
    """GTK 4.8 names a button with a mnemonic twice: "_Save Save"."""
    length = (len(name) - 2) // 2
    once, twice = name[: length + 1], name[length + 2 :]
    return twice if twice and once.replace("_", "", 1) == twice else name


def mask(text: str) -> str:
    """Take API keys out of a text."""
    return _SECRET.sub("sk-…", text)


class Widget:
    """One accessible object. But for its role, every question goes to the program."""

    def __init__(self, node: Atspi.Accessible) -> None:
        self.node = node

    @cached_property
    def role(self) -> str:
        return self.node.get_role_name() or ""

    @property
    def name(self) -> str:
        return without_mnemonic(self.node.get_name() or "")

    @property
    def description(self) -> str:
        """The description for screen readers: a tooltip, where there is nothing else."""
        return self.node.get_description() or ""

    @property
    def states(self) -> set[str]:
        return {state.value_nick for state in self.node.get_state_set().get_states()}

    @property
    def is_sensitive(self) -> bool:
        return "sensitive" in self.states

    @property
    def is_checked(self) -> bool:
        return "checked" in self.states

    @property
    def box(self) -> Box | None:
        """Where it is in its window; none for what has no place."""
        try:
            rect = Atspi.Component.get_extents(self.node, Atspi.CoordType.WINDOW)
        except GLib.Error:
            return None
        return Box(rect.x, rect.y, rect.width, rect.height)

    @property
    def has_size(self) -> bool:
        """False on pages of a stack that were never shown, for one."""
        box = self.box
        return box is not None and box.width > 0 and box.height > 0

    @property
    def _was_never_shown(self) -> bool:
        return self.role in GROUP and self.box is not None and not self.has_size

    @property
    def text(self) -> str:
        if "Text" not in self.node.get_interfaces():
            return self.name
        return Atspi.Text.get_text(self.node, 0, Atspi.Text.get_character_count(self.node))

    def shows(self, text: str) -> bool:
        """Whether a field holds this text. GTK 4.18 tells only how long a password is."""
        hidden = "●" * len(text) if self.name in _SECRET_FIELDS else text
        return self.text in (text, hidden)

    def children(self) -> Iterator["Widget"]:
        for index in range(self.node.get_child_count()):
            child = self.node.get_child_at_index(index)
            if child is not None:
                yield Widget(child)

    def descendants(
        self, into_rows: bool = False, skip: Callable[["Widget"], bool] = lambda _: False
    ) -> Iterator["Widget"]:
        """What is worth looking at, itself included.

        Left out are the insides of what was never shown, of small parts and, where not asked for,
        of a table's rows: every object costs a call or two of the program. What is skipped is left
        out with all that it holds.
        """
        if skip(self):
            return
        yield self
        role = self.role
        if role in _LEAVES or self._was_never_shown or (role == "table row" and not into_rows):
            return
        for child in self.children():
            yield from child.descendants(into_rows, skip)

    def _matches(self, roles: frozenset[str], name: str | None) -> Iterator["Widget"]:
        for widget in self.descendants():
            if widget.role in roles and name in (None, widget.name) and widget.has_size:
                yield widget

    def find_all(self, roles: frozenset[str], name: str | None = None) -> list["Widget"]:
        """All that have a size, one of these roles and this name."""
        return list(self._matches(roles, name))

    def find(self, roles: frozenset[str], name: str, seconds: float = DEADLINE) -> "Widget":
        """The first that matches, as soon as it is there."""
        kind = "/".join(sorted(roles))
        return wait_for(f"{kind} “{name}”", lambda: next(self._matches(roles, name), None), seconds)

    @property
    def parent(self) -> "Widget":
        return Widget(self.node.get_parent())

    def ancestors(self) -> Iterator["Widget"]:
        """All around it, the nearest first."""
        node = self.node.get_parent()
        while node is not None:
            yield Widget(node)
            node = node.get_parent()

    def labels(self, into_rows: bool = True) -> list[str]:
        """The texts of all labels with a size, in the order of the tree.

        A label's name is its text, or the name of its type where it is empty.
        """
        return [
            widget.node.get_name()
            for widget in self.descendants(into_rows)
            if widget.role in LABEL and widget.has_size and widget.name not in _NO_TEXT
        ]

    def press(self) -> None:
        """Do what a click does. A menu button has its action in a button inside."""
        if not Atspi.Action.get_n_actions(self.node):
            next(self.children()).press()
        elif not Atspi.Action.do_action(self.node, 0):
            raise NotFound(f"{self.role} “{self.name}” could not be pressed")

    def press_button(self, name: str) -> None:
        """Press a button inside as soon as it can be pressed."""
        button = self.find(BUTTON, name)
        wait_for(f"{name} sensitive", lambda: button.is_sensitive)
        button.press()

    def act(self, action: str) -> None:
        """Activate an action by its name, such as "window.close"."""
        for index in range(Atspi.Action.get_n_actions(self.node)):
            if Atspi.Action.get_action_name(self.node, index) == action:
                Atspi.Action.do_action(self.node, index)
                return
        raise NotFound(f"{self.role} “{self.name}” has no action {action}")

    def set_text(self, text: str) -> None:
        """Replace the text of a field, as pasting does."""
        Atspi.EditableText.set_text_contents(self.node, text)

    def switch(self, on: bool) -> None:
        """Bring a switch into a position."""
        if self.is_checked != on:
            self.press()
        wait_for(f"switch “{self.name}” {'on' if on else 'off'}", lambda: self.is_checked == on)

    def outline(self, depth: int = 0) -> Iterator[str]:
        """The tree below as text for failure reports, without API keys."""
        try:
            text = self.text if "Text" in self.node.get_interfaces() else ""
            if self.name in _SECRET_FIELDS and text:
                text = "•••"
            states = self.states & {"sensitive", "checked", "focused", "active", "selected"}
            what = f"{self.role} “{self.name}” {text!r} {self.box and tuple(self.box)}"
            more = f"{' '.join(sorted(states))} {self.description}"
            yield mask(f"{'  ' * depth}{what} {more}".rstrip())[:_LONGEST_LINE]
            if self._was_never_shown:
                return
            rows = 0
            for child in self.children():
                rows += child.role == "table row"
                if rows <= 3:
                    yield from child.outline(depth + 1)
        except GLib.Error as error:
            yield f"{'  ' * depth}(gone: {error.message})"
