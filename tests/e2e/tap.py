"""Test results in the Test Anything Protocol."""

import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from widgets import mask


def note(text: str) -> None:
    """Print a comment, without API keys."""
    for line in mask(text).splitlines() or [""]:
        print(f"# {line}", flush=True)


class Report:
    """Counts the checks of one test program."""

    def __init__(self) -> None:
        self.count = 0
        self.failed = 0

    def check(self, passed: object, name: str, detail: str = "") -> bool:
        """Report one check; `detail` is printed where it failed."""
        self.count += 1
        print(f"{'ok' if passed else 'not ok'} {self.count} - {mask(name)}", flush=True)
        if not passed:
            self.failed += 1
            if detail:
                note(detail)
        return bool(passed)

    def skip(self, reason: str) -> None:
        """Report something that can't be checked on this server."""
        self.count += 1
        print(f"ok {self.count} # SKIP {reason}", flush=True)

    def equal(self, actual: object, expected: object, name: str) -> bool:
        """Report whether two values are equal."""
        return self.check(actual == expected, name, f"expected {expected!r}\ngot      {actual!r}")

    @contextmanager
    def section(self, name: str, describe: Callable[[], str] | None = None) -> Iterator[None]:
        """Turn an exception into one failed check; `describe` tells what the screen shows then."""
        note(name)
        try:
            yield
        except Exception:  # pylint: disable=broad-except
            detail = traceback.format_exc()
            if describe is not None:
                detail += describe()
            self.check(False, name, detail)

    def finish(self) -> int:
        """Print the plan; the result is an exit status."""
        print(f"1..{self.count}", flush=True)
        return 1 if self.failed or not self.count else 0


def skip_all(reason: str) -> None:
    """Leave the test program as skipped."""
    print(f"1..0 # SKIP {reason}", flush=True)
    sys.exit(0)
