"""A small LiteLLM client, to see from outside what the program did."""

import json
import re
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any
from urllib.parse import quote

Json = dict[str, Any]

# The newest version that was tested.
NEWEST = (1, 106, 2)

# Since which version a proxy can do what; src/core/rules/server-support.c must say the same.
_SINCE = {
    "search users": (1, 106, 2),
    "whole /v2/user/info": (1, 106, 2),
    "clear max_budget": (1, 93, 2),
    "clear budget_duration": (1, 106, 2),
    "clear tpm_limit": (1, 106, 2),
    "clear rpm_limit": (1, 106, 2),
    "answer users over budget": (1, 106, 2),
    "match key_alias": (1, 93, 2),
    "clear a key's budget_duration": (1, 93, 2),
    "hold owners back": (1, 93, 2),
    "tell usage of users": (1, 93, 2),
    "tell own usage": (1, 106, 2),
}


class ApiError(Exception):
    """The proxy refused."""

    def __init__(self, text: str, status: int | None = None) -> None:
        super().__init__(text)
        self.status = status  # of HTTP; none where the proxy gave an unexpected answer


class Api:
    """One proxy, with one key."""

    def __init__(self, url: str, key: str) -> None:
        self.url = url.rstrip("/")
        self.key = key

    @cached_property
    def version(self) -> tuple[int, ...]:
        """The three numbers of the proxy's version."""
        text = self.get("/public/model_hub/info")["litellm_version"]
        return tuple(int(part) for part in re.findall(r"\d+", text)[:3])

    def can(self, what: str) -> bool:
        """Whether this version can do something that not all can."""
        return self.version >= _SINCE[what]

    def get(self, path: str, **query: str | int) -> Any:
        """GET with every value percent-encoded (a proxy takes `+` literally)."""
        pairs = "&".join(f"{name}={quote(str(value), safe='')}" for name, value in query.items())
        return self._send("GET", f"{path}?{pairs}" if pairs else path, None)

    def post(self, path: str, **body: Any) -> Any:
        """POST a JSON object."""
        return self._send("POST", path, json.dumps(body).encode())

    def user(self, user_id: str) -> Json:
        """All that the proxy tells about one user, in both of its shapes."""
        listed = self.get("/user/list", user_ids=user_id, page_size=100)["users"]
        rows = [row for row in listed if row["user_id"] == user_id]
        if len(rows) != 1:
            raise ApiError(f"/user/list has {len(rows)} users with this ID")
        if self.can("whole /v2/user/info"):
            info = self.get("/v2/user/info", user_id=user_id)
        else:
            info = self.get("/user/info", user_id=user_id)["user_info"]
        return {"list": rows[0], "info": info}

    def key_record(self, token: str) -> Json:
        """All that the proxy tells about one key, in both of its shapes, by its ID."""
        listed = self.get("/key/list", key_hash=token, return_full_object="true", size=100)["keys"]
        rows = [row for row in listed if row["token"] == token]
        if len(rows) != 1:
            raise ApiError(f"/key/list has {len(rows)} keys with this ID")
        return {"list": rows[0], "info": self.get("/key/info", key=token)["info"]}

    def keys_of(self, user_id: str) -> list[Json]:
        """All keys of a user, as the proxy lists them (100 at most)."""
        return self.get("/key/list", user_id=user_id, return_full_object="true", size=100)["keys"]

    def new_user(self, user_id: str, role: str = "internal_user", **fields: Any) -> "Api":
        """Make a user and a key for them; the result uses that key."""
        self.post(
            "/user/new", user_id=user_id, user_role=role, auto_create_key=False, **fields
        )
        return Api(self.url, self.post("/key/generate", user_id=user_id)["key"])

    @contextmanager
    def temporary(self, *user_ids: str) -> Iterator[None]:
        """Users of this test: none of them exists when it begins, and none when it ends."""
        self._delete_users(user_ids)
        try:
            yield
        finally:
            self._delete_users(user_ids)

    def _delete_users(self, user_ids: tuple[str, ...]) -> None:
        """Delete those that exist; their keys go with them."""
        for user_id in user_ids:
            try:
                self.post("/user/delete", user_ids=[user_id])
            except ApiError:
                pass

    def search(self, text: str) -> list[Json]:
        """Users whose ID or e-mail contains a text, as the program asks for them (100 at most)."""
        name = "user_email" if "@" in text else "user_ids"
        if self.can("search users"):
            name = "search"
        return self.get("/user/list", **{name: text}, page_size=100)["users"]

    def _send(self, method: str, path: str, body: bytes | None) -> Any:
        request = urllib.request.Request(
            self.url + path,
            data=body,
            method=method,
            headers={
                "Authorization": f"Bearer {self.key}",
                "Content-Type": "application/json",
            },
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as reply:
                return json.load(reply)
        except urllib.error.HTTPError as error:
            text = f"{method} {path}: {error.code} {error.read()[:300]!r}"
            raise ApiError(text, error.code) from error


def status_of(call: Callable[[], Any]) -> int | None:
    """The status that a call gets."""
    try:
        call()
    except ApiError as error:
        return error.status
    return 200


def changed_fields(before: Json, after: Json) -> set[str]:
    """The names of all fields that differ between two answers of Api.user() or Api.key_record()."""
    return {
        name
        for shape in before
        for name in before[shape].keys() | after[shape].keys()
        if before[shape].get(name) != after[shape].get(name)
    }
