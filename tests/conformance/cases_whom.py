"""POST /user/update: whom it concerns, who may call it, and odd user IDs (contract §1.2, §10)."""

from collections.abc import Iterator

from case import Case, encode

CALLERS = [
    "master", "adm", "adv", "own", "oth", "vie", "nul", "over", "no-user", "missing", "expired",
    "blocked", "llm-api", "read-only", "management", "unknown", "not-a-key", "short", "hash",
    "empty", "nobody", "no-bearer", "lower", "x-litellm", "x-litellm-bare", "x-api",
]  # fmt: skip

ODD_IDS = [
    "a/b", "a b", "a+b", "ü/ñ", "a#b", "a@b.c", "a%b", "a&b=c", "a?b", "a%20b", "'q'", '"dq"', "..",
    " lead", "trail ", "a,b", "a\\b", "_", "%", "日本", "<i>", "a\tb", "x" * 200,
]  # fmt: skip

BAD_BODIES = {
    "no-id": "{}",
    "null-id": '{"user_id": null, "max_budget": 5}',
    "empty-id": '{"user_id": "", "max_budget": 5}',
    "both-empty": '{"user_id": "", "user_email": ""}',
    "number-id": '{"user_id": 5}',
    "array": "[]",
    "array-of-users": '[{"user_id": "x"}]',
    "text": '"x"',
    "number": "5",
    "null": "null",
    "broken": "{not json",
    "cut": '{"user_id": "x"',
    "trailing": '{"user_id": "x"} x',
    "none": None,
}


def _unknown(case: Case) -> None:
    user = case.name_user()
    case.call("POST", "/user/update", {"user_id": user, "max_budget": 5})
    case.stored(user)


def _by_email(case: Case) -> None:
    email = f"{case.name_user()}@example.invalid"
    user = case.user(user_email=email)
    body = {"user_email": email, "max_budget": 7}
    case.call("POST", "/user/update", body, show=case.show_change(user))
    case.stored(user)


def _by_other_email(case: Case) -> None:
    """A user with a random ID comes to be, although the call fails."""
    email = f"{case.name_user()}@example.invalid"
    user = case.user(user_email=email)
    for wrong in (email.upper(), f"x{email}"):
        case.call("POST", "/user/update", {"user_email": wrong, "max_budget": 7})
        rows = case.server.ask("GET", f"/user/list?page_size=100&user_email={encode(wrong)}")["users"]
        made = [row for row in rows if row["user_email"] == wrong]
        case.note(made=[{**case.describe({}, row), "user_id": "random"} for row in made])
        case.server.ask("POST", "/user/delete", {"user_ids": [row["user_id"] for row in made]})
    case.stored(user)


def _both(case: Case) -> None:
    """An ID and another's e-mail: the ID tells whom."""
    email = f"{case.name_user('v')}@example.invalid"
    other, user = case.user("v", user_email=email), case.user()
    case.call("POST", "/user/update", {"user_id": user, "user_email": email}, show=lambda _: "good")
    case.stored(user)
    case.stored(other)


def _other_case(case: Case) -> None:
    user = case.user()
    upper = user.upper()
    case.names[upper] = "<U>"
    case.call("POST", "/user/update", {"user_id": upper, "max_budget": 5}, show=lambda _: "good")
    case.stored(user)
    case.server.ask("POST", "/user/delete", {"user_ids": [upper]})


def _content_type(case: Case) -> None:
    user = case.user()
    for kind in ("text/plain", "application/x-www-form-urlencoded", "application/json; charset=utf-8"):
        body = {"user_id": user, "max_budget": 5}
        case.call("POST", "/user/update", body, show=lambda _: "good", headers={"Content-Type": kind})
    case.stored(user)


def _version_headers(case: Case) -> None:
    user = case.user()
    headers = {"If-Match": '"x"', "If-Unmodified-Since": "Mon, 01 Jan 2001 00:00:00 GMT"}
    body = {"user_id": user, "max_budget": 5, "updated_at": "2001-01-01T00:00:00Z"}
    case.call("POST", "/user/update", body, headers=headers, show=case.show_change(user))
    case.stored(user)


