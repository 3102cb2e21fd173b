"""While a grade is made its form says so, and a second click makes no second grade."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from grader.settings import Settings
from grader.web.app import create_app
from grader.wiring import open_service
from tests.web.browser.conftest import PATIENCE, listening, opened
from tests.web.pages.answers import ANSWER, RUBRIC

SAID = ["Grading …", "Grading …"]
CLICKED_TWICE = """button => {
  button.click();
  button.click();
  return [button.disabled, button.textContent, button.nextElementSibling.textContent];
}"""


@pytest.fixture
def waiting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, Any]]:
    """A service that grades nothing before its event is set."""
    settings = Settings(judge="keyword", home=tmp_path / "home")
    service, go_on = open_service(settings), threading.Event()
    grade = service.grader.grade

    async def later(*given: Any) -> Any:
        await asyncio.to_thread(go_on.wait, PATIENCE)
        return await grade(*given)

    monkeypatch.setattr(service.grader, "grade", later)
    with listening(create_app(service, settings, open_access=True)) as address:
        yield address, go_on


@pytest.mark.parametrize("scripts", [True, False])
def test_a_double_click_makes_one_grade(
    chromium: Browser, waiting: tuple[str, threading.Event], scripts: bool
) -> None:
    address, go_on = waiting
    with opened(chromium, address, scripts=scripts) as page:
        page.goto("/")
        page.check(f"input[name=rubric][value={RUBRIC}]")
        page.fill("#answer", ANSWER)
        if scripts:
            # Asked within the click: Playwright itself waits for the page that is to come.
            assert page.locator("button.primary").evaluate(CLICKED_TWICE) == [True, *SAID]
        else:
            page.locator("button.primary").dblclick(no_wait_after=True)
        go_on.set()
        page.wait_for_url("**/grades/*")
        page.goto("/grades")
        expect(page.locator(".row-link")).to_have_count(1)
        page.goto("/")
        expect(page.locator("button.primary")).to_be_enabled()
