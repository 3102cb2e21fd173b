"""What the judge is shown and how its reply is read: numbered lines, a schema, verdicts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from grader.core.answer import Answer, Role
from grader.core.judgment import Stance, Verdict
from grader.core.rubric import Rubric
from grader.core.text.view import model_view
from grader.errors import ReplyMalformed

REASON_LENGTH = 240
"""Longest reason asked for, in characters. A longer one is cut, since nothing rests on it."""
MOST_SENTENCES = 8
"""How many sentences the judge is asked to cite at the most."""
REPLY_CAP = 1_000_000
"""Longest reply that is read at all, in characters."""
UNREADABLE = "the judge's reply cannot be read: "
"""How the message of every ReplyMalformed of this module begins."""
_PROBLEMS_TOLD = 6

ON_TOPIC = "on_topic"
HOLISTIC = "holistic_level"
_STANCES = {str(stance): stance for stance in Stance}
_TELL_FIELDS = frozenset(("reason", "sentences", "stance"))
_TOPIC_FIELDS = frozenset(("reason", "value"))

# A chat template's control tokens, a closing tag or a sentence number of the candidate's own
# making. A space inside keeps servers that tokenize them, and the judge, from taking them for real.
_FORGED = re.compile(r"<(?=[|/!?A-Za-z_])|\[(?=/?[A-Z_]+\]|\s*\d+\s*\])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A reply that was understood: one verdict for each tell, in the rubric's order."""

    verdicts: tuple[Verdict, ...]
    on_topic: bool
    holistic_level: str


def answer_lines(answer: Answer) -> str:
    """The answer as the judge sees it: `[17] text` for each sentence of the candidate's, and
    `(Interviewer) text` for each turn of somebody else's.

    Every line begins with one of the two and holds one sentence or turn, whatever its text says,
    so the text can forge neither a number nor a speaker nor the end of the answer.
    """
    if len(answer.turns) < 2:
        return "\n".join(f"[{s.number}] {defused(s.text)}" for s in answer.sentences)
    return "\n".join(_turn_lines(answer))


def _turn_lines(answer: Answer) -> Iterator[str]:
    sentences = iter(answer.sentences)
    sentence = next(sentences, None)
    for index, turn in enumerate(answer.turns):
        if turn.role is not Role.CANDIDATE:
            text = defused(model_view(answer.text[turn.start : turn.end]))
            if text:
                yield f"({turn.role.capitalize()}) {text}"
            continue
        while sentence is not None and sentence.turn == index:
            yield f"[{sentence.number}] {defused(sentence.text)}"
            sentence = next(sentences, None)


def defused(text: str) -> str:
    """The text with a space put into whatever looks like a control token, a tag or a `[17]`."""
    return _FORGED.sub(r"\g<0> ", text) if "<" in text or "[" in text else text


def reply_schema(rubric: Rubric) -> dict[str, Any]:
    """JSON Schema of the reply, the same for every answer to a rubric.

    One field per tell, so that none can be invented or left out; reasons and sentences stand
    before the stance they lead to, and the level as a whole comes last.
    """
    reason = {"type": "string", "maxLength": REASON_LENGTH}
    numbers = {
        "type": "array",
        "items": {"type": "integer", "minimum": 1},
        "maxItems": MOST_SENTENCES,
    }
    stance = {"type": "string", "enum": list(_STANCES)}
    tell = _object({"reason": reason, "sentences": numbers, "stance": stance})
    topic = _object({"reason": reason, "value": {"type": "boolean"}})
    level = {"type": "string", "enum": list(rubric.ladder)}
    tells = {entry.id: tell for entry in rubric.tells}
    return _object({ON_TOPIC: topic} | tells | {HOLISTIC: level})


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def read_reply(text: str, rubric: Rubric, answer: Answer) -> Reading:
    """Read a reply to `reply_schema(rubric)` about `answer`.

    Raises ReplyMalformed, whose message names each problem so that the model can mend it. Nothing
    is guessed: no fence is stripped, no number clamped, no missing field filled in.
    """
    value = _parse(text)
    problems: list[str] = []
    _check_fields(value, rubric, problems)
    on_topic = _topic(value[ON_TOPIC], problems) if ON_TOPIC in value else True
    last = len(answer.sentences)
    verdicts = []
    for tell in rubric.tells:
        if tell.id in value:
            verdict = _verdict(tell.id, value[tell.id], last, problems)
            verdicts.append(verdict)
            if verdict.stance is Stance.ASSERTED and not verdict.sentences and not tell.absence:
                problems.append(f"{tell.id}: asserted without a sentence that shows it")
    level = value.get(HOLISTIC)
    if HOLISTIC in value and level not in rubric.ladder:
        problems.append(f"{HOLISTIC}: {_shown(level)} is none of {', '.join(rubric.ladder)}")
    if problems:
        more = len(problems) - _PROBLEMS_TOLD
        told = problems[:_PROBLEMS_TOLD] + ([f"{more} more problems"] if more > 0 else [])
        raise _malformed("; ".join(told), text)
    return Reading(verdicts=tuple(verdicts), on_topic=on_topic, holistic_level=str(level))


