"""A paste from a chat, a call or a mail, read into turns."""

from grader.core.paste.paste import Furniture, Paste, PastedTurn, said
from grader.core.paste.reading import read_paste

__all__ = ["Furniture", "Paste", "PastedTurn", "read_paste", "said"]
