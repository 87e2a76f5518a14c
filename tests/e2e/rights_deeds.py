"""What is offered is done, through the window, and the server tells whether it was."""

from collections.abc import Callable

import rights
import rights_people
from api import Api, ApiError, Json
from orchestrator import Orchestrator
from rights_people import INVITED, MADE
from secret import SecretWindow
from tap import Report
from widgets import BUTTON, wait_for


class Deeds:
    """Everything that one person may do."""

    def __init__(self, orchestrator: Orchestrator, api: Api, kind: str, report: Report) -> None:
        self.orchestrator = orchestrator
        self.api = api
        self.kind = kind
        self.report = report
        self.done: set[str] = set()
        self.alias = f"e2e deed, {kind}"

    def _check(self, name: str, probe: Callable[[], object], as_well: str = "") -> None:
        """Wait until the server agrees: a toast can come before that, or an old one be there."""
        wait_for(f"{name}: the server agrees", probe)
        self.report.check(True, f"{self.kind}: {name}{as_well} is done, and the server agrees")
        self.done.add(name)

    def _user(self) -> Json | None:
        rows = self.api.get("/user/list", user_ids=MADE, page_size=100)["users"]
        return next((row for row in rows if row["user_id"] == MADE), None)

    def _key(self, token: str) -> Json:
        return self.api.get("/key/info", key=token)["info"]

    def _is_gone(self, token: str) -> bool:
        try:
            return self._key(token).get("status") == "deleted"
        except ApiError as error:
            return error.status == 404

    def see_usage(self, title: str) -> None:
        orchestrator = self.orchestrator
        link = orchestrator.page.find(rights.ROW, "Usage")
        if not link.is_sensitive:
            return  # An older proxy does not tell it.
        orchestrator.program.click(link, orchestrator.window)
        orchestrator.wait_until_title("Usage")
        orchestrator.wait_for_card("Tokens")
        self._check("Usage", lambda: True)
        orchestrator.back(title)

    # Keys

    def make_key(self) -> str:
        """Create a key on the page of its user; the result is its ID."""
        editor = self.orchestrator.new_key()
        editor.set("Key alias", self.alias)
        editor.save()
        # No keyring keeps the secret of this run, so that it is shown first.
        secret = SecretWindow(self.orchestrator)
        token = secret.key_id
        secret.saved()
        self.orchestrator.wait_until_title("Key")
        self._check("New key", lambda: self._key(token)["key_alias"] == self.alias)
        return token

    def _reset_spend(self, token: str) -> None:
        self.api.post("/key/update", key=token, spend=1.5)
        self.orchestrator.page.press_button("Refresh")
        self.orchestrator.wait_for_words("$1.50")
        self.orchestrator.choose_for_key("Reset key spend")
        self.orchestrator.answer("Reset spend")
        self._check("Reset key spend", lambda: self._key(token)["spend"] == 0)

    def _replace(self, token: str) -> str:
        editor = self.orchestrator.rotate_key()
        editor.save()
        secret = SecretWindow(self.orchestrator)
        new_token = secret.key_id
        secret.saved()
        self.orchestrator.program.wait_until_closed(editor.title)
        self._check(
            "Regenerate key",
            lambda: self._is_gone(token) and self._key(new_token)["key_alias"] == self.alias,
        )
        return new_token

    def with_key(self, title: str) -> None:
        """From creating a key to deleting it; back to the page with this title."""
        orchestrator, token = self.orchestrator, self.make_key()
        editor = orchestrator.edit_key()
        editor.switch("Unlimited TPM", False)
        editor.set("TPM limit", "1000")
        editor.save_and_close()
        self._check("Edit key", lambda: self._key(token)["tpm_limit"] == 1000)
        orchestrator.choose_for_key("Block")
        orchestrator.answer("Block")
        self._check("Block", lambda: self._key(token)["blocked"])
        orchestrator.choose_for_key("Unblock")
        self._check("Block", lambda: not self._key(token)["blocked"], " and Unblock")
        if self.kind in rights.EDITORS:
            self._reset_spend(token)
        token = self._replace(token)
        orchestrator.wait_until_title("Key")
        self.see_usage("Key")
        orchestrator.wait_for_card("Expires")
        orchestrator.choose_for_key("Delete key")
        orchestrator.confirm("Delete", self.alias)
        self._check("Delete key", lambda: self._is_gone(token))
        orchestrator.wait_until_title(title)

    def delete_given(self) -> None:
        """Who may not edit a key that was given to them may delete it."""
        orchestrator, alias = self.orchestrator, f"e2e given, {self.kind}"
        key = self.api.post(
            "/key/generate", user_id=rights_people.owner_of(self.kind), key_alias=alias
        )
        orchestrator.page.press_button("Refresh")
        orchestrator.open_key(orchestrator.wait_for_row(alias, "Keys"))
        orchestrator.wait_for_card("Expires")
        orchestrator.choose_for_key("Delete key")
        orchestrator.confirm("Delete", alias)
        self._check("Delete key", lambda: self._is_gone(key["token"]), " (a given one)")
        orchestrator.wait_until_title("User")

    # Users

    def _invite(self) -> None:
        orchestrator = self.orchestrator
        editor = orchestrator.new_user()
        editor.set("User ID", INVITED)
        editor.switch("Invitation link", True)
        editor.save_and_close()
        window = orchestrator.program.wait_for_window("Invitation link")
        self._check(
            "Invitation link",
            lambda: any("/ui/onboarding?invitation_id=" in text for text in window.labels(False)),
        )
        window.act("window.close")
        orchestrator.program.wait_until_closed("Invitation link")
        orchestrator.wait_until_title("User")
        orchestrator.back()
        self.api.post("/user/delete", user_ids=[INVITED])

    def _reset_user_spend(self) -> None:
        self.api.post("/user/update", user_id=MADE, spend=1.5)
        self.orchestrator.page.press_button("Refresh")
        self.orchestrator.page.press_button("Reset spend")
        # The question has a button of the same name.
        wait_for("the question", lambda: len(self.orchestrator.program.windows()) == 2)
        self.orchestrator.answer("Reset spend")
        self._check("Reset spend", lambda: (self._user() or {}).get("spend") == 0)

    def _block_all(self) -> None:
        keys = [self.api.post("/key/generate", user_id=MADE)["token"] for _ in range(2)]
        window = self.orchestrator.block_all_keys()
        window.press_button("Block")
        self._check("Block all keys…", lambda: all(self._key(token)["blocked"] for token in keys))
        window.find(BUTTON, "Close").press()
        self.orchestrator.program.wait_until_closed("Block all keys")

    def with_user(self) -> None:
        """From creating a user to deleting them; one begins in the list."""
        orchestrator = self.orchestrator
        orchestrator.show_list("Users")
        if self.kind == rights.ADMIN:
            self._invite()
        editor = orchestrator.new_user()
        editor.set("User ID", MADE)
        editor.save_and_close()
        self._check("New user", lambda: self._user())
        orchestrator.wait_for_card("Budget")
        editor = orchestrator.edit()
        editor.set("Alias", "Deed")
        editor.save_and_close()
        self._check("Edit user", lambda: (self._user() or {}).get("user_alias") == "Deed")
        self._reset_user_spend()
        self.see_usage("User")
        self.with_key("User")
        self._block_all()
        orchestrator.window.find(BUTTON, "Delete user").press()
        orchestrator.answer("Delete")
        self._check("Delete user", lambda: self._user() is None)
        orchestrator.wait_until_title("Users")


def do_all(
    orchestrator: Orchestrator, cast: rights_people.Cast, kind: str, report: Report
) -> set[str]:
    """Do all that somebody may do; the result is what was done."""
    deeds = Deeds(orchestrator, cast.admin, kind, report)
    if kind in rights.EDITORS:
        deeds.with_user()
    elif kind == rights.VIEWER:
        orchestrator.show_list("Users")
        orchestrator.open_row(orchestrator.search(rights_people.STRANGER))
        orchestrator.wait_for_card("Spend")
        deeds.see_usage("User")
    elif kind in rights.OWNERS:
        deeds.with_key("User")
        deeds.delete_given()
    if kind in (*rights.OWNERS, rights.USER_VIEWER):
        deeds.see_usage("User")
    return deeds.done
