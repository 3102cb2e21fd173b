"""The real service under uvicorn on a port of this machine, and Debian's Chromium to look at it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, sync_playwright

from grader.settings import Settings
from grader.web.app import create_app
from grader.wiring import open_service
from tests.ports import free_port
from tests.web.evil import evil_app

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 60.0


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.fail(f"{CHROMIUM} is missing: install Debian's package chromium", pytrace=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield browser
        browser.close()


@contextmanager
def listening(app: FastAPI) -> Iterator[str]:
    """The address at which an app is served by a thread of its own."""
    port = free_port()
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", lifespan="on")
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    until = time.monotonic() + PATIENCE
    while not server.started and thread.is_alive() and time.monotonic() < until:
        time.sleep(0.02)
    try:
        assert server.started, "the service did not start"
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(PATIENCE)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    settings = Settings(judge="keyword", home=tmp_path_factory.mktemp("home"))
    with listening(create_app(open_service(settings), settings, open_access=True)) as address:
        yield address


@pytest.fixture(scope="module")
def evil(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with listening(evil_app(tmp_path_factory.mktemp("home"))) as address:
        yield address


@contextmanager
def opened(
    chromium: Browser, address: str, *, scripts: bool = True, width: int = 1280, dark: bool = False
) -> Iterator[Page]:
    """A page of a fresh browser profile. What its console complains of fails the test."""
    context = chromium.new_context(
        base_url=address,
        java_script_enabled=scripts,
        viewport={"width": width, "height": 900},
        color_scheme="dark" if dark else "light",
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    yield page
    context.close()
    assert complaints == []


@pytest.fixture
def page(chromium: Browser, service: str) -> Iterator[Page]:
    with opened(chromium, service) as page:
        yield page


def graded(page: Page, answer: str, rubric: str, reference: str = "") -> str:
    """Grade an answer by the form, and give the path of its page."""
    page.goto("/")
    page.check(f"input[name=rubric][value={rubric}]")
    page.fill("#answer", answer)
    page.fill("#external_id", reference)
    page.click("button.primary")
    page.wait_for_url("**/grades/*")
    return page.url.partition("/grades/")[1] + page.url.partition("/grades/")[2]
