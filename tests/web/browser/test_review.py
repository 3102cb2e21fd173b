from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from tests.web.browser.conftest import graded, opened
from tests.web.pages.answers import ANSWER, ATTACK, RUBRIC


def focused(page: Page) -> str:
    words: str = page.evaluate("document.activeElement.innerText")
    return words


def test_the_queue_by_keyboard(chromium: Browser, service: str) -> None:
    with opened(chromium, service) as page:
        names = ["third", "second", "first"]
        for name in reversed(names):
            graded(page, f"{ANSWER} {ATTACK}", RUBRIC, name)
        page.goto("/review")
        page.fill("#reviewer", "Ana Reyes")
        page.press("#reviewer", "Enter")
        assert names[0] in focused(page)
        page.keyboard.press("j")
        assert names[1] in focused(page)
        page.keyboard.press("k")
        page.keyboard.press("k")
        assert names[0] in focused(page)
        with page.expect_navigation():
            page.keyboard.press("a")
        expect(page.locator("#queue .item")).to_have_count(2)
        assert names[1] in focused(page)
        page.keyboard.press("o")
        page.keyboard.press("ArrowRight")
        page.locator("#queue .item").first.locator("textarea").fill("Not what I heard.")
        with page.expect_navigation():
            page.locator("#queue .item").first.locator(".override button").click()
        expect(page.locator("#queue .item")).to_have_count(1)
        assert names[2] in focused(page)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        expect(page.locator(".eyebrow")).to_contain_text(names[2])


def test_without_a_name_nothing_is_sent(chromium: Browser, service: str) -> None:
    with opened(chromium, service) as page:
        graded(page, f"{ANSWER} {ATTACK}", RUBRIC, "unnamed")
        page.goto("/review")
        page.keyboard.press("j")
        page.keyboard.press("a")
        expect(page.locator("#reviewer")).to_be_focused()
        expect(page.locator("#queue")).to_contain_text("unnamed")


def test_the_queue_without_scripts(chromium: Browser, service: str) -> None:
    with opened(chromium, service, scripts=False) as page:
        graded(page, f"{ANSWER} {ATTACK}", RUBRIC, "by hand")
        page.goto("/review")
        item = page.locator(".item", has_text="by hand")
        item.locator(".agree [name=reviewer]").fill("Ana Reyes")
        item.locator(".agree button").click()
        expect(page.locator("main")).not_to_contain_text("by hand")
