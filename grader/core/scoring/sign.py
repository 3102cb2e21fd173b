"""What an expression does to what is said around it."""

from __future__ import annotations

from enum import IntEnum


class Sign(IntEnum):
    """What an expression does to what is said around it."""

    __hash__ = int.__hash__  # That of enumerations is a Python function, called for each look-up.

    NOTHING = 0
    """Looks like one of the others, and is none: `not only`."""
    NEGATE = 1
    """Negates what follows in its clause."""
    NO = 2
    """Negates the few words after it: `no reward model`."""
    DROP = 3
    """Turns down what follows, when the candidate is the one who does so: `skip`, `ditch`."""
    DISMISS = 4
    """Turns down what its sentence spoke of just before: `... is overkill`."""
    SOURCE = 5
    """What follows is someone else's, or hypothetical."""
    SOURCE_AFTER = 6
    """What precedes in the sentence is someone else's: `..., or so they say`."""
    DENY = 7
    """The candidate does not hold with what was attributed before."""
    ENDORSE = 8
    RETRACT = 9
    """Takes back what was said before."""
    UNKNOWN = 10
    """The candidate does not know what follows."""
