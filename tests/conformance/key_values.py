"""The fields of a key and what is sent in them (contract §2, §3)."""

from collections.abc import Iterator

# JSON texts, as some of them are no JSON that Python would write.
VALUES = {
    "null": "null",
    "empty-text": '""',
    "empty-list": "[]",
    "empty-object": "{}",
    "zero": "0",
    "minus-one": "-1",
    "fraction": "1.5",
    "huge": "1e300",
    "too-huge": "1e400",
    "NaN": "NaN",
    "2^31": "2147483648",
    "2^63": "9223372036854775808",
    "true": "true",
    "text": '"abc"',
    "number-text": '"12.5"',
    "integer-text": '" 7 "',
    "list-of-texts": '["gpt-4o", "no-such-model"]',
    "list-of-numbers": "[5]",
    "object": '{"a": 1}',
    "nested-object": '{"zz": {"b": [1, null, {"y": 2, "x": 3}], "a": "ü"}, "c": 1.5}',
}

# What is enough for a field that few people use.
FEW = ("null", "empty-text", "empty-list", "empty-object", "zero", "fraction", "true", "text")
FEW += ("list-of-texts", "object")

# Fields that get all of the values, with what one of them says beyond these.
FIELDS: dict[str, dict[str, str]] = {
    "key_alias": {
        "text": '"RUN-abc-TAG"',
        "number-text": '"12.5RUN-TAG"',
        "integer-text": '" 7 RUN-TAG"',
        "slash": '"RUN-a/b-TAG"',
        "not ASCII": '"RUN-ü 日本 🙂-TAG"',
        "long": '"RUN-' + "x" * 290 + '-TAG"',
        "upwards": '"../x"',
        "upwards inside": '"RUN-x/../y"',
        "upwards at the end": '"RUN-x/.."',
        "two dots": '"RUN-x..y-TAG"',
        "backslashes": '"RUN-..\\\\x-TAG"',
        "line": '"RUN-a\\nb"',
        "null character": '"RUN-a\\u0000b"',
        "delete character": '"RUN-a\\u007fb"',
    },
    "max_budget": {"set": "12.25", "text": '"7"', "tiny": "1e-7", "large": "1e15", "larger": "1e16"},
    "soft_budget": {"set": "4.5"},
    "spend": {"set": "2.5", "lower": "-4.5"},
    "models": {"set": '["gpt-4o"]', "all": '["all-proxy-models"]', "doubled": '["a", "a"]'},
    "tpm_limit": {"set": "500", "whole": "2.0"},
    "rpm_limit": {"set": "50"},
    "tpd_limit": {"set": "5000"},
    "max_parallel_requests": {"set": "5"},
    "metadata": {"set": '{"only": 1}', "with tags": '{"tags": ["a"]}'},
    "blocked": {"false": "false", "yes": '"yes"', "off": '"off"'},
    "user_id": {"set": '"RUN-other"'},
    "budget_duration": {
        name: f'"{name}"'
        for name in ("30d", "7d", "1d", "1mo", "2w", "daily", "1y", "2mo", "0d", "-1d", "1d junk", "30D")
    },
    "duration": {
        name: f'"{name}"'
        for name in ("30d", "1h", "90s", "0s", "2w", "3mo", "-1", "1y", "1d junk", "12", "daily", " 1d")
    },
    "budget_limits": {
        "set": '[{"budget_duration": "1d", "max_budget": 5}]',
        "two": '[{"budget_duration": "1h", "max_budget": 1}, {"budget_duration": "7d", "max_budget": 9}]',
        "bad duration": '[{"budget_duration": "bad", "max_budget": 5}]',
        "negative": '[{"budget_duration": "30d", "max_budget": -1}]',
        "with reset": '[{"budget_duration": "1d", "max_budget": 5, "reset_at": "2030-01-01T00:00:00Z"}]',
        "no budget": '[{"budget_duration": "1d"}]',
        "no duration": '[{"max_budget": 5}]',
        "wrong types": '[{"budget_duration": 5, "max_budget": "x"}, 7]',
        "number as text": '[{"budget_duration": "1d", "max_budget": "2.5"}]',
        "same twice": '[{"budget_duration": "1d", "max_budget": 5}, {"budget_duration": "1d", "max_budget": 6}]',
    },
    "model_rpm_limit": {"set": '{"gpt-4o": 7}'},
    "model_tpm_limit": {"set": '{"gpt-4o": 700, "b": 8}'},
    "model_max_budget": {"set": '{"gpt-4o": {"budget_limit": 5, "time_period": "1d"}}'},
    "auto_rotate": {"false": "false"},
    "rotation_interval": {"set": '"30d"', "bad": '"bad"', "unit": '"1y"'},
    "allowed_routes": {"llm": '["llm_api_routes"]', "info": '["info_routes"]'},
    "aliases": {},
    "config": {},
    "permissions": {},
    "tags": {"set": '["a"]'},
    "guardrails": {"set": '["a"]'},
}

# Fields that get a few of the values.
MORE_FIELDS: dict[str, dict[str, str]] = {
    "team_id": {},
    "organization_id": {},
    "project_id": {},
    "agent_id": {},
    "budget_id": {},
    "end_user_budget_id": {},
    "allowed_cache_controls": {"set": '["no-cache"]'},
    "policies": {"set": '["a"]'},
    "prompts": {"set": '["a"]'},
    "disable_global_guardrails": {"false": "false"},
    "allowed_passthrough_routes": {"set": '["/a"]'},
    "denied_passthrough_routes": {"set": '["/a"]'},
    "enable_prompt_caching": {"false": "false"},
    "throttle_on_budget_exceeded": {"false": "false"},
    "enforced_params": {"set": '["user"]'},
    "tpm_limit_type": {"set": '"best_effort_throughput"'},
    "rpm_limit_type": {"set": '"dynamic"'},
    "default_estimated_output_tokens": {"set": "100"},
    "mcp_rpm_limit": {"set": '{"a": 1}'},
    "tag_rpm_limit": {"set": '{"a": 1}'},
    "access_group_ids": {},
    "key_type": {
        name: f'"{name}"' for name in ("llm_api", "management", "read_only", "default", "other")
    },
    "budget_reset_at": {"set": '"2030-01-01T00:00:00Z"'},
    "expires": {"set": '"2030-01-01T00:00:00Z"'},
    "created_by": {},
    "no_such_field": {},
}


def get_values() -> Iterator[tuple[str, str, str]]:
    """Field, label and JSON text of everything that is sent in one field."""
    for field, more in FIELDS.items():
        for label, value in VALUES.items():
            if label not in more:
                yield field, label, value
        for label, value in more.items():
            yield field, label, value
    for field, more in MORE_FIELDS.items():
        for label in FEW:
            yield field, label, VALUES[label]
        for label, value in more.items():
            yield field, label, value
