"""A private session, and the built program running in it."""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import bus
import x11
from gi.repository import Gio
from widgets import DEADLINE, WINDOW, Atspi, GLib, NotFound, Widget, mask, wait_for

_GTK_SETTINGS = "[Settings]\ngtk-font-name=Cantarell 11\ngtk-enable-animations=0\n"

_SETTINGS_GROUP = "[io/github/litellm_orchestrator/Orchestrator]"

_PICOM_OPTIONS = ("--backend", "xrender", "--no-vsync", "--config=/dev/null")

# What must not be inherited from whoever runs the tests.
_FOREIGN = ("LITELLM_PROXY_URL", "LITELLM_PROXY_API_KEY", "G_DEBUG", "GTK_THEME", "XDG_DATA_HOME")

# A command that starts the installed program in a sandbox, instead of the built one. Its last word
# is the application's ID.
_SANDBOX = shlex.split(os.environ.get("ORCH_E2E_COMMAND", ""))

# What a program writes to standard error when one of its libraries complains. GTK 4.8 complains
# about itself where a field becomes insensitive or hidden while it has the focus.
_COMPLAINT = re.compile(r"-(WARNING|CRITICAL|ERROR) \*\*(?!.*did not receive a focus-out event)")


def accessibility_bus() -> str:
    """The bus of the screen readers, on which the program is found from another session, too."""
    reply = Gio.bus_get_sync(Gio.BusType.SESSION).call_sync(
        "org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", None, None, 0, -1, None
    )
    return reply.unpack()[0]


