"""What a person does in this program, on the accessible names that its design fixes."""

from desktop import Program
from widgets import (
    BUTTON,
    COMBO,
    DEADLINE,
    FIELD,
    GROUP,
    LABEL,
    MENU_ITEM,
    SWITCH,
    TABLE,
    Widget,
    wait_for,
)

LOADING = "…"
REMOVE = "Remove "

# What begins further down in the window is not in its header bar.
_HEADER_HEIGHT = 40

_PAGES = {"Users", "Keys", "User", "Key", "Rotation", "Usage"}


def _is_below(part: Widget, y: int) -> bool:
    box = part.box
    return box is not None and box.y >= y


class Orchestrator:
    """The started program, seen as a person sees it."""

    def __init__(self, program: Program) -> None:
        self.program = program

    @property
    def window(self) -> Widget:
        return self.program.main_window

    # Connecting

    def connect(self, address: str, key: str) -> None:
        """Fill in the connect page and press Connect."""
        self.window.find(FIELD, "Server address").set_text(address)
        self.window.find(FIELD, "API key").set_text(key)
        self.window.find(BUTTON, "Connect").press()

    @property
    def title(self) -> str:
        """The title of the page that is shown, in the header bar."""
        window = self.window
        top = window.box.y if window.box else 0
        for part in window.descendants(skip=lambda part: _is_below(part, top + _HEADER_HEIGHT)):
            if part.role in LABEL and part.has_size and part.parent.role not in BUTTON:
                return part.text
        return ""

    @property
    def page(self) -> Widget:
        """The page that is shown: with GTK 4.8 hidden ones are on the bus with all they hold."""
        title = self.title

        def is_other_page(part: Widget) -> bool:
            return part.role in GROUP and part.name in _PAGES - {title} and part.box is None

        for part in self.window.descendants(skip=is_other_page):
            if part.role in GROUP and part.name == title and part.box is None:
                return part
        return self.window

    def wait_until_title(self, title: str) -> None:
        """Wait until the header bar shows the title of a page."""
        wait_for(f"page “{title}”", lambda: self.title == title)

    def wait_for_words(self, phrase: str, seconds: float = DEADLINE) -> str:
        """Wait for a toast or a message with this phrase in it; the result is its whole text."""

        def probe() -> str | None:
            for part in self.window.descendants():
                if part.role in LABEL and phrase in part.node.get_name() and part.has_size:
                    return part.node.get_name()
            return None

        return wait_for(f"the words “{phrase}”", probe, seconds)

    def wait_for_card(self, name: str) -> Widget:
        """Wait for a card of the page of a user or a key."""
        return wait_for(f"card “{name}”", lambda: self.page.find_all(GROUP, name))[0]

    # The tables of users and of keys

    def show_list(self, name: str) -> None:
        """Show all users, or all keys."""
        self.window.find(BUTTON, name).press()
        self.wait_until_title(name)

    def rows(self, name: str = "Users") -> list[Widget]:
        """The rows of a table, from top to bottom."""
        tops: list[tuple[int, Widget]] = []
        for table in self.page.find_all(TABLE, name):
            for part in table.children():
                if part.role == "list":
                    # A row can go at any time.
                    boxes = [(row.box, row) for row in part.children()]
                    tops += [(box.y, row) for box, row in boxes if box and box.width and box.height]
        return [row for _, row in sorted(tops, key=lambda top: top[0])]

    def wait_for_rows(self, name: str = "Users") -> list[Widget]:
        """Wait until the first row holds data."""

        def probe() -> list[Widget]:
            rows = self.rows(name)
            return rows if rows and self.row_text(rows[0]) not in ("", LOADING) else []

        return wait_for(f"rows in the table {name}", probe)

    @staticmethod
    def row_text(row: Widget) -> str:
        """What a row says, in one line."""
        return " | ".join(row.labels())

    def search(self, text: str, name: str = "Users") -> Widget:
        """Search for what only one row has; the result is this row."""
        wait_for("Search", lambda: self.page.find_all(FIELD, "Search"))[0].set_text(text)
        return self.wait_for_single_row(text, name)

    def wait_for_single_row(self, text: str, name: str = "Users") -> Widget:
        """Wait until the only row of a table has this text."""

        def probe() -> Widget | None:
            rows = self.rows(name)
            return rows[0] if len(rows) == 1 and text in self.row_text(rows[0]) else None

        return wait_for(f"a single row with “{text}”", probe)

    def wait_for_row(self, text: str, name: str = "Users") -> Widget:
        """Wait until one of the rows of a table has this text."""

        def probe() -> Widget | None:
            return next((row for row in self.rows(name) if text in self.row_text(row)), None)

        return wait_for(f"a row with “{text}”", probe)

    def open_row(self, row: Widget) -> None:
        """Open a user with a click on their row."""
        self.program.click(row, self.window, at=(0.1, 0.5))
        self.wait_until_user_page()

    def select(self, count: int, name: str = "Users") -> None:
        """Select the first rows of a table."""
        self.page.press_button(f"Select {name.lower()}")
        for number in range(count):
            self.program.click(self.rows(name)[number], self.window, at=(0.3, 0.5))
        self.wait_for_words(f"{count} {name.lower()} selected")

    def wait_until_user_page(self) -> Widget:
        """Wait until a user's page is shown."""
        return self.window.find(BUTTON, "Back")

    def back(self, title: str = "Users") -> None:
        """Go back to the page with this title."""
        self.window.find(BUTTON, "Back").press()
        self.wait_until_title(title)

    # The dialogs

    def new_user(self) -> "Editor":
        """Open the dialog New user."""
        self.window.find(BUTTON, "New user").press()
        return Editor(self, "New user", "Create")

    def block_all_keys(self) -> Widget:
        """Open the window Block all keys from the user's menu."""
        self.window.find(BUTTON, "User menu").press()
        self.window.find(MENU_ITEM, "Block all keys…").press()
        return self.program.wait_for_window("Block all keys")

    def answer(self, verb: str) -> None:
        """Answer a question, once it can be answered."""

        def probe() -> Widget | None:
            for window in self.program.windows():
                for button in window.find_all(BUTTON, verb):
                    if button.is_sensitive:
                        return button
            return None

        wait_for(f"a question with “{verb}”", probe).press()

    def confirm(self, verb: str, name: str) -> None:
        """Answer a question, which may want to be told what it is about."""

        def probe() -> Widget | None:
            for window in self.program.windows():
                if window.find_all(BUTTON, verb):
                    for field in window.find_all(FIELD):
                        field.set_text(name)
                    return window
            return None

        wait_for(f"a question with “{verb}”", probe)
        self.answer(verb)

    def edit(self) -> "Editor":
        """Open the dialog Update user."""
        self.window.press_button("Edit user")
        return Editor(self)

    # Keys

    def open_key(self, row: Widget) -> None:
        """Open a key with a click on its row."""
        self.program.click(row, self.window, at=(0.1, 0.5))
        self.wait_until_title("Key")

    def new_key(self) -> "Editor":
        """Open the dialog New key."""
        self.page.press_button("New key")
        return Editor(self, "New key", "Create")

    def edit_key(self) -> "Editor":
        """Open the dialog Update key."""
        self.page.press_button("Edit key")
        return Editor(self, "Update key")

    def rotate_key(self, verb: str = "Replace key") -> "Editor":
        """Open the dialog Regenerate key."""
        self.page.press_button("Regenerate key")
        return Editor(self, "Regenerate key", verb)

    def choose_for_key(self, name: str) -> None:
        """Choose from the menu of the key."""
        self.page.press_button("Key menu")
        self.window.find(MENU_ITEM, name).press()


