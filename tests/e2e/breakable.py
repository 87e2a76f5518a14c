"""A real proxy that a test may break.

`./dev faults` starts a proxy for such tests alone; LITELLM_SCRIPT is what starts and breaks it.
"""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from api import Api, ApiError
from tap import skip_all
from widgets import LABEL, Widget, wait_for

# The program waits a minute for a server that says nothing.
PATIENCE = 90


class BreakableProxy:
    """A proxy of one's own."""

    def __init__(self) -> None:
        self._script = os.environ["LITELLM_SCRIPT"]
        self.api = Api(os.environ["LITELLM_URL"], os.environ["LITELLM_MASTER_KEY"])

    def do(self, *words: str) -> None:
        """One command of the script."""
        subprocess.run([self._script, *words], check=True, stdout=subprocess.DEVNULL)

    def wait_until_well(self) -> None:
        """Wait until it answers from its database."""

        def probe() -> bool:
            try:
                return "users" in self.api.get("/user/list", page_size=1)
            except (ApiError, OSError):
                return False

        wait_for("a proxy that is well", probe, PATIENCE)

    @contextmanager
    def broken(self, *words: str, repair: tuple[str, ...]) -> Iterator[None]:
        """Broken by a command, and repaired by another, whatever happens meanwhile."""
        self.do(*words)
        try:
            yield
        finally:
            self.do(*repair)
            self.wait_until_well()


def wait_for_label(window: Widget, words: str, seconds: float = PATIENCE) -> str:
    """Wait for a text in a window; the result is all of it."""

    def probe() -> str | None:
        texts = (label.text for label in window.find_all(LABEL))
        return next((text for text in texts if words in text), None)

    return wait_for(f"the words “{words}”", probe, seconds)


def skip_without_script() -> None:
    """Skip all of a test where there is nothing to break."""
    if not os.environ.get("LITELLM_SCRIPT"):
        skip_all("LITELLM_SCRIPT names nothing that starts a proxy")
