"""Articles built like those that rubrics are imported from, in the headings people vary."""

from __future__ import annotations

PLAIN = """\
Asked in: platform-team interviews.
When would you put a cache in front of a database?
What the L4 candidate misses
L4: “Add Redis.” Misses that a cache has a cost.
What an L5 answer sounds like
“A cache pays when reads repeat:
Hit rate: measure it before adding anything. Below 80% it rarely pays.
Invalidation: write down when an entry goes stale.
The rule:
- Few repeats → no cache.
- Many repeats → a cache.”
This is L5. You’ve given a rule.
What an L6 answer adds
“Stampedes take a cache down. Use a lock.
Memory is not free. Someone pays for it.”
Tells that get you a strong-hire vote
- You measure the hit rate before adding a cache.
- You bring up stampedes and a lock.
Tells that get you down-leveled
- Treating a cache as free.
- No awareness of invalidation.
- Never mentioning measurement.
Common follow-up
“Where would you put it?”
The L6 answer:
“Near the reader, when latency counts. Near the database, or when writes are rare.”
Related: Queues, Write-ahead logs.
"""

MARKDOWN = """\
# Caching in front of a database

**Question:** When would you add a cache?

## Weak answer

Just add Redis.

## Good answer

1. Measure the hit rate.
2. Say when entries go stale.

## Great answer

* Stampedes need a lock.

## Green flags

* Mentions the hit rate
* Clear rule for staleness,
  with numbers

## Red flags

* Doesn't mention staleness
* Recommends caching everything

## Fun facts

Redis is written in C.

## Follow-up questions

**Where would you put it?**

Answer: Near the reader.

And what about writes?

## See also

- Queues
- Write-ahead logs
"""

OTHER_LEVELS = """\
Caching

How do you decide on a cache?

What a junior candidate misses:
The cost.

What a senior answer sounds like:
Measure first.

What a staff answer adds:
Plan for stampedes.

Strong hire signals:
Name the hit rate
Plan for stampedes
No-hire signals:
Guessing
"""
