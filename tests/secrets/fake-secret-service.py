#!/usr/bin/python3
"""A Secret Service that is slow, locked or unwilling, for programs that use libsecret.

It owns org.freedesktop.secrets on the session bus, prints "ready", and keeps its items in memory
until it is ended. Secrets travel in the clear: libsecret falls back to that. It is as much of the
Secret Service API as libsecret needs, in one collection.

The test changes its behaviour while it runs with the method Configure of the interface
io.github.litellm_orchestrator.Test at /test.
"""

import argparse
import sys
import time
from collections.abc import Callable

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402

_SERVICE = "/org/freedesktop/secrets"
_COLLECTION = f"{_SERVICE}/collection/test"
_ALIAS = f"{_SERVICE}/aliases/default"
_PROMPT = f"{_SERVICE}/prompt/p"
_SESSION = f"{_SERVICE}/session/s"
_NO_PROMPT = "/"

# After this many seconds without a call, the next one begins a new conversation.
_PAUSE = 0.5

_INTERFACES = """
<node>
  <interface name="org.freedesktop.Secret.Service">
    <method name="OpenSession">
      <arg direction="in" type="s"/><arg direction="in" type="v"/>
      <arg direction="out" type="v"/><arg direction="out" type="o"/>
    </method>
    <method name="CreateCollection">
      <arg direction="in" type="a{sv}"/><arg direction="in" type="s"/>
      <arg direction="out" type="o"/><arg direction="out" type="o"/>
    </method>
    <method name="SearchItems">
      <arg direction="in" type="a{ss}"/>
      <arg direction="out" type="ao"/><arg direction="out" type="ao"/>
    </method>
    <method name="Unlock">
      <arg direction="in" type="ao"/>
      <arg direction="out" type="ao"/><arg direction="out" type="o"/>
    </method>
    <method name="GetSecrets">
      <arg direction="in" type="ao"/><arg direction="in" type="o"/>
      <arg direction="out" type="a{o(oayays)}"/>
    </method>
    <property name="Collections" type="ao" access="read"/>
  </interface>
  <interface name="org.freedesktop.Secret.Collection">
    <method name="CreateItem">
      <arg direction="in" type="a{sv}"/><arg direction="in" type="(oayays)"/>
      <arg direction="in" type="b"/>
      <arg direction="out" type="o"/><arg direction="out" type="o"/>
    </method>
  </interface>
  <interface name="org.freedesktop.Secret.Item">
    <method name="Delete"><arg direction="out" type="o"/></method>
    <property name="Locked" type="b" access="read"/>
    <property name="Attributes" type="a{ss}" access="read"/>
    <property name="Label" type="s" access="read"/>
  </interface>
  <interface name="org.freedesktop.Secret.Prompt">
    <method name="Prompt"><arg direction="in" type="s"/></method>
    <method name="Dismiss"/>
    <signal name="Completed"><arg type="b"/><arg type="v"/></signal>
  </interface>
  <interface name="org.freedesktop.Secret.Session">
    <method name="Close"/>
  </interface>
  <interface name="io.github.litellm_orchestrator.Test">
    <method name="Configure"><arg direction="in" type="a{sv}"/></method>
  </interface>
</node>
"""

Handler = Callable[..., GLib.Variant | None]


class Refusal(Exception):
    """An error reply: its D-Bus name and its text."""


class Item:
    """One secret with what it is found by."""

    def __init__(self, label: str, attributes: dict[str, str], secret: bytes) -> None:
        self.label = label
        self.attributes = attributes
        self.secret = secret