def _check_fields(value: dict[str, Any], rubric: Rubric, problems: list[str]) -> None:
    wanted = rubric.tell_by_id.keys() | {ON_TOPIC, HOLISTIC}
    if value.keys() != wanted:
        problems += [f"missing field {name}" for name in sorted(wanted - value.keys())]
        problems += [f"unknown field {_shown(name)}" for name in sorted(value.keys() - wanted)]


def _topic(value: Any, problems: list[str]) -> bool:
    if not isinstance(value, dict) or value.keys() != _TOPIC_FIELDS:
        problems.append(f"{ON_TOPIC}: must be an object with reason and value, and no more")
        return True
    if not isinstance(value["value"], bool) or not isinstance(value["reason"], str):
        problems.append(f"{ON_TOPIC}: reason must be a string and value true or false")
    return value["value"] is not False


def _verdict(tell: str, value: Any, last: int, problems: list[str]) -> Verdict:
    """The verdict on one tell; what is wrong with it is added to `problems`."""
    nothing = Verdict(tell=tell, stance=Stance.ABSENT)
    if not isinstance(value, dict) or value.keys() != _TELL_FIELDS:
        problems.append(f"{tell}: must be an object with reason, sentences and stance, and no more")
        return nothing
    reason, numbers, stance = value["reason"], value["sentences"], value["stance"]
    if not isinstance(reason, str):
        problems.append(f"{tell}.reason: must be a string")
        return nothing
    if not isinstance(stance, str) or stance not in _STANCES:
        problems.append(f"{tell}.stance: {_shown(stance)} is none of {', '.join(_STANCES)}")
        return nothing
    if not isinstance(numbers, list) or any(type(number) is not int for number in numbers):
        problems.append(f"{tell}.sentences: must be a list of whole numbers")
        return nothing
    outside = [number for number in numbers if not 1 <= number <= last]
    if outside:
        problems.append(
            f"{tell}.sentences: {_shown(outside[0])} is not a sentence, the answer has 1 to {last}"
        )
        return nothing
    # Sentences cited for something absent show nothing, so they are no evidence either.
    cited = () if stance == Stance.ABSENT else tuple(sorted(set(numbers)))
    if len(reason) > REASON_LENGTH:
        reason = reason[: REASON_LENGTH - 1] + "…"
    return Verdict(tell=tell, stance=_STANCES[stance], sentences=cited, reason=reason)


class _NotAsked(ValueError):
    """JSON that Python would read but that was not asked for."""


def _parse(text: str) -> dict[str, Any]:
    """The one JSON object that `text` is. Raises ReplyMalformed."""
    if len(text) > REPLY_CAP:
        raise _malformed(f"the reply has {len(text)} characters, at most {REPLY_CAP} are read", "")
    try:
        text.encode()
        value = json.loads(text, object_pairs_hook=_without_twins, parse_constant=_no_constant)
        if "\\u" in text:
            json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        # The broken characters must not travel on: the repair request could not be sent.
        clean = text.encode("utf-8", "replace").decode()
        raise _malformed("it holds a lone surrogate, half a character", clean) from None
    except json.JSONDecodeError as error:
        raise _malformed(_what_instead(text, error), text) from None
    except (ValueError, RecursionError) as error:
        what = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise _malformed(what, text) from None
    if not isinstance(value, dict):
        raise _malformed(f"it is a JSON {type(value).__name__}, not an object", text)
    return value


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        names = [name for name, _ in pairs]
        twin = next(name for name in names if names.count(name) > 1)
        raise _NotAsked(f"the field {_shown(twin)} is there twice")
    return value


def _no_constant(name: str) -> Any:
    raise _NotAsked(f"{name} is not JSON")


def _what_instead(text: str, error: json.JSONDecodeError) -> str:
    start = text.lstrip()
    if not start:
        return "it is empty"
    if start.startswith("```"):
        return "it is wrapped in a Markdown fence; give the bare JSON object"
    if not start.startswith("{"):
        return "there is text before the JSON object; give the JSON object alone"
    if error.msg == "Extra data":
        return "there is text after the JSON object; give the JSON object alone"
    if error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string"):
        return "the JSON breaks off before its end"
    return f"it is not JSON: {error.msg} at line {error.lineno}, column {error.colno}"


def _shown(value: Any) -> str:
    """A value for a message, short and on one line."""
    text = ascii(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _malformed(problem: str, reply: str) -> ReplyMalformed:
    return ReplyMalformed(
        UNREADABLE + problem,
        "Use a model that follows a JSON schema, or set GRADER_STRUCTURED",
        reply=reply,
    )
