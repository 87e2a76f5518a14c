"""A private session with a keyring, and keyring-tool running in it."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402

NAME = "org.freedesktop.secrets"
PORTAL = "org.freedesktop.portal.Desktop"
SERVICE = "/org/freedesktop/secrets"

# For keys in libsecret's own file: libsecret 0.20 leaks the file's tag each time it writes it.
LEAKY = {"ASAN_OPTIONS": f"{os.environ.get('ASAN_OPTIONS', '')}:detect_leaks=0"}

_DEADLINE = 60.0

# A bus that starts nothing by itself: what is absent stays absent.
_BUS = """<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <policy context="default">
    <allow send_destination="*"/>
    <allow receive_sender="*"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


class Outcome:
    """What a run of keyring-tool printed."""

    def __init__(self, output: str) -> None:
        self.lines = [line.split("=", 1) for line in output.splitlines() if "=" in line]

    def __getitem__(self, name: str) -> str:
        return dict(self.lines).get(name, "")

    def all(self, name: str) -> list[str]:
        """Every value of this name."""
        return [value for key, value in self.lines if key == name]


class Session:
    """Home, settings and bus of one person's session, which go when it ends."""

    def __init__(self, tool: str) -> None:
        self._tool = tool
        self._directory = tempfile.TemporaryDirectory(prefix="orchestrator-secrets-")
        self._services: dict[subprocess.Popen[str], str] = {}
        self.home = Path(self._directory.name)
        for name in ("run", "config", "data", "cache"):
            (self.home / name).mkdir(mode=0o700)
        (self.home / "bus.conf").write_text(_BUS)
        self._bus = subprocess.Popen(
            ["dbus-daemon", f"--config-file={self.home}/bus.conf", "--print-address", "--nofork"],
            env=self._environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._bus.stdout is not None
        self.address = self._bus.stdout.readline().strip()
        self.connection = Gio.DBusConnection.new_for_address_sync(
            self.address,
            Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT
            | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION,
        )

    def __enter__(self) -> "Session":
        return self

    def __exit__(self, *unused: object) -> None:
        for service in list(self._services):
            self.stop(service)
        self.connection.set_exit_on_close(False)
        self._bus.terminate()
        self._bus.wait()
        assert self._bus.stdout is not None
        self._bus.stdout.close()
        self._directory.cleanup()

    def _environment(self, **extra: str) -> dict[str, str]:
        return (
            os.environ
            | {
                "HOME": str(self.home),
                "XDG_RUNTIME_DIR": str(self.home / "run"),
                "XDG_CONFIG_HOME": str(self.home / "config"),
                "XDG_DATA_HOME": str(self.home / "data"),
                "XDG_CACHE_HOME": str(self.home / "cache"),
                "GSETTINGS_BACKEND": "keyfile",
            }
            | ({"DBUS_SESSION_BUS_ADDRESS": self.address} if hasattr(self, "address") else {})
            | extra
        )

    # Keyrings

    def start_gnome_keyring(self, password: str | None) -> subprocess.Popen[str]:
        """The real keyring, unlocked if there is a password."""
        command = ["gnome-keyring-daemon", "--foreground", "--components=secrets"]
        if password is not None:
            command.append("--unlock")
        return self._start(command, NAME, password or "")

    def start_fake(self, *options: str) -> subprocess.Popen[str]:
        """The keyring that fails as it is told."""
        return self._start([sys.executable, _beside("fake-secret-service.py"), *options], NAME)

    def start_portal(self, *options: str) -> subprocess.Popen[str]:
        """The Secret portal; a program that believes itself in a sandbox asks it."""
        return self._start([sys.executable, _beside("fake-secret-portal.py"), *options], PORTAL)

    def configure_fake(self, **options: GLib.Variant) -> None:
        """Change how the fake keyring behaves."""
        self.call("/test", "io.github.litellm_orchestrator.Test.Configure", "(a{sv})", (options,))

    def lock(self) -> None:
        """Lock the real keyring."""
        self.call(
            SERVICE,
            "org.freedesktop.Secret.Service.Lock",
            "(ao)",
            ([f"{SERVICE}/collection/login"],),
        )

    def stop(self, service: subprocess.Popen[str]) -> None:
        """End a keyring or portal, and wait until the bus knows."""
        name = self._services.pop(service)
        service.terminate()
        service.wait()
        wait_for(f"the end of {name}", lambda: not self._has_owner(name))

    def call(self, path: str, method: str, signature: str, arguments: tuple) -> None:
        """Call a method of the keyring."""
        interface, name = method.rsplit(".", 1)
        self.connection.call_sync(
            NAME, path, interface, name, GLib.Variant(signature, arguments), None, 0, -1, None
        )

    def _start(self, command: list[str], name: str, text: str = "") -> subprocess.Popen[str]:
        service = subprocess.Popen(
            command,
            env=self._environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self._services[service] = name
        assert service.stdin is not None
        service.stdin.write(text)
        service.stdin.close()
        wait_for(name, lambda: self._has_owner(name))
        return service

    def _has_owner(self, name: str) -> bool:
        reply = self.connection.call_sync(
            "org.freedesktop.DBus",
            "/org/freedesktop/DBus",
            "org.freedesktop.DBus",
            "NameHasOwner",
            GLib.Variant("(s)", (name,)),
            None,
            0,
            -1,
            None,
        )
        return reply.unpack()[0]

    # The tool

    def start(self, *words: str, key: str = "", **extra: str) -> subprocess.Popen[str]:
        """Start keyring-tool, and give it a key if there is one."""
        tool = subprocess.Popen(
            [self._tool, *words],
            env=self._environment(G_DEBUG="fatal-warnings", **extra),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        if key:
            assert tool.stdin is not None
            tool.stdin.write(key)
            tool.stdin.close()
            tool.stdin = None
        return tool

    def run(self, *words: str, key: str = "", **extra: str) -> Outcome:
        """Run keyring-tool to its end."""
        return finish(self.start(*words, key=key, **extra))

    def search(self, kind: str = "api-key") -> str:
        """What secret-tool finds of the program's keys, secrets included."""
        result = subprocess.run(
            ["secret-tool", "search", "--all", "kind", kind],
            env=self._environment(),
            capture_output=True,
            text=True,
            timeout=_DEADLINE,
            check=False,
        )
        return result.stdout + result.stderr

    def files_with(self, text: str) -> list[str]:
        """The files of this session that hold a text, in whatever encoding is likely."""
        raw = text.encode()
        shapes = (raw, raw.hex().encode(), GLib.base64_encode(raw).encode(), text.encode("utf-16le"))
        return [
            str(path.relative_to(self.home))
            for path in self.home.rglob("*")
            if path.is_file() and any(shape in path.read_bytes() for shape in shapes)
        ]


def finish(tool: subprocess.Popen[str]) -> Outcome:
    """Wait for the end of keyring-tool, which must be a good one."""
    output, _ = tool.communicate(timeout=_DEADLINE)
    if tool.returncode != 0:
        raise RuntimeError(f"keyring-tool ended with {tool.returncode}")
    return Outcome(output)


def wait_for(what: str, probe: Callable[[], bool]) -> None:
    """Ask again and again until the answer is yes."""
    end = time.monotonic() + _DEADLINE
    while not probe():
        if time.monotonic() > end:
            raise TimeoutError(f"waited in vain for {what}")
        time.sleep(0.02)


def _beside(name: str) -> str:
    return str(Path(__file__).with_name(name))


def has_gnome_keyring() -> bool:
    """Whether the real keyring and its command-line tool are installed."""
    return all(shutil.which(name) for name in ("gnome-keyring-daemon", "secret-tool"))
