"""From an article's way of putting a tell to a claim, which completes "The candidate ..."."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from grader.core.writing.slug import slug


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A claim in the third person. For an absence it says the positive: what is not there."""

    text: str
    absence: bool = False


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ABSENCE: Final = re.compile(
    r"(?:no|zero|without|lack(?:s|ing)?(?: of)?|missing|never|not|does not|doesn't|do not|don't|"
    r"fails? to|failing to|cannot|can't|you never|you don't|you do not|you fail to)\s+(.*)",
    re.IGNORECASE,
)
_STATES: Final = ("knowledge", "awareness", "understanding", "grasp", "sense", "familiarity")
_CONDITION: Final = re.compile(r"(when|if|where|because|why|how)\b", re.IGNORECASE)
_SUBJECT: Final = re.compile(r"(?:the candidate|they|candidate|he or she)\s+(?=\w)", re.IGNORECASE)
_YOU: Final = re.compile(r"you(?:(['’])(ve|re|d|ll))?\s+", re.IGNORECASE)
_ADVERBS: Final = _words(
    """
    also always clearly explicitly actively correctly then even just really never often
    """
)
_MODALS: Final = _words(
    """
    can could should would will may might must
    """
)
_IRREGULAR: Final = {"are": "is", "have": "has", "do": "does", "don't": "does not"}
_CONTRACTED: Final = {"ve": "has", "re": "is", "d": "would", "ll": "will"}
_BASES: Final = _words(
    """
    admit ask avoid bring choose cite claim compare connect contrast define describe design
    discuss distinguish draw estimate explain flag frame give handle have identify insist justify
    keep know lead link list make measure mention name note offer own pick plan point prefer propose
    push put quantify quote raise reach recognize recommend reject relate say separate set show
    size split start state suggest take talk tell think tie treat understand use walk want warn
    weigh
    """
)
_FINAL_E: Final = re.compile(
    r"(?:[vzcu]|us|os|is|as|ag|rg|ib|um|or|ur|ir|ar|iz|ok|ak|yp|in(?<![ae]in)|ot(?<!oot)|"
    r"ut|id(?<!oid)|at(?<!eat)(?<!oat)|il(?<!ail)|ul|[bcdfgkpstz]l)$"
)
_NO_E: Final = _words(
    """
    say pay do go focus miss pass discuss guess press stress cover answer offer consider prefer
    favor wonder order monitor refer mirror train explain contain begin claim wait list repeat
    """
)
_QUOTES: Final = str.maketrans("", "", '“”"')
_STOP: Final = _words(
    """
    a an the of for to in on at by it its is are be that this than all with as when while which
    and or but their they your you has have had do does not no shows any one's from into very
    brings up mentions discusses insists says that's task gives explains
    """
)


def for_claim(text: str) -> Claim:
    """A tell of a strong hire, in the third person: `You mention lock-in` -> `mentions lock-in`."""
    return Claim(text=_third(_trimmed(text), "brings up"))


def against_claim(text: str) -> Claim:
    """A tell of a down-level. What begins with `No ...` becomes an absence, put positively."""
    plain = _trimmed(text)
    absent = _ABSENCE.fullmatch(plain)
    if absent is None:
        return Claim(text=_third(plain, "shows"))
    rest = absent.group(1)
    first = rest.split()[0].lower() if rest.split() else ""
    if first in _STATES:
        return Claim(text=f"shows {rest}", absence=True)
    if first in ("mention", "mentions", "mentioning") and len(rest.split()) > 1:
        of = re.sub(r"^\w+ (of )?", "", rest)
        return Claim(text=f"mentions {of}", absence=True)
    return Claim(text=_third(rest, "mentions"), absence=True)


def claim_slug(claim: Claim) -> str:
    """An id from a claim's own words."""
    bare = re.sub(r"\([^)]*\)", " ", claim.text)
    words = content_words(bare)
    if claim.absence:
        words = ["no", *(w for w in words if w.lower() not in _STATES)]
    return slug(" ".join(words) or bare, words=6)


def content_words(text: str) -> list[str]:
    """The words of a text that carry its meaning, in order."""
    plain = re.sub(r"'s\b", "", text.translate(_QUOTES).replace("’", "'"))
    words = re.findall(r"[A-Za-z0-9]+(?:[-'][A-Za-z0-9]+)*", plain)
    return [w for w in words if w.lower() not in _STOP and (len(w) > 2 or w.isupper())]


