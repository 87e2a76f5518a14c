"""The window that shows a new secret once."""

import hashlib
import re

import clipboard
from orchestrator import Orchestrator
from widgets import BUTTON, LABEL, wait_for

_KEY_ID = re.compile(r"[0-9a-f]{64}")


class SecretWindow:
    """The secret of a key that was just created."""

    def __init__(self, orchestrator: Orchestrator) -> None:
        self.program = orchestrator.program
        self.window = self.program.wait_for_window("API key")

    @property
    def key_id(self) -> str:
        """The hash by which the server knows the key."""
        return wait_for("a key ID", self._find_key_id)

    def copy(self) -> str:
        """Press Copy secret; the result is what the clipboard holds then: the key's secret."""
        token = self.key_id
        self.window.find(BUTTON, "Copy secret").press()
        return wait_for("the secret in the clipboard", lambda: self._read_secret_of(token))

    def wait_until_copied(self) -> str:
        """Wait until the clipboard holds a secret; the result is it."""
        return wait_for("a secret in the clipboard", self._read_clipboard)

    def wait_until_taken_back(self, secret: str) -> None:
        """Wait until the clipboard does not hold it any more."""
        wait_for("a clipboard without the secret", lambda: clipboard.read() != secret)

    def try_to_close(self) -> None:
        """Press Escape, as in any other window; it stays, and says why."""
        self.program.focus(self.window)
        self.program.keys("Escape")
        wait_for("a refusal", lambda: any("once you have saved" in t for t in self._texts()))

    def saved(self) -> None:
        """Leave it the one way that there is."""
        self.window.find(BUTTON, "I have saved it").press()
        self.program.wait_until_closed("API key")

    def _texts(self) -> list[str]:
        return [label.text for label in self.window.find_all(LABEL)]

    def _find_key_id(self) -> str | None:
        return next((text for text in self._texts() if _KEY_ID.fullmatch(text)), None)

    def _read_secret_of(self, token: str) -> str | None:
        text = self._read_clipboard()
        return text if text and hashlib.sha256(text.encode()).hexdigest() == token else None

    @staticmethod
    def _read_clipboard() -> str | None:
        text = clipboard.read()
        return text if text.startswith("sk-") else None
