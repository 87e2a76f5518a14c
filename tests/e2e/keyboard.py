"""A person with a keyboard and no pointer."""

from collections.abc import Callable

from desktop import Program
from widgets import FIELD, NotFound, Widget, wait_for

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

    def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        self._program.keys(*keys)

    def type_into(self, name: str, text: str) -> None:
        """Type where the focus is, which has to be this field.

        libadwaita 1.2 does not tell the bus that an entry row has the focus: the text tells.
        """
        field = self._window.find(FIELD, name)
        self.press("ctrl+a")
        self._program.type(text)
        wait_for(f"what was typed in “{name}”", lambda: field.shows(text))

    def tab_to(self, name: str) -> None:
        """Press Tab until a widget with this name has the focus."""
        self._tab_until(f"the focus on “{name}”", lambda widget: widget.name == name)

    def tab_to_widget(self, widget: Widget) -> None:
        """Press Tab until this widget has the focus: quicker, nothing else is looked at."""
        for _ in range(_MOST_STOPS):
            if "focused" in widget.states:
                return
            self.press("Tab")
            try:
                wait_for("the focus", lambda: "focused" in widget.states, 0.3)
            except NotFound:
                pass  # Not there yet.
        raise NotFound(f"the focus on “{widget.name}”: not within {_MOST_STOPS} stops")

    def tab_to_row(self) -> None:
        """Press Tab until a row of a table has the focus."""
        self._tab_until("the focus on a row", lambda widget: widget.role == "table row")

    def _tab_until(self, what: str, wanted: Callable[[Widget], bool]) -> None:
        for _ in range(_MOST_STOPS):
            before = self._focused()
            if before is not None and wanted(before):
                return
            self.press("Tab")
            try:
                wait_for("the focus moved", lambda: self._has_moved(before), 1)
            except NotFound:
                pass  # From one entry row to the next: nothing to be seen.
        raise NotFound(f"{what}: not within {_MOST_STOPS} stops")

    def _focused(self) -> Widget | None:
        found = [w for w in self._window.descendants(into_rows=True) if "focused" in w.states]
        return found[-1] if found else None

    def _has_moved(self, before: Widget | None) -> bool:
        after = self._focused()
        return (before and before.node) != (after and after.node)
