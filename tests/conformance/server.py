"""One server, and those who call it."""

import http.client
import json
import secrets
import socket
import time
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

PREFIX_LENGTH = 9


class Answer(NamedTuple):
    """What a server answered; `body` is None where it was no JSON."""

    status: int
    body: Any
    hung_up: bool


class NotMade(Exception):
    """The server did not make what a case needs."""


class Overloaded(Exception):
    """The proxy had no time for its database: says nothing about what was asked."""


def _is_overloaded(answer: Answer) -> bool:
    error = answer.body.get("error") if isinstance(answer.body, dict) else None
    if not isinstance(error, dict) or answer.status not in (500, 503):
        return False
    message = str(error.get("message"))
    return error.get("type") == "no_db_connection" or not message or "did not answer" in message


def wait_a_millisecond() -> None:
    """Let the time change that databases tell apart."""
    start = time.time_ns() // 10**6
    while time.time_ns() // 10**6 <= start + 1:
        time.sleep(0.0005)


def wait_until_expired(what: str, probe: Callable[[], bool]) -> None:
    """Ask again and again until a key that lives for a second has expired."""
    deadline = time.monotonic() + 30
    while not probe():
        if time.monotonic() > deadline:
            raise NotMade(f"{what} does not expire")
        time.sleep(0.1)


def parse(text: bytes) -> Any:
    """A body as JSON, or as text where it is none."""
    try:
        return json.loads(text)
    except ValueError:
        return text.decode(errors="replace")


