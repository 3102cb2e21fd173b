"""`grader grade`: what goes in, what comes out, and on which exit status."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import Ran, grader
from tests.core.paste.formats import FORMATS
from tests.judge.misbehaving import Misbehaving, Play, error, says

pytestmark = pytest.mark.usefixtures("caching")

FIRST = "You want a high hit rate."
SECOND = "Entries go stale, so we invalidate them."
THIRD = "We measure it first."
ANSWER = f"{FIRST} {SECOND} {THIRD}\n"
ESCAPE = "\x1b"


def grade(*arguments: str, stdin: str | bytes = ANSWER, **env: str | None) -> Ran:
    return grader("grade", "--rubric", "caching", *arguments, stdin=stdin, **env)


def by_keywords(*arguments: str, stdin: str | bytes = ANSWER) -> dict[str, Any]:
    ran = grade("--judge", "keyword", "--json", *arguments, stdin=stdin)
    assert ran.err == ""
    value = json.loads(ran.out)
    assert isinstance(value, dict)
    return value


def test_the_page_shows_ladder_quotes_and_what_is_missing() -> None:
    ran = grade("--judge", "keyword")
    assert (ran.status, ran.err) == (0, "")
    for said in (
        "L4 ━━━━━ [ L5 ] ┄┄┄┄┄ L6",
        "Judged by the keyword scorer, without a model",
        "Strong-hire tells  1 of 2",
        "✓ invalidation  says how entries are invalidated",
        f"“{SECOND}”",
        "✗ stampede",
        "· cache-all",
        "Missing for L6",
        "1 of: stampede",
        "Ask next  Where would you put it?",
    ):
        assert said in ran.out
    assert ESCAPE not in ran.out
    assert [line for line in ran.out.splitlines() if line != line.rstrip()] == []


def test_the_json_is_the_one_others_rely_on() -> None:
    value = by_keywords()
    assert value.keys() >= {
        "level",
        "findings",
        "missing_for_next_level",
        "follow_up",
        "flags",
        "review",
        "judge",
        "usage",
        "digests",
    }
    assert (value["rubric"], value["level"], value["ungraded"]) == ("caching", "L5", None)
    assert value["missing_for_next_level"] == ["stampede"]
    assert value["judge"] == {
        "kind": "keyword",
        "model": None,
        "holistic_level": None,
        "fallback_reason": None,
    }
    assert value["digests"].keys() == {"rubric", "prompt", "answer"}
    found = {finding["tell"]: finding for finding in value["findings"]}
    assert found["hit-rate"].keys() >= {
        "tell",
        "kind",
        "matched",
        "stance",
        "evidence",
        "reason",
    }
    assert (found["hit-rate"]["kind"], found["invalidation"]["kind"]) == ("signal", "strong_hire")
    for finding in value["findings"]:
        for quote in finding["evidence"]:
            assert ANSWER[quote["start"] : quote["end"]] == quote["text"]
    assert [quote["text"] for quote in found["hit-rate"]["evidence"]] == [FIRST]


def test_the_same_answer_gives_the_same_bytes() -> None:
    first, second = (grade("--judge", "keyword", "--json") for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    "data",
    [
        ANSWER.encode(),
        ANSWER.encode("utf-8-sig"),
        ANSWER.encode("utf-16"),
        b"\xfe\xff" + ANSWER.encode("utf-16-be"),
        ANSWER.replace("\n", "\r\n").encode(),
    ],
    ids=["utf-8", "utf-8 with a mark", "utf-16", "utf-16, big end first", "CR LF"],
)
def test_file_and_standard_input_are_read_alike(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "answer.txt"
    path.write_bytes(data)
    value = by_keywords(str(path), stdin="")
    assert value["level"] == "L5"
    assert value == by_keywords(stdin=data) == by_keywords("-", stdin=data)


WRONG: list[tuple[list[str], str | bytes, dict[str, str], str]] = [
    (["--judge", "keyword"], b"\xff\xfea\x00b", {}, "standard input: not UTF-8 text"),
    (["--judge", "keyword"], b"caf\xe9", {}, "not UTF-8 text (byte 3). Save it as UTF-8"),
    (["--judge", "keyword", "gone.txt"], "", {}, "gone.txt: No such file or directory. Give a"),
    (["--judge", "keyword", "."], "", {}, ".: Is a directory"),
    (["--judge", "keyword", ""], "", {}, "'': Is a directory"),
    (
        ["--judge", "keyword"],
        "x" * 101,
        {"GRADER_MAX_ANSWER": "100"},
        "101 characters, more than 100. Cut it to the answer itself, or raise GRADER_MAX_ANSWER",
    ),
    (["--judge", "keyword", "--rubric", "cachin"], "", {}, "no rubric 'cachin'. Did you mean"),
    (["--judge", "keyword", "--rubric", "../x"], "", {}, "'../x' is not a rubric's id"),
    (
        ["--judge", "keyword", "--follow-up", "when"],
        "",
        {},
        "caching has no follow-up when. Its follow-ups: where",
    ),
    (["--judge", "keyword", "-", "b.txt"], "", {}, "b.txt: a second file is the follow-up's"),
    (
        ["--judge", "keyword", "--follow-up", "where", "-", "-"],
        "",
        {},
        "standard input cannot be both answers",
    ),
    (["--judge", "llm"], ANSWER, {}, "--judge llm needs an endpoint. Set OPENAI_API_KEY, or"),
    (["--judge", "panel"], ANSWER, {}, "--judge panel needs an endpoint"),
    (["--judge", "oracle"], ANSWER, {}, "'oracle' is not one of"),
    ([], ANSWER, {"GRADER_JUDGE": "oracle"}, "GRADER_JUDGE: Input should be 'auto'"),
    (["--no-such-option"], ANSWER, {}, "No such option"),
]


@pytest.mark.parametrize(
    ("arguments", "stdin", "env", "says"), WRONG, ids=[says for *_, says in WRONG]
)
def test_what_is_wrong_is_said_on_stderr_with_status_2(
    arguments: list[str], stdin: str | bytes, env: dict[str, str], says: str
) -> None:
    ran = grade(*arguments, stdin=stdin, **env)
    assert (ran.status, ran.out) == (2, "")
    assert says in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("text", "reason"),
    [("", "empty"), (" \n", "empty"), ("The weather was lovely all week.", "off-topic")],
)
def test_nothing_to_grade_is_status_3_and_no_level(text: str, reason: str) -> None:
    ran = grade("--judge", "keyword", stdin=text)
    assert ran.status == 3
    assert "Not graded" in ran.out
    assert "[ L4 ]" not in ran.out
    value = by_keywords(stdin=text)
    assert (value["level"], value["findings"], value["ungraded"]) == (None, [], reason)
    assert value["review"] == [f"ungraded: {reason}"]


def test_a_replay_without_a_recording_is_status_4_and_says_how_to_record() -> None:
    ran = grade("--judge", "replay")
    assert (ran.status, ran.out) == (4, "")
    assert "no reply is kept for request" in ran.err
    assert "GRADER_REPLIES=record" in ran.err


def test_the_answer_to_a_follow_up_is_graded_by_its_own_tells() -> None:
    value = by_keywords("--follow-up", "where", stdin="Put it near the reader.")
    assert (value["rubric"], value["level"]) == ("caching--where", "L6")
    assert [finding["tell"] for finding in value["findings"]] == ["near-reader"]


def test_main_answer_and_follow_up_together(tmp_path: Path) -> None:
    reply = tmp_path / "reply.txt"
    reply.write_text("Put it near the reader.", "utf-8")
    arguments = ("--follow-up", "where", "-", str(reply))
    value = by_keywords(*arguments)
    assert value["level"] == "L5"
    assert value["follow_up_grade"]["level"] == "L6"
    assert value["final"]["level"] == "L5"
    assert value["final"]["review"] == ["follow-up-stronger: L6, one tell short of it"]
    page = grade("--judge", "keyword", *arguments).out
    for said in (SECOND, "“Put it near the reader.”", "Together", "! follow-up-stronger: L6"):
        assert said in page


def test_one_of_two_that_is_not_graded_is_status_3(tmp_path: Path) -> None:
    reply = tmp_path / "reply.txt"
    reply.write_text("", "utf-8")
    ran = grade("--judge", "keyword", "--follow-up", "where", "-", str(reply))
    assert ran.status == 3
    assert "[ L5 ]" in ran.out
    assert "Not graded" in ran.out


def _verdict(stance: str, *sentences: int) -> dict[str, Any]:
    return {"reason": "why", "sentences": list(sentences), "stance": stance}


REPLY = json.dumps(
    {
        "on_topic": {"reason": "it answers", "value": True},
        "hit-rate": _verdict("asserted", 1),
        "invalidation": _verdict("asserted", 2),
        "stampede": _verdict("absent"),
        "cache-all": _verdict("absent"),
        "no-measuring": _verdict("asserted", 3),
        "holistic_level": "L6",
    }
)
KEY = "sk-not-a-key"


async def asked(judge: str, *plays: Play) -> Ran:
    """Grade with an LLM that answers as the plays say."""
    async with Misbehaving(list(plays)) as server:
        return await asyncio.to_thread(
            grade, "--judge", judge, "--json", OPENAI_BASE_URL=server.url, OPENAI_API_KEY=KEY
        )


@pytest.mark.parametrize("judge", ["llm", "auto"])
async def test_an_llm_judges_and_its_other_level_asks_for_review(judge: str) -> None:
    ran = await asked(judge, says(REPLY))
    assert ran.status == 0, ran.err
    value = json.loads(ran.out)
    assert value["level"] == "L5"
    assert value["judge"] == {
        "kind": "llm",
        "model": "the-model",
        "holistic_level": "L6",
        "fallback_reason": None,
    }
    assert value["review"] == ["judge-disagrees: L6 as a whole, L5 by rule"]
    assert (value["usage"]["input_tokens"], value["usage"]["output_tokens"]) == (100, 20)
    assert value["usage"]["calls"] == 1
    assert len(value["digests"]["prompt"]) == 64


async def test_a_kept_reply_is_not_asked_for_again() -> None:
    async with Misbehaving([says(REPLY)]) as server:
        env = {"OPENAI_BASE_URL": server.url}
        first = await asyncio.to_thread(grade, "--json", "--judge", "llm", **env)
        again = await asyncio.to_thread(grade, "--json", "--judge", "llm", **env)
        replayed = await asyncio.to_thread(grade, "--json", "--judge", "replay", **env)
    assert len(server.seen) == 1
    values = [json.loads(ran.out) for ran in (first, again, replayed)]
    assert [value["usage"].pop("calls") for value in values] == [1, 0, 0]
    assert [value["usage"].pop("cached") for value in values] == [0, 1, 1]
    for value in values:
        value["usage"].pop("cost_usd")
    assert values[0] == values[1] == values[2]


async def test_a_rejected_key_is_status_4_with_judge_llm() -> None:
    ran = await asked("llm", error(401, f"Incorrect API key provided: {KEY}", "invalid_api_key"))
    assert (ran.status, ran.out) == (4, "")
    assert "OPENAI_API_KEY" in ran.err
    assert KEY not in ran.err


async def test_a_rejected_key_is_a_labelled_fallback_with_judge_auto() -> None:
    ran = await asked("auto", error(401, f"Incorrect API key provided: {KEY}", "invalid_api_key"))
    assert ran.status == 0, ran.err
    value = json.loads(ran.out)
    assert (value["level"], value["judge"]["kind"]) == ("L5", "keyword")
    assert value["judge"]["fallback_reason"].startswith("request-rejected")
    assert value["review"][0].startswith("fallback: request-rejected")
    assert KEY not in ran.out


async def test_a_refusal_is_status_3_with_either_judge() -> None:
    for judge in ("llm", "auto"):
        ran = await asked(judge, says(None, refusal="I cannot help with that."))
        assert ran.status == 3, ran.err
        value = json.loads(ran.out)
        assert (value["level"], value["ungraded"]) == (None, "refused")
        assert "ungraded: refused" in value["review"]


LED = [
    ("Ana Ray", "How?"),
    ("Bo Li", "No idea."),
    ("Ana Ray", f"{ANSWER}Clear?"),
    ("Bo Li", "Yes."),
]


@pytest.mark.parametrize("form", ["slack", "srt", "webvtt", "whatsapp_ios"])
def test_the_words_of_whoever_asks_earn_nothing(form: str) -> None:
    graded = by_keywords(stdin=FORMATS[form][1](LED))
    assert graded.get("level") in (None, "L4")
    assert not any(finding["evidence"] for finding in graded.get("findings", ()))


def test_a_conversation_without_a_known_candidate_is_refused() -> None:
    ran = grade("--judge", "keyword", stdin=f"Speaker 1: {ANSWER}Agreed\nSpeaker 2: yes")
    assert (ran.status, ran.out) == (2, "")
    assert "no telling who of Speaker 1, Speaker 2 is the candidate" in ran.err
    assert "Speaker 2 (Candidate)" in ran.err
