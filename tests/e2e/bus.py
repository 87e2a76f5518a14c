"""The session bus that the tests run on."""

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402

BUS = "org.freedesktop.DBus"

# In milliseconds.
_DEADLINE = 20000


def call(name: str, path: str, method: str, signature: str = "()", *arguments: object) -> tuple:
    """Call a method, and wait for what it returns."""
    interface, member = method.rsplit(".", 1)
    bus = Gio.bus_get_sync(Gio.BusType.SESSION)
    parameters = GLib.Variant(signature, arguments)
    flags = Gio.DBusCallFlags.NONE
    return bus.call_sync(
        name, path, interface, member, parameters, None, flags, _DEADLINE
    ).unpack()


def has_owner(name: str) -> bool:
    """Whether somebody has this name."""
    return call(BUS, "/org/freedesktop/DBus", f"{BUS}.NameHasOwner", "(s)", name)[0]
