"""How a delimited text is written: delimiter, quotation mark, and whether all cells are quoted."""

from __future__ import annotations

import csv
import itertools
import re
from collections import Counter

from grader.tables.row import Dialect

DELIMITERS = (",", ";", "\t", "|")
_LINES = 200
_SEP = re.compile(r'"?sep=([^"\r\n])"?[,;\t|]*\s*', re.IGNORECASE)


def sniff(head: str, encoding: str, bom: bool) -> Dialect:
    """The dialect of a text that begins with `head`, by how evenly each delimiter cuts it."""
    lines = head.splitlines(keepends=True)[:_LINES]
    told = told_delimiter(lines[0]) if lines else None
    lines = lines[1:] if told else lines
    quote = _quote(lines[0] if lines else "")
    delimiter = told or max(DELIMITERS, key=lambda candidate: _score(lines, candidate, quote))
    first = lines[0].rstrip("\r\n") if lines else ""
    return Dialect(
        format="csv",
        encoding=encoding,
        bom=bom,
        line_end=_line_end(lines[0]) if lines else "\n",
        delimiter=delimiter,
        quote=quote,
        quote_all=_all_quoted(first, delimiter, quote),
    )


def told_delimiter(line: str) -> str | None:
    """The delimiter that a first line such as `sep=;` tells, with which Excel writes tables."""
    found = _SEP.fullmatch(line)
    return found[1] if found else None


def _quote(header: str) -> str:
    """A single quotation mark where the header is written in those and in no others."""
    line = header.strip()
    single = line.startswith("'") and line.endswith("'") and '"' not in line
    return "'" if single and len(line) > 1 else '"'


def _score(lines: list[str], delimiter: str, quote: str) -> tuple[float, int]:
    """How large a share of the records have as many cells as the header, and how many those are."""
    try:
        rows = csv.reader(lines, delimiter=delimiter, quotechar=quote)
        counts = Counter(len(row) for row in itertools.islice(rows, _LINES) if row)
        width = len(next(csv.reader(lines[:1], delimiter=delimiter, quotechar=quote), []))
    except csv.Error:
        return 0.0, 0
    if width < 2:
        return 0.0, width
    return round(counts[width] / counts.total(), 1), width


def _line_end(line: str) -> str:
    return line[len(line.rstrip("\r\n")) :] or "\n"


def _all_quoted(header: str, delimiter: str, quote: str) -> bool:
    cells = header.split(delimiter)
    return all(len(c) > 1 and c.startswith(quote) and c.endswith(quote) for c in cells)
