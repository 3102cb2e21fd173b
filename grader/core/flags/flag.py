"""Flag: a sign that a text was written for the grader instead of the interviewer."""

from __future__ import annotations

from enum import StrEnum


class Flag(StrEnum):
    """Why a person should look at an answer. A flag never changes the level by itself."""

    GRADER_INSTRUCTIONS = "grader-instructions"
    """Tells whoever grades what to do."""
    FAKE_STRUCTURE = "fake-structure"
    """Imitates a system message, a reply of the judge's or the delimiters of a prompt."""
    SELF_ASSIGNED_LEVEL = "self-assigned-level"
    """Gives itself a level or a mark."""
    INVISIBLE_CHARACTERS = "invisible-characters"
    """Holds characters that a reader cannot see and a model can."""
    MIXED_SCRIPT = "mixed-script"
    """Holds a Latin word with look-alike letters of another script."""
    KEYWORD_STUFFING = "keyword-stuffing"
    """Lists or repeats terms in place of claims."""
    RUBRIC_PARROTING = "rubric-parroting"
    """Repeats the rubric's own wording or the ids of its tells."""
    ENCODED_PAYLOAD = "encoded-payload"
    """Holds a text in base64, hexadecimal, percent or ROT13 encoding."""
