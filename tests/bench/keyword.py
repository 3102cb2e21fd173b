"""The keyword scorer's speed on one core: from the text to the grade."""

from __future__ import annotations

import asyncio
import time

from grader.core.answer import read_answer
from grader.core.grade import Grade
from grader.settings import read_settings
from grader.wiring import open_grader
from tests.bench.labelled import labelled_answers

WORDS = 200


def texts_of_length(words: int, count: int) -> list[tuple[str, str]]:
    """`count` different texts of `words` words, with their rubrics, cut from labelled answers."""
    made: list[tuple[str, str]] = []
    answers = labelled_answers()
    while len(made) < count:
        for row in answers:
            offset = len(made)
            said = row["answer"].split(" ")
            said = (said * (words // len(said) + 2))[offset % len(said) :][:words]
            made.append((row["rubric"], " ".join(said)))
    return made[:count]


async def answers_per_second(count: int = 3000) -> float:
    """Whole grades a second, on distinct answers of 200 words, one after the other."""
    texts = texts_of_length(WORDS, count)
    async with open_grader(read_settings({}, judge="keyword")) as grader:
        for rubric, text in texts[:200]:
            await grader.grade(text, rubric)
        start = time.process_time()
        levels = [
            isinstance(await grader.grade(read_answer(text), rubric), Grade)
            for rubric, text in texts
        ]
        took = time.process_time() - start
    assert any(levels)
    return count / took


def main() -> None:
    rate = asyncio.run(answers_per_second())
    print(f"keyword scorer: {rate:,.0f} answers of {WORDS} words a second on one core (aim: 1,000)")


if __name__ == "__main__":
    main()
