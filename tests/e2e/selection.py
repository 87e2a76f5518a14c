"""Several keys of the table, chosen to do the same to all of them."""

from orchestrator import Orchestrator
from widgets import BUTTON, LABEL, Widget, wait_for

# Name, facts and outcome.
_LABELS_OF_ROW = 3

# As many as the window shows for sure.
_MOST_ROWS = 16


class Selection:
    """Keys that are chosen one by one."""

    def __init__(self, orchestrator: Orchestrator) -> None:
        self._orchestrator = orchestrator
        self._program = orchestrator.program
        self._page = orchestrator.page
        self._page.press_button("Select keys")

    def choose(self, aliases: list[str]) -> None:
        """Click on the rows of these keys, in this order."""
        window = self._orchestrator.window

        def probe() -> list[Widget]:
            rows = self._orchestrator.rows("Keys")[:_MOST_ROWS]
            texts = [(row, self._orchestrator.row_text(row)) for row in rows]
            found = [next((row for row, text in texts if alias in text), None) for alias in aliases]
            return [] if None in found else found

        for row in wait_for(f"{len(aliases)} rows", probe):
            self._program.click(row, window, at=(0.3, 0.5))
        self._orchestrator.wait_for_words(f"{len(aliases)} keys selected")

    def ask(self, verb: str) -> str:
        """Press a button of the bar; the result is what the question says."""
        self._page.press_button(verb)
        question = self._question()
        return wait_for("its words", lambda: "\n".join(question.labels(False)))

    def run(self, verb: str, title: str) -> "Job":
        """Answer the question; the result is the window that does it."""
        self._question().press_button(verb)
        return Job(self._orchestrator, title)

    def _question(self) -> Widget:
        wait_for("a question", lambda: len(self._program.windows()) == 2)
        return self._program.windows()[-1]


class Job:
    """The window that does something to one key after the other."""

    def __init__(self, orchestrator: Orchestrator, title: str) -> None:
        self._program = orchestrator.program
        self.title = title
        self.window = self._program.wait_for_window(title)
        # So that all rows are seen.
        self._program.place(self.window, 520, 1150)

    def press(self, name: str) -> None:
        """Press one of its buttons."""
        self.window.press_button(name)

    def wait_for_words(self, phrase: str) -> str:
        """Wait until it says something; the result is all of it."""

        def probe() -> str | None:
            return next((text for text in self.window.labels(False) if phrase in text), None)

        return wait_for(f"the words “{phrase}”", probe)

    def outcomes(self, count: int) -> dict[str, str]:
        """What became of so many keys that are listed, by their alias."""

        def probe() -> dict[str, str]:
            labels = [
                [label.text for label in row.find_all(LABEL)]
                for part in self.window.descendants()
                if part.role == "list"
                for row in part.children()
            ]
            found = {texts[0]: texts[-1] for texts in labels if len(texts) == _LABELS_OF_ROW}
            return found if len(found) == count else {}

        return wait_for(f"the outcomes of {count} keys", probe)

    def close(self) -> None:
        """Close it, once it is done."""
        self.window.find(BUTTON, "Close").press()
        self._program.wait_until_closed(self.title)
