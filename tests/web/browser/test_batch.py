from __future__ import annotations

import pytest
from playwright.sync_api import Browser, FilePayload, expect

from tests.web.browser.conftest import PATIENCE, opened
from tests.web.pages.answers import ANSWER, RUBRIC

ROWS = 120
TABLE = "id,answer\n" + "".join(f'{n},"Case {n}. {ANSWER}"\n' for n in range(ROWS)) + "x,\n"


@pytest.mark.parametrize("scripts", [True, False])
def test_a_table_goes_in_and_comes_back(chromium: Browser, service: str, scripts: bool) -> None:
    with opened(chromium, service, scripts=scripts) as page:
        page.goto("/batches")
        file = FilePayload(name="loop.csv", mimeType="text/csv", buffer=TABLE.encode())
        page.set_input_files("#file", files=file)
        page.select_option("#rubric", RUBRIC)
        page.click("button.primary")
        link = page.locator("text=Download the graded table")
        expect(link).to_be_visible(timeout=PATIENCE * 1000)
        expect(page.locator(".histogram tr", has_text="L4")).to_contain_text(str(ROWS))
        expect(page.locator(".histogram tr", has_text="Not graded")).to_contain_text("1")
        with page.expect_download() as download:
            link.click()
        assert download.value.suggested_filename == "graded-loop.csv"
        lines = download.value.path().read_text("utf-8").splitlines()
        assert len(lines) == ROWS + 2
        assert lines[0].startswith("id,answer,grade_level,")
