"""One spelling for each word: irregular forms, contractions, British and American spelling."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Final


def word_set(text: str) -> frozenset[str]:
    """The words of a text, as a set: long lists of words are read more easily so."""
    return frozenset(text.split())


_IRREGULAR: Final = """
be am is are was were been being|have has had|do does did done|go goes went gone|say said|make made
take took taken|see saw seen|know knew known|get got gotten|give gave given|find found|think thought
tell told|become became|leave left|feel felt|bring brought|begin began begun|keep kept|hold held
write wrote written|stand stood|hear heard|mean meant|meet met|run ran|pay paid|speak spoke spoken
lose lost|fall fell fallen|grow grew grown|buy bought|teach taught|build built|choose chose chosen
freeze froze frozen|forget forgot forgotten|break broke broken|drive drove driven|draw drew drawn
show shown|learn learnt|throw threw thrown|spend spent|send sent|win won|sell sold|catch caught
rise rose risen|eat ate eaten|forbid forbade forbidden|seek sought|wake woke woken|sink sank sunk
shrink shrank shrunk|swallow swallowed|hide hid hidden|steal stole stolen|swap swapped|fight fought
overwrite overwrote overwritten|rewrite rewrote rewritten|underlie underlay underlain|bind bound
retake retook retaken|redo redid redone|rerun reran|rebuild rebuilt|misunderstand misunderstood
understand understood|undo undid undone|withdraw withdrew withdrawn|overtake overtook overtaken
outgrow outgrew outgrown|blow blew blown|fly flew flown|wear wore worn|swear swore sworn|stick stuck
weave wove woven|tear tore torn|bend bent|lend lent|sit sat|lead led|feed fed|sleep slept|deal dealt
burn burnt|dream dreamt|spell spelt|matrix matrices|index indices|vertex vertices|analysis analyses
hypothesis hypotheses|axis axes|criterion criteria|child children|man men|woman women|person persons
half halves|life lives|shelf shelves|optimum optima|minimum minima|maximum maxima|schema schemata
datum data|phenomenon phenomena|bad worse worst
"""

_CONTRACTED: Final = {
    "can't": "can not", "cannot": "can not", "won't": "will not", "shan't": "shall not",
    "ain't": "is not", "let's": "let us", "y'all": "you", "gonna": "going to", "wanna": "want to",
    "gotta": "have to", "dunno": "do not know", "i'm": "i am", "w/o": "without", "w/": "with",
    "e.g.": "eg", "i.e.": "ie", "vs.": "vs", "versus": "vs", "&": "and", "→": "->", "⇒": "->",
    "=>": "->", "↦": "->", "⟶": "->", "➜": "->", "➔": "->", "im": "i am", "ive": "i have",
    "ok": "okay", "n't": "not", "cuz": "because", "coz": "because", "bc": "because",
    "tho": "though", "thru": "through", "wts": "weights", "pls": "please",
}  # fmt: skip

_UNMARKED: Final = [
    "do",
    "does",
    "did",
    "is",
    "are",
    "was",
    "were",
    "have",
    "has",
    "had",
    "would",
    "could",
    "should",
    "must",
    "need",
    "might",
]
_S_IS: Final = word_set(
    """
    it that there what who here he she where how this everything nothing everyone nobody
    """
)
_WORDS: Final = {
    "programme": "program", "programmes": "programs", "judgement": "judgment", "centre": "center",
    "judgements": "judgments", "catalogue": "catalog", "catalogues": "catalogs", "grey": "gray",
    "defence": "defense", "licence": "license", "practise": "practice", "fibre": "fiber",
    "metre": "meter", "litre": "liter", "cheque": "check", "dialogue": "dialog",
    "dialogues": "dialogs", "artefact": "artifact", "artefacts": "artifacts", "whilst": "while",
    "ageing": "aging", "favourite": "favorite", "sceptical": "skeptical", "adaptor": "adapter",
    "adaptors": "adapters", "centred": "centered",
}  # fmt: skip

_BRITISH: Final = (
    ("is", re.compile(r"is(e|ed|es|ing|er|ers|ation|ations|able)$"), r"iz\1"),
    ("ys", re.compile(r"ys(e|ed|es|ing|er|ers)$"), r"yz\1"),
    ("our", re.compile(r"our(s|ed|ing|al|able|ite|ites|less|ful)?$"), r"or\1"),
)


def _irregular() -> dict[str, str]:
    table = {}
    for group in re.split(r"[|\n]", _IRREGULAR.strip()):
        base, *forms = group.split()
        table.update(dict.fromkeys(forms, base))
    return table


def _contractions() -> dict[str, str]:
    table = dict(_CONTRACTED)
    for verb in _UNMARKED:
        table[f"{verb}n't"] = table[f"{verb}nt"] = f"{verb} not"
    return table | {"cant": "can not", "dont": "do not"}


_BASES: Final = _irregular()
_SPOKEN_OUT: Final = _contractions()
_ENDINGS: Final = {"'ll": " will", "'ve": " have", "'re": " are", "'d": " would", "'s": "", "'": ""}


def expand(word: str) -> tuple[str, ...]:
    """The plain words in one lower-case token: `don't` gives do, not; `model's` gives model."""
    if word in _SPOKEN_OUT:
        return tuple(_SPOKEN_OUT[word].split())
    if "'" in word:
        stem, mark, ending = word.rpartition("'")
        if ending == "s" and stem in _S_IS:
            return (stem, "is")
        if mark + ending in _ENDINGS:
            return tuple((stem + _ENDINGS[mark + ending]).split())
        word = word.replace("'", "")
    return (word,)


def unify(word: str) -> str:
    """One spelling of a lower-case word, its base where its form is irregular."""
    word = _WORDS.get(word, word)
    if len(word) > 5:
        for mark, pattern, replacement in _BRITISH:
            if mark in word:
                word = pattern.sub(replacement, word)
    return _BASES.get(word, word)


@lru_cache(maxsize=1)
def _stemmer() -> Callable[[str], str]:
    from Stemmer import Stemmer

    stem: Callable[[str], str] = Stemmer("english").stemWord
    return stem


def fold(word: str) -> str:
    """The word in lower case, without accents, with a plain apostrophe."""
    word = word.lower()
    if word.isascii():
        return word
    spread = unicodedata.normalize("NFKD", word.replace("’", "'"))
    return "".join(c for c in spread if not unicodedata.combining(c))


def stem(word: str) -> str:
    """What all inflections and spellings of a plain lower-case word have in common."""
    word = unify(word)
    return _stemmer()(word) if word.isalpha() and len(word) > 2 else word


@lru_cache(maxsize=50_000)
def canonical(token: str) -> tuple[tuple[str, str], ...]:
    """The plain words of a token as it is written, each with its stem; nothing for an article."""
    return tuple((word, stem(word)) for word in expand(fold(token)) if word not in DROPPED)


DROPPED: Final = word_set("a an the um uh uhm erm er hmm hm")
"""Words that carry nothing: they are neither in an answer's tokens nor in a phrase's."""

FUNCTION_WORDS: Final = word_set(
    """
    and are but can could did does done for from get give had has have how into its just like
    make may might more most much not now off one our out over own per same say she should
    some such take than that the their them then there these they this those through too use
    using used very was well were what when where which while who why will with would you your
    about also any because been between both each few her here him his nor only other under
    until whom tell explain describe being be is am do go so to up we us me my no of on or if
    in it
    """
)
