"""One conversation as each application would put it on the clipboard or into a file."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

Talk = Sequence[tuple[str, str]]
"""Who said what; the words may have several lines."""


def _each(talk: Talk, one: Callable[[int, str, str], str], between: str = "\n") -> str:
    return between.join(one(minute, name, text) for minute, (name, text) in enumerate(talk, 10))


def slack(talk: Talk) -> str:
    return _each(talk, lambda m, name, text: f"{name}\n  10:{m} AM\n{text}")


def slack_24h(talk: Talk) -> str:
    return _each(talk, lambda m, name, text: f"{name}\n  10:{m}\n{text}")


def slack_one_line(talk: Talk) -> str:
    return _each(talk, lambda m, name, text: f"{name}  10:{m} AM\n{text}")


def slack_phone(talk: Talk) -> str:
    return _each(talk, lambda m, name, text: f"{name}\n10:{m} AM\n{text}\n")


def slack_brackets(talk: Talk) -> str:
    return _each(talk, lambda m, name, text: f"[10:{m} AM] {name}: {text}")


def slack_windows(talk: Talk) -> str:
    return slack(talk).replace(" AM", "\u202fAM").replace("\n", "\r\n")


def slack_furnished(talk: Talk) -> str:
    return "Monday, November 16th\n" + _each(
        talk,
        lambda m, name, text: (
            f"{name}\n:palm_tree:\n  10:{m} AM\n{text} (edited)\n:thumbsup:\n2\n\U0001f44d 1"
        ),
        "\n3 replies\nLast reply today at 10:50 AM\nNew\n",
    )


def discord(talk: Talk) -> str:
    return _each(talk, lambda m, name, text: f"{name} \u2014 Today at 10:{m} AM\n{text}")


def discord_compact(talk: Talk) -> str:
    return _each(talk, lambda m, name, text: f"[10:{m} AM]{name}: {text}")


def teams(talk: Talk) -> str:
    return _each(talk, lambda m, name, text: f"[16.11. 10:{m}] {name}\n{text}")


def teams_tab(talk: Talk) -> str:
    return _each(talk, lambda m, name, text: f"{name}\t10:{m} AM\n{text}\nlike 1\nEdited")


def teams_document(talk: Talk) -> str:
    return _each(talk, lambda m, name, text: f"{name}   0:{m}\n{text}")


def google_chat(talk: Talk) -> str:
    return _each(talk, lambda m, name, text: f"{name}, 10:{m} AM, Edited\n{text}")


def whatsapp_android(talk: Talk) -> str:
    return _each(talk, lambda m, name, text: f"16/11/2026, 10:{m} - {name}: {text}")


def whatsapp_ios(talk: Talk) -> str:
    return _each(talk, lambda m, name, text: f"\u200e[16/11/26, 10:{m}:13\u202fAM] {name}: {text}")


def whatsapp_web(talk: Talk) -> str:
    return _each(talk, lambda m, name, text: f"[10:{m}, 16/11/2026] {name}: {text}")


def zoom_chat(talk: Talk) -> str:
    return _each(talk, lambda m, name, text: f"10:{m}:13 From {name} to Everyone: {text}")


def zoom_text(talk: Talk) -> str:
    return _each(talk, lambda m, name, text: f"[{name}] 10:{m}:13\n{text}\n")


def meet(talk: Talk) -> str:
    return _each(talk, lambda m, name, text: f"{name}\n00:{m}:02\n{text}\n")


def meet_brackets(talk: Talk) -> str:
    return _each(talk, lambda m, name, text: f"(00:{m}:02) {name}: {text}")


def otter(talk: Talk) -> str:
    parts = _each(talk, lambda m, name, text: f"{name}  0:{m}  \n{text}\n")
    return f"{parts}\nTranscribed by https://otter.ai"


def webvtt(talk: Talk) -> str:
    return "WEBVTT\n\n" + _each(
        talk,
        lambda m, name, text: f"{m}\n00:{m}:01.000 --> 00:{m}:09.000\n<v {name}>{text}</v>\n",
    )


def zoom_vtt(talk: Talk) -> str:
    return "WEBVTT\n\n" + _each(
        talk, lambda m, name, text: f"{m}\n00:{m}:01.000 --> 00:{m}:09.000\n{name}: {text}\n"
    )


def srt(talk: Talk) -> str:
    return _each(
        talk, lambda m, name, text: f"{m}\n00:{m}:01,000 --> 00:{m}:09,000\n{name}: {text}\n"
    )


def slack_export(talk: Talk) -> str:
    rows = [
        {
            "type": "message",
            "user": f"U{name[:3].upper()}",
            "text": text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"),
            "ts": f"17632{number:05d}.000100",
            "user_profile": {"real_name": name, "display_name": ""},
            "reactions": [{"name": "eyes", "users": ["U1"], "count": 1}],
        }
        for number, (name, text) in enumerate(talk)
    ]
    return json.dumps(rows, indent=2)


def named(talk: Talk) -> str:
    return _each(talk, lambda m, name, text: f"{name}: {text}", "\n\n")


_STYLES: dict[str, tuple[Callable[[Talk], str], ...]] = {
    "slack": (
        slack,
        slack_24h,
        slack_one_line,
        slack_phone,
        slack_brackets,
        slack_windows,
        slack_furnished,
    ),
    "discord": (discord, discord_compact),
    "teams": (teams, teams_tab, teams_document),
    "google-chat": (google_chat,),
    "whatsapp": (whatsapp_android, whatsapp_ios, whatsapp_web),
    "zoom": (zoom_chat, zoom_text),
    "meet": (meet, meet_brackets),
    "otter": (otter,),
    "webvtt": (webvtt, zoom_vtt),
    "srt": (srt,),
    "slack-export": (slack_export,),
    "labelled": (named,),
}
FORMATS = {one.__name__: (style, one) for style, several in _STYLES.items() for one in several}
"""By the name of the variant: the name of the format, and how to write a conversation in it."""