class SecretService:
    """The service, its only collection, and whatever prompt is open."""

    def __init__(self, options: dict[str, object]) -> None:
        self.delay = 0.0
        self.locked = False
        self.refuse = False
        self.mute = False
        self.error = ""
        self._configure(options)
        self._items: dict[str, Item] = {}
        self._registered: dict[str, int] = {}
        self._count = 0
        self._answer_from = 0.0
        self._last_call = -_PAUSE
        self._connection: Gio.DBusConnection = Gio.bus_get_sync(Gio.BusType.SESSION, None)
        node = Gio.DBusNodeInfo.new_for_xml(_INTERFACES)
        self._interfaces = {info.name.rsplit(".", 1)[1]: info for info in node.interfaces}
        for path, name in (
            (_SERVICE, "Service"),
            (_COLLECTION, "Collection"),
            (_ALIAS, "Collection"),
            (_PROMPT, "Prompt"),
            (_SESSION, "Session"),
            ("/test", "Test"),
        ):
            self._register(path, name)

    def own_name(self, ready: Callable[[], None]) -> None:
        """Take the name of the system's keyring."""
        Gio.bus_own_name_on_connection(
            self._connection,
            "org.freedesktop.secrets",
            Gio.BusNameOwnerFlags.NONE,
            lambda *_: ready(),
            lambda *_: sys.exit("somebody else is the keyring"),
        )

    def _configure(self, options: dict[str, object]) -> None:
        for name, value in options.items():
            setattr(self, name, value)

    def _register(self, path: str, interface: str) -> None:
        self._registered[path] = self._connection.register_object(
            path, self._interfaces[interface], self._called, self._get_property, None
        )

    def _get_property(self, _connection, _sender, path, _interface, name) -> GLib.Variant:
        if name == "Collections":
            return GLib.Variant("ao", [_COLLECTION])
        if name == "Locked":
            return GLib.Variant("b", self.locked)
        if name == "Attributes":
            return GLib.Variant("a{ss}", self._items[path].attributes)
        return GLib.Variant("s", self._items[path].label)

    def _called(self, _connection, _sender, path, interface, method, arguments, call) -> None:
        if interface.endswith(".Test"):
            self._configure(arguments.unpack()[0])
            self._last_call = -_PAUSE
            call.return_value(None)
            return
        if self.mute:
            return
        now = time.monotonic()
        if now > self._last_call + _PAUSE:
            self._answer_from = now + self.delay
        self._last_call = max(now, self._answer_from)
        wait = max(self._answer_from - now, 0)
        GLib.timeout_add(int(wait * 1000), self._answer, path, method, arguments, call)

    def _answer(self, path: str, method: str, arguments: GLib.Variant, call) -> bool:
        handler: Handler = getattr(self, f"_{method}")
        try:
            call.return_value(handler(path, *arguments.unpack()))
        except Refusal as refusal:
            call.return_dbus_error(*refusal.args)
        return GLib.SOURCE_REMOVE

    # The methods, by the names that D-Bus knows them by.
    # pylint: disable=invalid-name

    def _OpenSession(self, _path: str, algorithm: str, _input: object) -> GLib.Variant:
        if algorithm != "plain":
            raise Refusal("org.freedesktop.DBus.Error.NotSupported", "only plain sessions")
        return GLib.Variant("(vo)", (GLib.Variant("s", ""), _SESSION))

    def _Close(self, _path: str) -> None:
        return None

    def _CreateCollection(self, _path: str, _properties: object, _alias: str) -> GLib.Variant:
        return GLib.Variant("(oo)", (_COLLECTION, _NO_PROMPT))

    def _SearchItems(self, _path: str, wanted: dict[str, str]) -> GLib.Variant:
        found = [
            path
            for path, item in self._items.items()
            if wanted.items() <= item.attributes.items()
        ]
        return GLib.Variant("(aoao)", ([], found) if self.locked else (found, []))

    def _Unlock(self, _path: str, paths: list[str]) -> GLib.Variant:
        self._wanted = paths
        return GLib.Variant("(aoo)", ([], _PROMPT) if self.locked else (paths, _NO_PROMPT))

    def _GetSecrets(self, _path: str, paths: list[str], session: str) -> GLib.Variant:
        return GLib.Variant(
            "(a{o(oayays)})",
            ({path: (session, b"", self._items[path].secret, "text/plain") for path in paths},),
        )

    def _CreateItem(
        self, _path: str, properties: dict, secret: tuple, _replace: bool
    ) -> GLib.Variant:
        if self.error:
            raise Refusal("org.freedesktop.DBus.Error.Failed", self.error)
        if self.locked:
            raise Refusal("org.freedesktop.Secret.Error.IsLocked", "the collection is locked")
        attributes = properties["org.freedesktop.Secret.Item.Attributes"]
        label = properties["org.freedesktop.Secret.Item.Label"]
        for path, item in self._items.items():
            if item.attributes == attributes:
                break
        else:
            self._count += 1
            path = f"{_COLLECTION}/{self._count}"
            self._register(path, "Item")
        self._items[path] = Item(label, attributes, bytes(secret[2]))
        return GLib.Variant("(oo)", (path, _NO_PROMPT))

    def _Delete(self, path: str) -> GLib.Variant:
        del self._items[path]
        self._connection.unregister_object(self._registered.pop(path))
        return GLib.Variant("(o)", (_NO_PROMPT,))

    def _Prompt(self, _path: str, _window: str) -> None:
        if not self.refuse:
            self.locked = False
        GLib.idle_add(self._complete, self.refuse)

    def _Dismiss(self, _path: str) -> None:
        GLib.idle_add(self._complete, True)

    def _complete(self, dismissed: bool) -> bool:
        result = GLib.Variant("ao", [] if dismissed else self._wanted)
        self._connection.emit_signal(
            None,
            _PROMPT,
            "org.freedesktop.Secret.Prompt",
            "Completed",
            GLib.Variant("(bv)", (dismissed, result)),
        )
        return GLib.SOURCE_REMOVE


def main() -> None:
    """Serve until somebody ends it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--delay", type=float, default=0, help="seconds until a conversation is answered"
    )
    parser.add_argument("--locked", action="store_true", help="asks the person to unlock it")
    parser.add_argument("--refuse", action="store_true", help="the person does not")
    parser.add_argument("--mute", action="store_true", help="never answers")
    parser.add_argument("--error", default="", help="the text with which storing fails")
    service = SecretService(vars(parser.parse_args()))
    service.own_name(lambda: print("ready", flush=True))
    GLib.MainLoop().run()


if __name__ == "__main__":
    main()
