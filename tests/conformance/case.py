"""A case: some calls, and what is written down of their answers."""

import json
import zlib
from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any
from urllib.parse import quote

from normal import normal, without_engine_words
from resets import describe
from server import NotMade, Server, wait_a_millisecond

Row = dict[str, Any]

# The three places where a user's fields are read; each shows a part of them.
_USER_VIEWS = {
    "/user/info": lambda reply: reply["user_info"],
    "/v2/user/info": lambda reply: reply,
}
_MOVES = {"updated_at"}


def encode(text: str) -> str:
    """A value for a URL (contract, section 10)."""
    return quote(text, safe="")


def changes(before: Row, after: Row) -> Row:
    """The members of `after` that are other than in `before`."""
    return {name: value for name, value in after.items() if before.get(name, "<none>") != value}


class Case:
    """Runs one case on one server; `outcomes` is what is compared."""

    def __init__(self, server: Server, name: str) -> None:
        self.server = server
        self.names = dict(server.names)
        self.callers = dict(server.callers)
        self.tag = f"{zlib.crc32(name.encode()):08x}"
        self.outcomes: list[Any] = []
        self.rows: dict[str, Row] = {}
        self.started = datetime.now(timezone.utc)

    def add_key(self, name: str, key: str) -> None:
        """Let somebody call with a key, in this case only."""
        self.callers[name] = {"Authorization": f"Bearer {key}"}

    def name_user(self, label: str = "u") -> str:
        """The ID of a user of this case, who need not exist."""
        user_id = f"{self.server.prefix}{self.tag}-{label}"
        self.names[user_id] = f"<{label}>"
        return user_id

    def user(self, label: str = "u", **fields: Any) -> str:
        """Make a user; returns the ID."""
        user_id = self.name_user(label)
        body = {"user_id": user_id, "auto_create_key": False, **fields}
        self.server.ask("POST", "/user/new", body)
        self.rows[user_id] = self._find(user_id)
        wait_a_millisecond()
        return user_id

    def key(self, label: str = "u", **fields: Any) -> tuple[str, str]:
        """Make a user with a key; returns the secret and the hash."""
        user_id = self.name_user(label)
        body = {"user_id": user_id, "key_alias": f"{user_id}-key", **fields}
        secret = self.server.ask("POST", "/user/new", body)["key"]
        listed = self.server.ask("GET", f"/key/list?user_id={encode(user_id)}")
        self.rows[user_id] = self._find(user_id)
        wait_a_millisecond()
        return secret, listed["keys"][0]

    def delete_users(self) -> None:
        """Delete what the case made so far."""
        users = self.server.find_users(f"{self.server.prefix}{self.tag}")
        if users:
            self.server.ask("POST", "/user/delete", {"user_ids": [user["user_id"] for user in users]})

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        caller: str = "master",
        show: Callable[[Any], Any] | None = None,
        headers: dict[str, str] | None = None,
    ) -> Any:
        """Call, and write down the answer; `body` is JSON text or a value, `show` picks what of a
        good answer is compared. Returns the answer as it came."""
        text = body if body is None or isinstance(body, str) else json.dumps(body)
        answer = self.server.send(
            method,
            path,
            None if text is None else text.encode(),
            {**self.callers[caller], **(headers or {})},
        )
        reply = answer.body
        if answer.status == 200 and show is not None:
            reply = show(reply)
        line = f"{caller}: {method} {path}" + ("" if text is None else f" {text}")
        self.note(call=line, status=answer.status, reply=without_engine_words(reply))
        if answer.hung_up:
            self.note(then="hangs up")
        return answer.body

    def note(self, **outcome: Any) -> None:
        """Write something down."""
        self.outcomes.append(normal(outcome, self.names))

    def show_change(self, user_id: str) -> Callable[[Any], Any]:
        """For call(): of the reply of /user/update, the members that are not as they were."""
        return lambda reply: {**reply, "data": self.describe(self.rows[user_id], reply["data"])}

    def stored(self, user_id: str) -> None:
        """Write down what changed of a user since it was made, as each of the reads has it."""
        before, row = self.rows.get(user_id, {}), self.server.find_user(user_id)
        if row is None:
            self.note(stored="no such user")
            return
        outcome = {"/user/list": self.describe(before, row)}
        for path, pick in _USER_VIEWS.items():
            view = pick(self.server.ask("GET", f"{path}?user_id={encode(user_id)}"))
            both = {name: view[name] for name in view if name in row}
            if different := changes(row, both):
                outcome[path] = different
        self.note(stored=outcome)

    def stored_key(self, token: str) -> None:
        """Write down a key as the list and /key/info have it."""
        info = self.server.send("GET", f"/key/info?key={token}", None, self.callers["master"])
        if info.status != 200:
            self.note(stored=f"/key/info: {info.status}")
            return
        row = info.body["info"]
        names = ("status", "blocked", "spend", "user_id", "deleted_by", "expires", "key_alias")
        path = f"/key/list?key_hash={token}&return_full_object=true"
        listed = self.server.ask("GET", path)["keys"]
        self.note(
            stored={name: row[name] for name in names if name in row},
            listed=[{name: key[name] for name in names if name in key} for key in listed],
            moved=row["settings_updated_at"] is not None,
        )

    def _find(self, user_id: str) -> Row:
        row = self.server.find_user(user_id)
        if row is None:
            raise NotMade(f"{user_id} is not in the list")
        return row

    def describe(self, before: Row, row: Row) -> Row:
        """The members of a row that are not as they were; of times, whether they are right."""
        found = {name: value for name, value in changes(before, row).items() if name in before}
        found = found if before else dict(row)
        for name in _MOVES & found.keys():
            found[name] = "moved"
        if found.get("budget_reset_at") is not None:
            found["budget_reset_at"] = describe(
                row["budget_duration"],
                row["budget_reset_at"],
                self.started,
                datetime.now(timezone.utc),
            )
        return found
