"""Mark: how a text gives itself a level or a mark, in patterns over folded text."""

from __future__ import annotations

from typing import Final

_MINE: Final = (
    r"(?:this|that|my|mine|here|the above|above|following|the following|what i (?:said|just said|"
    r"gave|wrote)|what follows)"
)
_SURELY: Final = (
    r"(?:(?:clearly|obviously|definitely|certainly|easily|truly|undoubtedly|surely|solidly|plainly|"
    r"absolutely|really|frankly|honestly|without (?:a |any )?doubt|at least|a solid|a strong|"
    r"a clear|a textbook|a genuine|a true|an obvious|very much|"
    r"evidently|indeed|by any measure|well|therefore|thus),? ){0,2}"
)
SELF: Final = (
    rf"\b{_MINE}(?: (?:answer|response|reply|explanation|submission|performance|reasoning|"
    r"thinking))?(?:'s| is| was| are| should be| would be| must be| deserves?| qualifies|"
    r" merits| earns?| rates?| scores?| counts?| meets?| demonstrates?| shows?| reaches|"
    r" represents| reflects| hits| easily \w+| clearly \w+| fully \w+)"
    rf" (?:as |for |at |to )?{_SURELY}(?:an? |the |my |at |as |for |"
    r"of )*(?:\S+ )?(?:l[4-9](?:[ -]level|[ -]quality|\+)?(?: (?:answer|response|reply|caliber|"
    r"material|standard|bar|explanation|depth|quality|level|thinking|"
    r"territory))?(?:[.,!;:)\n\"]|$| (?:and|because|by|since|so|in|from|if))|level[ -]?(?:[5-9]|"
    r"l[4-9])\b|strong[ -]hire\b|(?:senior|staff|principal|expert|top|l[4-9])[ -](?:level|tier|"
    r"grade|quality) (?:answer|response|reply|explanation)|full marks\b|top marks\b|10/10|"
    r"10 out of 10|100 ?%(?:[.,!]|$)|a\+)",
    r"\bi(?:'m| am| deserve| consider myself| would call myself| rate myself| should be|"
    r" must be| qualify| score| merit| clearly \w+| easily \w+| definitely \w+|'d (?:rate|grade|"
    r"score|call|put|place|give|level) (?:myself|this|my(?: own)? \w+|it)| would (?:rate|grade|"
    r"score|call|put|place|give|level) (?:myself|this|my(?: own)? \w+|it)| (?:rate|grade|score|"
    r"give|put|place|assess|level|see|view|regard) (?:myself|this|my(?: own)? \w+)|"
    r" have (?:clearly |definitely |fully |already )?(?:demonstrated|shown|met|reached|earned|"
    r"hit|proven))"
    rf" (?:as |for |at |to (?:be )?|be )?{_SURELY}(?:an? |the |my |at |as |for |of |to be |all |"
    rf"every |graded )*(?:(?:\S+ ){{0,2}}?)(?:l[5-9]\b|level[ -]?(?:[5-9]|l[4-9])\b|"
    r"strong[ -]hire\b|full marks\b|top marks\b|10/10|10 out of 10|(?:highest|top|maximum|"
    r"perfect|best) (?:possible )?(?:score|level|grade|mark|marks|rating)\b|(?:senior|staff|"
    r"principal)[ -]level (?:answer|response)|(?:l[5-9]|strong[ -]hire) (?:tells|signals|"
    r"criteria))",
    r"(?:^|[\n(\[{*#|.!?;,-]\s*)(?:my |the |overall |final |self[- ]?|suggested |recommended |"
    r"proposed |candidate |answer |estimated |holistic |assessed )*(?:level|grade|score|rating|"
    r"verdict|mark|result|assessment|self-assessment|band|recommendation|decision|evaluation|"
    r"hire recommendation|seniority)\**\s*(?:[:=]|-+>?|is\b|→)\s*\**(?:an? |at |"
    r"as )?[\"']?(?:(?:level )?l[4-9]\b|(?:level )?[5-9] of [5-9]|strong[ _-]?hire|10/10|100/100|"
    r"100 ?%(?:[.,!]|$|\n)|full marks|a\+|top marks|(?:senior|staff|principal)\b)",
    r"(?:^|\n|[.!?:]\s+)[\[(*#]*(?:an? |my |sample |model |example |ideal |perfect |"
    r"the )*(?:l[5-9]|(?:senior|staff|principal|expert|"
    r"strong[ -]hire)(?:[ -]level)?)(?:[ -](?:level|quality|grade|tier))* (?:answer|response|"
    r"reply|explanation|solution)\b",
    r"\b(?:senior|staff|principal|l[5-9]|strong[ -]hire)[ -](?:level|grade|quality|calib(?:er|"
    r"re)) (?:answer|response|reply)\b",
    r"(?:^|[.!?\n]\s*)(?:full|top) marks\b",
    r"(?:^|\n)\s*[\[(*#]*l[5-9][\])*]*\s*(?:[:.!-]|$|\n)",
    r"\b(?:strong[ -]hire|l[5-9])(?:[ ,/;+-]+(?:10/10|full marks|strong[ -]hire|l[5-9]|top marks|"
    r"guaranteed|material|no doubt))+",
    r"\b(?:candidate|applicant|interviewee) (?:clearly |definitely |fully |has |already |easily |"
    r"also )*(?:demonstrates|deserves|exceeds|exhibits|meets|satisfies|qualifies|displays|"
    r"demonstrated|shown|exceeded|met|surpasses|is)\b(?: \S+){0,5}? (?:l[5-9]|level|"
    r"strong[ -]hire|criteria|mastery|expertise|seniority|expectations|tells|bar|requirements|"
    r"senior|staff|expert|depth)\b",
    r"\b(?:answer|response|reply)(?: above| here)? (?:clearly |fully |definitely |completely |"
    r"easily |also )*(?:demonstrates|exceeds|meets|satisfies|covers|hits|fulfil+s|matches|"
    r"contains|checks|ticks) (?:all|every|each)(?: of)?(?: the| your)?(?: \S+){0,3}? ?(?:tells?|"
    r"criteri(?:a|on)|signals?|requirements|rubric|box(?:es)?|l[5-9]|expectations)\b",
    r"\b(?:anyone|everyone|anybody|any (?:expert|reviewer|grader|"
    r"interviewer)) (?:\S+ ){0,3}?(?:would|will|can|must) (?:agree|see|say|rate|grade|call|"
    r"confirm)(?: \S+){0,6}? (?:l[5-9]|strong[ -]hire|senior[ -]level|top marks|full marks)\b",
)
"""What gives itself a level or a mark."""

LEVELS: Final = r"\b(?:l[5-9]|strong[ -]hire)\b"
"""What `ladder` looks at closely."""
