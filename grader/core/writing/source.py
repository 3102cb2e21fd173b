"""YAML as people write rubrics in it, read safely, and where in the file each field stands.

YAML holds more than a rubric needs. Aliases, tags, merge keys and several documents are refused,
and so are duplicate keys and the words that YAML 1.1 takes for booleans. Numbers are decimal; a
date or a time of day is text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from grader.errors import RubricError

Place: TypeAlias = tuple[str | int, ...]
"""Keys and indices from the top of the file to a field."""

SIZE_CAP: Final = 512 * 1024
"""Longest text, in bytes of UTF-8."""
DEPTH_CAP: Final = 20
"""How deep lists and mappings may nest."""
SCALAR_CAP: Final = 20_000
"""Longest single value, in characters."""

_UNPRINTABLE: Final = r"[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
_AMBIGUOUS: Final = frozenset({"yes", "no", "on", "off"})
_WORDS: Final = {"": None, "~": None, "null": None, "true": True, "false": False}
_INT: Final = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_FLOAT: Final = re.compile(r"[-+]?[0-9]{1,18}\.[0-9]{1,18}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What a file says: plain dicts, lists, texts, numbers, booleans and None.

    `lines` gives the line, from 1, at which each field starts.
    """

    file: str
    value: Any
    lines: Mapping[Place, int]

    def line(self, place: Place) -> int:
        """The line of a field, or of the nearest one around it when it is not in the file."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def error(self, message: str, hint: str, place: Place) -> RubricError:
        """An error at a field of this file."""
        return _error(message, hint, self.file, self.line(place), place)


def printable(text: str) -> str:
    """The text with a space for each character that cannot stand in YAML."""
    return re.sub(_UNPRINTABLE, " ", text)


def _unprintable(text: str) -> re.Match[str] | None:
    """The first character that cannot stand in YAML."""
    # Python's printable characters are all among YAML's, and the expression is slow to compile.
    if text.replace("\n", "").isprintable():
        return None
    return re.search(_UNPRINTABLE, text)


def dotted(place: Place) -> str:
    """A place as people read it: `tells[3].cues[0]`."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in place)
    return "".join(parts).removeprefix(".")


def read_source(text: str, file: str, *, pure: bool = False) -> Source:
    """Read one YAML document. `file` is its name, for errors.

    `pure` reads with PyYAML's own parser even where the C one is installed; both give the same.
    Raises RubricError with `where` as `file:line`, and the field where there is one.
    """
    text = text.removeprefix("\ufeff")
    _refuse_unreadable(text, file)
    builder = _Builder(file)
    for event in _events(text, file, pure):
        builder.take(event)
    if not builder.lines:
        raise RubricError("the file is empty", "Write a rubric into it", where=f"{file}:1")
    return Source(file=file, value=builder.top[0], lines=builder.lines)


def _refuse_unreadable(text: str, file: str) -> None:
    bad = _unprintable(text)
    if bad:
        line = text.count("\n", 0, bad.start()) + 1
        message = f"the character U+{ord(bad.group()):04X} cannot stand in YAML"
        raise RubricError(message, "Remove it", where=f"{file}:{line}")
    size = len(text) if text.isascii() else len(text.encode())
    if size > SIZE_CAP:
        message = f"the file has {size:,} bytes, more than {SIZE_CAP:,}"
        raise RubricError(message, "Split it into several rubrics", where=f"{file}:1")


def _events(text: str, file: str, pure: bool) -> Iterator[Any]:
    # Imported here, since `grader --help` reads no rubric.
    import yaml

    safe = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    loader = (yaml.SafeLoader if pure else safe)(text)
    try:
        while loader.check_event():
            yield loader.get_event()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        message = " ".join(filter(None, (error.context, error.problem)))
        hint = "Mend the YAML here: often a missing quote, bracket or indent"
        raise RubricError(message or "not YAML", hint, where=f"{file}:{line}") from None
    except yaml.YAMLError as error:
        message = " ".join(str(error).split())
        raise RubricError(message, "Mend the YAML", where=f"{file}:1") from None
    finally:
        loader.dispose()


@dataclass(slots=True)
class _Open:
    """A list or mapping that is being read; `key` is the mapping's key that awaits its value."""

    value: Any
    place: Place
    key: str | None = None


