"""A conversation is told from an answer that only looks like one."""

from __future__ import annotations

import json
from operator import itemgetter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.core.answer import Role, read_answer
from grader.core.cell import read_cell
from grader.core.paste.conversation import read_conversation
from grader.core.text.signs import may_be_talk
from grader.errors import InputError
from grader.library import Library
from tests.core.paste.formats import FORMATS
from tests.core.paste.test_reading import SCRAPS

FIXTURES = Path(__file__).parents[3] / "fixtures"
LIBRARY = Library()
RUBRIC = LIBRARY.rubric("rlhf-and-dpo")
FULL = (
    "RLHF fits a reward model to comparisons and runs PPO with a KL penalty. DPO puts the pairs "
    "into the loss. I'd choose DPO for a fixed set."
)
LED = [
    ("Sam Lee", "Explain RLHF and DPO?"),
    ("Kim Roe", "No idea."),
    ("Sam Lee", f"{FULL} Clear?"),
    ("Kim Roe", "Yes."),
]
NEAR_MISSES = [
    f"Note: it depends.\nWhy? Cost.\n{FULL}",
    f"Prompting: is it enough? Often.\nRetrieval: for facts.\nPrompting: again, for form.\n{FULL}",
    "Pretraining: raw text?\nAlignment: pairs.\nPretraining: costs most.\nAlignment: costs less.",
    f"Numerics: what breaks?\nThroughput: twice.\nNumerics: scale the loss.\n{FULL}",
    "Chosen: The customer cannot log in.\nRejected: Can I help?\nChosen: Done.\nRejected: No.",
    "Customer: Where is my order?\nAgent: On its way.\nCustomer: Thanks!\nAgent: Welcome.\nSo RAG.",
    f"User: what is DPO?\nAssistant: {FULL}\nUser: and RLHF?\nAssistant: That too.",
    "In a review it went like this:\nRavi: Can we tune it on prices?\nLena: They change.\n"
    "Ravi: So?\nLena: So no. That is why I would retrieve.",
    "Sure. I explained it to a colleague so:\n\nRavi: Why pairs?\nLena: Cheap.\nRavi: Ah!\n\nDone.",
    "**RLHF:** needs a reward model. Why? It scores.\n**DPO:** none.\n**RLHF:** is costly.",
    "Q: Can I cancel?\nThat is a chunk; the model retrieves it and answers.",
    "```\nfor step in range(10):\n    loss: float = f(x)\n    grad: Tensor = loss.back()\n```\nOK?",
    "10:02 Loss: 3.2\n10:03 Loss: nan\n10:04 Loss: 3.1\nIs that fine? The scale was halved.",
    "Loss Scaling\nScale it. Why?\nMaster Weights\nKeep the weights.\nLoss Scaling\nAgain.",
    '{"learning_rate": 1e-5, "epochs": 3} is what I would run first.',
    '[{"chosen": "a", "rejected": "b"}] is how the pairs look.',
    "> Explain RLHF and DPO\n\n" + FULL,
    "| Name | Text |\n|---|---|\n| Prompt | first |\n| Retrieval | facts? |\n| Prompt | again |",
    "<T> is storage.\n<A> sums. Why? Bits.\n<T> halves.",
    "2:31 PM Loss\nspikes\n2:33 PM Scale\nhalved. Why?",
    "Prompting: is it enough? Retrieval: for facts. Prompting: again. Retrieval: fresh.",
    "I said this. Mostly: yes. Rarely: no. Why? Because: cost.",
    "vector<int> a; map<string, int> b; <T> is the type; why not?",
    "Results: at 10:30 the run ended. Latency: 5 min. Cost: $3. Worth it? Yes.",
]


