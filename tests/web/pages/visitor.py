"""A browser without a screen: follows forms as a page gives them, and looks over what it gets."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response

from grader.settings import Settings
from grader.web.app import create_app
from grader.wiring import open_service


@contextmanager
def served(home: Path) -> Iterator[TestClient]:
    """A service on loopback without keys, whose record lies in `home`."""
    settings = Settings(judge="keyword", home=home)
    app = create_app(open_service(settings), settings, open_access=True)
    with TestClient(app, base_url="http://localhost") as client:
        yield client


@dataclass
class Page(HTMLParser):
    """A page's text, its links, and whatever of it a strict policy would not let run."""

    text: str = ""
    links: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    token: str = ""
    fields: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "script" and not given.get("src", "").startswith("/static/"):
            self.faults.append("script without a file of ours")
        if tag in ("style", "iframe", "object", "embed", "base"):
            self.faults.append(tag)
        if tag == "img":
            self.faults.append("img")
        self.faults += [name for name in given if name.startswith("on") or name == "style"]
        if given.get("href", "").strip().lower().startswith(("javascript:", "data:")):
            self.faults.append(given["href"])
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag == "input" and given.get("name") == "csrf":
            self.token = given["value"]
        elif tag == "input" and "name" in given:
            self.fields[given["name"]] = given.get("value", "")

    def handle_data(self, data: str) -> None:
        self.text += data


def read(response: Response) -> Page:
    page = Page()
    page.feed(response.text)
    page.close()
    page.text = " ".join(page.text.split())
    return page


class Visitor:
    """Opens pages and sends their forms, with the token of the page that was open before."""

    def __init__(self, client: TestClient) -> None:
        self.client = client

    def open(self, path: str, status: int = 200) -> Page:
        response = self.client.get(path)
        assert response.status_code == status, response.text
        return read(response)

    def send(self, path: str, fields: dict[str, Any], *, on: str = "/", **more: Any) -> Response:
        """Send a form found on the page `on`; redirects are not followed."""
        token = self.open(on).token
        assert token, f"no form on {on}"
        return self.client.post(
            path, data={"csrf": token, **fields}, follow_redirects=False, **more
        )

    def grade(self, rubric: str, answer: str, **fields: str) -> str:
        """Grade an answer and give the path of its page."""
        sent = self.send("/", {"rubric": rubric, "answer": answer, **fields})
        assert sent.status_code == 303, sent.text
        return str(sent.headers["location"])
