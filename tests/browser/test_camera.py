"""A paper held before a camera: Chromium's own, which films a file."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, ViewportSize, expect

from issuance.actions import papers
from issuance.models import Paper
from tests import builders
from tests.browser.conftest import Start
from tests.builders import NOW
from tests.printing.reading import pictures

PICTURES = 10


def film(path: Path, paper: Paper) -> None:
    """The corner of the printed page with the mark, a little turned: as a hand holds it before a telephone."""
    (page, *_) = pictures(papers.printed(paper, by=builders.clerk(), at=NOW), dots_per_inch=150)
    held = page.convert("RGB").crop((0, page.height * 7 // 10, page.width * 7 // 10, page.height))
    desk = Image.new("RGB", (1280, 720), (120, 105, 90))
    desk.paste(held.rotate(4, expand=True, fillcolor=(120, 105, 90)), (180, 20))
    with path.open("wb") as file:
        for _ in range(PICTURES):
            desk.save(file, "JPEG", quality=80)


@pytest.fixture
def before_a_camera(started: Start, served: str, tmp_path: Path) -> Iterator[Page]:
    """A telephone's browser, whose camera sees the one provisional document of the office."""
    document = builders.handed_over(builders.counter())
    assert document.paper is not None
    film(tmp_path / "desk.mjpeg", document.paper)
    browser = started(
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={tmp_path / 'desk.mjpeg'}",
    )
    telephone: ViewportSize = {"width": 390, "height": 844}
    context = browser.new_context(base_url=served, viewport=telephone, locale="ko-KR", permissions=["camera"])
    yield context.new_page()
    browser.close()


def test_a_paper_before_the_camera_is_read_and_judged(before_a_camera: Page, screenshots: Path) -> None:
    page = before_a_camera
    page.goto("/verify/")
    page.get_by_role("button", name="카메라로 찍기").click()
    expect(page.locator("h1")).to_contain_text("유효", timeout=20_000)
    page.screenshot(path=screenshots / "verify-camera.png", full_page=True)
