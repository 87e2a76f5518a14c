"""A server in between that spoils one request, or holds it while something else happens."""

import http.client
import json
import threading
from urllib.parse import urlsplit

from servers import LocalServer, QuietHandler

# What happens to a request: it is not handed on and the connection ends; it is handed on and the
# answer does not come; it is not handed on and the answer is a bare 500; it waits, and is not handed
# on; it is handed on, and the answer waits.
BEFORE, LOST, CRASH, HOLD_BEFORE, HOLD_AFTER = "before", "lost", "500", "hold-before", "hold-after"

# Every such request waits, and is handed on then.
HOLD_ALL = "hold-all"

_REFUSAL = "Custom API key values are disabled by your administrator. Keys must be auto-generated."
_PATIENCE = 40  # seconds that a request is held at most


class Saboteur(LocalServer):
    """Hands requests on to a server. Secrets that were sent with POST are remembered, by path."""

    def __init__(self, target: str, refuse_chosen: bool = False) -> None:
        self._fault: tuple[str, str] | None = None
        self._lock = threading.Lock()
        self._go_on = threading.Event()
        self.n_held = 0
        self.sent: list[str] = []  # secrets that the program made
        self.told: list[str] = []  # secrets that the server made
        saboteur = self
        address = urlsplit(target)

        class Handler(QuietHandler):
            """Hands one request on, or does not."""

            def do_GET(self) -> None:  # pylint: disable=invalid-name
                """GET and POST alike."""
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                if saboteur.note_sent(self.command, self.path, body) and refuse_chosen:
                    self.answer_json(403, {"error": {"message": _REFUSAL, "code": "403"}})
                    return
                fault = saboteur.take_fault(self.path)
                if fault in (HOLD_BEFORE, HOLD_ALL):
                    saboteur.hold()
                if fault in (BEFORE, HOLD_BEFORE):
                    self.close_connection = True
                    return
                if fault == CRASH:
                    self.answer(500, {"Content-Type": "text/plain"}, b"Internal Server Error")
                    return
                reply, answer = self.hand_on(body)
                saboteur.note_told(self.path, answer)
                if fault == HOLD_AFTER:
                    saboteur.hold()
                if fault == LOST:
                    self.close_connection = True
                    return
                kept = {
                    name: value
                    for name, value in reply.getheaders()
                    if name.lower() in ("content-type", "content-encoding")
                }
                try:
                    self.answer(reply.status, kept, answer)
                except OSError:
                    pass  # The program was killed.

            def hand_on(self, body: bytes) -> tuple[http.client.HTTPResponse, bytes]:
                """Ask the server."""
                passed = {
                    name: value
                    for name, value in self.headers.items()
                    if name.lower() not in ("host", "connection", "content-length", "accept-encoding")
                }
                onward = http.client.HTTPConnection(address.netloc, timeout=60)
                onward.request(self.command, self.path, body or None, passed)
                reply = onward.getresponse()
                answer = reply.read()
                onward.close()
                return reply, answer

            def answer_json(self, status: int, content: object) -> None:
                """Send JSON."""
                text = json.dumps(content).encode()
                self.answer(status, {"Content-Type": "application/json"}, text)

            do_POST = do_GET

        super().__init__(Handler)

    def spoil(self, path: str, fault: str) -> None:
        """What happens to the next request for a path, and to no other."""
        with self._lock:
            self._fault = (path, fault)
            self._go_on.clear()
            self.n_held = 0

    def hold_all(self, path: str) -> None:
        """Hold every request for a path, before it is handed on."""
        self.spoil(path, HOLD_ALL)

    def release(self) -> None:
        """Let go what is held, and spoil nothing any more."""
        with self._lock:
            self._fault = None
        self._go_on.set()

    def take_fault(self, path: str) -> str | None:
        """What is to happen to this request."""
        with self._lock:
            if self._fault is None or self._fault[0] != path.partition("?")[0]:
                return None
            fault = self._fault[1]
            if fault != HOLD_ALL:
                self._fault = None
            return fault

    def hold(self) -> None:
        """Wait until it is let go."""
        with self._lock:
            self.n_held += 1
        self._go_on.wait(_PATIENCE)

    def note_sent(self, method: str, path: str, body: bytes) -> bool:
        """Remember a secret that the program has chosen; the result is whether there is one."""
        if method != "POST" or path not in ("/key/generate", "/key/regenerate"):
            return False
        sent = json.loads(body).get("key" if path == "/key/generate" else "new_key")
        if sent:
            self.sent.append(sent)
        return bool(sent)

    def note_told(self, path: str, answer: bytes) -> None:
        """Remember a secret that the server has told."""
        if path in ("/key/generate", "/key/regenerate"):
            try:
                told = json.loads(answer).get("key")
            except ValueError:
                return
            if told:
                self.told.append(told)

    def secrets(self) -> list[str]:
        """All new secrets that there were, the newest last."""
        return [*self.sent, *(secret for secret in self.told if secret not in self.sent)]