def said_claim(text: str, *, gives: bool = False) -> Claim:
    """A claim from what a model answer says, or (`gives`) from what it lists under a heading."""
    plain = _trimmed(text.strip(' “”"'))
    if gives:
        return Claim(text=f"gives {_lowered(plain)}")
    plain = re.sub(r"^also,? ", "", plain, flags=re.IGNORECASE)
    if _CONDITION.match(plain):
        return Claim(text=f"says {_lowered(plain)}")
    label, colon, rest = plain.partition(":")
    if colon and rest.strip() and len(label.split()) <= 8:
        return Claim(text=f"explains {_lowered(label)}: {rest.strip()}")
    return Claim(text=f"says that {_lowered(plain)}")


def named_things(claim: Claim) -> tuple[str, ...]:
    """The things of an absence claim that have a name: `LoRA / QLoRA` -> `LoRA`, `QLoRA`."""
    rest = re.sub(r"^shows \w+ (of|with) |^\w+ ", "", claim.text)
    parts = re.split(r"\s*[/,;()]\s*|\s+(?:or|and)\s+", rest.translate(_QUOTES))
    return tuple(p for p in parts if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9-]*(?: [\w-]+){0,3}", p))


def _trimmed(text: str) -> str:
    return " ".join(text.replace("’", "'").split()).rstrip(" .;")


def _third(text: str, otherwise: str) -> str:
    """A phrase in the third person; what is no sentence about the candidate follows `otherwise`."""
    text = _SUBJECT.sub("", text, count=1) if _SUBJECT.match(text) else text
    you = _YOU.match(text)
    if you:
        rest = text[you.end() :]
        lead = _CONTRACTED.get((you.group(2) or "").lower())
        return _others(f"{lead} {rest}" if lead else _inflected(rest))
    words = text.split()
    first = words[0].lower() if words else ""
    if first.endswith("ing") and len(first) > 4:
        return _others(" ".join([_s(_base(first)), *words[1:]]))
    if first in _BASES and len(words) > 1:
        return _others(" ".join([_s(first), *words[1:]]))
    # Against a candidate, an article writes "Overclaims ..." as readily as "Overclaiming ...".
    is_verb = any(first == _s(base) for base in _BASES) or (
        otherwise == "shows" and re.search(r"[^s]s$", first) is not None
    )
    if is_verb and len(words) > 1:
        return _others(" ".join([first, *words[1:]]))
    return _others(f"{otherwise} {_lowered(text)}")


def _inflected(rest: str) -> str:
    """`clearly name the modes` -> `clearly names the modes`."""
    words = rest.split()
    at = next((n for n, word in enumerate(words) if word.lower() not in _ADVERBS), None)
    if at is None or words[at].lower() in _MODALS:
        return rest
    return " ".join([*words[:at], _s(words[at].lower()), *words[at + 1 :]])


def _s(verb: str) -> str:
    if verb in _IRREGULAR:
        return _IRREGULAR[verb]
    if re.search(r"(?:s|x|z|ch|sh|o)$", verb):
        return f"{verb}es"
    return f"{verb[:-1]}ies" if re.search(r"[^aeiou]y$", verb) else f"{verb}s"


def _base(gerund: str) -> str:
    """The verb of a form in -ing, as English mostly spells it."""
    stem = gerund[:-3]
    if stem in _NO_E or stem in _BASES:
        return stem
    if f"{stem}e" in _BASES:
        return f"{stem}e"
    if re.search(r"([bdgmnprt])\1$", stem):
        return stem[:-1]
    return f"{stem}e" if _FINAL_E.search(stem) else stem


def _others(text: str) -> str:
    text = re.sub(r"\byour\b", "their", text, flags=re.IGNORECASE)
    return re.sub(r"\byou\b", "they", text, flags=re.IGNORECASE)


def _lowered(text: str) -> str:
    """With a small first letter, unless the first word is a name such as `LoRA`."""
    first = text.split()[0] if text.split() else ""
    is_name = first[1:] != first[1:].lower() or (len(first) == 1 and first != "A")
    return text if is_name else text[:1].lower() + text[1:]
