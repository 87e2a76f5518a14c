"""Takes out of an answer what differs from run to run: IDs, hashes, secrets and times.

Two rules leave out what belongs to the database engine of the recorded proxy, not to LiteLLM: its
messages, and integers that it cannot hold exactly. When a key was last used is left out as well:
the proxy writes it down some seconds later.
"""

import re
from collections.abc import Mapping
from typing import Any

# The messages in which the engine says that a value is not of its type.
ENGINE_WORDS = ("Unable to match input value", "Could not convert argument value", "GraphQLError")
LATE = "last_active"
EXACT = 2**53

_PATTERNS = [
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z"), "<time Z>"),
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00"), "<time +00:00>"),
    (re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?\+00:00"), "<time of Python>"),
    (re.compile(r"sk-\.\.\.[\w-]*"), "sk-...<end>"),
    (re.compile(r"sk-(?!\.\.\.)[\w-]{8,}"), "<secret>"),
    (re.compile(r"\b[0-9a-f]{64}\b"), "<hash>"),
    (re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b"), "<uuid>"),
]


def normal_text(text: str, names: Mapping[str, str]) -> str:
    """The text without what was made up; `names` is what to put for known parts of it."""
    for part in sorted(names, key=len, reverse=True):
        text = text.replace(part, names[part])
    for pattern, name in _PATTERNS:
        text = pattern.sub(name, text)
    return text


def _normal_number(number: int | float) -> Any:
    if isinstance(number, float) and number.is_integer() and abs(number) <= EXACT:
        return int(number)
    if isinstance(number, int) and abs(number) > EXACT:
        return "<beyond 2^53>"
    return number


def normal(value: Any, names: Mapping[str, str]) -> Any:
    """A JSON value without what was made up."""
    if isinstance(value, str):
        return normal_text(value, names)
    if isinstance(value, list):
        return [normal(element, names) for element in value]
    if isinstance(value, dict):
        return {
            normal_text(key, names): "<late>" if key == LATE else normal(member, names)
            for key, member in value.items()
        }
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _normal_number(value)
    return value


def without_engine_words(reply: Any) -> Any:
    """An error whose message is the engine's, with a note in place of it."""
    if not isinstance(reply, dict) or not isinstance(reply.get("error"), dict):
        return reply
    error = dict(reply["error"])
    if any(words in str(error.get("message")) for words in ENGINE_WORDS):
        error["message"] = "<the engine's>"
    return {**reply, "error": error}
