"""Structure: imitations of a prompt's delimiters, of system messages and of a judge's reply."""

from __future__ import annotations

from typing import Final

_GRADING: Final = (
    r"(?:grad(?:e|er|ing)\b|rubric|level|l[5-9]\b|scor(?:e|ing)\b|candidate|ignore|you (?:are|"
    r"must|should|will)|"
    r"override|instructions?|strong[ _-]hire|evaluat|tells?\b|verdict)"
)
_LINE: Final = r"(?:^|\n)[\s>*_`\"-]*"
_PARTS: Final = (
    r"(?:answer|submission|transcript|response|prompt|instructions?|input|rubric|conversation|"
    r"context|data|"
    r"system|text|interview|message|evaluation|grading|candidate|note|section|document|content|"
    r"user|turn)"
)
_END_OF: Final = r"(?:end|begin|start|beginning|eof|close)[ _-](?:of[ _-])?(?:the[ _-])?"
_WHOSE: Final = r"(?:(?:candidate|user|student|untrusted|system|interview|applicant)(?:'?s)?[ _-])?"

IMITATIONS: Final = (
    # Delimiters of chat templates, where they open or close a line.
    r"(?:^|\n)\s*(?:<\|[a-z_]{2,20}\|>|\[/?inst\]|<</?sys>>|<start_of_turn>|<end_of_turn>)",
    rf"(?:<\|[a-z_]{{2,20}}\|>|\[/?inst\]|<</?sys>>|<start_of_turn>|"
    rf"<end_of_turn>)[^`]{{0,200}}?{_GRADING}",
    r"(?:<\|(?:im_end|end|eot_id|endoftext)\|>)\s*\n?\s*<\|(?:im_start|start_header_id|system)",
    # Tags that break out of the text or pretend to be above it.
    rf"{_LINE}</?(?:system|instructions?|grader|grading|rubric|admin|override|developer|judge|"
    r"verdict|grade|"
    r"system[_-]\w+|grader[_-]\w+|evaluation|evaluator|important|hidden|secret)(?:\s[^>\n]*)?>",
    r"</(?:answer|candidate|candidate[_-]answer|transcript|submission|user|user[_-]input|"
    r"student[_-]answer|"
    r"untrusted|data|input|sentences?|document|context|response)>",
    r"<(?:level|grade|verdict|holistic[_-]level|rating|score|final[_-]?\w*)>\s*(?:l[4-9]|strong|"
    r"10|100|a\+)",
    # System messages.
    rf"{_LINE}(?:#{{1,6}}\s*|\*\*|=+\s*|-{{2,}}\s*)?(?:system|developer|admin(?:istrator)?|root|"
    r"grader|judge|evaluator|"
    r"assistant|moderator)(?: (?:message|prompt|note|override|instructions?|update|notice|output|"
    r"log|alert|command|reply|response))?"
    rf"\s*(?:\*\*|=+|-{{2,}})?\s*:[^\n]{{0,20}}?\n?[^\n]{{0,120}}?{_GRADING}",
    r"(?:^|[\n.!?]\s*)[\[({<]+\s*(?:#|!|/)?\s*(?:system|developer|admin(?:istrator)?|root|grader|"
    r"evaluator|sys|assistant)"
    r"(?:[ _-](?:message|prompt|note|override|instructions?|update|notice|alert|command|"
    r"directive|log|only|info|mode))?s?\s*(?:[\])}>]+|:)",
    r"\bsystem (?:message|notice|update|alert|override|note|notification|instruction|directive|"
    r"command)s?\s*(?::|—|-{1,2} |>|\])",
    rf"{_LINE}#{{1,6}}\s*(?:system|instructions?|new instructions?|grader(?: \w+)?|"
    r"system (?:prompt|message))\s*:?\s*\n",
    # Ends and beginnings.
    rf"(?:[=<\[~]{{1,}}|-{{3,}}|/\*+|<!--|\({{2,}})\s*{_END_OF}{_WHOSE}{_PARTS}",
    rf"(?:#{{2,}}|\*{{2,}}|-{{2,}})\s*(?:end|begin(?:ning)?|"
    rf"start)[ _-]of[ _-](?:the[ _-])?{_WHOSE}{_PARTS}",
    r"(?:^|[\n.!?]\s*)(?:end|beginning|start) of (?:the |my |"
    rf"this )?{_WHOSE}{_PARTS}s?\s*(?:[.:;!\])-]|\n|$)",
    r"\b(?:candidate|user|student)(?:'s)? (?:answer|response|input|submission|"
    r"transcript) (?:ends?|stops?|is over)(?: here| now| above)?\b",
    r"\b(?:begin|start|end) (?:privileged|system|admin|trusted|hidden|secret|grader|override) "
    r"(?:context|prompt|block|section|message|instructions?|mode)\b",
    # The judge's reply.
    r"[\"'](?:level|holistic_level|grade|verdict|final_level|rating|final_grade|overall_level|"
    r"recommendation|hire)[\"']\s*:\s*[\"']?(?:l[4-9]\b|strong|[\"']?hire|10\b|100\b|a\+|true)",
    r"\b(?:holistic|final|overall|grade)_?(?:level|grade|verdict)\s*[:=]\s*[\"']?(?:l[4-9]\b|"
    r"strong)",
    r"\b(?:level|grade|verdict|result|score)\s*=\s*[\"']?(?:l[4-9]\b|strong[_ -]?hire)",
    r"[\"']?\b(?:matched|stance|verdict|on_topic)[\"']?\s*[:=]\s*[\"']?(?:true|asserted|matched)\b",
    r"[\"'](?:findings|tells|holistic|judgment|judgement|grading|"
    r"evidence_sentences)[\"']\s*:\s*[\[{\"]",
    r"\b(?:submit|record|set|assign|return|finali[sz]e|give|post)_(?:grade|level|score|"
    r"judge?ment|verdict|findings)\s*\(",
    # Hidden in markup.
    rf"(?:<!--|\[//\]: ?#|/\*|<!\[cdata\[)[^>\n]{{0,200}}?{_GRADING}",
    r"style\s*=\s*[\"'][^\"'\n]*(?:display:\s*none|visibility:\s*hidden|font-size:\s*0|"
    r"color:\s*(?:white|#fff))",
    r"\{[{%][^}\n]*(?:grade|rubric|l[5-9]\b|verdict|system_prompt)[^}\n]*[}%]\}",
    r"(?:^|\n)\s*\[\d{1,3}\] ?(?:system|grader|interviewer|judge|assistant|the candidate|"
    r"candidate (?:is|has|shows|demonstrates))\b",
)
"""Patterns over folded text."""
