"""What applications write around messages, by kind: patterns of whole lines."""

from __future__ import annotations

EMOJI = (
    r"(?:[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u24c2\u25a0-\u27bf\u2934"
    r"\u2935\u2b00-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]+)"
)
CODE = r"(?::[a-z0-9_+'\u00c0-\u024f-]{1,50}:)"
EMOJIS = rf"(?:{CODE}+|{EMOJI}(?: {{0,2}}{EMOJI})*)"
_REACTION = rf"{EMOJIS}[ \t]{{0,3}}\d{{1,4}}"
_FEELING = r"(?:like|heart|laugh|surprised|sad|angry|yes|thumbs ?up|love|celebrate|follow)"
_WHO = r"[^\n]{1,60}?"
_PLACE = (
    r"(?:[#][\w.-]{1,80}|(?:the|this) "
    r"(?:channel|group|conversation|meeting|chat|space|call|server))"
)

EDITED = (
    r"(?:\((?:edited|bearbeitet|modifi\u00e9|editado|modificato)\)"
    r"|<(?:this message was edited|diese nachricht wurde bearbeitet)\.?>|has context menu)"
)

KINDS: dict[str, tuple[str, ...]] = {
    "edited": (EDITED, "edited", "bearbeitet", "modifi\u00e9", "editado"),
    "reactions": (
        rf"{_REACTION}(?:[ \t]{{0,3}}{_REACTION})*",
        rf"\d{{1,4}} {_FEELING}(?: reactions?)?\.?",
        rf"{_FEELING} \d{{1,4}}",
        r"add reaction[.\u2026]*",
        rf"{_WHO} reacted (?:with|to) .{{1,80}}",
    ),
    "thread": (
        r"\d{1,4} (?:repl(?:y|ies)|antworten?|r\u00e9ponses?|respuestas?)(?: from .{1,60})?"
        r"(?:[ \t]*(?:\u00b7 )?(?:last reply|letzte antwort) .{1,40}?)?(?:[ \t]*view thread)?",
        r"(?:last reply|letzte antwort) .{1,40}",
        r"view (?:thread|replies|\d+ repl(?:y|ies)|newer replies|in channel|message)",
        r"(?:see |jump to )?thread|thread in \S{1,80}",
        r"reply(?: in thread)?|show \d+ more repl(?:y|ies)",
        rf"also (?:sent|send) (?:this )?to {_PLACE}",
        rf"sent to {_PLACE}",
        r"replied to a thread:?",
    ),
    "joined": (
        rf"(?:{_WHO} )?(?:has |have )?(?:joined|left) {_PLACE}(?: along with .{{1,80}}"
        r"| by .{1,60}| from .{1,60})?\.?",
        rf"(?:{_WHO} )?(?:was|were|ha(?:s|ve) been) "
        r"(?:added to|removed from|invited to) .{1,120}",
        rf"{_WHO} (?:added|removed|invited) {_WHO} (?:to|from) {_PLACE}\.?",
        rf"{_WHO} joined using this group's invite link\.?",
    ),
    "notice": (
        rf"(?:{_WHO} )?(?:set|changed|cleared|updated) (?:the|this) (?:channel|group|meeting"
        r"|chat|space)(?:'s)? (?:topic|description|purpose|name|icon|subject)\b.{0,200}",
        rf"(?:{_WHO} )?(?:renamed the (?:channel|group)|pinned (?:a|this) message)\b.{{0,120}}",
        rf"pinned by {_WHO}|saved for later.{{0,40}}",
        r"messages and calls are end-to-end encrypted.*",
        rf"{_WHO} (?:started|stopped|ended) (?:the |a )?(?:transcription|recording|call"
        r"|meeting|huddle)\b.{0,60}",
        r"(?:transcription|transcript|meeting|call) ended (?:after|at) .{1,40}",
        r"this editable transcript was computer generated.{0,150}",
        r"people can also change the text after it was created\.?",
        r"transcribed by (?:https?://)?otter\.ai.{0,20}",
        r"(?:this message (?:was|has been) deleted|you deleted this message)\.?",
        r"last read|seen by .{1,60}|(?:only )?visible to (?:only )?you|(?:show|see) (?:more|less)",
        r"see translation|collapse all|download all|jump to (?:present|date)",
        r"history is (?:on|off)",
    ),
    "badge": ("APP", "BOT", "WORKFLOW", "NEW", "New", "new messages?", "Unread"),
    "attachment": (
        r"<?(?:media|image|video|audio|sticker|gif|document|contact card) omitted>?",
        r"<attached: .{1,120}>",
        r"[\w ().,-]{1,100}\.(?:png|jpe?g|gif|heic|webp|mov|mp4|pdf|docx)(?: \(file attached\))?",
        r"\d{1,3} (?:files?|images?|photos?)",
    ),
    "avatar": (
        r"(?:avatar|profile (?:picture|photo|image)|photo|picture) (?:of|for) .{1,60}",
        rf"{_WHO}(?:'s|\u2019s)? (?:avatar|profile (?:picture|photo|image))\.?",
    ),
}
"""Case counts for badges alone: "new" may be a word of somebody's."""
