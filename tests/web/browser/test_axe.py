from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, FilePayload, Page

from grader.library import Library
from tests.web.browser.conftest import PATIENCE, graded, opened
from tests.web.pages.answers import ANSWER, ATTACK, CHAT, RUBRIC

LOOKS = ((1280, False), (1280, True), (390, False), (390, True))
RUBRICS = tuple(f"/rubrics/{rubric}" for rubric in Library().rubric_ids())
STILL = ("/", "/grades", "/review", "/rubrics", *RUBRICS, "/batches", "/sign-in")


@pytest.fixture(scope="module")
def paths(chromium: Browser, service: str) -> Iterator[tuple[str, ...]]:
    """Grades: reviewed, to review, none, erased; a batch and its rows."""
    with opened(chromium, service) as page:
        reviewed = graded(page, ANSWER, RUBRIC, "reviewed")
        form = page.locator("form[aria-labelledby=agree-title]")
        form.locator("[name=reviewer]").fill("Ana Reyes")
        form.locator("button").click()
        waiting = graded(page, f"{ANSWER} {ATTACK}", RUBRIC)
        none = graded(page, ATTACK, RUBRIC)
        erased = graded(page, ANSWER, RUBRIC)
        page.click("summary >> text=Erase the answer")
        page.check("[name=sure]")
        page.click("button.danger")
        page.goto("/batches")
        data = f"answer\n{ANSWER}\n\n".encode()
        file = FilePayload(name="loop.csv", mimeType="text/csv", buffer=data)
        page.set_input_files("#file", files=file)
        page.select_option("#rubric", RUBRIC)
        page.click("button.primary")
        page.locator("text=Download the graded table").wait_for(timeout=PATIENCE * 1000)
        batch = page.url.removeprefix(service)
        rows = f"/grades?batch={batch.removeprefix('/batches/')}"
        yield (reviewed, waiting, none, erased, batch, rows)


def faults(page: Page) -> list[str]:
    """What axe-core finds, and whether the page is wider than its window."""
    # What is folded away has to be accessible too.
    page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    found = Axe().run(page).response["violations"]
    said = [f"{v['id']}: {v['help']} {[n['target'] for n in v['nodes']][:3]}" for v in found]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        said.append("the page is wider than its window")
    return said


@pytest.mark.parametrize(("width", "dark"), LOOKS)
def test_every_page_is_accessible(
    chromium: Browser, service: str, paths: tuple[str, ...], width: int, dark: bool
) -> None:
    with opened(chromium, service, width=width, dark=dark) as page:
        found = {}
        for path in (*STILL, *paths):
            page.goto(path)
            found[path] = faults(page)
        page.goto("/")
        page.fill("#answer", CHAT)
        page.click("button.primary")
        page.locator("text=Who said what?").wait_for()
        found["talk"] = faults(page)
    assert {path: said for path, said in found.items() if said} == {}