def _bad_body(body: str | None) -> object:
    return lambda case: case.call("POST", "/user/update", body)


def _as(caller: str, body: dict[str, object], himself: bool) -> object:
    def update(case: Case) -> None:
        known = caller in case.callers and case.server.find_user(case.server.prefix + caller)
        user = case.server.prefix + caller if himself and known else case.user()
        case.call("POST", "/user/update", {"user_id": user, **body}, caller, show=lambda _: "good")

    return update


def _role_change(case: Case) -> None:
    """It takes effect at once, on keys that are in use."""
    secret, _ = case.key(user_role="internal_user")
    case.add_key("changed", secret)
    user = case.name_user()
    for role in ("proxy_admin", "internal_user_viewer", "internal_user"):
        case.call("POST", "/user/update", {"user_id": user, "user_role": role}, show=lambda _: "good")
        case.call("GET", "/user/list?page_size=1&user_ids=no-such", caller="changed")


def _odd(odd: str) -> object:
    def use(case: Case) -> None:
        user = case.server.prefix + case.tag + odd
        case.names |= {user: "<odd>", encode(user): "<odd encoded>"}
        case.names |= {user.replace("\\", "\\\\"): "<odd>", user.replace("'", "\\'"): "<odd>"}
        body = {"user_id": user, "user_role": "internal_user"}
        secret = case.call("POST", "/user/new", body, show=lambda reply: reply["user_id"])["key"]
        case.add_key("odd", secret)
        body = {"user_id": user, "max_budget": 5}
        case.call("POST", "/user/update", body, show=lambda reply: reply["data"]["max_budget"])
        value = encode(user)
        for path in (f"/v2/user/info?user_id={value}", f"/user/info?user_id={value}"):
            case.call("GET", path, show=_show_budget)
        case.call("GET", "/v2/user/info", caller="odd", show=_show_budget)
        case.call("GET", f"/user/list?user_ids={value}", show=_show_ids)
        case.call("GET", f"/user/list?search={value}", show=_show_ids)
        case.call("GET", f"/key/list?user_id={value}", show=lambda reply: reply["total_count"])
        case.call("POST", "/user/delete", {"user_ids": [user]})

    return use


def _show_budget(reply: dict) -> object:
    row = reply.get("user_info", reply)
    return [row["user_id"], row["max_budget"]]


def _show_ids(reply: dict) -> object:
    return [user["user_id"] for user in reply["users"]]


def get_cases() -> Iterator[tuple[str, object]]:
    """Whom."""
    yield "unknown", _unknown
    yield "by-email", _by_email
    yield "by-other-email", _by_other_email
    yield "both", _both
    yield "other-case", _other_case
    yield "content-type", _content_type
    yield "version-headers", _version_headers
    yield "role-change", _role_change
    for label, body in BAD_BODIES.items():
        yield f"body {label}", _bad_body(body)
    for caller in CALLERS:
        yield f"as {caller}/another", _as(caller, {"user_alias": "x"}, False)
        yield f"as {caller}/empty", _as(caller, {}, False)
    for caller in ("adm", "adv", "own", "vie", "nul", "over"):
        for field, value in {"max_budget": None, "user_email": "", "user_role": "x"}.items():
            # Who reads adm's own row at the same time has to find it as it was made.
            if (caller, field) == ("adm", "user_email"):
                continue
            yield f"as {caller}/himself {field}", _as(caller, {field: value}, True)
    yield "as adv/another email", _as("adv", {"user_email": "x@example.invalid"}, False)


def get_odd_ids() -> Iterator[tuple[str, object]]:
    """Odd user IDs."""
    for odd in ODD_IDS:
        yield f"'{odd[:20].encode('unicode_escape').decode()}'".replace("#", "hash"), _odd(odd)