class Desktop:
    """A private session: home, settings, runtime directory, and a window manager if there is one.

    It needs a display and a session bus from outside.
    """

    def __init__(self, compositor: bool = False) -> None:
        if not os.environ.get("DISPLAY") or not os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
            sys.exit(
                "This needs a display and a session bus. Run it inside\n"
                '  xvfb-run -a -s "-screen 0 1280x1024x24 -noreset" dbus-run-session -- …'
            )
        self._directory = tempfile.TemporaryDirectory(prefix="orchestrator-e2e-")
        self._helpers: list[subprocess.Popen[bytes]] = []
        self._programs: list[Program] = []
        self.home = Path(self._directory.name)
        (self.home / "run").mkdir(mode=0o700)
        self._config = self.home / (f".var/app/{_SANDBOX[-1]}/config" if _SANDBOX else "config")
        (self._config / "gtk-4.0").mkdir(parents=True)
        (self._config / "gtk-4.0/settings.ini").write_text(_GTK_SETTINGS)
        self._start_helper("openbox", "--sm-disable")
        if _SANDBOX:
            self._start_keyring()
        if compositor and self._start_helper("picom", *_PICOM_OPTIONS):
            # GTK asks once, at its start, whether there is one.
            wait_for("the compositor", x11.has_compositor)

    def __enter__(self) -> "Desktop":
        return self

    def __exit__(self, *unused: object) -> None:
        for program in self._programs:
            program.kill()
        for helper in self._helpers:
            helper.terminate()
            helper.wait()
        self._directory.cleanup()

    def environment(self, **extra: str) -> dict[str, str]:
        """The environment of a program in this session.

        Its keyring is a file: the desktop's would ask for a password, and take the keyboard. A
        sandbox does not see the file, and has a keyring on the bus.
        """
        kept = {name: text for name, text in os.environ.items() if name not in _FOREIGN}
        return kept | {
            "HOME": str(self.home),
            "XDG_CONFIG_HOME": str(self.home / "config"),
            "XDG_RUNTIME_DIR": str(self.home / "run"),
            "GSETTINGS_BACKEND": "memory",
            "GTK_A11Y": "atspi",
            "GDK_BACKEND": "x11",
            "GDK_DEBUG": "gl-disable",
            "GSK_RENDERER": "cairo",
            "LC_ALL": "C.UTF-8",
            "NO_AT_BRIDGE": "0",
        } | ({} if _SANDBOX else self._file_keyring()) | extra

    def settings(self, **values: str) -> dict[str, str]:
        """Make settings of the program, given as GVariants; the result is what lets it see them."""
        folder = self._config / "glib-2.0/settings"
        folder.mkdir(parents=True, exist_ok=True)
        lines = [f"{name.replace('_', '-')}={value}" for name, value in values.items()]
        text = "\n".join([_SETTINGS_GROUP, *lines, ""])
        (folder / "keyfile").write_text(text)
        return {"GSETTINGS_BACKEND": "keyfile"}

    def forget(self) -> None:
        """Remove the settings and the keyring: the next start finds nothing."""
        (self.home / "keyring").unlink(missing_ok=True)
        for settings in self.home.rglob("glib-2.0/settings/keyfile"):
            settings.unlink()

    def _file_keyring(self) -> dict[str, str]:
        """What makes a file the keyring."""
        return {
            "SECRET_BACKEND": "file",
            "SECRET_FILE_TEST_PATH": str(self.home / "keyring"),
            "SECRET_FILE_TEST_PASSWORD": "for tests",
        }

    def start(self, program: str, *arguments: str, **extra: str) -> "Program":
        """Start the built program and wait for its window."""
        schemas = Path(program).resolve().parent.parent / "data"
        if not _SANDBOX and (schemas / "gschemas.compiled").exists():
            extra.setdefault("GSETTINGS_SCHEMA_DIR", str(schemas))
        command = [*(_SANDBOX or [program]), *arguments]
        log = self.home / f"stderr-{len(self._programs)}"
        started = Program(command, self.environment(**extra), log)
        self._programs.append(started)
        started.wait_for_window()
        return started

    def _start_keyring(self) -> None:
        """Start an unlocked keyring on the session bus, which a sandbox can reach."""
        self._helpers.append(
            subprocess.Popen(
                ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"],
                env=self.environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        )
        stdin = self._helpers[-1].stdin
        assert stdin is not None
        stdin.write(b"for tests")
        stdin.close()
        wait_for("the keyring", lambda: bus.has_owner("org.freedesktop.secrets"))

    def _start_helper(self, name: str, *arguments: str) -> bool:
        path = shutil.which(name)
        if path is not None:
            self._helpers.append(
                subprocess.Popen(
                    [path, *arguments],
                    env=self.environment(),
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
            )
        return path is not None


class Program:
    """A started program: its windows, the pointer and the keyboard, pictures."""

    def __init__(self, command: list[str], environment: dict[str, str], log: Path) -> None:
        self._log = log
        self._strangers = {_process_id(node) for node in _applications()}
        with log.open("wb") as stderr:
            self._process = subprocess.Popen(command, env=environment, stderr=stderr)
        # Who speaks for it on the accessibility bus: in a sandbox a proxy, not known yet.
        self._speaker = None if _SANDBOX else self._process.pid

    @property
    def process_id(self) -> int:
        """Of the program, outside of a sandbox."""
        return self._process.pid

    # Windows

    def windows(self) -> list[Widget]:
        """Its windows at this moment, the newest last."""
        for node in _applications():
            process_id = _process_id(node)
            if self._speaker is None and process_id not in self._strangers | {0}:
                self._speaker = process_id
            if process_id == self._speaker:
                node.set_cache_mask(Atspi.Cache.NONE)
                return [child for child in list(Widget(node).children()) if child.role in WINDOW]
        return []

    def wait_for_window(self, title: str | None = None) -> Widget:
        """A window by its title, or the first one."""

        def probe() -> Widget | None:
            if self._process.poll() is not None:
                raise NotFound(f"the program ended with {self._process.returncode}\n{self.log()}")
            found = [w for w in self.windows() if title is None or w.name == title]
            return found[-1] if found else None

        return wait_for(f"window “{title or 'any'}”", probe)

    def wait_until_closed(self, title: str) -> None:
        """Wait until no window has this title."""

        def probe() -> bool:
            return all(window.name != title for window in self.windows())

        wait_for(f"window “{title}” closed", probe)

    @property
    def main_window(self) -> Widget:
        # GTK 4.8 has none for a moment where a dialog was just closed.
        try:
            return wait_for("the main window", self.windows, 5)[0]
        except NotFound as error:
            raise NotFound(f"the program has no window\n{self.log()}") from error

    def describe(self) -> str:
        """What the windows show, for a failure report."""
        lines = [line for window in self.windows() for line in window.outline()]
        return "\n".join([*lines, self.log()])

    # Pointer and keyboard

    def x_window(self, title: str) -> str:
        """The X window with this title."""

        def probe() -> str | None:
            # In a sandbox it does not know its process ID.
            pid = () if _SANDBOX else ("--all", "--pid", str(self._process.pid))
            name = ("--name", f"^{re.escape(title)}$")
            found = _xdotool("search", "--onlyvisible", *pid, *name, check=False).split()
            return found[-1] if found else None

        return wait_for(f"X window “{title}”", probe)

    def click(self, widget: Widget, window: Widget, at: tuple[float, float] = (0.5, 0.5)) -> None:
        """Click into a widget with the pointer, at a fraction of its width and height."""
        box, frame = widget.box, window.box
        if box is None or frame is None:
            raise NotFound(f"{widget.role} “{widget.name}” has no place")
        x_window = self.x_window(window.name)
        left, top = _border(x_window, window)
        x = left + box.x - frame.x + int(box.width * at[0])
        y = top + box.y - frame.y + int(box.height * at[1])
        _xdotool("mousemove", "--window", x_window, str(x), str(y), "click", "1")

    def scroll_down(self, window: Widget) -> None:
        """Turn the wheel in the middle of a window until its end must be reached."""
        box = window.box
        if box is not None:
            x, y = str(box.width // 2), str(box.height // 2)
            wheel = ("click", "--repeat", "60", "--delay", "5", "5")
            _xdotool("mousemove", "--window", self.x_window(window.name), x, y, *wheel)

    def focus(self, window: Widget) -> None:
        """Give a window the keyboard."""
        x_window = self.x_window(window.name)
        _xdotool("windowfocus", x_window)
        wait_for(f"window “{window.name}” active", lambda: "active" in window.states)

    def keys(self, *names: str) -> None:
        """Press keys, such as "ctrl+f" or "Tab"."""
        _xdotool("key", "--delay", "20", *names)

    def type(self, text: str) -> None:
        """Type text where the focus is."""
        _xdotool("type", "--delay", "15", text)

    def place(self, window: Widget, width: int, height: int) -> None:
        """Put a window into the display's corner and make its content this large, if it can be."""
        x_window = self.x_window(window.name)
        left, top = _border(x_window, window)
        _xdotool("windowsize", x_window, str(width + 2 * left), str(height + 2 * top))
        _xdotool("windowmove", x_window, "0", "0")

    def picture(self, path: Path, window: Widget) -> None:
        """Save a PNG of the part of the display that a window's content takes."""
        x_window = self.x_window(window.name)
        left, top = _border(x_window, window)
        x, y, width, height = _geometry(x_window)
        area = f"{width - 2 * left}x{height - 2 * top}+{x + left}+{y + top}"
        subprocess.run(
            ["import", "-window", "root", "-crop", area, "+repage", str(path)], check=True
        )

    # The process

    def close(self) -> int:
        """Close the main window as a person does; the result is the exit status."""
        try:
            self.main_window.act("window.close")
        except GLib.Error:
            pass  # It went before it could answer.
        try:
            return self._process.wait(DEADLINE)
        except subprocess.TimeoutExpired as expired:
            raise NotFound("the program did not end") from expired

    def kill(self) -> None:
        """End the program, if it still runs."""
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def crash(self) -> None:
        """End the program at once, so that it can do nothing any more."""
        self._process.kill()
        self._process.wait()

    def log(self) -> str:
        """What it wrote to standard error, without API keys."""
        return mask(self._log.read_text(errors="replace"))

    def complaints(self) -> list[str]:
        """Warnings and errors in the log."""
        return [line for line in self.log().splitlines() if _COMPLAINT.search(line)]

    def milestones(self) -> Iterator[str]:
        """The names of the milestones in the log (with ORCH_TRACE=1)."""
        for line in self.log().splitlines():
            if line.startswith("trace "):
                yield line.split()[1]


def _applications() -> Iterator[Atspi.Accessible]:
    """All that is on the accessibility bus."""
    desktop = Atspi.get_desktop(0)
    for index in range(desktop.get_child_count()):
        node = desktop.get_child_at_index(index)
        if node is not None:
            yield node


def _process_id(node: Atspi.Accessible) -> int:
    try:
        return node.get_process_id()
    except GLib.Error:
        return 0


def _xdotool(*arguments: str, check: bool = True) -> str:
    done = subprocess.run(["xdotool", *arguments], capture_output=True, text=True, check=False)
    if check and done.returncode:
        raise NotFound(f"xdotool {arguments[0]}: {done.stderr.strip()}")
    return done.stdout


def _border(x_window: str, window: Widget) -> tuple[int, int]:
    """How wide the border is that GTK draws around a window's content, inside its X window.

    GTK 4.8 tells the place of the content, GTK 4.18 that of the whole and where it begins.
    """
    _, _, width, height = _geometry(x_window)
    box = window.box
    return ((width - box.width) // 2 - box.x, (height - box.height) // 2 - box.y) if box else (0, 0)


def _geometry(x_window: str) -> tuple[int, int, int, int]:
    """Where an X window is on the display, and how large."""
    said = _xdotool("getwindowgeometry", "--shell", x_window)
    numbers = {name: int(value) for name, value in re.findall(r"(\w+)=(-?\d+)", said)}
    return numbers["X"], numbers["Y"], numbers["WIDTH"], numbers["HEIGHT"]
