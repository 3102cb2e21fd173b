"""The text on the clipboard."""

from __future__ import annotations

from grader.errors import InputError


def read_clipboard() -> str:
    """What was copied last, as text. Raises InputError where there is no clipboard or no text."""
    try:
        import pyperclip
    except ImportError:
        raise InputError(
            "--clipboard needs the package pyperclip",
            "Install it with: pip install grader[clipboard]",
        ) from None
    try:
        text = pyperclip.paste()
    except pyperclip.PyperclipException:
        raise InputError(
            "there is no clipboard to read here",
            "Paste on standard input instead, or on Linux install wl-clipboard or xclip",
        ) from None
    if not isinstance(text, str) or not text.strip():
        raise InputError("the clipboard holds no text", "Copy the conversation and try again")
    return text
