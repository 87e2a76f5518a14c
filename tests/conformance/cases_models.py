"""GET /models, and who may call which model (contract §7, §9)."""

from collections.abc import Iterator
from typing import Any

from case import Case

# The models that the recorded proxy serves; the demo server has more.
SERVED = ("gpt-4o", "claude-sonnet")

MODELS = {
    "all": [],
    "one": ["gpt-4o"],
    "both": ["claude-sonnet", "gpt-4o"],
    "unknown": ["no-such-model"],
    "unknown and one": ["no-such-model", "gpt-4o"],
    "all-proxy-models": ["all-proxy-models"],
    "no-default-models": ["no-default-models"],
    "all-team-models": ["all-team-models"],
    "pattern": ["gpt-*"],
}
CHAT = {"messages": [{"role": "user", "content": "hi"}]}


def _ids(reply: Any) -> Any:
    """The models that both have, in their order."""
    return [model["id"] for model in reply["data"] if model["id"] in SERVED or model["id"][:3] == "no-"]


def _names(reply: Any) -> Any:
    return sorted({model["model_name"] for model in reply["data"]} & set(SERVED))


def _show_chat(reply: Any) -> Any:
    """An answer without what differs each time, or where it comes from."""
    choice = reply["choices"][0]
    return [reply["object"], reply["model"], choice["finish_reason"], choice["message"]["role"], sorted(reply)]


def _use(case: Case, caller: str) -> None:
    """Everything that a key does with models."""
    for path in ("/models", "/v1/models"):
        case.call("GET", path, caller=caller, show=_ids)
    for model in ("gpt-4o", "claude-sonnet", "no-such-model"):
        case.call("POST", "/chat/completions", {"model": model, **CHAT}, caller, show=_show_chat)


def _by_models(label: str) -> object:
    """A key with a list of models."""

    def use(case: Case) -> None:
        secret, _ = case.generate(models=MODELS[label])
        case.add_key("this", secret)
        _use(case, "this")

    return use


def _by_user(label: str) -> object:
    """A key without models, of a user with a list of them."""

    def use(case: Case) -> None:
        user = case.user(user_role="internal_user", models=MODELS[label])
        secret, _ = case.generate(user_id=user)
        case.add_key("this", secret)
        _use(case, "this")

    return use


def _key(**fields: Any) -> object:
    def use(case: Case) -> None:
        secret, _ = case.generate(**fields)
        case.add_key("this", secret)
        _use(case, "this")

    return use


def _user_over_budget(case: Case) -> None:
    user = case.user(user_role="internal_user", max_budget=2, spend=5)
    secret, _ = case.generate(user_id=user)
    case.add_key("this", secret)
    _use(case, "this")


def _role(role: str | None) -> object:
    """Callers of other cases do not spend: their rows are compared."""

    def use(case: Case) -> None:
        secret, _ = case.key(**({"user_role": role} if role else {}))
        case.add_key("this", secret)
        _use(case, "this")

    return use


def _row(case: Case) -> None:
    """A model with all its members."""
    secret, _ = case.generate(models=["gpt-4o"])
    case.add_key("this", secret)
    case.call("GET", "/models", caller="this")
    case.call("GET", "/v1/models", caller="this")
    for path in ("/model/info", "/v1/model/info", "/v2/model/info"):
        case.call("GET", path, caller="this", show=_names)


def _bodies(case: Case) -> None:
    secret, _ = case.generate()
    case.add_key("own", secret)
    for body in ("{}", '{"model": "gpt-4o"}', '{"model": null, "messages": []}', "[]"):
        case.call("POST", "/chat/completions", body, "own", show=_show_chat)
    for path in ("/v1/chat/completions", "/chat/completions"):
        case.call("POST", path, {"model": "gpt-4o", **CHAT}, "own", show=_show_chat)
        case.call("GET", path, caller="own")


def get_cases() -> Iterator[tuple[str, object]]:
    """Models."""
    yield "row", _row
    yield "bodies", _bodies
    for label in MODELS:
        yield f"key with {label}", _by_models(label)
        yield f"user with {label}", _by_user(label)
    yield "key over budget", _key(max_budget=2, spend=5)
    yield "key at its budget", _key(max_budget=2, spend=2)
    yield "key with budget 0", _key(max_budget=0)
    yield "key below its budget", _key(max_budget=2, spend=1.5)
    yield "key over soft budget", _key(soft_budget=2, spend=5)
    yield "blocked", _key(blocked=True)
    yield "expired", _key(duration="0s")
    yield "window", _key(budget_limits=[{"budget_duration": "1d", "max_budget": 0}])
    yield "routes", _key(allowed_routes=["/models"])
    yield "routes of one kind", _key(allowed_routes=["/chat/completions", "/key/info"])
    for kind in ("llm_api", "read_only", "management"):
        yield f"type {kind}", _key(key_type=kind)
    yield "user over budget", _user_over_budget
    yield "key without user", _key(user_id=None)
    yield "key of nobody", lambda case: _key(user_id=f"{case.server.prefix}missing")(case)
    for role in ("proxy_admin", "proxy_admin_viewer", "internal_user_viewer", None):
        yield f"role {role}", _role(role)
    for caller in ("nobody", "unknown"):
        yield f"as {caller}", lambda case, caller=caller: _use(case, caller)
    # A call of a model would make a user for the master key, who changes other answers.
    yield "as master", lambda case: case.call("GET", "/models", show=_ids)
