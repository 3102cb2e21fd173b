"""Subject: the words by which a text is seen to speak of a rubric's matter."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import Final

from grader.core.flags.same import Same
from grader.core.flags.words import words_of
from grader.core.rubric import Rubric

_WORD: Final = re.compile(r"[^\W\d_]{3,}|\w*\d\w*[^\W\d_]\w*")
_COMMON: Final = frozenset(
    words_of(
        """
    about above after again against all also always and another any anybody anything applies
    apply are ask asks back because been before being best better between bad both but can
    candidate candidates case cases claim claims come comes complete could counts count does
    doing done each either else enough even ever every everybody everything example examples
    expect expected explain explains expert few first for four from full further general get
    gets give given gives good great had has have having her here him his hold how however
    indeed instead into its just keep kept kind kinds know known knows large last late later
    least less let level levels like little long look made make makes many matched may mean
    means mention mentions merely met might more most much must name named names need needs
    never new next nor not nothing now number off often once one only open opposite option
    options other others our out over own part person place plain please point prefer
    prefers put question quite rather really reason reasons right rule rules said same say
    saying says see seen set several she should show shows signal signals simple since
    single small some something sound start still such sure take takes tell tells than that
    the their them then there these they thing things think this those though three through
    time together told too two under until upon use used uses using usual very was way ways
    well were what when where whether which while who whole whose why will wins with within
    without word words work works would wrong yes yet you your answer answers response
    system instruction instructions instruct evaluate evaluation evaluator score scores
    rating rubric grade grader judge judgment output text human user users message prompt
    senior lead staff hire strong role end begin skill skills experience experienced thank
    thanks hello team company great job interview day today year years people sky blue pass
    fail result results final note correct high higher highest top down brief brevity
    complete award record list text met
    """
    )
)


@lru_cache(maxsize=64)
def _vocabulary(same: Same) -> frozenset[str]:
    rubric = same.rubric
    texts = [rubric.title, rubric.question, *rubric.question_variants]
    texts += [level.descriptor for level in rubric.levels]
    # A term of several words is mostly made of everyday ones.
    names = (phrase for phrases in rubric.terms.values() for phrase in phrases)
    texts += [name for name in names if _WORD.fullmatch(name)]
    texts += [
        text for tell in rubric.tells for text in (tell.claim, tell.guidance, *tell.examples.match)
    ]
    count = Counter(word for text in texts for word in set(_WORD.findall(text.lower())))
    return frozenset(word for word, times in count.items() if times > 1) - _COMMON


def is_about(folded: str, rubric: Rubric) -> bool:
    """Whether `folded` has a word of the rubric's subject, beyond what any text may hold."""
    known = _vocabulary(Same(rubric))
    return any(word in known for word in _WORD.findall(folded))
