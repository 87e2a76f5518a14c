"""Does everything fit? Geometry from the accessibility bus, widths of text from Pango."""

from collections.abc import Iterator

import gi

gi.require_version("Pango", "1.0")
gi.require_version("PangoCairo", "1.0")
from gi.repository import Pango, PangoCairo  # noqa: E402

from widgets import LABEL, Box, Widget  # noqa: E402

# Captions and body text. Titles are as high as smaller text that is stretched.
_FONTS = ("Cantarell 9", "Cantarell 11")

# Tables scroll, menus have surfaces of their own, a bar that is not needed stays where it was.
_NOT_CHECKED = ("tree table", "menu", "scroll bar")

# Rounding, at each side.
_SLACK = 2


class Ruler:
    """Measures text as GTK draws it."""

    def __init__(self) -> None:
        self._context = PangoCairo.FontMap.get_default().create_context()
        PangoCairo.context_set_resolution(self._context, 96)
        self._heights = {self._measure("x", font)[1]: font for font in _FONTS}

    def font(self, box: Box) -> str | None:
        """The font of a label with one line of text, by its height; none if it has more lines."""
        near = [font for height, font in self._heights.items() if abs(height - box.height) <= 1]
        return near[0] if near else None

    def is_cut(self, text: str, font: str, box: Box) -> bool:
        """Whether a text is wider than its box.

        Bold text is measured too narrow, never too wide.
        """
        return self._measure(text, font)[0] > box.width + _SLACK

    def _measure(self, text: str, font: str) -> tuple[int, int]:
        layout = Pango.Layout.new(self._context)
        layout.set_font_description(Pango.FontDescription.from_string(font))
        layout.set_text(text, -1)
        return tuple(layout.get_pixel_size())


def sticks_out(box: Box, around: Box) -> bool:
    """Whether a box is wider than another, or beside it."""
    return box.x < around.x - _SLACK or box.x + box.width > around.x + around.width + _SLACK


def to_be_checked(widget: Widget, around: Box) -> Iterator[tuple[Widget, Box]]:
    """All that has a size and has to fit."""
    if widget.role in _NOT_CHECKED or widget.name == "GtkPopover":
        return
    box = widget.box
    # A page of a stack has no place itself; one that is not shown keeps the place it last had.
    if box is not None and sticks_out(box, around) and widget.parent.box is None:
        return
    if box is not None and box.width > 0 and box.height > 0:
        yield widget, box
    for child in widget.children():
        # Of these pages, the one that is shown has all the place; the others keep what they last had.
        if widget.name != "AdwSqueezer" or child.box == box:
            yield from to_be_checked(child, box or around)


def misfits(window: Widget, ruler: Ruler) -> tuple[list[str], int]:
    """What sticks out of a window or is cut off, and how many labels were measured."""
    found: list[str] = []
    measured = 0
    frame = window.box
    assert frame is not None
    for widget, box in to_be_checked(window, frame):
        what = f"{widget.role} “{widget.name}” {tuple(box)}"
        if sticks_out(box, frame):
            found.append(f"sticks out: {what}")
        font = ruler.font(box) if widget.role in LABEL else None
        if font is not None:
            measured += 1
            if ruler.is_cut(widget.text, font, box):
                found.append(f"is cut off: {what}")
    return found, measured
