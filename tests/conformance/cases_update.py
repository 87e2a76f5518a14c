"""POST /user/update: every field with every kind of value, durations, and whom (contract §1)."""

from collections.abc import Iterator

from case import Case

# A user with a value in every field, so that clearing one shows.
FILLED = {
    "user_alias": "before",
    "user_role": "internal_user",
    "max_budget": 25,
    "budget_duration": "30d",
    "models": ["gpt-4o"],
    "tpm_limit": 100,
    "rpm_limit": 10,
    "max_parallel_requests": 4,
    "metadata": {"a": 1, "b": {"c": 2}},
    "spend": 3.5,
}

FIELDS = [
    "user_email",
    "user_alias",
    "user_role",
    "max_budget",
    "budget_duration",
    "spend",
    "models",
    "tpm_limit",
    "rpm_limit",
    "max_parallel_requests",
    "metadata",
    "model_max_budget",
]

# JSON texts, as some of them are no JSON that Python would write.
VALUES = {
    "null": "null",
    "empty-text": '""',
    "empty-list": "[]",
    "empty-object": "{}",
    "zero": "0",
    "minus-one": "-1",
    "five": "5",
    "whole-fraction": "2.0",
    "fraction": "1.5",
    "huge": "1e300",
    "too-huge": "1e400",
    "NaN": "NaN",
    "Infinity": "-Infinity",
    "2^31": "2147483648",
    "2^53": "9007199254740992",
    "2^63": "9223372036854775808",
    "true": "true",
    "text": '"abc"',
    "number-text": '"12.5"',
    "integer-text": '"300"',
    "padded-number-text": '" 7 "',
    "list-of-texts": '["gpt-4o", "no-such-model"]',
    "list-of-numbers": "[5]",
    "object": '{"only": 1}',
    "nested-object": '{"zz": {"b": [1, null, {"y": 2, "x": 3}], "a": "ü"}, "c": 1.5}',
}

# What one field says beyond the others.
MORE_VALUES = {
    "user_email": ["not an email", " pad@example.invalid ", "a" * 300],
    "user_alias": ["  ", "Zoë 🙂", "a\nb"],
    "user_role": [
        "proxy_admin",
        "proxy_admin_viewer",
        "internal_user",
        "internal_user_viewer",
        "team",
        "customer",
        "Internal_User",
    ],
    "models": ["all-proxy-models"],
    "model_max_budget": ["x"],
}
MORE_TEXTS = {
    "model_max_budget": {
        "good": '{"m": {"budget_limit": 5, "time_period": "1d"}}',
        "number": '{"m": 5.0}',
    },
    "models": {"none": '["no-default-models"]', "doubled": '["a", "a"]'},
    "user_role": {"null-text": '"null"'},
}

# Fields that are no user's, or that the proxy does not take.
OTHER_FIELDS = [
    "soft_budget",
    "tags",
    "sso_user_id",
    "teams",
    "organization_id",
    "no_such_field",
    "blocked",
    "aliases",
    "key_alias",
    "budget_limits",
    "guardrails",
    "team_id",
    "updated_at",
    "created_at",
    "budget_reset_at",
]
OTHER_VALUES = {"null": "null", "text": '"x"', "list": '["x"]', "object": '{"x": 1}', "yes": "true"}
OTHER_VALUES |= {"empty-list": "[]", "empty-object": "{}", "number": "5"}

DURATIONS = [
    "1s", "90s", "30s", "1m", "45m", "90m", "1h", "6h", "24h", "36h", "1d", "2d", "7d", "14d",
    "30d", "90d", "1w", "2w", "1mo", "hourly", "daily", "Weekly", "MONTHLY", "1d junk", "30days",
    "2mo", "12mo", "1y", "0d", "0s", "5", "30D", "-1d", " 1d", "1 d", "d", "", "yearly", "1.5d",
    "365d", "007d", "7d x", "1mox", "45mx", "3dd", "1w1", "30 d",
]  # fmt: skip


