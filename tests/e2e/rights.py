"""Who finds what in the window: the one table of kinds of keys and actions.

test_permissions.py goes through it, on the demo server and on a real proxy, and docs/permissions.md
is what it saw.
"""

from api import Api
from cast import ABSENT, SENSITIVE, Place
from widgets import BUTTON, FIELD, GROUP, MENU_ITEM, SWITCH, TABLE

# Kinds of keys to sign in with. Where nothing else is said, the user's key may call everything.
MASTER, ADMIN, VIEWER = "master key", "proxy_admin", "proxy_admin_viewer"
USER, USER_VIEWER = "internal_user", "internal_user_viewer"
NO_ROLE, OVER_BUDGET = "user without a role", "user over budget"
ADMIN_MANAGEMENT = "proxy_admin, key for management"
ADMIN_READ_ONLY = "proxy_admin, read-only key"
MANAGEMENT, READ_ONLY = "internal_user, key for management", "internal_user, read-only key"
NO_USER, TEAM, MISSING = "key of nobody", "key of a team", "key of a deleted user"
LLM_API, EXPIRED, BLOCKED = "key for models only", "expired key", "blocked key"
UNKNOWN, NOT_A_KEY, EMPTY = "unknown key", "no key at all (“hello”)", "nothing"

EDITORS = (MASTER, ADMIN, ADMIN_MANAGEMENT)
ADMINS = (*EDITORS, VIEWER)
KEY_READERS = (*ADMINS, ADMIN_READ_ONLY)
OWNERS = (USER, NO_ROLE, OVER_BUDGET, MANAGEMENT)
SELVES = (*OWNERS, USER_VIEWER, READ_ONLY)
SIGNED_IN = (*KEY_READERS, *SELVES)

# The roles are what other versions are asked about.
ROLES = (MASTER, ADMIN, VIEWER, USER, USER_VIEWER)

# Where one begins: the title of a page, or the words of a refusal.
LANDINGS = (
    dict.fromkeys(ADMINS, "Users")
    | {ADMIN_READ_ONLY: "Keys"}
    | dict.fromkeys(SELVES, "User")
    | dict.fromkeys((NO_USER, TEAM), "This Key Belongs to No User")
    | {
        MISSING: "This Key’s User Does Not Exist",
        LLM_API: "This API key may not be used for this. Sign in with a key that may manage users "
        "and keys.",
        EXPIRED: "This API key has expired.",
        BLOCKED: "This API key is blocked.",
        UNKNOWN: "The server does not know this API key.",
        NOT_A_KEY: "This is not an API key of LiteLLM: they begin with “sk-”.",
        EMPTY: "Enter an API key.",
    }
)

# Places. Who does not see all users lands on their own page.
MENU, USERS, NEW_USER = "main menu", "users", "New user"
SPENT, FRESH, ONESELF = "user with spend", "user without spend", "oneself"
KEYS, NEW_KEY = "keys", "New key"
SELF_MADE, GIVEN, TEAM_KEY = "own key, self-made", "own key, made by others", "own key, of a team"
FOREIGN, UNUSED = "somebody else’s key", "somebody else’s key, not used"
OWN_KEYS = (SELF_MADE, GIVEN, TEAM_KEY)

# What is looked for in each of them.
ROW = frozenset({"list item"})
USER_WIDGETS = (
    (BUTTON, "Edit user"), (BUTTON, "Reset spend"), (BUTTON, "Delete user"),
    (MENU_ITEM, "Block all keys…"), (BUTTON, "New key"), (ROW, "Usage"),
)  # fmt: skip
KEY_WIDGETS = (
    (BUTTON, "Edit key"), (BUTTON, "Regenerate key"), (MENU_ITEM, "Copy key ID"),
    (MENU_ITEM, "Block"), (MENU_ITEM, "Reset key spend"), (MENU_ITEM, "Delete key"),
    (ROW, "Usage"),
)  # fmt: skip
WIDGETS = {
    MENU: (
        (MENU_ITEM, "Usage of All Users"), (MENU_ITEM, "Export List…"), (MENU_ITEM, "Activity"),
    ),
    USERS: (
        (TABLE, "Users"), (FIELD, "Search"), (BUTTON, "Users"), (BUTTON, "Keys"),
        (BUTTON, "Refresh"), (BUTTON, "Main menu"), (BUTTON, "Connection menu"), (BUTTON, "Back"),
        (BUTTON, "New user"), (BUTTON, "Select users"),
    ),
    NEW_USER: ((SWITCH, "Invitation link"),),
    SPENT: ((BUTTON, "Back"), (GROUP, "Spend"), (GROUP, "Budget"), *USER_WIDGETS),
    FRESH: USER_WIDGETS,
    ONESELF: USER_WIDGETS,
    KEYS: (
        (TABLE, "Keys"), (FIELD, "Search"), (BUTTON, "New key"), (BUTTON, "Select keys"),
        (BUTTON, "Due for rotation"),
    ),
    NEW_KEY: ((FIELD, "User ID"),),
    **dict.fromkeys((*OWN_KEYS, FOREIGN, UNUSED), KEY_WIDGETS),
}  # fmt: skip

# What the test does where it is offered.
DEEDS = (
    "New user", "Invitation link", "Edit user", "Reset spend", "Delete user", "Block all keys…",
    "New key", "Edit key", "Block", "Reset key spend", "Delete key", "Regenerate key", "Usage",
)  # fmt: skip

