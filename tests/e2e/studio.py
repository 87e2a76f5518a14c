"""Pictures of a page or a dialog at several widths; and does everything fit?"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from desktop import Desktop, Program
from fit import Ruler, misfits
from orchestrator import Orchestrator
from tap import Report
from widgets import BUTTON, Widget, wait_for

WIDTHS = (360, 800, 1400)
HEIGHT = 800
SCHEMES = {"light": "default", "dark": "prefer-dark"}

# Pictures are taken until two in a row are the same.
_STILL = 0.15


class Studio:
    """Takes pictures of one colour scheme."""

    def __init__(
        self, desktop: Desktop, report: Report, build: Path, output: Path, scheme: str
    ) -> None:
        self.demo_server = str(build / "tests/demo/demo-server")
        self.report = report
        self.config = desktop.home / "config"
        self._desktop = desktop
        self._program = str(build / "src/litellm-orchestrator")
        self._output = output
        self._scheme = scheme
        self._ruler = Ruler()

    @contextmanager
    def program(self, url: str = "", key: str = "", **extra: str) -> Iterator[Orchestrator]:
        """The program in this scheme, with a connection or without."""
        extra["ADW_DEBUG_COLOR_SCHEME"] = SCHEMES[self._scheme]
        if url:
            extra |= {"LITELLM_PROXY_URL": url, "LITELLM_PROXY_API_KEY": key}
        program = self._desktop.start(self._program, **extra)
        try:
            yield Orchestrator(program)
        finally:
            program.kill()

    def shoot(self, program: Program, name: str, window: Widget | None = None) -> None:
        """Picture the main window, or a dialog that can be resized, at all widths."""
        shown = window or program.main_window
        for width in WIDTHS:
            self._shoot_once(program, name, width, shown, shown)

    def shoot_above(
        self, program: Program, name: str, below: Widget, show: Callable[[], Widget]
    ) -> None:
        """Picture a dialog above a window that has all widths; it opens at its place each time."""
        for width in WIDTHS:
            program.place(below, width, HEIGHT)
            count = len(program.windows())
            shown = show()
            self._shoot_once(program, name, width, below, shown)
            shown.act("window.close")
            wait_for(f"{name} closed", lambda: len(program.windows()) == count)

    def _shoot_once(
        self, program: Program, name: str, width: int, window: Widget, shown: Widget
    ) -> None:
        case = f"{name}, {width} px, {self._scheme}"
        with self.report.section(case, program.describe):
            program.place(window, width, HEIGHT)
            wait_for(f"{width} px", lambda: abs(_width(window) - width) <= 1)
            path = self._output / f"{name}-{width}-{self._scheme}.png"
            _picture_when_still(program, path, window)
            found, measured = misfits(shown, self._ruler)
            self.report.check(not found, f"{case}: {measured} labels fit", "\n".join(found))


def _width(window: Widget) -> int:
    box = window.box
    return box.width if box else 0


def _picture_when_still(program: Program, path: Path, window: Widget) -> None:
    """Take pictures until nothing changes any more (a cursor that blinks may go on)."""
    before = b""
    for _ in range(20):
        program.picture(path, window)
        now = path.read_bytes()
        if now == before:
            return
        before = now
        time.sleep(_STILL)


def press_when_there(window: Widget, name: str) -> None:
    """Press a button as soon as it can be pressed."""
    button = window.find(BUTTON, name)
    wait_for(f"{name} sensitive", lambda: button.is_sensitive)
    button.press()


def new_window(program: Program, count: int = 2) -> Widget:
    """The newest window, as soon as there are so many."""

    def probe() -> Widget | None:
        windows = program.windows()
        return windows[-1] if len(windows) >= count else None

    return wait_for(f"{count} windows", probe)