class Server:
    """A proxy, or the demo server. All users of a run have a prefix that no other run has."""

    def __init__(self, url: str, master_key: str) -> None:
        parts = urlsplit(url)
        self.host, self.port = parts.hostname or "", parts.port or 80
        # No part of it is in any hash.
        self.prefix = f"cf{''.join(secrets.choice('ghjkmnpqrstvwxyz') for _ in range(6))}-"
        assert len(self.prefix) == PREFIX_LENGTH
        # The parts of answers that are this run's own, and what the recording has for them. A
        # masked user ID shows its first six characters.
        self.names = {
            self.prefix: "RUN-",
            self.prefix.upper(): "RUN-",
            self.prefix[:-1]: "RUN",
            self.prefix[:6]: "RUN",
        }
        self.callers: dict[str, dict[str, str]] = {}
        self.master_key = master_key
        self.add_key("master", master_key)
        self.lists_prepared = False
        self.listed_keys: dict[str, tuple[str, str]] = {}

    def add_key(self, name: str, key: str) -> None:
        """Let somebody call with a key."""
        self.callers[name] = {"Authorization": f"Bearer {key}"}

    def send(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> Answer:
        """One call; JSON, unless the headers say otherwise."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=120)
        try:
            connection.request(
                method, path, body, {"Content-Type": "application/json", **(headers or {})}
            )
            socket_ = connection.sock
            response = connection.getresponse()
            reply = parse(response.read())
            silent = response.status == 500 and response.getheader("Connection") is None
            answer = Answer(response.status, reply, silent and _is_closed(socket_))
            if _is_overloaded(answer):
                raise Overloaded(f"{method} {path}: {answer}")
            return answer
        finally:
            connection.close()

    def ask(self, method: str, path: str, body: Any = None, caller: str = "master") -> Any:
        """A call that prepares or cleans up: it has to work."""
        text = None if body is None else json.dumps(body).encode()
        answer = self.send(method, path, text, self.callers[caller])
        if answer.status != 200:
            raise NotMade(f"{method} {path} {body}: {answer.status} {answer.body}")
        return answer.body

    def find_users(self, text: str) -> list[dict[str, Any]]:
        """Up to a hundred users whose ID contains a text."""
        return self.ask("GET", f"/user/list?page_size=100&user_ids={quote(text, safe='')}")["users"]

    def find_user(self, user_id: str) -> dict[str, Any] | None:
        """The row of one user in the list."""
        path = f"/user/list?page_size=100&search={quote(user_id, safe='')}"
        for row in self.ask("GET", path)["users"]:
            if row["user_id"] == user_id:
                return row
        return None

    def make_caller(self, name: str, **fields: Any) -> str:
        """A new user, who calls with a key of theirs; returns the key."""
        user = {"user_id": f"{self.prefix}{name}", **fields}
        key = self.ask("POST", "/user/new", user)["key"]
        self.add_key(name, key)
        return key

    def make_callers(self) -> None:
        """Everybody who calls, but for those whose keys only POST /key/generate makes."""
        self.make_caller("adm", user_role="proxy_admin")
        self.make_caller("adv", user_role="proxy_admin_viewer")
        self.make_caller("own", user_role="internal_user")
        self.make_caller("oth", user_role="internal_user")
        self.make_caller("vie", user_role="internal_user_viewer")
        self.make_caller("nul")
        self.make_caller("maker", user_role="internal_user")
        self.make_caller("over", user_role="internal_user", max_budget=1)
        over = {"user_id": f"{self.prefix}over", "spend": 5}
        self.ask("POST", "/user/update", over)
        self.make_caller("expired", user_role="internal_user", duration="1s")
        blocked = self.make_caller("blocked", user_role="internal_user")
        self.ask("POST", "/key/block", {"key": blocked})
        self.callers |= {
            "nobody": {},
            "empty": {"Authorization": "Bearer "},
            "unknown": {"Authorization": "Bearer sk-nobody-has-this-key-0"},
            "not-a-key": {"Authorization": "Bearer hello-not-a-key"},
            "short": {"Authorization": "Bearer hello"},
            "hash": {"Authorization": f"Bearer {'ab' * 32}"},
            "no-bearer": {"Authorization": self.callers["own"]["Authorization"][7:]},
            "lower": {"Authorization": "b" + self.callers["own"]["Authorization"][1:]},
            "x-litellm": {"x-litellm-api-key": self.callers["own"]["Authorization"]},
            "x-litellm-bare": {"x-litellm-api-key": self.callers["own"]["Authorization"][7:]},
            "x-api": {"x-api-key": self.callers["own"]["Authorization"][7:]},
        }
        wait_until_expired("a caller's key", self._is_expired)

    def _is_expired(self) -> bool:
        return self.send("GET", "/key/info", None, self.callers["expired"]).status != 200

    def generate_callers(self) -> None:
        """The rest of them, and the user whose keys nobody calls with."""
        user_id = f"{self.prefix}gen"
        for name in ("gen", "holder"):
            user = {"user_id": f"{self.prefix}{name}", "user_role": "internal_user"}
            self.ask("POST", "/user/new", {**user, "auto_create_key": False})
        for name, fields in {
            "no-user": {},
            "missing": {"user_id": f"{self.prefix}missing"},
            "llm-api": {"user_id": user_id, "key_type": "llm_api"},
            "read-only": {"user_id": user_id, "key_type": "read_only"},
            "management": {"user_id": user_id, "key_type": "management"},
        }.items():
            alias = {"key_alias": f"{self.prefix}{name}"}
            self.add_key(name, self.ask("POST", "/key/generate", {**alias, **fields})["key"])

    def clean_up(self) -> list[str]:
        """Delete all users and keys of the run; returns what is left of them."""
        while users := self.find_users(self.prefix):
            self.ask("POST", "/user/delete", {"user_ids": [user["user_id"] for user in users]})
        lists = (
            f"/key/list?size=100&search={self.prefix}",
            f"/key/list?size=100&substring_matching=true&user_id={self.prefix}",
        )
        for path in lists:
            while left := self.ask("GET", path)["keys"]:
                self.ask("POST", "/key/delete", {"keys": left})
        return [key for path in lists for key in self.ask("GET", path)["keys"]]


DEMO_MASTER_KEY = "sk-demo-master-0000"


def _is_closed(connection: socket.socket) -> bool:
    connection.settimeout(1)
    try:
        return connection.recv(1) == b""
    except OSError:
        return False
