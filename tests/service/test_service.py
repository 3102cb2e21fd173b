"""The service on a real record, judged by scripts and by the keyword scorer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from operator import methodcaller
from pathlib import Path

import pytest
from sqlalchemy import update

from grader.core.answer import Role, Said
from grader.errors import (
    AccessDenied,
    Conflict,
    InputError,
    LimitReached,
    NotFound,
    ServerFailed,
)
from grader.service import once
from grader.service.caller import LOCAL, Caller
from grader.service.erasure import Erasure
from grader.service.reviewing import Review
from grader.service.service import GradeRequest, Service
from grader.store.record import Filter
from grader.store.schema import grades as grades_table
from grader.store.schema import requests as requests_table
from tests.service.counting import ANSWER, RUBRIC, Counting, asked, open_at

READER = Caller(tenant="local", name="reader", scopes=frozenset({"read"}))
STRANGER = Caller(tenant="other", name="stranger", scopes=frozenset({"admin"}))


@pytest.fixture
def judge() -> Counting:
    return Counting()


@pytest.fixture
async def service(tmp_path: Path, judge: Counting) -> AsyncIterator[Service]:
    service = open_at(tmp_path, judge)
    yield service
    await service.aclose()


async def test_a_grade_is_kept_with_what_its_evidence_points_into(service: Service) -> None:
    record, is_new = await service.grade(LOCAL, asked())
    assert is_new
    assert await service.get(LOCAL, record.id) == record
    assert record.answer is not None
    (evidence,) = (
        e for f in record.result["findings"] if f["tell"] == "lora-serving" for e in f["evidence"]
    )
    assert record.answer[evidence["start"] : evidence["end"]] == evidence["text"]


async def test_a_transcript_credits_the_candidate_alone(service: Service) -> None:
    turns = [
        Said(speaker="Ana", role=Role.INTERVIEWER, text=ANSWER),
        Said(speaker="Bo", role=Role.CANDIDATE, text="Yes, I would fine-tune the model as well."),
    ]
    record, _ = await service.grade(LOCAL, GradeRequest(rubric=RUBRIC, transcript=turns))
    assert [turn["role"] for turn in record.turns] == ["interviewer", "candidate"]
    assert not any(f["matched"] for f in record.result["findings"] if f["tell"] == "lora-serving")


async def test_a_conversation_sent_as_an_answer_is_not_one_voice(service: Service) -> None:
    talk = f"Sam: Which kind?\nKim: No idea, sorry.\nSam: {ANSWER} Clear?\nKim: Yes."
    record, _ = await service.grade(LOCAL, asked(talk))
    assert [turn["role"] for turn in record.turns] == ["interviewer", "candidate"] * 2
    assert not any(f["matched"] for f in record.result["findings"] if f["tell"] == "lora-serving")
    unknown = asked(f"Speaker 1: {ANSWER} Do you agree\nSpeaker 2: yes I agree")
    with pytest.raises(InputError, match="no telling who of Speaker 1, Speaker 2"):
        await service.grade(LOCAL, unknown)


async def test_one_key_grades_once_however_often_it_is_sent(
    service: Service, judge: Counting
) -> None:
    done = await asyncio.gather(*(service.grade(LOCAL, asked(), key="k") for _ in range(10_000)))
    assert judge.calls == 1
    assert len({record.id for record, _ in done}) == 1
    assert sum(is_new for _, is_new in done) == 1
    assert len((await service.find(LOCAL, Filter())).records) == 1


async def test_one_key_grades_once_over_two_processes(tmp_path: Path) -> None:
    judges = Counting(), Counting()
    services = [open_at(tmp_path, judge) for judge in judges]
    done = await asyncio.gather(
        *(service.grade(LOCAL, asked(), key="k") for service in services for _ in range(20))
    )
    assert sum(judge.calls for judge in judges) == 1
    assert len({record.id for record, _ in done}) == 1
    for service in services:
        await service.aclose()


async def test_a_key_is_for_one_request_of_one_tenant(service: Service, judge: Counting) -> None:
    await service.grade(LOCAL, asked(), key="k")
    with pytest.raises(Conflict, match="another request"):
        await service.grade(LOCAL, asked("Something else, which LoRA is not."), key="k")
    await service.grade(STRANGER, asked("Something else, which LoRA is not."), key="k")
    assert judge.calls == 2


async def test_a_failed_request_leaves_its_key_free(tmp_path: Path) -> None:
    service = open_at(tmp_path, Counting(failures=1))
    with pytest.raises(ServerFailed):
        await service.grade(LOCAL, asked(), key="k")
    _, is_new = await service.grade(LOCAL, asked(), key="k")
    assert is_new
    await service.aclose()


async def test_a_follow_up_has_tells_of_its_own(service: Service) -> None:
    record, _ = await service.grade(LOCAL, asked())
    reply, _ = await service.follow_up(LOCAL, record.id, "Full fine-tuning, if data is plentiful.")
    assert reply.parent == record.id
    assert reply.rubric.startswith(f"{RUBRIC}--")
    tells = {f["tell"] for f in reply.result["findings"]}
    assert not tells & {f["tell"] for f in record.result["findings"]}
    review = Review(reviewer="Ana", reason="Heard.", tells={min(tells): True})
    assert (await service.override(LOCAL, reply.id, review)).reviews


@pytest.mark.parametrize(
    ("review", "said"),
    [
        (Review(reviewer="Ana"), "sets one of them"),
        (Review(reviewer="Ana", level="L9"), "none of L4, L5, L6"),
        (Review(reviewer="Ana", tells={"made-up": True}), "has no 'made-up'"),
        (Review(reviewer=" ", level="L5"), "reviewer"),
        (Review(reviewer="Ana", level="L5"), "reason"),
    ],
)
async def test_an_override_that_makes_no_sense_is_refused(
    service: Service, review: Review, said: str
) -> None:
    record, _ = await service.grade(LOCAL, asked())
    with pytest.raises(InputError, match=said):
        await service.override(LOCAL, record.id, review)
    assert (await service.get(LOCAL, record.id)).reviews == ()


async def test_overrides_are_counted_by_tell(service: Service) -> None:
    record, _ = await service.grade(LOCAL, asked())
    await service.override(
        LOCAL, record.id, Review(reviewer="Ana", reason="No.", tells={"lora-serving": False})
    )
    after = await service.get(LOCAL, record.id)
    assert after.tells["lora-serving"] is False
    count = (await service.tell_counts(LOCAL, RUBRIC))["lora-serving"]
    assert (count.graded, count.matched, count.overridden) == (1, 1, 1)


async def test_scopes_and_tenants_hold(service: Service) -> None:
    record, _ = await service.grade(LOCAL, asked())
    with pytest.raises(AccessDenied, match="grade"):
        await service.grade(READER, asked())
    with pytest.raises(AccessDenied, match="review"):
        await service.agree(READER, record.id, "r")
    with pytest.raises(AccessDenied, match="admin"):
        await service.erase(READER, record.id)
    for attempt in (
        service.get(STRANGER, record.id),
        service.trail(STRANGER, record.id),
        service.agree(STRANGER, record.id, "s"),
        service.override(STRANGER, record.id, Review(reviewer="s", level="L6")),
        service.follow_up(STRANGER, record.id, "words"),
        service.hold(STRANGER, record.id, held=True),
        service.erase(STRANGER, record.id),
    ):
        with pytest.raises(NotFound):
            await attempt
    assert (await service.find(STRANGER, Filter())).records == ()
    assert await service.get(LOCAL, record.id) == record


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        (GradeRequest(rubric=RUBRIC), "one of the two"),
        (GradeRequest(rubric=RUBRIC, answer="a", transcript="b"), "one of the two"),
        (GradeRequest(rubric=RUBRIC, answer="x" * 1001), "1,001 characters, more than 1,000"),
    ],
)
async def test_what_cannot_be_read_is_said(
    service: Service, request_: GradeRequest, said: str
) -> None:
    with pytest.raises(InputError, match=said):
        await service.grade(LOCAL, request_)


async def test_what_is_past_its_retention_is_erased_unless_held(service: Service) -> None:
    records = [(await service.grade(LOCAL, asked()))[0] for _ in range(3)]
    await service.hold(LOCAL, records[0].id, held=True)
    old = {"created_at": "2026-01-01T00:00:00.000000+00:00"}
    for record in records[:2]:
        this = update(grades_table).where(grades_table.c.id == record.id).values(old)
        await service.database.write(methodcaller("execute", this))
    assert await Erasure(service.database, service.grader).erase_expired(30) == 1
    after = [await service.get(LOCAL, record.id) for record in records]
    assert [record.answer is None for record in after] == [False, True, False]


async def test_tells_alone_set_the_level_that_the_rule_gives(service: Service) -> None:
    record, _ = await service.grade(LOCAL, asked())
    rubric = service.library.rubric(RUBRIC)
    tells = {tell.id: tell.kind != "down_level" for tell in rubric.tells}
    after = await service.override(
        LOCAL, record.id, Review(reviewer="Ana", reason="Heard.", tells=tells)
    )
    assert (after.level, after.final_level) == ("L4", "L6")
    again = await service.override(
        LOCAL, record.id, Review(reviewer="Bo", reason="No.", tells={"one-thing": True})
    )
    assert again.final_level == "L4"
    assert (await service.get(LOCAL, record.id)).level == "L4"


async def test_a_follow_up_of_a_follow_up_is_refused(service: Service) -> None:
    record, _ = await service.grade(LOCAL, asked())
    reply, _ = await service.follow_up(LOCAL, record.id, "Full fine-tuning, if data is plentiful.")
    with pytest.raises(InputError, match="has no follow-up"):
        await service.follow_up(LOCAL, reply.id, "More words.")


async def test_a_request_that_never_ends_elsewhere_is_told(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(once, "WAIT", 0.01)
    monkeypatch.setattr(once, "POLL", 0.001)
    await service.grade(LOCAL, asked(), key="k")
    under_way = update(requests_table).values(grade=None, owner="elsewhere")
    await service.database.write(methodcaller("execute", under_way))
    with pytest.raises(LimitReached, match="still under way"):
        await service.grade(LOCAL, asked(), key="k")


async def test_the_answers_to_follow_ups_go_with_the_answer(service: Service) -> None:
    record, _ = await service.grade(LOCAL, asked())
    later, _ = await service.follow_up(LOCAL, record.id, "Full fine-tuning changes a lot.")
    await service.hold(LOCAL, later.id, held=True)
    with pytest.raises(Conflict, match=f"{later.id} is under a legal hold"):
        await service.erase(LOCAL, record.id)
    assert (await service.get(LOCAL, record.id)).answer == ANSWER
    await service.hold(LOCAL, later.id, held=False)
    await service.erase(LOCAL, record.id)
    assert (await service.get(LOCAL, later.id)).answer is None