@pytest.mark.parametrize("form", FORMATS)
def test_an_interviewer_who_gives_the_answer_is_not_the_candidate(form: str) -> None:
    answer = read_cell(FORMATS[form][1](LED), RUBRIC)
    assert "reward" not in answer.candidate_text
    assert "No idea" in answer.candidate_text


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(f"{name.split()[0]}: {words}" for name, words in LED),
        "\n".join(f"{name.split()[0].lower()}: {words}" for name, words in LED),
        "\n".join(f"{'Me' if name[0] == 'S' else 'Kim'}: {words}" for name, words in LED),
        "Interview with Kim, 12 Nov\n" + "\n".join(f"{n.split()[0]}: {w}" for n, w in LED),
        "Here is the interview.\n" + "\n".join(f"{n.split()[0]}: {w}" for n, w in LED),
        "Will: Explain RLHF and DPO?\nGrace: No idea.\nWill: So.\nGrace: I will read, by grace.",
        "王芳: Explain RLHF and DPO?\nAn: No idea.\n王芳: Not at all?\nAn: No idea",
        f"Sam: {FULL} Do you agree?\nKim: No idea.",
        " ".join(f"{n.split()[0]}: {w}" for n, w in LED),
        "# Interview\n\n" + "\n\n".join(f"**{n.split()[0]}:** {w}" for n, w in LED),
        "\n".join(f"{'Di McKenna' if n[0] == 'S' else 'Kim van der Roe'}: {w}" for n, w in LED),
        "| Speaker | Text |\n|---|---|\n" + "\n".join(f"| {n} | {w} |" for n, w in LED),
        "\n".join(f"<{n.split()[0].lower()}> {w}" for n, w in LED),
        "\n".join(f"2:3{i} PM {n}\n{w}" for i, (n, w) in enumerate(LED)),
        "\n".join(f"0:0{i}\n{n}\n{w}" for i, (n, w) in enumerate(LED)),
        "\n".join(
            f"Interviewer: {a} Candidate: {b}"
            for (_, a), (_, b) in zip(*[iter(LED)] * 2, strict=True)
        ),
    ],
)
def test_names_that_take_turns_are_speakers(text: str) -> None:
    answer = read_cell(text, RUBRIC)
    assert "No idea" in answer.candidate_text
    assert "RLHF" not in answer.candidate_text


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (f"Speaker 1: {FULL} Do you agree\nSpeaker 2: yes I agree", "Speaker 1, Speaker 2"),
        (f"Rosa: {FULL}\nIker: I agree.\nRosa: {FULL}\nIker: Good.", "Rosa, Iker"),
        (FORMATS["slack"][1]([("Ana Ray", FULL), ("Bo Li", FULL)]), "Ana Ray, Bo Li"),
        (FORMATS["srt"][1]([("Ana Ray", FULL), ("Bo Li", FULL)]), "Ana Ray, Bo Li"),
    ],
)
def test_nobody_is_graded_where_the_candidate_is_not_known(text: str, names: str) -> None:
    with pytest.raises(InputError, match=f"no telling who of {names} is the candidate") as caught:
        read_cell(text, RUBRIC)
    assert "(Candidate)" in caught.value.hint


@pytest.mark.parametrize("form", FORMATS)
def test_a_candidate_can_be_marked_as_the_error_says(form: str) -> None:
    talk = [("Ana Ray", "We did it so."), ("Bo Li (Candidate)", "As I did."), ("Ana Ray", "Fine.")]
    assert read_cell(FORMATS[form][1](talk)).candidate_text == "As I did."


@pytest.mark.parametrize("text", NEAR_MISSES)
def test_what_only_looks_like_a_conversation_is_plain(text: str) -> None:
    assert read_conversation(text, {"rlhf-and-dpo": RUBRIC.question}) is None
    assert read_cell(text, RUBRIC) == read_answer(text)


@pytest.mark.parametrize(
    "path",
    sorted((FIXTURES / "pastes").glob("*-plain-*.expected.json")),
    ids=lambda path: path.name.split(".")[0],
)
def test_the_plain_samples_are_plain(path: Path) -> None:
    text = path.with_name(path.name.replace(".expected.json", ".txt")).read_text("utf-8")
    if json.loads(path.read_text("utf-8"))["question"] is None:
        assert read_conversation(text) is None


