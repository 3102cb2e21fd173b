from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.browser.conftest import graded, opened
from tests.web.pages.answers import ADAPTERS, ANSWER, CHAT, DPO, RUBRIC


def lit(page: Page) -> list[str]:
    return page.locator("mark.lit").all_text_contents()


def test_pointing_at_a_tell_lights_its_sentences(page: Page) -> None:
    graded(page, ANSWER, RUBRIC)
    assert lit(page) == []
    page.hover("#tell-dpo-over-rlhf .tell-claim")
    assert lit(page) == [DPO]
    page.hover("#tell-lora-serving .tell-claim")
    assert lit(page) == [ADAPTERS]
    page.hover("h1")
    assert lit(page) == []


def test_focus_lights_too_and_a_sentence_lights_its_tells(page: Page) -> None:
    graded(page, ANSWER, RUBRIC)
    page.focus("#tell-dpo-over-rlhf")
    assert lit(page) == [DPO]
    page.locator("mark", has_text=DPO).hover()
    expect(page.locator("#tell-dpo-over-rlhf")).to_have_class(re.compile(r"\blit\b"))
    expect(page.locator("#tell-lora-serving")).not_to_have_class(re.compile(r"\blit\b"))


def test_clicking_a_tell_shows_its_sentence(page: Page) -> None:
    graded(page, f"{'Filler here. ' * 900}\n\n{DPO}", RUBRIC)
    mark = page.locator("mark", has_text=DPO)
    expect(mark).not_to_be_in_viewport()
    page.click("#tell-dpo-over-rlhf .tell-claim")
    expect(mark).to_be_in_viewport()


def test_the_follow_up_is_copied(chromium: Browser, service: str) -> None:
    with opened(chromium, service) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        graded(page, ANSWER, RUBRIC)
        page.click("text=Copy")
        expect(page.locator("#copied")).to_have_text("Copied")
        assert page.evaluate("navigator.clipboard.readText()") == page.inner_text("#ask")


@pytest.mark.parametrize("scripts", [True, False])
def test_an_override_with_scripts_and_without(
    chromium: Browser, service: str, scripts: bool
) -> None:
    with opened(chromium, service, scripts=scripts) as page:
        graded(page, ANSWER, RUBRIC)
        form = page.locator("form[aria-labelledby=override-title]")
        form.locator("label.pill", has_text="L6").click()
        form.locator("[name=reviewer]").fill("Ana Reyes")
        form.locator("[name=reason]").fill("She said it in the hall.")
        form.locator("button").click()
        expect(page.locator(".verdict-level")).to_have_text("L6")
        expect(page.locator(".verdict-body")).to_contain_text("The machine’s own: L4.")
        expect(page.locator("#review")).to_contain_text("She said it in the hall.")


def test_without_scripts_a_quote_leads_to_its_sentence(chromium: Browser, service: str) -> None:
    with opened(chromium, service, scripts=False) as page:
        graded(page, ANSWER, RUBRIC)
        before = page.locator("mark", has_text=DPO).evaluate(BACKGROUND)
        page.click("#tell-dpo-over-rlhf .quote")
        # The colour changes over a moment.
        expect(page.locator("mark", has_text=DPO)).not_to_have_css("background-color", before)


BACKGROUND = "element => getComputedStyle(element).backgroundColor"


def test_a_chat_is_looked_over_and_graded_with_its_evidence(page: Page) -> None:
    page.goto("/")
    page.fill("#answer", CHAT)
    page.click("button.primary")
    expect(page.locator("h1")).to_have_text("Who said what?")
    ana = page.locator("fieldset", has_text="Ana Reyes")
    ana.locator("label", has_text="other").click()
    expect(page.locator(".turn-other")).to_contain_text("Which kind of fine-tuning")
    page.click("button.primary")
    page.wait_for_url("**/grades/*")
    expect(page.locator(".turn-candidate mark", has_text=DPO)).to_be_visible()
    expect(page.locator(".turn-other mark")).to_have_count(0)


@pytest.mark.parametrize("width", [390, 700])
def test_on_a_phone_all_questions_are_shown(chromium: Browser, service: str, width: int) -> None:
    with opened(chromium, service, width=width) as page:
        page.goto("/")
        hidden = "element => element.scrollHeight - element.clientHeight"
        assert page.locator("#choices").evaluate(hidden) <= 1