NOTHING_SPENT = "insensitive: Nothing has been spent yet."
YOURSELF = "insensitive: You are signed in as this user."
NOT_SELF_MADE = (
    "insensitive: Somebody else made this key for you, so only an administrator can change it."
)
TOO_OLD = "insensitive: This version of the LiteLLM proxy can’t tell this."

# Why something is not offered although the server would take it.
ONLY_ONES_OWN = "the server answers with what is one’s own, which the own page shows"
NOTHING_OF_OTHERS = "the server answers, but with zeros, whatever was used"
ON_PURPOSE = {"Usage of All Users": ONLY_ONES_OWN, "Usage": NOTHING_OF_OTHERS}


def is_on_purpose(kind: str, where: str, name: str, api: Api) -> bool:
    """Whether something need not be offered that the server would do."""
    if name == "Block all keys…" and kind in OWNERS and not api.can("hold owners back"):
        return True  # These versions let owners block any key.
    if kind in EDITORS:
        return name in ("Reset spend", "Reset key spend") and where in (FRESH, ONESELF, UNUSED)
    if kind == MISSING:
        return name in ON_PURPOSE  # What was used is told by the ID of a user, existing or not.
    return kind in SELVES and (where, name) in ((MENU, "Usage of All Users"), (FOREIGN, "Usage"))


def places_of(kind: str) -> tuple[str, ...]:
    """Where somebody is taken, in this order."""
    new_key = (NEW_KEY,) if kind in (*EDITORS, *OWNERS) else ()
    if kind in SELVES:
        return (MENU, ONESELF, *new_key, *OWN_KEYS)
    if kind == ADMIN_READ_ONLY:
        return (MENU, KEYS, FOREIGN)
    own = (ONESELF,) if kind == ADMIN else ()
    new = (NEW_USER,) if kind in EDITORS else ()
    return (MENU, USERS, *new, SPENT, FRESH, *own, KEYS, *new_key, FOREIGN, UNUSED)


def _of_user(kind: str, where: str) -> dict[str, str]:
    if kind in EDITORS:
        found = dict.fromkeys((name for _, name in USER_WIDGETS), SENSITIVE)
        if where == FRESH:
            found["Reset spend"] = NOTHING_SPENT
        if where == ONESELF:
            found |= {"Delete user": YOURSELF, "Reset spend": NOTHING_SPENT}
        return found
    if kind == READ_ONLY:
        return {}
    return {"Usage": SENSITIVE} | ({"New key": SENSITIVE} if kind in OWNERS else {})


def _of_key(kind: str, where: str, holds_owners_back: bool) -> dict[str, str]:
    found = {"Copy key ID": SENSITIVE}
    if kind in EDITORS:
        found = dict.fromkeys((name for _, name in KEY_WIDGETS), SENSITIVE)
        return found | ({"Reset key spend": NOTHING_SPENT} if where == UNUSED else {})
    if kind in (READ_ONLY, ADMIN_READ_ONLY):
        return found
    if kind in OWNERS:
        change = NOT_SELF_MADE if where == GIVEN and holds_owners_back else SENSITIVE
        found |= {"Edit key": change, "Block": change}
        found |= dict.fromkeys(("Regenerate key", "Delete key"), SENSITIVE)
    return found | {"Usage": SENSITIVE}


def _of_lists(kind: str, where: str) -> dict[str, str]:
    if where == MENU:
        names = ["Activity"]
        if kind in ADMINS:
            names.append("Usage of All Users")
        if kind in KEY_READERS:
            names.append("Export List…")
    elif where == USERS:
        names = ["Users", "Search", "Keys", "Refresh", "Main menu", "Connection menu"]
        if kind in EDITORS:
            names += ["New user", "Select users"]
    elif where == NEW_USER:
        names = [] if kind == ADMIN_MANAGEMENT else ["Invitation link"]
    elif where == NEW_KEY:
        names = ["User ID"] if kind in EDITORS else []
    else:
        names = ["Keys", "Search"]
        if kind in EDITORS:
            names += ["New key", "Select keys", "Due for rotation"]
    return dict.fromkeys(names, SENSITIVE)


def _for_version(kind: str, where: str, found: dict[str, str], api: Api) -> dict[str, str]:
    """What an older proxy does not tell."""
    usage = "Usage of All Users" if where == MENU else "Usage"
    if usage not in found or where == MENU and kind in (MASTER, ADMIN):
        return found
    told = "tell own usage" if kind in SELVES else "tell usage of users"
    by_key = where in (FOREIGN, UNUSED) and kind in EDITORS
    if by_key or api.can(told):
        return found
    return found | {usage: ABSENT if where == MENU else TOO_OLD}


def expected(kind: str, where: str, api: Api) -> dict[Place, str]:
    """How everything in one place has to be for somebody."""
    if where in (SPENT, FRESH, ONESELF):
        found = _of_user(kind, where)
        found |= dict.fromkeys(("Back", "Spend", "Budget"), SENSITIVE)
    elif WIDGETS[where] is KEY_WIDGETS:
        found = _of_key(kind, where, api.can("hold owners back"))
    else:
        found = _of_lists(kind, where)
    found = _for_version(kind, where, found, api)
    return {
        Place(where, roles, name): found.get(name, ABSENT) for roles, name in WIDGETS[where]
    }
