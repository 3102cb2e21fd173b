"""How the candidate stands to a stretch of the answer: behind it, against it, or reporting it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import Final

from grader.core.scoring.clause import CONJUNCTIONS, FINITE, Mark, end_of_clause, marks_of
from grader.core.scoring.clause_head import clause_start, has_verb_before
from grader.core.scoring.lexicon import ADVERBS
from grader.core.scoring.listing import bare_lists
from grader.core.scoring.literals import Span
from grader.core.scoring.misreading import REFUSING, SUBJECTS
from grader.core.scoring.question import Reply, is_asked, reply
from grader.core.scoring.retraction import retracted
from grader.core.scoring.sign import Sign
from grader.core.scoring.sources import Sources
from grader.core.scoring.spelling import word_set
from grader.core.scoring.tokens import Tokens
from grader.core.scoring.vocabulary import content


class Held(IntEnum):
    """How a stretch is held. Higher is better for a cue that wants assertion."""

    __hash__ = int.__hash__  # That of enumerations is a Python function, called for each look-up.

    UNKNOWN = 0
    """The candidate says that they do not know it."""
    ECHO = 1
    """The interviewer's question, said again."""
    LISTED = 2
    """A bare name in a list of names."""
    QUOTED = 3
    """Someone else's words, a question, a hypothetical."""
    DENIED = 4
    """Someone else's words that the candidate contradicts, or their own that they take back."""
    REJECTED = 5
    """Negated or turned down in the candidate's own words."""
    ASSERTED = 6


_LINKS: Final = word_set(
    """
    be would will do have get that for us me to it here in this case as of really just simply
    quite often usually always still probably also all most on my our
    """
)
_COMPLEMENTING: Final = word_set("per of for in on from")
"""`Cost per message`: what follows belongs to the noun before it."""
_JOINING: Final = word_set("and or plus nor")
_PREPOSITIONS: Final = word_set(
    """
    with for in on at under by without within from to given of after before during if when
    where while since because as than despite unlike
    """
)
_VERBAL: Final = FINITE | SUBJECTS | CONJUNCTIONS
_VOICED: Final = word_set("i we nobody")
_LONGEST_SUBJECT: Final = 12
"""How many words may stand between a name and what turns down the subject it is in."""
_ITS: Final = word_set("it they them that this these those")
_NEGATING: Final = (Sign.NEGATE, Sign.NO, Sign.DROP)


