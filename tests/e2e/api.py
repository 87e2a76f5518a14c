"""A small LiteLLM client, to see from outside what the program did."""

import json
import re
import urllib.error
import urllib.request
from functools import cached_property
from typing import Any
from urllib.parse import quote

Json = dict[str, Any]

# Since which version a proxy can do what; src/core/rules/server-support.c must say the same.
_SINCE = {
    "search users": (1, 106, 2),
    "whole /v2/user/info": (1, 106, 2),
    "clear max_budget": (1, 93, 2),
    "clear budget_duration": (1, 106, 2),
    "clear tpm_limit": (1, 106, 2),
    "clear rpm_limit": (1, 106, 2),
    "answer users over budget": (1, 106, 2),
}


class ApiError(Exception):
    """The proxy refused."""


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
            raise ApiError(f"{method} {path}: {error.code} {error.read()[:300]!r}") from error


def changed_fields(before: Json, after: Json) -> set[str]:
    """The names of all fields that differ between two answers of Api.user()."""
    return {
        name
        for shape in before
        for name in before[shape].keys() | after[shape].keys()
        if before[shape].get(name) != after[shape].get(name)
    }
