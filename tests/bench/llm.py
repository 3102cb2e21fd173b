"""Client CPU of one LLM grade, beside a bare openai-client loop over the same requests.

Both ask the same mock endpoint, 64 requests in flight, one after the other in the same run, each in
a process of its own. The bare loop sends the same messages and schema with the client's default
settings and looks at nothing; ours reads the answer, checks its integrity, renders the prompt,
asks, reads the reply, verifies the evidence, applies the rule and keeps the reply in SQLite.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from grader.settings import Settings, read_settings
from grader.wiring import llm_options, open_grader
from tests.bench.keyword import texts_of_length
from tests.bench.labelled import SHARED

IN_FLIGHT = 64
COUNT = 1500
WARM_UP = 200
ROUNDS = 3


def cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


async def each(count: int, one: Callable[[int], Awaitable[Any]]) -> float:
    """Milliseconds of CPU per call, with IN_FLIGHT of them at once, after a warm-up."""
    gate = asyncio.Semaphore(IN_FLIGHT)

    async def gated(number: int) -> None:
        async with gate:
            await one(number)

    await asyncio.gather(*(gated(n) for n in range(WARM_UP)))
    start = cpu()
    await asyncio.gather(*(gated(n) for n in range(WARM_UP, WARM_UP + count)))
    return (cpu() - start) / count * 1000


def made() -> list[tuple[str, str]]:
    """Distinct answers, so that no reply can come from the kept ones."""
    return [
        (rubric, f"{text} ANS-{number:06d}")
        for number, (rubric, text) in enumerate(texts_of_length(200, WARM_UP + COUNT))
    ]


async def ours(settings: Settings) -> float:
    answers = made()
    async with open_grader(settings) as grader:
        return await each(COUNT, lambda n: grader.grade(answers[n][1], answers[n][0]))


async def bare(settings: Settings) -> float:
    import openai

    from grader.core.answer import read_answer
    from grader.judge.llm import LLMJudge
    from grader.judge.scripted import ScriptedCompleter
    from grader.library import Library

    library = Library()
    judge = LLMJudge(ScriptedCompleter([]), library.templates(), llm_options(settings))
    bodies: list[dict[str, Any]] = []
    for rubric, text in made():
        request = judge.request(library.rubric(rubric), read_answer(text))
        schema = {"name": "judgment", "strict": True, "schema": dict(request.schema)}
        messages = [{"role": m.role, "content": m.content} for m in request.messages]
        format_ = {"type": "json_schema", "json_schema": schema}
        bodies.append({"messages": messages, "response_format": format_})
    client = openai.AsyncOpenAI(base_url=settings.base_url, api_key="none")
    async with client:
        return await each(
            COUNT, lambda n: client.chat.completions.create(model=settings.model, **bodies[n])
        )


def run(which: str, url: str, home: str) -> float:
    env = os.environ | {"OPENAI_BASE_URL": url, "GRADER_HOME": home, "GRADER_MODEL": "mock"}
    env |= {"OPENAI_API_KEY": "none", "GRADER_JUDGE": "llm"}
    argv = [sys.executable, "-m", "tests.bench.llm", which]
    return float(subprocess.run(argv, env=env, check=True, capture_output=True, text=True).stdout)


@contextmanager
def endpoint() -> Iterator[str | None]:
    """The URL of the mock endpoint, which answers in 20 ms; None where it is not there."""
    mock = SHARED / "tools" / "mock_openai.py"
    if not mock.exists():
        print(f"not measured with an LLM, that needs the mock endpoint {mock.name}\n")
        yield None
        return
    argv = [sys.executable, str(mock), "--port", "0", "--latency-ms", "20"]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield json.loads(server.stdout.readline())["listening"]
        finally:
            server.terminate()


def main() -> None:
    if len(sys.argv) > 1:
        print(asyncio.run({"ours": ours, "bare": bare}[sys.argv[1]](read_settings())))
        return
    with endpoint() as url:
        if url is None:
            return
        taken: dict[str, list[float]] = {"bare": [], "ours": []}
        for _ in range(ROUNDS):
            for which in taken:
                with tempfile.TemporaryDirectory() as home:
                    taken[which].append(run(which, url, str(Path(home))))
    floor, own = (statistics.median(taken[which]) for which in ("bare", "ours"))
    print(f"client CPU per LLM grade: {own:.2f} ms; a bare openai-client loop: {floor:.2f} ms")
    print(f"ratio {own / floor:.2f} (aim: at most 1.00)")


if __name__ == "__main__":
    main()