class Editor:
    """A dialog with fields and a button that sends them: Update user, if not said otherwise."""

    def __init__(
        self, orchestrator: Orchestrator, title: str = "Update user", verb: str = "Save"
    ) -> None:
        self.program = orchestrator.program
        self.title = title
        self.verb = verb
        self.window = self.program.wait_for_window(title)

    def wait_for_words(self, phrase: str) -> None:
        """Wait until the dialog says something."""
        wait_for(
            f"the words “{phrase}”",
            lambda: any(phrase in text for text in self.window.labels(False)),
        )

    def set(self, name: str, text: str) -> None:
        """Type into a field."""
        self.window.find(FIELD, name).set_text(text)

    def text(self, name: str) -> str:
        """What is in a field."""
        return self.window.find(FIELD, name).text

    def models(self) -> list[str]:
        """The models that are chosen."""
        names = (button.name for button in self.window.find_all(BUTTON))
        return [name.removeprefix(REMOVE) for name in names if name.startswith(REMOVE)]

    def set_models(self, names: str) -> None:
        """Choose other models."""
        for name in self.models():
            self.window.find(BUTTON, f"{REMOVE}{name}").press()
            wait_for(f"{name} gone", lambda name=name: name not in self.models())
        self.set("Models", names)

    def switch(self, name: str, on: bool) -> None:
        """Bring a switch into a position."""
        self.window.find(SWITCH, name).switch(on)

    def choose(self, name: str, choice: str) -> None:
        """Choose from a combo box."""
        combo = self.window.find(COMBO, name)
        self.program.focus(self.window)
        self.program.click(combo, self.window)

        def probe() -> list[str]:
            lists = (part.labels() for part in combo.descendants() if part.role == "list")
            return next((labels for labels in lists if len(labels) > 1), [])

        choices = wait_for(f"the choices of {name}", probe)
        self.program.keys("Home", *["Down"] * choices.index(choice), "Return")
        wait_for(f"“{choice}” chosen", lambda: combo.labels()[-1] == choice)

    def wait_until_can_save(self, can: bool = True) -> Widget:
        """Wait until the button is sensitive, or insensitive; the result is the button."""
        button = self.window.find(BUTTON, self.verb)
        wait_for(
            f"{self.verb} {'sensitive' if can else 'insensitive'}",
            lambda: button.is_sensitive == can,
        )
        return button

    def save(self) -> None:
        """Press the button that sends."""
        self.wait_until_can_save().press()

    def save_and_close(self) -> None:
        """Press the button that sends and wait until the dialog is gone."""
        self.save()
        self.program.wait_until_closed(self.title)

    def cancel(self) -> None:
        """Leave without saving, and say so where the dialog asks."""
        self.window.find(BUTTON, "Cancel").press()

        def probe() -> bool:
            windows = self.program.windows()
            for window in windows:
                for button in window.find_all(BUTTON, "Discard"):
                    button.press()
            return all(window.name != self.title for window in windows)

        wait_for(f"{self.title} closed", probe)