def _update(case: Case, texts: str, **fields: object) -> None:
    user = case.user(**(fields or FILLED))
    body = f'{{"user_id": "{user}", {texts}}}'
    case.call("POST", "/user/update", body, show=case.show_change(user))
    case.stored(user)


def _row(case: Case) -> None:
    """The whole reply, once; the other cases show what changed."""
    user = case.user(**FILLED)
    case.call("POST", "/user/update", {"user_id": user, "user_alias": "after"})


def _nothing(case: Case) -> None:
    user = case.user(**FILLED)
    case.call("POST", "/user/update", {"user_id": user}, show=case.show_change(user))
    case.stored(user)


def _all_at_once(case: Case) -> None:
    texts = '"user_alias": "n", "max_budget": null, "budget_duration": null, "spend": 0,'
    _update(case, texts + '"tpm_limit": null, "rpm_limit": null, "models": ["x"]')


def _several_wrong(case: Case) -> None:
    texts = '"user_email": 5, "user_role": "x", "spend": "a", "models": "b", "metadata": [],'
    _update(case, texts + '"tpm_limit": 1.5, "rpm_limit": {}, "max_budget": "z"')


def _wrong_among_good(case: Case) -> None:
    _update(case, '"max_budget": 77, "budget_duration": "1y"')


def _same_email(case: Case) -> None:
    case.user("v", user_email=f"{case.name_user('v')}@example.invalid")
    _update(case, f'"user_email": "{case.name_user("v")}@example.invalid"')


def _duration_with_reset(case: Case) -> None:
    """A new duration moves the reset, the same one too; a budget alone does not."""
    user = case.user(max_budget=5, budget_duration="30d")
    for body in ({"budget_duration": "1d"}, {"max_budget": 6}, {"budget_duration": None}):
        show = case.show_change(user)
        case.call("POST", "/user/update", {"user_id": user, **body}, show=show)
    case.stored(user)


def _make(texts: str, **fields: object) -> object:
    return lambda case: _update(case, texts, **fields)


def get_fields() -> Iterator[tuple[str, object]]:
    """The field table."""
    for field in FIELDS:
        for label, value in VALUES.items():
            yield f"{field}/{label}", _make(f'"{field}": {value}')
        for value in MORE_VALUES.get(field, []):
            text = value.encode("ascii", "backslashreplace").decode()[:20].replace("\n", "\\n")
            yield f"{field}/text {text}", _make(f'"{field}": {_quote(value)}')
        for label, value in MORE_TEXTS.get(field, {}).items():
            yield f"{field}/{label}", _make(f'"{field}": {value}')
    for field in OTHER_FIELDS:
        for label, value in OTHER_VALUES.items():
            yield f"other {field}/{label}", _make(f'"{field}": {value}')
    yield "reply", _row
    yield "nothing", _nothing
    yield "all-at-once", _all_at_once
    yield "several-wrong", _several_wrong
    yield "wrong-among-good", _wrong_among_good
    yield "same-email", _same_email


def get_durations() -> Iterator[tuple[str, object]]:
    """Durations, on a user who has none."""
    for duration in DURATIONS:
        yield f"update '{duration}'", _make(f'"budget_duration": "{duration}"', max_budget=5)
    for duration in ("1d", "30d", "1y", "2mo", "", "1d junk", "daily"):
        yield f"new '{duration}'", _make_new(duration)
    yield "again", _duration_with_reset


def _make_new(duration: str) -> object:
    def new(case: Case) -> None:
        user = case.name_user()
        body = {"user_id": user, "auto_create_key": False, "budget_duration": duration}
        case.call("POST", "/user/new", body, show=lambda reply: reply["budget_duration"])
        if case.server.find_user(user) is None:
            case.note(stored="no such user")
        else:
            row = case.server.find_user(user)
            case.note(stored=case.describe({"budget_reset_at": None}, row))

    return new


def _quote(text: str) -> str:
    return '"' + text.replace("\n", "\\n") + '"'
