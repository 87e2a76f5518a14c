"""A person with a keyboard and no pointer."""

from collections.abc import Callable

from desktop import Program
from widgets import NotFound, Widget, wait_for

# More stops than any window has.
_MOST_STOPS = 60


class Keyboard:
    """Keys for one window at a time."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._window = program.main_window

    def use(self, window: Widget) -> None:
        """Go on in another window, which has the keyboard by itself."""
        self._window = window
        self._program.focus(window)

    def focused(self) -> Widget | None:
        """What has the focus at this moment."""
        found = [w for w in self._window.descendants(into_rows=True) if "focused" in w.states]
        return found[-1] if found else None

    def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        self._program.keys(*keys)

    def type(self, text: str) -> None:
        """Type where the focus is."""
        self._program.type(text)

    def tab_to(self, name: str) -> Widget:
        """Press Tab until a widget with this name has the focus."""
        return self._tab_until(f"the focus on “{name}”", lambda widget: widget.name == name)

    def tab_to_row(self) -> Widget:
        """Press Tab until a row of the table has the focus."""
        return self._tab_until("the focus on a row", lambda widget: widget.role == "table row")

    def fill(self, name: str, text: str) -> None:
        """Go to a field and replace what it holds."""
        field = self.tab_to(name)
        self.press("ctrl+a")
        self.type(text)
        wait_for(f"“{text}” in {name}", lambda: field.text == text)

    def _tab_until(self, what: str, wanted: Callable[[Widget], bool]) -> Widget:
        for _ in range(_MOST_STOPS):
            widget = wait_for("a widget with the focus", self.focused)
            if wanted(widget):
                return widget
            self.press("Tab")
            before = widget.node
            try:
                wait_for("the focus moved", lambda: self._has_moved(before), 1)
            except NotFound:
                pass  # Some stops, such as a field with its own buttons, look the same.
        raise NotFound(f"{what}: not within {_MOST_STOPS} stops")

    def _has_moved(self, before: object) -> bool:
        widget = self.focused()
        return widget is not None and widget.node != before
