"""A person at a keyboard: what they press is counted, what they type is not."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import ConsoleMessage, Page, expect

from issuance.models import User

PASSWORD = "a good long word"
# The keystroke-level model (Card, Moran and Newell): an average typist's key, and making up one's mind.
SECONDS_A_KEY, SECONDS_A_THOUGHT = 0.28, 1.35

# How far anything jumped on a page since it was opened: a script that gives each shift and what moved.
SHIFTS = (
    "new Promise(done => { const moved = []; new PerformanceObserver(list => {"
    " for (const entry of list.getEntries())"
    " moved.push([entry.value, entry.sources.map(source => source.node?.outerHTML?.slice(0, 80))]); })"
    ".observe({type: 'layout-shift', buffered: true}); setTimeout(() => done(moved), 300); })"
)


@dataclass
class Person:
    """One browser; `keys` counts every press that is not part of a value."""

    page: Page
    user: User | None
    keys: int = 0
    typed: int = 0
    thoughts: int = 0
    began: float = 0.0
    asked: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def heard(self, message: ConsoleMessage) -> None:
        """A page may not complain: a refused style or script shows here. A form that is refused is no complaint."""
        if message.type == "error" and "422" not in message.text:
            self.faults.append(message.text)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.keys += 1
        self.thoughts += 1

    def type(self, value: str) -> None:
        """Type a value where the cursor stands."""
        self.page.keyboard.type(value)
        self.typed += len(value)
        self.thoughts += 1

    def choose(self, place: int) -> None:
        """Choose the `place`th option below the one that a list shows: a value, as typing its first letter is."""
        for _ in range(place):
            self.page.keyboard.press("ArrowDown")
        self.typed += place
        self.thoughts += 1

    def starts_the_clock(self) -> None:
        self.keys = self.typed = self.thoughts = 0
        self.began = perf_counter()

    def stops_the_clock(self, what: str, book: Path) -> float:
        """Seconds that a newcomer needs: the machine's as measured, the hand's and the head's by the model."""
        machine = perf_counter() - self.began
        by_hand = (self.keys + self.typed) * SECONDS_A_KEY + self.thoughts * SECONDS_A_THOUGHT
        with book.open("a", encoding="utf-8") as lines:
            lines.write(
                f"{what}: {self.keys} keys and {self.typed} characters of values, machine {machine:.1f} s,"
                f" person about {by_hand:.0f} s\n"
            )
        return machine + by_hand

    def is_told(self, words: str) -> None:
        """Wait for what the page says of a deed that was done."""
        expect(self.page.locator(".note--success")).to_contain_text(words)
        self.page.wait_for_load_state("load")

    def sees_state(self, label: str) -> None:
        expect(self.page.locator("h1 .badge").first).to_have_text(label)
        self.page.wait_for_load_state("load")

    def go(self, path: str) -> None:
        self.page.goto(path)

    def log_in(self, path: str = "/") -> None:
        """By keyboard alone: the cursor stands in the first field."""
        assert self.user is not None
        self.page.goto(f"/login/?next={path}")
        self.has_cursor("#id_username")
        self.type(self.user.username)
        self.press("Tab")
        self.type(PASSWORD)
        self.press("Enter")
        self.page.wait_for_url(lambda url: "/login" not in url)

    def has_cursor(self, selector: str) -> None:
        """Wait until the cursor stands in a field, as a person would before typing."""
        self.page.locator(f"{selector}:focus").wait_for()

    def comes_to(self, pattern: str) -> None:
        """Wait for a page, and for the cursor where the page sets one: that comes a moment after the page."""
        self.page.wait_for_url(pattern)
        self.page.wait_for_load_state("load")
        if self.page.locator("[autofocus]").count() and "#" not in self.page.url:
            self.page.locator(":focus").first.wait_for()

    def heading(self) -> str:
        return self.page.locator("h1").first.inner_text()

    def show(self, path: Path) -> None:
        self.page.screenshot(path=path, full_page=True)

    def barriers(self) -> list[str]:
        """What axe finds on the page as it stands, with no rule switched off."""
        found = Axe().run(self.page)
        return [
            f"{fault['id']}: {node['html'][:120]}"
            for fault in found.response["violations"]
            for node in fault["nodes"]
        ]

    def barriers_of(
        self, paths: Mapping[str, str], folder: Path, *, ending: str = ""
    ) -> dict[str, list[str]]:
        """Open each page and take its picture; returns, by name, the pages on which axe finds anything."""
        found = {}
        for name, path in paths.items():
            self.go(path)
            if faults := self.barriers():
                found[name] = faults
            self.show(folder / f"{name}{ending}.png")
        return found
