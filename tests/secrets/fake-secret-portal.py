#!/usr/bin/python3
"""A Secret portal, as a sandbox sees it, for programs that use libsecret.

It owns org.freedesktop.portal.Desktop on the session bus, prints "ready", and hands out the same
master secret to everyone, or what its options say.
"""

import argparse
import os
import sys
import time

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402

_MASTER_SECRET = b"m" * 64

_INTERFACES = """
<node>
  <interface name="org.freedesktop.portal.Secret">
    <method name="RetrieveSecret">
      <arg direction="in" type="h"/><arg direction="in" type="a{sv}"/>
      <arg direction="out" type="o"/>
    </method>
    <property name="version" type="u" access="read"/>
  </interface>
  <interface name="org.freedesktop.portal.Request">
    <method name="Close"/>
    <signal name="Response"><arg type="u"/><arg type="a{sv}"/></signal>
  </interface>
</node>
"""


class SecretPortal:
    """The portal and its requests."""

    def __init__(self, delay: float, answer: str) -> None:
        self._delay = delay
        self._answer = answer
        self._connection: Gio.DBusConnection = Gio.bus_get_sync(Gio.BusType.SESSION, None)
        node = Gio.DBusNodeInfo.new_for_xml(_INTERFACES)
        self._secret_interface, self._request_interface = node.interfaces
        self._connection.register_object(
            "/org/freedesktop/portal/desktop",
            self._secret_interface,
            self._retrieve_secret,
            self._get_version,
            None,
        )
        Gio.bus_own_name_on_connection(
            self._connection,
            "org.freedesktop.portal.Desktop",
            Gio.BusNameOwnerFlags.NONE,
            lambda *_: print("ready", flush=True),
            lambda *_: sys.exit("somebody else is the portal"),
        )

    def _get_version(self, *_unused: object) -> GLib.Variant:
        time.sleep(self._delay)
        return GLib.Variant("u", 1)

    def _retrieve_secret(self, _connection, sender, _path, _interface, _method, arguments, call):
        _, options = arguments.unpack()
        token = options.get("handle_token", "t")
        name = sender[1:].replace(".", "_")
        request = f"/org/freedesktop/portal/desktop/request/{name}/{token}"
        target = call.get_message().get_unix_fd_list().get(0)
        self._connection.register_object(
            request, self._request_interface, lambda *given: given[-1].return_value(None), None, None
        )
        call.return_value(GLib.Variant("(o)", (request,)))
        # Older versions of libsecret listen to the response only once they know the request.
        GLib.timeout_add(100, self._respond, sender, request, target)

    def _respond(self, sender: str, request: str, target: int) -> bool:
        if self._answer == "give":
            os.write(target, _MASTER_SECRET)
        os.close(target)
        if self._answer != "nothing":
            self._connection.emit_signal(
                sender,
                request,
                "org.freedesktop.portal.Request",
                "Response",
                GLib.Variant("(ua{sv})", (0 if self._answer == "give" else 1, {})),
            )
        return GLib.SOURCE_REMOVE


def main() -> None:
    """Serve until somebody ends it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--delay", type=float, default=0, help="seconds until the portal tells its version"
    )
    parser.add_argument(
        "--answer",
        choices=("give", "refuse", "nothing"),
        default="give",
        help="what becomes of a request for the master secret",
    )
    options = parser.parse_args()
    portal = SecretPortal(options.delay, options.answer)
    assert portal
    GLib.MainLoop().run()


if __name__ == "__main__":
    main()
