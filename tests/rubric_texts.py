"""Small rubrics as YAML, for the tests of what reads, checks and lists them."""

from __future__ import annotations

SMALL = """\
id: caching
version: 1
title: Caching
question: When would you add a cache?
levels:
  - id: L4
    descriptor: Wants one everywhere.
  - id: L5
    descriptor: Says when it pays.
    requires: {all: [hit-rate, invalidation]}
  - id: L6
    descriptor: Has run one.
    requires: {at_least: 1, of: L6}
caps:
  - {at: L4, when: {any: [cache-all]}}
  - {at: L5, when: {any: [no-measuring]}}
terms:
  cache: [cache, memoize]
  stale: [stale, out of date]
tells:
  - id: hit-rate
    kind: signal
    level: L5
    claim: says that a cache pays only with a high hit rate
    cues:
      - high hit rate
    examples:
      match: [You want a high hit rate.]
      miss: [Caches are fast.]
  - id: invalidation
    kind: strong_hire
    level: L5
    claim: says how entries are invalidated
    cues:
      - {all: ["{stale}", invalidate], within: 2}
    examples:
      match: [We invalidate entries once they are stale.]
      miss: [Entries live for ever.]
  - id: stampede
    kind: strong_hire
    level: L6
    claim: guards against a stampede of misses
    cues: [stampede, thundering herd]
    examples:
      match: [A lock stops the stampede.]
      miss: [Many people use it.]
  - id: cache-all
    kind: down_level
    level: L4
    claim: wants to put a cache in front of everything
    cues:
      - "{cache} everything"
    examples:
      match: [I would cache everything.]
      miss: [I would not cache everything.]
  - id: no-measuring
    kind: down_level
    level: L4
    absence: true
    claim: mentions measuring
    cues: [measure, metric]
    examples:
      match: [We measure it first.]
      miss: [It feels slow.]
follow_ups:
  - id: where
    question: Where would you put it?
    tells:
      - id: near-reader
        kind: signal
        level: L6
        claim: puts it near the reader
        cues: [near the reader]
        examples:
          match: [Put it near the reader.]
          miss: [Put it anywhere.]
    requires:
      L6: near-reader
"""


def changed(old: str, new: str, text: str = SMALL) -> str:
    """SMALL with one passage replaced; the passage must be there once."""
    assert text.count(old) == 1, f"{text.count(old)} times: {old}"
    return text.replace(old, new)
