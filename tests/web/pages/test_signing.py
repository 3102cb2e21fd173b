from __future__ import annotations

import pytest

from grader.store import keys
from grader.web.pages.session import COOKIE, LASTS, Sessions
from tests.web.conftest import Keyed
from tests.web.pages.answers import ANSWER, RUBRIC
from tests.web.pages.visitor import Visitor, read


def key_for(keyed: Keyed, tenant: str, *scopes: str) -> str:
    return keyed.of(tenant, *scopes)["Authorization"].removeprefix("Bearer ")


def signed_in(keyed: Keyed, tenant: str, *scopes: str) -> Visitor:
    visitor = Visitor(keyed.client)
    visitor.client.cookies.clear()
    sent = visitor.send("/sign-in", {"key": key_for(keyed, tenant, *scopes)}, on="/sign-in")
    assert sent.status_code == 303
    return visitor


PAGES = ("/", "/grades", "/grades/gr_0", "/review", "/rubrics", f"/rubrics/{RUBRIC}", "/batches")


@pytest.mark.parametrize("path", PAGES)
def test_who_has_not_signed_in_is_asked_to(keyed: Keyed, path: str) -> None:
    sent = keyed.client.get(path, follow_redirects=False)
    assert sent.status_code == 303
    assert sent.headers["location"] == f"/sign-in?next={path}"


def test_signing_in_goes_on_to_where_one_was_going(keyed: Keyed) -> None:
    visitor = Visitor(keyed.client)
    fields = {"key": key_for(keyed, "a", "read"), "next": "/grades"}
    sent = visitor.send("/sign-in", fields, on="/sign-in?next=/grades")
    assert sent.headers["location"] == "/grades"
    cookie = sent.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert fields["key"] not in cookie
    visitor.open("/grades")


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil", "a\r\nb"])
def test_signing_in_leads_nowhere_else(keyed: Keyed, target: str) -> None:
    fields = {"key": key_for(keyed, "a", "read"), "next": target}
    sent = Visitor(keyed.client).send("/sign-in", fields, on="/sign-in")
    assert sent.headers["location"] == "/"


def test_a_wrong_key_is_refused(keyed: Keyed) -> None:
    sent = Visitor(keyed.client).send("/sign-in", {"key": "grk_no_no"}, on="/sign-in")
    assert sent.status_code == 403
    assert "The API key is unknown or revoked." in read(sent).text
    assert COOKIE not in sent.cookies


def test_signing_out_ends_it(keyed: Keyed) -> None:
    visitor = signed_in(keyed, "a", "read", "grade")
    visitor.send("/sign-out", {})
    assert visitor.client.get("/grades", follow_redirects=False).status_code == 303


def test_a_revoked_key_ends_its_sessions(keyed: Keyed) -> None:
    visitor = signed_in(keyed, "a", "read")
    database = keyed.client.app.state.service.database  # type: ignore[attr-defined]
    identity = visitor.client.cookies[COOKIE].split(".")[0]
    database.change(lambda c: keys.revoke(c, identity, actor="test"))
    assert visitor.client.get("/grades", follow_redirects=False).status_code == 303


@pytest.mark.parametrize("change", [lambda c: c[:-1] + "0g"[c[-1] == "0"], lambda c: "x" + c])
def test_a_changed_cookie_is_nobody(keyed: Keyed, change: object) -> None:
    visitor = signed_in(keyed, "a", "read")
    forged = change(visitor.client.cookies[COOKIE])  # type: ignore[operator]
    visitor.client.cookies.clear()
    visitor.client.cookies.set(COOKIE, forged)
    assert visitor.client.get("/grades", follow_redirects=False).status_code == 303


async def test_a_session_ends_by_itself(keyed: Keyed) -> None:
    state = keyed.client.app.state  # type: ignore[attr-defined]
    now = [1000.0]
    sessions = Sessions(state.service.database, state.gate, clock=lambda: now[0])
    cookie = await sessions.begin(key_for(keyed, "a", "read"))
    assert (await sessions.caller(cookie)) is not None
    now[0] += LASTS
    assert (await sessions.caller(cookie)) is None


def test_another_tenant_sees_and_changes_nothing(keyed: Keyed) -> None:
    owner = signed_in(keyed, "a", "admin")
    path = owner.grade(RUBRIC, ANSWER)
    stranger = signed_in(keyed, "b", "admin")
    stranger.open(path, status=404)
    assert stranger.client.get(f"{path}/export").status_code == 404
    assert path not in stranger.open("/grades").links
    for act, fields in (
        ("review", {"action": "agree", "reviewer": "B"}),
        ("follow-up", {"answer": ANSWER}),
        ("erase", {"sure": "yes"}),
    ):
        assert stranger.send(f"{path}/{act}", fields).status_code == 404


def test_a_page_offers_only_what_its_visitor_may_do(keyed: Keyed) -> None:
    path = signed_in(keyed, "a", "admin").grade(RUBRIC, ANSWER)
    reader = signed_in(keyed, "a", "read")
    page = reader.open(path)
    assert "Override" not in page.text
    assert "Erase the answer" not in page.text
    sent = reader.send(f"{path}/review", {"action": "agree", "reviewer": "B"}, on=path)
    assert sent.status_code == 403
    assert "lacks the scope 'review'" in read(sent).text
