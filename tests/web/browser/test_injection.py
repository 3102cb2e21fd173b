from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.web.browser.conftest import graded, opened
from tests.web.evil import ANSWER, PAYLOAD, RUBRIC

PAGES = ("/", "/grades", "/review", "/rubrics", f"/rubrics/{RUBRIC}", "/batches")


@pytest.mark.parametrize("scripts", [True, False])
def test_nothing_that_others_wrote_runs(chromium: Browser, evil: str, scripts: bool) -> None:
    with opened(chromium, evil, scripts=scripts) as page:
        path = graded(page, ANSWER, RUBRIC, PAYLOAD[:190])
        expect(page.locator("#words")).to_contain_text(PAYLOAD)
        expect(page.locator(".tell-reason").first).to_contain_text(PAYLOAD)
        form = page.locator("form[aria-labelledby=override-title]")
        form.locator("label.pill", has_text="L6").click()
        form.locator("[name=reviewer]").fill(PAYLOAD[:200])
        form.locator("[name=reason]").fill(PAYLOAD)
        form.locator("button").click()
        expect(page.locator(".reviews")).to_contain_text(PAYLOAD)
        for place in (path, *PAGES):
            page.goto(place)
            assert page.locator("main script, main img, main [onload]").count() == 0
            if scripts:
                assert page.evaluate("window.ran === undefined")


def test_the_policy_stops_what_would_get_through(chromium: Browser, evil: str) -> None:
    """Even markup that got into a page would not run."""
    context = chromium.new_context(base_url=evil)
    page = context.new_page()
    page.goto("/")
    page.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "window.ran = 'inline'";
            document.body.append(script);
            document.body.insertAdjacentHTML("beforeend", "<p onclick='window.ran = 1'>x</p>");
            document.body.lastElementChild.click();
        }"""
    )
    assert page.evaluate("window.ran === undefined")
    context.close()
