from __future__ import annotations

import pytest

from grader.store import keys
from grader.web.pages.session import COOKIE, LASTS, Sessions
from tests.web.conftest import Keyed
from tests.web.pages.answers import ANSWER, CHAT, DPO, RUBRIC
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


NAV = {"/": "grade", "/grades": "read", "/review": "read", "/rubrics": "read"}


@pytest.mark.parametrize("scope", ["grade", "read", "review", "admin"])
def test_every_key_has_a_first_page_and_is_led_only_where_it_may_go(
    keyed: Keyed, scope: str
) -> None:
    visitor = signed_in(keyed, "a", scope)
    page = visitor.open("/")
    assert {"Grade an answer" in page.text} == {scope in ("grade", "admin")}
    inside = {link for link in page.links if link.startswith("/")}
    for link in inside:
        visitor.open(link)
    held = {"review": {"read"}, "admin": {"read", "grade"}}.get(scope, {scope})
    # The wordmark leads to the first page, whichever that is.
    for link, needed in NAV.items():
        assert link == "/" or (link in inside) == (needed in held)
    for path in set(NAV) - inside:
        refused = visitor.open(path, status=403)
        assert f"This key lacks the scope '{NAV[path]}'." in refused.text
        assert "Sign out, and in with another key" in refused.text


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/", {"rubric": RUBRIC, "answer": ANSWER}),
        ("/talk", {"rubric": RUBRIC, "text": CHAT, "role-0": "other", "role-1": "candidate"}),
    ],
)
def test_who_may_only_grade_sees_the_grade_once(
    keyed: Keyed, path: str, fields: dict[str, str]
) -> None:
    visitor = signed_in(keyed, "a", "grade")
    once = visitor.open("/").fields["once"]
    pages = [visitor.send(path, {"once": once, **fields}) for _ in range(2)]
    assert [page.status_code for page in pages] == [200, 200]
    page = read(pages[0])
    assert DPO in page.text
    assert "Ask next" in page.text
    assert "This page is shown once." in page.text
    assert not any(link.startswith("/grades") for link in page.links)
    grades = keyed.client.get("/v1/grades", headers=keyed.of("a", "read")).json()["grades"]
    assert len(grades) == 1
    reply = visitor.send(f"/grades/{grades[0]['id']}/follow-up", {"answer": "When it is far off."})
    assert (reply.status_code, "Follow-up:" in read(reply).text) == (200, True)


def test_who_may_only_grade_sends_a_table_and_is_told_its_id(keyed: Keyed) -> None:
    visitor = signed_in(keyed, "a", "grade")
    file = {"file": ("loop.csv", f'answer\r\n"{ANSWER}"\r\n'.encode())}
    sent = visitor.send("/batches", {"rubric": RUBRIC}, on="/batches", files=file)
    batch = keyed.client.get("/v1/batches", headers=keyed.of("a", "read")).json()["batches"][0]
    assert sent.status_code == 200
    assert f"loop.csv is being graded as {batch['id']}." in read(sent).text


def test_who_reviews_can_read(keyed: Keyed) -> None:
    path = signed_in(keyed, "a", "admin").grade(RUBRIC, ANSWER)
    headers = keyed.of("a", "review")
    assert keyed.client.get(f"/v1{path}", headers=headers).status_code == 200
    graded = keyed.client.post(
        "/v1/grades", json={"rubric": RUBRIC, "answer": "x"}, headers=headers
    )
    assert graded.status_code == 403
    said = {"action": "override", "level": "L6", "reviewer": "Ana", "reason": "Heard more."}
    visitor = signed_in(keyed, "a", "review")
    assert visitor.send(f"{path}/review", said, on=path).status_code == 303
