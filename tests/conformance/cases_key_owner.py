"""Who may do what with keys: everybody's calls, and the rules for owners (contract §2.1, §3)."""

from collections.abc import Iterator

from case import Case
from cases_whom import CALLERS

# What a key's owner sends to /key/update and /key/generate, by field.
OWNER_VALUES: dict[str, tuple[str, ...]] = {
    "key_alias": ('"RUN-owner-TAG"', "null"),
    "models": ('["gpt-4o"]', "[]", "null"),
    "metadata": ('{"only": 1}', "{}", '{"tags": ["a"]}', '{"disable_global_guardrails": true}'),
    "max_budget": ("5", "7", "null", '""', "-1"),
    "spend": ("0", "1.5", "null", "NaN"),
    "soft_budget": ("3", "null", "-1"),
    "budget_limits": ('[{"budget_duration": "1d", "max_budget": 5}]', "[]", "null"),
    "budget_duration": ('"1d"', "null", '"1y"'),
    "tpm_limit": ("7", "null"),
    "rpm_limit": ("7", "null"),
    "tpd_limit": ("7", "null"),
    "max_parallel_requests": ("7", "null"),
    "blocked": ("true", "false", "null"),
    "duration": ('"1h"', "null", '"-1"', '"1y"'),
    "aliases": ('{"a": "gpt-4o"}', "{}"),
    "config": ('{"a": 1}', "{}"),
    "allowed_cache_controls": ('["no-cache"]', "[]"),
    "allowed_routes": ('["llm_api_routes"]', '["info_routes"]', '["/models"]', "[]", "null"),
    "permissions": ('{"a": true}', "{}", "null"),
    "auto_rotate": ("true", "false"),
    "rotation_interval": ('"30d"', "null"),
    "model_rpm_limit": ('{"a": 1}', "{}", "null"),
    "model_tpm_limit": ('{"a": 1}', "null"),
    "enforced_params": ('["user"]',),
    "enable_prompt_caching": ("true", "false"),
    "throttle_on_budget_exceeded": ("true", "false", "null"),
    "default_estimated_output_tokens": ("5", "null"),
    "end_user_budget_id": ('"x"', '""', "null"),
    "budget_id": ("null",),
    "access_group_ids": ('["a"]', "[]"),
    "model_max_budget": ('{"a": 1}', "{}"),
    "tags": ('["a"]', "[]", "null"),
    "guardrails": ('["a"]', "[]"),
    "disable_global_guardrails": ("true", "false"),
    "allowed_passthrough_routes": ('["/a"]', "[]"),
    "denied_passthrough_routes": ('["/a"]', "[]"),
    "user_id": ('"RUN-maker"', '"RUN-other"', "null", '""'),
    "team_id": ('"no-such-team"', '""'),
    "organization_id": ('"no-such-organization"', '""'),
    "project_id": ('"no-such-project"', "null"),
    "key_type": ('"llm_api"', '"read_only"', '"management"', '"default"'),
    "no_such_field": ("1",),
}

# Keys of an owner who may change them, with different allowed routes.
ROUTES = {"llm": "llm_api", "info": "read_only"}

NO_KEY = "0" * 64


def _fill(case: Case, texts: str) -> str:
    return texts.replace("RUN-", case.server.prefix).replace("TAG", case.tag)


def _update(caller: str, texts: str, **fields: object) -> object:
    """The key's maker and owner, or somebody else, updates it."""

    def update(case: Case) -> None:
        _, token = case.generate(caller="maker", **fields)
        body = f'{{"key": "{token}", {_fill(case, texts)}}}'
        case.call("POST", "/key/update", body, caller, show=case.show_key_change(token))
        case.stored_change(token)

    return update


def _update_given(texts: str, caller: str = "maker", **fields: object) -> object:
    """The owner of a key that an administrator made."""

    def update(case: Case) -> None:
        given = {"user_id": f"{case.server.prefix}maker", **fields}
        _, token = case.generate(**given)
        body = f'{{"key": "{token}", {_fill(case, texts)}}}'
        case.call("POST", "/key/update", body, caller, show=lambda _: "good")
        case.stored_change(token)

    return update


def _generate(texts: str, caller: str = "maker") -> object:
    def generate(case: Case) -> None:
        body = f'{{"key_alias": "{case.name_alias()}", {_fill(case, texts)}}}'
        reply = case.call("POST", "/key/generate", body, caller, show=case.describe_key)
        if "token" in reply:
            case.stored_change(reply["token"])

    return generate


def _limited(case: Case) -> None:
    """Nobody makes keys above the budget of the key that they call with."""
    secret, _ = case.generate(caller="maker", max_budget=2)
    case.add_key("limited", secret)
    window = [{"budget_duration": "1d", "max_budget": 5}]
    for number, fields in enumerate(
        ({"max_budget": 5}, {"max_budget": 2}, {}, {"budget_limits": window}, {"soft_budget": 9})
    ):
        body = {"key_alias": case.name_alias(f"k{number}"), **fields}
        case.call("POST", "/key/generate", body, "limited", show=lambda reply: reply["max_budget"])


def _over_budget(case: Case) -> None:
    """A user over budget makes keys all the same."""
    body = {"key_alias": case.name_alias(), "max_budget": 100}
    case.call("POST", "/key/generate", body, "over", show=lambda reply: reply["max_budget"])


