"""A case: some calls, and what is written down of their answers."""

import json
import zlib
from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any
from urllib.parse import quote

from normal import normal, without_engine_words
from resets import describe, describe_span, parse_time
from server import NotMade, Server, wait_a_millisecond

Row = dict[str, Any]

# The three places where a user's fields are read; each shows a part of them.
_USER_VIEWS = {
    "/user/info": lambda reply: reply["user_info"],
    "/v2/user/info": lambda reply: reply,
}
_MOVES = {"updated_at", "settings_updated_at"}

# What says nothing in a new key's answer: it is looked at once, in the case of a whole answer.
_SAME_IN_ALL = {"router_settings", "token_id", "key_name", "created_at", "updated_at", "updated_by"}

# Members of a list of keys that are written in another form in the answer about one key.
_OTHER_FORM = {"created_at", "updated_at", "settings_updated_at", "expires", "budget_reset_at"}
_OTHER_FORM |= {"key_rotation_at", "last_active"}
_BUDGET = {"budget_id", "max_budget", "soft_budget"}


def encode(text: str) -> str:
    """A value for a URL (contract, section 10)."""
    return quote(text, safe="")


def changes(before: Row, after: Row) -> Row:
    """The members of `after` that are other than in `before`."""
    return {name: value for name, value in after.items() if before.get(name, "<none>") != value}


def _other_members(row: Row, info: Row) -> Row:
    """The members of a listed key that are other than in the answer about it alone."""
    both = {name: value for name, value in row.items() if name in info}
    for name in _OTHER_FORM & both.keys():
        if both[name] and info[name] and parse_time(both[name]) == parse_time(info[name]):
            both[name] = info[name]
    table, shown = both.get("litellm_budget_table"), info["litellm_budget_table"]
    if table and shown and {name: table[name] for name in shown if name in _BUDGET} == {
        name: shown[name] for name in shown if name in _BUDGET
    }:
        del both["litellm_budget_table"]
    return changes(info, both)


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

    def name_alias(self, label: str = "k") -> str:
        """The alias of a key of this case, which need not exist."""
        alias = f"{self.server.prefix}{self.tag}-{label}"
        self.names[alias] = f"<{label}>"
        return alias

    def generate(
        self, label: str = "k", caller: str = "master", **fields: Any
    ) -> tuple[str, str]:
        """Make a key of the holder, or of the caller; returns the secret and the hash."""
        body = {"key_alias": self.name_alias(label), **fields}
        if caller == "master":
            body = {"user_id": f"{self.server.prefix}holder", **body}
        reply = self.server.ask("POST", "/key/generate", body, caller)
        info = self.server.ask("GET", f"/key/info?key={reply['token']}")
        self.rows[reply["token"]] = info["info"]
        wait_a_millisecond()
        return reply["key"], reply["token"]

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

    def show_key_change(self, token: str) -> Callable[[Any], Any]:
        """For call(): of the reply of /key/update, the members that are not as they were."""
        return lambda reply: self.describe_key(reply, self.rows[token])

    def stored_change(self, token: str) -> None:
        """Write down what changed of a key since it was made, and how the list of keys differs."""
        answer = self.server.send("GET", f"/key/info?key={token}", None, self.callers["master"])
        if answer.status != 200:
            self.note(stored=f"/key/info: {answer.status}")
            return
        info = answer.body["info"]
        path = f"/key/list?key_hash={token}&return_full_object=true"
        listed = self.server.ask("GET", path)["keys"]
        self.note(stored=self.describe_key(info, self.rows.get(token)))
        different = [_other_members(row, info) for row in listed]
        if info["status"] != "deleted" and different != [{}]:
            self.note(listed=different)

    def describe_key(self, row: Row, before: Row | None = None) -> Row:
        """The members of a key that are not as they were; without `before`, those that hold
        something. Of times, whether they are right."""
        now = datetime.now(timezone.utc)
        if before is None:
            found = {name: value for name, value in row.items() if value not in (None, [], {}, "")}
            found = {name: value for name, value in found.items() if name not in _SAME_IN_ALL}
        else:
            found = changes(before, row)
            found |= {name: "moved" for name in _MOVES & found.keys()}
        if found.get("budget_reset_at"):
            reset = describe(row["budget_duration"], row["budget_reset_at"], self.started, now)
            found["budget_reset_at"] = reset
        for name in {"expires", "key_rotation_at"} & found.keys():
            found[name] = found[name] and describe_span(found[name], now)
        if isinstance(found.get("budget_limits"), list):
            found["budget_limits"] = [self._window(window, now) for window in found["budget_limits"]]
        return found

    def _window(self, window: Row, now: datetime) -> Row:
        if not window.get("reset_at"):
            return window
        try:
            reset = describe(window["budget_duration"], window["reset_at"], self.started, now)
        except ValueError:
            # A duration that is none means a day.
            reset = describe("1d", window["reset_at"], self.started, now)
        return {**window, "reset_at": reset}

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