class Stances:
    """Answers, for one answer's tokens, how a stretch is held. Sentences are read when asked of.

    `questions` are the content stems of the question and its variants, `items` the sentences that
    open an item of a list.
    """

    def __init__(
        self,
        tokens: Tokens,
        questions: Sequence[set[str]] = (),
        items: frozenset[int] = frozenset(),
    ) -> None:
        self.tokens = tokens
        self.questions = questions
        self._asked = frozenset[str]().union(*questions)
        self._marks: dict[int, tuple[Mark, ...]] = {}
        self._lists: dict[int, tuple[Span, ...]] = {}
        self._echoes: dict[int, bool] = {}
        self._plain: dict[int, bool] = {}
        self._retracted: tuple[Span, ...] | None = None
        self.sources = Sources(tokens, items, self.marks)

    def held(
        self, span: Span, covered: Iterable[Span] = (), own: frozenset[int] | None = None
    ) -> Held:
        """How the stretch is held, when the words in `covered` are part of what is looked for.

        `own` are the words of the stretch that are looked for, by place; None when all are.
        """
        sentence = self.tokens.sentence_of[span[0]]
        if self.is_plain(sentence):
            return Held.ASSERTED
        shield = [span, *covered]
        free = [m for m in self.marks(sentence) if not self._is_part(m, span, shield, own)]
        if any(self._bears_unknown(m, span) for m in free) or self._is_then_unknown(span):
            return Held.UNKNOWN
        answer = reply(self.tokens, sentence)
        if answer is Reply.UNSURE:
            return Held.UNKNOWN
        if answer is Reply.NO or self._is_retracted(span):
            return Held.DENIED
        source = next((m for m in self.sources.of(sentence) if _overlaps(m.reach, span)), None)
        negated = self._is_negated(free, span, own)
        if source and negated and any(m.end == source.start for m in free if m.sign in _NEGATING):
            return Held.DENIED
        if source:
            answered = self._answer_to(source, sentence)
            if answered is not Sign.ENDORSE:
                return Held.DENIED if answered is Sign.DENY else Held.QUOTED
        if self.is_echo(sentence):
            return Held.ECHO
        if is_asked(self.tokens, sentence) and answer is not Reply.YES:
            return Held.QUOTED
        if negated:
            return Held.REJECTED
        if any(_inside(span, listed) for listed in self.lists(sentence)):
            return Held.LISTED
        return Held.ASSERTED

    def is_only_negated(self, span: Span, covered: Iterable[Span]) -> bool:
        """Whether it is the candidate's own negation that turns the stretch down, nothing else."""
        sentence = self.tokens.sentence_of[span[0]]
        shield = [span, *covered]
        free = [m for m in self.marks(sentence) if not self._is_part(m, span, shield, None)]
        told = any(_overlaps(mark.reach, span) for mark in self.sources.of(sentence))
        return self._is_negated(free, span, None) and not told and not self._is_retracted(span)

    def is_plain(self, sentence: int) -> bool:
        """Whether nothing in the sentence, or said of it, can be other than an assertion."""
        plain = self._plain.get(sentence)
        if plain is None:
            start, end = self.tokens.starts[sentence], self.tokens.ends[sentence]
            plain = self._plain[sentence] = not (
                self.marks(sentence)
                or "?" in self.tokens.tails[sentence]
                or self.sources.of(sentence)
                or self.is_echo(sentence)
                or self.lists(sentence)
                or self._is_retracted((start, end))
                or self._is_then_unknown((start, end))
            )
        return plain

    def marks(self, sentence: int) -> tuple[Mark, ...]:
        if sentence not in self._marks:
            self._marks[sentence] = marks_of(self.tokens, sentence)
        return self._marks[sentence]

    def _is_part(
        self, mark: Mark, span: Span, shield: list[Span], own: frozenset[int] | None
    ) -> bool:
        """Whether the mark's own words are among those that the cue looks for."""
        for cover in shield:
            if cover == span and own is not None:
                continue
            if mark.sign is Sign.UNKNOWN and not _inside((mark.start, mark.end), cover):
                continue
            if mark.start < cover[1] and cover[0] < mark.end:
                return True
        return own is not None and not own.isdisjoint(range(mark.start, mark.end))

    # Negation

    def _is_negated(self, marks: list[Mark], span: Span, own: frozenset[int] | None) -> bool:
        count, dismissed, last = 0, False, -1
        for mark in marks:
            if mark.sign in _NEGATING and mark.start >= last:
                if (
                    mark.reach[0] <= span[1] - 1 < mark.reach[1]
                    or (own and _turns_inside(mark, span, own))
                    or (not count and self._fronted(mark, span))
                ):
                    count, last = count + 1, mark.end
            elif mark.sign is Sign.DISMISS:
                dismissed = dismissed or self._is_dismissed(mark, span, marks)
        return count % 2 == 1 or dismissed

    def _fronted(self, mark: Mark, span: Span) -> bool:
        """`LoRA I avoid`: the object comes first, and the mark closes its clause."""
        tokens, between = self.tokens, range(span[1], mark.start)
        if not 1 <= len(between) <= 4 or tokens.words[span[1]] not in ("i", "we", "nobody"):
            return False
        gap = tokens.before[span[1]]
        if mark.reach[1] - mark.end > 2 or (gap.strip() and "," not in gap):
            return False
        return not has_verb_before(tokens, span[0])

    def _is_dismissed(self, mark: Mark, span: Span, marks: list[Mark]) -> bool:
        if span[1] > mark.start or mark.start - span[1] > _LONGEST_SUBJECT:
            return False
        if any(m.sign in (Sign.NEGATE, Sign.NO) and m.end == mark.start for m in marks):
            return False
        tokens = self.tokens
        if self._is_of_subject(span, mark):
            return True
        if end_of_clause(tokens, span[0], span[1], mark.end) < mark.start:
            return False
        if mark.end == mark.start + 1 and tokens.words[mark.start] in REFUSING:
            return True
        if mark.start - span[1] > 6:
            return False
        after = span[1]
        if tokens.words[after] in _COMPLEMENTING and after < mark.start:
            after = min(after + 3, mark.start)
        return all(
            tokens.stems[p] in _LINKS or tokens.words[p] in ADVERBS
            for p in range(after, mark.start)
        )

    def _is_of_subject(self, span: Span, mark: Mark) -> bool:
        """Whether the span is in a subject of several: `A for x and B for y are nonsense`."""
        tokens, first, verb = self.tokens, span[1], mark.start
        while tokens.stems[verb - 1] in _LINKS or tokens.words[verb - 1] in ADVERBS:
            verb -= 1
        predicate = tokens.stems[verb : mark.start + 1]
        if "be" not in predicate and (
            mark.end == mark.start + 1 or not _VOICED.isdisjoint(predicate)
        ):
            return False
        begin = clause_start(tokens, span[0])
        if clause_start(tokens, verb) != begin:
            return False
        subject = tokens.words[begin:verb]
        if subject[0] in _PREPOSITIONS or not _VERBAL.isdisjoint(subject):
            return False
        around = (tokens.words[first - 1], tokens.words[first], tokens.words[span[0] - 1])
        if _JOINING.isdisjoint(around) and _COMPLEMENTING.isdisjoint(around[:2]):
            return False
        if "or" in subject and "matter" in tokens.stems[mark.start : mark.end]:
            return False  # "FP16 or BF16, it does not matter" turns down neither.
        return not _JOINING.isdisjoint(subject)

    def _bears_unknown(self, mark: Mark, span: Span) -> bool:
        if mark.sign is not Sign.UNKNOWN:
            return False
        first, last = mark.reach
        if first <= span[0] < last:
            return True
        if span[1] > mark.start:
            return False
        rest = self.tokens.words[mark.start : last]
        return first == last or bool(_ITS.intersection(rest))

    def _is_then_unknown(self, span: Span) -> bool:
        """Whether the next sentence owns to not knowing it: `DPO? Never heard of it.`"""
        tokens, after = self.tokens, self.tokens.sentence_of[span[0]] + 1
        if after >= len(tokens.starts) or tokens.ends[after - 1] - span[1] > 2:
            return False
        first = next(iter(self.marks(after)), None)
        if first is None or first.sign is not Sign.UNKNOWN:
            return False
        begins = first.start - tokens.starts[after] <= 3
        return begins and self._bears_unknown(first, span)

    # Other people's words

    def _answer_to(self, source: Mark, sentence: int) -> Sign | None:
        """Whether what was attributed is then denied or endorsed, here or just after."""
        for at in range(sentence, min(sentence + 3, len(self.tokens.starts))):
            for mark in self.marks(at):
                later = at > sentence or mark.start >= source.start
                if later and mark.sign is Sign.DENY:
                    return Sign.DENY
                if later and mark.sign is Sign.ENDORSE and at <= sentence + 1:
                    return Sign.ENDORSE
        return None

    # Questions

    def is_echo(self, sentence: int) -> bool:
        """Whether the sentence says no more than the question does."""
        found = self._echoes.get(sentence)
        if found is None:
            start, end = self.tokens.starts[sentence], self.tokens.ends[sentence]
            said = content(self.tokens, start, end)
            most = 0.15 * len(said) if len(said) >= 3 else -1
            found = len(said - self._asked) <= most and any(
                len(said - asked) <= most for asked in self.questions
            )
            self._echoes[sentence] = found
        return found

    # Lists of names

    def lists(self, sentence: int) -> tuple[Span, ...]:
        if sentence not in self._lists:
            self._lists[sentence] = bare_lists(self.tokens, sentence)
        return self._lists[sentence]

    # Taking back

    def _is_retracted(self, span: Span) -> bool:
        if self._retracted is None:
            self._retracted = tuple(retracted(self.tokens, self.marks))
        return any(_overlaps(span, zone) for zone in self._retracted)


def _turns_inside(mark: Mark, span: Span, own: frozenset[int]) -> bool:
    """Whether a negation in the stretch bears on words that are looked for: `A is not B, but C`."""
    return span[0] < mark.start and any(mark.reach[0] <= place < mark.reach[1] for place in own)


def _overlaps(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _inside(one: Span, other: Span) -> bool:
    return other[0] <= one[0] and one[1] <= other[1]