def _as(caller: str, path: str) -> object:
    """Everybody with a key of somebody else."""

    def call(case: Case) -> None:
        _, token = case.generate(spend=4)
        body: dict[str, object] = {"key": token, "tpm_limit": 7}
        url = path
        if path == "/key/generate":
            # No key comes of it: the lists of these callers are compared elsewhere.
            body = {"key_alias": case.name_alias("v"), "max_budget": -1}
        elif path == "/key/delete":
            body = {"keys": [token]}
        elif "reset_spend" in path:
            body, url = {"reset_to": 1}, f"/key/{token}/reset_spend"
        case.call("POST", url, body, caller, show=lambda _: "good")
        case.stored_change(token)

    return call


def _as_for_another(caller: str) -> object:
    def call(case: Case) -> None:
        body = {"key_alias": case.name_alias(), "user_id": f"{case.server.prefix}holder"}
        case.call("POST", "/key/generate", body, caller, show=lambda _: "good")

    return call


def _own_steps(case: Case) -> None:
    """What an owner may do with a key of their own making."""
    _, token = case.generate(caller="maker", spend=3)
    case.call("POST", "/key/block", {"key": token}, "maker")
    case.call("POST", f"/key/{token}/reset_spend", {"reset_to": 0}, "maker")
    for blocked in (True, False):
        body = {"key": token, "blocked": blocked}
        case.call("POST", "/key/update", body, "maker", show=lambda reply: reply["blocked"])
    case.call("GET", f"/key/info?key={token}", caller="maker", show=lambda _: "good")
    case.call("GET", f"/key/list?key_hash={token}", caller="maker", show=lambda _: "good")
    case.call("GET", f"/key/list?key_hash={token}", caller="oth")
    case.call("GET", f"/key/list?key_hash={NO_KEY}", caller="maker")
    case.call("POST", "/key/delete", {"keys": [token]}, "maker")
    case.call("GET", f"/key/info?key={token}", caller="maker", show=lambda _: "good")
    case.call("GET", f"/key/info?key={token}", caller="oth")
    case.call("POST", "/key/update", {"key": token, "tpm_limit": 7}, "maker")


def _wrong_first(caller: str) -> object:
    """What comes first: the role, the form of the body, or the key."""

    def call(case: Case) -> None:
        _, token = case.generate(caller="maker")
        for body in ({"key": NO_KEY, "tpm_limit": 7}, {"key": token, "tpm_limit": "x"}, {}):
            case.call("POST", "/key/update", body, caller)
        case.call("POST", "/key/generate", {"tpm_limit": "x"}, caller)
        case.call("POST", "/key/generate", {"max_budget": -1, "permissions": {}}, caller)
        case.call("POST", f"/key/{NO_KEY}/reset_spend", {"reset_to": 0}, caller)
        case.call("POST", f"/key/{token}/reset_spend", {"reset_to": "x"}, caller)
        case.call("POST", f"/key/{token}/reset_spend", {"reset_to": 99}, caller)

    return call


def get_cases() -> Iterator[tuple[str, object]]:
    """Owners and others."""
    for field, values in OWNER_VALUES.items():
        for value in values:
            texts = f'"{field}": {value}'
            yield f"update {field} {value}", _update("maker", texts, max_budget=5)
            # With no alias and no budget to tell it by, a key could not be found again.
            if (field, value) != ("key_alias", "null"):
                yield f"generate {field} {value}", _generate(texts)
    for stored, kind in ROUTES.items():
        for value in OWNER_VALUES["allowed_routes"]:
            texts = f'"allowed_routes": {value}'
            yield f"update {stored} to {value}", _update("maker", texts, key_type=kind)
    for value in OWNER_VALUES["allowed_routes"]:
        yield f"given routes to {value}", _update_given(
            f'"allowed_routes": {value}', allowed_routes=["/models"]
        )
    for texts in ('"tpm_limit": 7', '"max_budget": 5', '"blocked": true', '"user_id": null', '"spend": 1'):
        yield f"given {texts}", _update_given(texts)
        yield f"given without owner {texts}", _update_given(texts, user_id=None)
        yield f"given as adm {texts}", _update_given(texts, "adm")
        yield f"another's {texts}", _update("oth", texts)
    for label, texts in {
        "owner and budget": '"user_id": "RUN-other", "max_budget": 7',
        "permissions and owner": '"permissions": {}, "user_id": null',
        "routes and permissions": '"allowed_routes": ["/x"], "permissions": {}',
        "budget and duration": '"max_budget": 7, "budget_duration": "1y"',
        "spend and tags": '"spend": 0, "tags": ["a"]',
        "throttle and budget": '"throttle_on_budget_exceeded": true, "max_budget": 7',
        "tokens and budget": '"default_estimated_output_tokens": 5, "max_budget": 7',
        "groups and tags": '"access_group_ids": ["a"], "tags": ["a"]',
        "team and tags": '"team_id": "x", "tags": ["a"]',
        "organization and tags": '"organization_id": "x", "tags": ["a"]',
        "project and owner": '"project_id": "x", "user_id": "RUN-other"',
    }.items():
        yield f"update, {label}", _update("maker", texts, max_budget=5)
        yield f"generate, {label}", _generate(texts)
    yield "limited", _limited
    yield "over-budget", _over_budget
    yield "own-steps", _own_steps
    for caller in CALLERS:
        for path in ("/key/generate", "/key/update", "/key/{}/reset_spend", "/key/delete", "/key/block"):
            yield f"as {caller} {path}", _as(caller, path)
        yield f"as {caller} for another", _as_for_another(caller)
    for caller in ("adv", "vie", "oth", "maker", "nul", "no-user", "adm"):
        yield f"wrong first as {caller}", _wrong_first(caller)