@dataclass(slots=True)
class _Builder:
    """Builds the value from the parser's events, one after the other."""

    file: str
    lines: dict[Place, int] = field(default_factory=dict)
    top: list[Any] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)

    def take(self, event: Any) -> None:
        kind = type(event).__name__
        if kind == "ScalarEvent":
            self._scalar(event)
        elif kind == "MappingStartEvent":
            self._open(event, {})
        elif kind == "SequenceStartEvent":
            self._open(event, [])
        elif kind in ("MappingEndEvent", "SequenceEndEvent"):
            self.stack.pop()
        elif kind == "AliasEvent":
            raise self._error(event, "YAML aliases (*name) are not read", "Write the value out")
        elif kind == "DocumentStartEvent" and self.lines:
            raise self._error(event, "a second YAML document starts here", "Keep one a file")

    def _scalar(self, event: Any) -> None:
        text: str = event.value
        plain = event.implicit[0]
        key = self._awaits_key()
        if plain and text.lower() in _AMBIGUOUS:
            message = f"some YAML readers take {text} for a boolean, others for a word"
            raise self._error(event, message, f'Quote it ("{text}"), or write true or false')
        self._refuse(event)
        if len(text) > SCALAR_CAP:
            message = f"the value has {len(text):,} characters, more than {SCALAR_CAP:,}"
            raise self._error(event, message, "Shorten it")
        bad = _unprintable(text) if event.style == '"' else None
        if bad:
            message = f"the escape of U+{ord(bad.group()):04X}, which is no text"
            raise self._error(event, message, "Remove it")
        value = _plain(text) if plain else text
        if not key:
            self._put(event, value)
            return
        if plain and text == "<<":
            raise self._error(event, "YAML merge keys (<<) are not read", "Write the fields out")
        if not isinstance(value, str):
            message = f"the name of a field is a text, not {shown(value)}"
            raise self._error(event, message, f'Quote it: "{text}"')
        mapping = self.stack[-1]
        if value in mapping.value:
            first = self.lines[(*mapping.place, value)]
            message = f"{value!r} is there already, on line {first}"
            raise self._error(event, message, "Keep one of them", (*mapping.place, value))
        mapping.key = value
        self.lines[(*mapping.place, value)] = event.start_mark.line + 1

    def _open(self, event: Any, value: Any) -> None:
        self._refuse(event)
        if self._awaits_key():
            hint = "Write the name of a field; quote text that begins with a bracket"
            raise self._error(event, "a list or mapping cannot be the name of a field", hint)
        if len(self.stack) >= DEPTH_CAP:
            message = f"lists and mappings nest deeper than {DEPTH_CAP}"
            raise self._error(event, message, "Write it flatter")
        place = self._put(event, value)
        self.stack.append(_Open(value, place))

    def _put(self, event: Any, value: Any) -> Place:
        place = self._place()
        # A mapping's value is looked for at the line of its key.
        self.lines.setdefault(place, event.start_mark.line + 1)
        if not self.stack:
            self.top.append(value)
            return place
        inside = self.stack[-1]
        if inside.key is None:
            inside.value.append(value)
        else:
            inside.value[inside.key] = value
            inside.key = None
        return place

    def _awaits_key(self) -> bool:
        return (
            bool(self.stack) and self.stack[-1].key is None and type(self.stack[-1].value) is dict
        )

    def _place(self) -> Place:
        if not self.stack:
            return ()
        inside = self.stack[-1]
        step = len(inside.value) if inside.key is None else inside.key
        return (*inside.place, step)

    def _refuse(self, event: Any) -> None:
        if event.anchor:
            message = f"YAML anchors (&{event.anchor}) are not read"
            raise self._error(event, message, "Write the value out, or quote the text")
        if event.tag:
            message = f"YAML tags ({event.tag}) are not read"
            raise self._error(event, message, "Remove the tag, or quote the text")

    def _error(
        self, event: Any, message: str, hint: str, place: Place | None = None
    ) -> RubricError:
        if place is None:
            place = self.stack[-1].place if self._awaits_key() else self._place()
        return _error(message, hint, self.file, event.start_mark.line + 1, place)


def shown(value: Any) -> str:
    """A value as an error names it: `the number 3`."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return f"the boolean {str(value).lower()}"
    if isinstance(value, (int, float)):
        return f"the number {value}"
    if isinstance(value, str):
        return f"the text {value[:40]!r}"
    return "a list" if isinstance(value, list) else "a mapping"


def _plain(text: str) -> Any:
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    if _INT.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text


def _error(message: str, hint: str, file: str, line: int, place: Place) -> RubricError:
    return RubricError(message, hint, where=f"{file}:{line}", field=dotted(place))
