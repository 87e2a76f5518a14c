"""Servers to connect to: the demo, one that writes down what passes, and some that are wrong."""

import http.client
import json
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

# The keys that the demo server knows (src/demo/demo-server.h).
MASTER_KEY = "sk-demo-master-0000"
ADMIN_KEY = "sk-demo-admin-00000"
ADMIN_VIEWER_KEY = "sk-demo-admin-viewer"
USER_KEY = "sk-demo-user-000000"
USER_VIEWER_KEY = "sk-demo-user-viewer"
EXPIRED_KEY = "sk-demo-expired-000"
BLOCKED_KEY = "sk-demo-blocked-000"
NO_USER_KEY = "sk-demo-no-user-000"
MISSING_USER_KEY = "sk-demo-missing-user"

_CERTIFICATE = Path(__file__).with_name("self-signed.pem")


class DemoServer:
    """The demo server in a process of its own."""

    def __init__(
        self,
        program: str,
        users: int = 300,
        drop: str = "",
        fault: str = "",
        enterprise: bool = False,
    ) -> None:
        arguments = [program, "--users", str(users)]
        if drop:
            arguments += ["--drop", drop]
        if fault:
            arguments += ["--fault", fault]
        if enterprise:
            arguments += ["--enterprise"]
        self._process = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.url = self._process.stdout.readline().strip()
        if not self.url.startswith("http"):
            raise RuntimeError("the demo server did not tell its address")

    def __enter__(self) -> "DemoServer":
        return self

    def __exit__(self, *unused: object) -> None:
        self.stop()

    def stop(self) -> None:
        """End the server."""
        self._process.terminate()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()


class Request(NamedTuple):
    """One request that passed a Recorder."""

    method: str
    path: str
    query: str
    body: bytes


class _QuietServer(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing where a client went away or did not like the certificate."""


class LocalServer:
    """Serves on a free port of 127.0.0.1, in a thread."""

    def __init__(self, handler: type[BaseHTTPRequestHandler], tls: bool = False) -> None:
        self._server = _QuietServer(("127.0.0.1", 0), handler)
        self.port = self._server.server_port
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(_CERTIFICATE)
            self._server.socket = context.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def __enter__(self) -> "LocalServer":
        return self

    def __exit__(self, *unused: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class QuietHandler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
        """Send a whole reply."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Recorder(LocalServer):
    """Hands requests on to a server and writes them down.

    With a version, it says that the server has it. The answers stay what they are.
    """

    def __init__(self, target: str, version: str | None = None) -> None:
        self._lock = threading.Lock()
        self._requests: list[Request] = []
        self.received = 0  # bytes of all bodies, as they came
        self._passes: dict[str, int] = {}  # how many requests for a path may pass
        self._released = threading.Event()
        recorder = self
        address = urlsplit(target)

        class Handler(QuietHandler):
            """Hands one request on."""

            def do_GET(self) -> None:  # pylint: disable=invalid-name
                """GET and POST alike."""
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                recorder.record(Request(self.command, *self.path.partition("?")[::2], body))
                recorder.wait(self.path)
                if version is not None and self.path == "/public/model_hub/info":
                    told = json.dumps({"litellm_version": version}).encode()
                    self.answer(200, {"Content-Type": "application/json"}, told)
                    return
                passed = {
                    name: value
                    for name, value in self.headers.items()
                    if name.lower() not in ("host", "connection", "content-length")
                }
                onward = http.client.HTTPConnection(address.netloc, timeout=60)
                onward.request(self.command, self.path, body or None, passed)
                reply = onward.getresponse()
                kept = {
                    name: value
                    for name, value in reply.getheaders()
                    if name.lower() in ("content-type", "content-encoding")
                }
                answer = reply.read()
                recorder.received += len(answer)
                self.answer(reply.status, kept, answer)
                onward.close()

            do_POST = do_GET

        super().__init__(Handler)

    def record(self, request: Request) -> None:
        """Write a request down."""
        with self._lock:
            self._requests.append(request)

    @contextmanager
    def holding(self, path: str, after: int) -> Iterator[Callable[[], bool]]:
        """Let so many requests for a path pass, and no other before this ends.

        What it gives tells whether one is waiting.
        """
        with self._lock:
            self._passes = {path: after}
        self._released.clear()
        try:
            yield lambda: self._passes[path] < 0
        finally:
            self._released.set()

    def wait(self, path: str) -> None:
        """Wait where requests for this path are held back."""
        with self._lock:
            if path not in self._passes:
                return
            self._passes[path] -= 1
            if self._passes[path] >= 0:
                return
        self._released.wait(60)

    def take(self) -> list[Request]:
        """What was written down since the last call."""
        with self._lock:
            taken, self._requests = self._requests, []
        return taken


class Impostor(LocalServer):
    """A server that is not LiteLLM: the same answer to everything."""

    def __init__(
        self, status: int = 200, body: bytes = b"", tls: bool = False, **headers: str
    ) -> None:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}

        class Handler(QuietHandler):
            """Gives the answer."""

            def do_GET(self) -> None:  # pylint: disable=invalid-name
                """GET and POST alike."""
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                self.answer(status, sent, body)

            do_POST = do_GET

        super().__init__(Handler, tls)
