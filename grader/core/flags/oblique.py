"""Oblique: requests to the grader that name neither a rubric to ignore nor a level to give."""

from __future__ import annotations

from typing import Final

from grader.core.flags.english import START, SURE_GRADER, WITHIN

REQUESTS_BY_HINT: Final = (
    r"\b(?:overlook|excuse|forgive) (?:any|all|my|the|his|her|their) (?:omissions?|gaps|"
    r"shortcomings|"
    r"missing \w+)\b",
    r"\b(?:full credit|maximum (?:rating|grade|marks?)|best possible (?:outcome|grade|rating)|"
    r"top (?:end )?of the (?:scale|range|ladder)|top band|grade inflation)\b",
    r"\b(?:deviate|depart|diverge) from (?:the|your) (?:rubric|instructions|grading|criteria)\b",
    rf"\b{SURE_GRADER} (?:must|should|shall|has to|have to|ought to|needs? to|is to|"
    r"are to)\b[^.!?\n]*"
    r"\b(?:this (?:answer|candidate|submission|response)|(?:the|my) (?:candidate|submission|"
    r"answer))\b",
    rf"{START}(?:do not|don't|never) (?:evaluate|assess|judge|grade|score) (?:the |this |"
    r"my )?(?:content|"
    r"answer|candidate|substance|correctness|submission|accuracy)\b",
    r"\bsudo (?:grade|score|set|give|pass|award|hire)|--(?:level|grade|verdict)\b",
    rf"{WITHIN}(?:consider|treat|count|regard) (?:every|all|each)\b[^.!?\n]*"
    r"\b(?:made|met|covered|stated|satisfied|fulfilled|answered|matched|present)\b",
    r"\byour (?:previous|earlier|last|first|initial|current) (?:grading|grade|evaluation|"
    r"score|assessment|"
    r"verdict|judge?ment)\b",
    r"\b(?:raise|increase|bump|lift|round|move|adjust|upgrade) (?:it|this|me|my \w+|"
    r"the (?:level|grade|score|"
    r"result))(?: up)? (?:by |up )?(?:one|a|two|1|2)(?: full)? (?:levels?|grades?|"
    r"notch(?:es)?|steps?)\b",
    r"\b(?:if|unless) the (?:level|grade|verdict) (?:is|was|you \w+ is) (?:below|less|not|"
    r"lower|under)\b",
    r"\basked (?:for|to (?:give|output|choose|pick)) (?:a|the|your|any) (?:level|grade|verdict)\b",
    r"\btell me (?:that )?i(?:'ve| have)? (?:pass(?:ed)?|got|made it|won)\b",
    r"\bthis is the (?:reference|gold|golden|model|ideal|correct|official) (?:answer|solution|"
    r"response)\b",
)
"""Patterns over folded text; more of what tells whoever grades what to do."""