ROWS = [json.loads(line) for line in (FIXTURES / "answers.jsonl").read_text("utf-8").splitlines()]


def test_no_answer_of_the_fixtures_is_taken_for_another() -> None:
    for row in ROWS:
        answer = read_cell(row["answer"], LIBRARY.rubric(row["rubric"]))
        assert answer == read_answer(row["answer"]), row["id"]


@settings(max_examples=300)
@given(
    st.lists(st.sampled_from(ROWS), min_size=1, max_size=3, unique_by=itemgetter("id")),
    st.sampled_from(["\n", "\n\n", " ", "\n- ", "\n> ", "\n**So:** ", "\nIn short: "]),
)
def test_plain_answers_stay_plain_however_they_are_joined(
    rows: list[dict[str, str]], glue: str
) -> None:
    plain = [row["answer"] for row in rows if len(read_answer(row["answer"]).turns) == 1]
    text = glue.join(plain)
    assert read_cell(text) == read_answer(text)


@settings(max_examples=300)
@given(SCRAPS | st.text())
def test_only_an_input_error_is_raised_and_no_conversation_is_without_a_sign(text: str) -> None:
    try:
        answer = read_cell(text, RUBRIC)
    except InputError:
        return
    assert all(answer.text[s.start : s.end].strip() for s in answer.sentences)
    if read_conversation(text) is not None:
        assert may_be_talk(text)


NOTES = [
    "Interviewer notes: weak. Expected: ",
    "Interviewer's notes:\n",
    "Model answer: ",
    "**Model answer**\n",
    "## Scorecard\n",
    "Notes by Ngozi: ",
    "Debrief (internal)\nNgozi: I'd say L5. ",
    "Expected answer: ",
    "Reference answer - ",
    "Rubric: ",
    "Feedback: ",
    "Summary: ",
    "Scorecard:\n- ",
    "Notes: ",
    "What I was looking for:\n",
    "Key points missed: ",
]
TALKS = {
    "roles": "Interviewer: Explain RLHF and DPO?\nCandidate: No idea.",
    "names": "Sam: Explain RLHF and DPO?\nKim: No idea.\nSam: Sure?\nKim: No idea.",
    "slack": FORMATS["slack"][1](LED[:2]),
    "whatsapp": FORMATS["whatsapp_ios"][1](LED[:2]),
    "webvtt": FORMATS["webvtt"][1](LED[:2]),
}


@pytest.mark.parametrize("talk", TALKS)
@pytest.mark.parametrize("note", NOTES)
def test_notes_under_a_conversation_are_nobodys(talk: str, note: str) -> None:
    answer = read_cell(f"{TALKS[talk]}\n\n{note}{FULL}", RUBRIC)
    assert set(answer.candidate_text.split("\n")) == {"No idea."}


def test_after_a_note_the_next_turn_is_read_again() -> None:
    text = (
        "Interviewer: Why?\nCandidate: One.\nNote to self: slow. Expected: pairs.\n"
        "Interviewer: And?\nCandidate: Two."
    )
    answer = read_cell(text)
    assert answer.candidate_text == "One.\nTwo."
    assert [str(turn.role) for turn in answer.turns].count("other") == 1


@pytest.mark.parametrize(
    "words",
    [
        "First this.\n\nThen that.\n\nSummary: I'd do both.",
        "Note: it depends.\nEvaluation: on a test set.",
        "The rubric: we wrote one. The expected answer: short.",
    ],
)
def test_a_candidates_own_headings_stay_the_candidates(words: str) -> None:
    answer = read_cell(f"Interviewer: Why?\n\nCandidate: {words}")
    (turn,) = (turn for turn in answer.turns if turn.role is Role.CANDIDATE)
    assert answer.text[turn.start : turn.end] == words


@pytest.mark.parametrize("note", NOTES)
def test_notes_without_a_conversation_are_plain(note: str) -> None:
    text = f"I would choose DPO.\n\n{note}{FULL}"
    assert read_cell(text, RUBRIC) == read_answer(text)
    assert len(read_answer(text).turns) == 1
