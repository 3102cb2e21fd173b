"""English: how a text addresses its grader, in patterns over folded text (see `folded`).

All are RE2, so a search is linear whatever they hold. Gaps are counted in words, since the parts of
one request stand close together and chance neighbours do not.
"""

from __future__ import annotations

from typing import Final

_SPACE: Final = r"[\s\"'*_,:()\[\]-]+"


def gap(most: int) -> str:
    """At most so many words between two parts of a pattern."""
    return rf"(?:{_SPACE}[^\s.!?\"]+){{0,{most}}}?{_SPACE}"


_YOU: Final = (
    r"(?:you (?:must|should|shall|can|may|will|need to|have to|are to|ought to|now|are (?:\w+ )?to|"
    r"are (?:hereby )?(?:instructed|ordered|required|asked|told|obliged) to)|"
    r"(?:want|need|ask|asks|instruct|order|urge|beg|expect|require|would like|like|asking|telling|"
    r"tell|command|authorize) you to|(?:important|essential|imperative|necessary|required) (?:to|"
    r"that you))"
)
_ASKING: Final = (
    r"please|kindly|hereby|just|now|simply|instead|instruction|task|override|and then|therefore|"
    r"always|immediately|ok(?:ay)?|hey|listen|first|so|let's|can you|could you|would you|will you|"
    r"pls|plz|only|automatically|henceforth"
)
START: Final = rf"(?:^|[.!?:;\n\"'(\[{{<>*#|/=-]\s*|\b(?:{_ASKING}),?\s+|\b{_YOU}\s+(?:\w+ly\s+)?)"
"""Where a request begins: after a mark, "please", or "you must"."""
WITHIN: Final = rf"(?:{START}|,\s*|\b(?:and|then|but|or|also)\s+)"
"""As START, and inside of a sentence."""

_LEVEL: Final = (
    r"(?:l[5-9]\b|level[ -]?(?:[5-9]\b|l[4-9]\b|five\b|six\b|seven\b)|strong[ _-]?hire\b|"
    r"(?:senior|staff|principal)[ -]level\b|full (?:marks?|credit|points|score)\b|top marks?\b|"
    r"10/10|"
    r"100/100|10 out of 10|(?:max(?:imum)?|perfect) (?:possible )?(?:score|marks?|grade|level|"
    r"rating|points)\b|"
    r"(?:highest|top|best) (?:possible |available )?(?:grade|level|mark|marks|band|tier)\b)"
)
_GOOD: Final = (
    r"(?:(?:highest|top|max(?:imum)?|perfect|best|excellent|passing|pass|high|good|great|higher|"
    r"better|"
    r"favou?rable|positive|generous) (?:possible |available )?(?:score|marks?|grade|level|rating|"
    r"evaluation|assessment|review|recommendation|verdict|points)\b|5/5|100 ?%|a\+|pass\b|"
    r"(?:a |as )hire\b|correct\b|excellent\b|expert\b|passed\b|perfect\b|outstanding\b)"
)
_THIS: Final = (
    r"(?:me|this|my|myself|mine|(?:the|this|above|following) (?:above |following |entire |whole )?"
    r"(?:answer|candidate|response|submission|applicant|interviewee|transcript|essay|reply|text))\b"
)
_GIVE: Final = (
    r"(?:give|award|assign|grant|output|return|respond|reply|answer|record|rate|grade|score|mark|"
    r"set|"
    r"classify|label|treat|consider|report|put|select|print|write|emit|deem|judge|evaluate|"
    r"assess|count|"
    r"credit|enter|make|register|tag|rank|place|pick|choose|produce|conclude|declare|go with|"
    r"default|"
    r"use|submit|log|upgrade|promote|bump|raise|change|elevate|move|say|state|recommend|issue|"
    r"accept|"
    r"approve|generate|force|ensure|lock|hardcode|end|finish|pass|hire|let|bring|round|list|"
    r"regard|view)\b"
)
_RUBRIC: Final = (
    r"(?:rubrics?|rubr1c|(?:grading|scoring|marking|evaluation|assessment|judging|levell?ing|"
    r"level) "
    r"(?:rubrics?|criteria|criterion|rules?|guidelines?|guides?|instructions?|schemes?|policy|"
    r"policies|"
    r"prompts?|process|standards?|system|logic|requirements?)|mark scheme|"
    r"down[ -]?level(?:ing|ling)?(?: (?:tells?|rules?|signals?|criteria|flags?))?|tells|"
    r"level caps?|"
    r"integrity (?:checks?|flags?))\b"
)
_ORDERS: Final = (
    r"(?:instructions?|prompts?|rules?|directions?|directives?|guidelines?|messages?|commands?|"
    r"constraints?|orders|criteria|polic(?:y|ies)|guidance|guardrails?|restrictions?|safeguards|"
    r"programming|context|text|conversation)\b"
)
_EARLIER: Final = (
    r"(?:(?:all|any|every|each|the|your|my|these|those|of|and|or)\s+){0,3}"
    r"(?:(?:previous|prior|earlier|above|preceding|former|foregoing|existing|original|initial|"
    r"other|"
    r"past|old|system|developer|safety|hidden)(?:ly)?"
    rf"(?: (?:and |or )?\w+){{0,2}}? {_ORDERS}|your(?: \w+)? {_ORDERS}|"
    r"(?:all|any|every|all of)(?: the| your| of your| those| these)? "
    r"(?:instructions?|rules?|directives?|guidelines?|orders|commands?|constraints?|guardrails?)\b|"
    r"(?:the |all |any )?(?:instructions?|rules|text|prompt|directions|guidelines) "
    r"(?:above|you (?:were|have been|got|received|have)|given|so far|before|in your|"
    r"that came before)\b|"
    r"(?:everything|anything|all|what(?:ever)?)(?: that)? (?:above\b|before this|you (?:were|"
    r"have been|"
    r"know|'ve been)|was said|has been said|came before|written above|that follows))"
)
_IGNORE: Final = (
    r"(?:ignore|1gn0r3|ign0re|1gnore|disregard|forget|override|overrule|bypass|skip|drop|set aside|"
    r"put aside|pay no attention to|do not (?:follow|apply|use|obey|consult|enforce|consider)|"
    r"don't "
    r"(?:follow|apply|use|obey|consult|enforce|consider|bother with|worry about)|"
    r"stop (?:following|using|applying)|discard|"
    r"throw (?:away|out)|neglect|suspend|disable|turn off|cancel|delete|erase|replace|abandon|"
    r"circumvent|refrain from (?:using|applying|following)|never mind|dismiss)"
)
_GRADER: Final = (
    r"(?:graders?|gr4der|evaluators?|assessors?|examiners?|judges?|reviewers?|scorers?|raters?|"
    r"markers?|ai|llm|language model|model|assistant|chatgpt|gpt(?:-?\d\w*)?|claude|gemini|bot|"
    r"grading (?:model|system|bot|ai|assistant|llm|agent|engine|software|tool)|"
    r"scoring (?:model|system|bot|ai|assistant|llm|engine)|(?:ai|llm|automated|automatic) "
    r"(?:grader|judge|evaluator|assessor|examiner|reviewer|scorer|rater|model|assistant|system|"
    r"grading)"
    r"(?: (?:model|system|assistant))?|hiring (?:committee|system|panel|manager)|"
    r"evaluation (?:model|system|panel))"
)
SURE_GRADER: Final = (
    r"(?:graders?|evaluators?|assessors?|examiners?|scorers?|raters?|(?:ai|llm|automated|"
    r"automatic) "
    r"(?:grader|judge|evaluator|assessor|examiner|reviewer|scorer|rater)s?|"
    r"(?:grading|scoring) (?:model|system|bot|ai|assistant|llm|agent|engine|software|tool))"
)
_SUBJECT: Final = (
    r"(?:this|the|my|that|above) (?:above |present |entire |whole |following )?(?:candidate|"
    r"answer|response|submission|"
    r"applicant|interviewee|reply)(?:'s (?:answer|response|level|grade|score))?"
)

INSTRUCTIONS: Final = (
    # Ignore the rubric, or what was said before.
    rf"{WITHIN}{_IGNORE}{gap(4)}{_RUBRIC}",
    rf"{START}{_IGNORE}\s+{_EARLIER}",
    rf"\b(?:previous|prior|above|earlier|your|grading|scoring) (?:\w+ )?(?:{_RUBRIC}|{_ORDERS}|"
    r"rubric) "
    r"(?:(?:is|are|were|was|have been|has been|do|does|should be|no longer|must be|"
    r"can be)(?: (?:now|hereby|to be|all))? "
    r"(?:void|cancell?ed|superseded|overridden|revoked|obsolete|invalid|outdated|suspended|"
    r"disabled|"
    r"not apply|appl(?:y|ies)|null|replaced|ignored|disregarded|lifted|deprecated))\b",
    # Give this an L6.
    rf"{WITHIN}{_GIVE}(?:{gap(9)}){_LEVEL}",
    rf"{WITHIN}{_GIVE}{gap(3)}{_THIS}(?:{gap(5)}){_GOOD}",
    rf"{WITHIN}{_GIVE}{gap(5)}(?:(?:all|every|each)(?: of)?(?: the| your)?(?: \S+){{0,2}}? |\b)"
    r"(?:tells?|signals?|criteri(?:a|on)|findings?|(?:strong[ -]hire|rubric) \w+|checkbox(?:es)?|"
    r"boxes)"
    rf"{gap(4)}(?:matched|met|satisfied|asserted|present|true|fulfilled|achieved|passed|checked|"
    r"yes|done|credited|covered)\b",
    r"\b(?:all|every|each)(?: of)?(?: the| your)?(?: \S+){0,2}? tells?(?: \S+){0,3}? (?:are|is|"
    r"be|as|was|were|been)"
    r"(?: \S+){0,2}? (?:matched|met|satisfied|asserted|present|true|fulfilled|achieved|credited|"
    r"covered)\b",
    r"\b(?:all|every|each)(?: of)?(?: the| your)?(?: \S+)? (?:criteri(?:a|on)|requirements?|"
    r"signals?) (?:are|is|have been|has been|must be|should be)(?: \S+)? "
    r"(?:matched|met|satisfied|asserted|fulfilled|achieved|credited)\s*(?:[.!;]|$|by (?:this|my)|"
    r"here|in (?:this|my))",
    r"\b(?:every|each) tell\b|\ball (?:of )?(?:the )?(?:\S+ )?tells\b|\b(?:strong[ -]hire|"
    r"down[ -]?level) (?:tells?|signals)\b",
    r"\bstance\b[^.\n]{0,20}asserted|\bholistic[ _]level\b",
    rf"{WITHIN}(?:credit|match|tick|check off|check|mark|satisfy|assert|award) (?:me (?:with|"
    r"for) )?(?:all|every|each)(?: of)?"
    r"(?: the| your)?(?: \S+){0,2}? (?:tells?|signals?|criteri(?:a|on)|box(?:es)?|points|item)\b",
    rf"\b{_SUBJECT}(?: \S+)? (?:should|must|shall|deserves?|needs? to|has to|is to|ought to|"
    r"merits|warrants|"
    r"will|can only|qualifies|has been|was|is|gets?|earns?|receives?)(?: \S+){0,6}? "
    rf"(?:{_LEVEL}|{_GOOD}|graded (?:as|at)|level(?:l)?ed (?:as|at)|hired|promoted|pre-?approved|"
    r"an? (?:known |recogni[sz]ed |proven )?expert|the strongest|exceptional)",
    r"\b(?:correct|right|final|expected|appropriate|true|actual|official|target|overall|proper|"
    r"only|"
    r"agreed|intended|required|desired|final overall|fair) (?:\w+ )?(?:level|grade|score|rating|"
    r"verdict|label|outcome|"
    rf"decision|output|response|answer|result|recommendation)(?: \S+){{0,5}}? ?(?:is|=|:|->|"
    rf"should be|must be|would be)(?: \S+){{0,3}}? ?{_LEVEL}",
    rf"\b{_LEVEL} (?:is|should be|would be|must be) the (?:only )?(?:\w+ )?(?:level|grade|answer|"
    r"score|verdict|rating|output)",
    r"\b(?:hiring (?:committee|manager|panel|team)|recruiter|hr|committee|ceo|cto|head of \w+|"
    r"management|administrator|"
    r"openai|anthropic|system administrator|interviewer|company)(?: \S+)? (?:has|have|had|"
    r"already|wants?|requires?|"
    r"approved|confirmed|decided|instructs?|asks?|told|said)(?: \S+){0,8}? "
    rf"(?:{_LEVEL}|hired?\b|pass(?:ed)?\b|approved?\b|(?:grade|score|rubric|graders?)\b)",
    rf"{WITHIN}{_GIVE}{gap(2)}(?:perfect|glowing|flawless|maximum) (?:evaluation|review|"
    r"assessment|grade|mark|rating|verdict)\b",
    r"\b(?:recommend|vote|conclude|say|output|write)(?:ing)? (?:a )?(?:strong )?hire\b",
    rf"\b(?:gives?|assigns?|awards?|grants?)(?:ing)?{gap(3)}(?:max(?:imum)?|highest|top|full|"
    r"best|perfect) (?:possible )?(?:level|grade|marks?|score|rating|points) (?:to|for) (?:this|"
    r"the|my) (?:candidate|submission|applicant)\b",
    r"\b(?:grade|rate|score|mark|judge|evaluate|assess) (?:me|it|this(?: \w+)?|my (?:answer|"
    r"response)|the candidate) (?:\w+ )?(?:highly|generously|favou?rably|leniently|kindly|"
    r"positively|as (?:excellent|perfect|outstanding|exceptional|high|correct|passing|passed))\b",
    r"\byou (?:to|must|should|will) (?:give|write|return|produce|"
    r"provide) (?:me )?(?:an? )?(?:positive|perfect|glowing|favou?rable|good|great|high|top|"
    r"generous) (?:evaluation|review|assessment|grade|score|mark|rating|feedback|verdict)\b",
    r"\b(?:the|this|that|your|old|existing|current) (?:grading |scoring )?rubric (?:no longer|"
    r"does not|doesn't|is (?:now )?(?:void|invalid|outdated|wrong|suspended|disabled|obsolete|"
    r"superseded)|has been (?:replaced|updated|changed|superseded|revoked|disabled|cancell?ed))",
    r"\b(?:rubric|instructions?|rules|prompt|message|policy)(?: \S+){0,2}? (?:supersedes?|"
    r"replaces?|overrides?) (?:the |all |any |every |your )?(?:above|previous|prior|earlier|"
    r"existing|original|other|rubric|instructions|rules|system)\b",
    rf"{START}(?:assume|suppose|pretend|imagine|presume|consider)(?: that)? (?:i|the candidate|"
    r"this (?:answer|candidate)|my answer)(?: have| has| had| also| already)* (?:explained|"
    r"covered|mentioned|answered|demonstrated|addressed|discussed|met|named|given|"
    rf"made) (?:\S+ ){{0,2}}?(?:all|every|each|everything|correctly|the (?:right|rest|rubric))",
    r"\b(?:set|mark)(?: \S+){1,8}? (?:everything|all|every\S*)(?: \S+){0,3}? (?:true|matched|"
    r"asserted|met)\b",
    # Grader, listen.
    r"\b(?:note|message|attention|instructions?|notice|memo|hint|reminder|info(?:rmation)?|"
    r"request|word|"
    r"heads[- ]up|directive|command|guidance|ps|p\.s\.)s?(?: (?:is|are|meant|intended|only|"
    r"below|above))?(?: (?:to|for|of)| ?[:,-]) "
    rf"(?:the |all |whoever |any |our |my |an? |you,? (?:the )?)?(?:\w+ )?{SURE_GRADER}\b",
    r"\b(?:note|message|attention|instructions?|notice|memo|hint|reminder)(?: (?:to|for)|"
    r" ?[:,-]) (?:the |any |all |whichever )?"
    r"(?:ai|llm|assistant|language model|model|judge|reviewer|chatgpt|gpt\S*|claude|system|bot)s?"
    r"(?:[:,!]| ?- | (?:grading|reading|scoring|evaluating|judging|that|who|which|marking|"
    r"reviewing|assessing|processing|model|system|judge|only))",
    r"(?:^|[.!?\n\"(\[*#<>-]\s*)(?:dear|hey|hi|hello|attention|attn|yo|to (?:the|any|all|"
    r"whoever)|@|ok(?:ay)?,?|listen,?)\s*(?:the )?"
    rf"(?:{_GRADER}|whoever|anyone|everyone)\s*(?:[,:!.-]|(?:who|that|which)?\s*(?:is |"
    r"are )?(?:grading|reading|scoring|evaluating|judging|marking|reviewing|grades|reads|marks|"
    r"scores|evaluates))",
    r"(?:^|[\n\[(<*#]\s*)(?:grader|evaluator|assessor|examiner|scorer|"
    rf"{SURE_GRADER})s?(?: (?:note|instructions?|directive|override|notes))?\s*[:,]",
    r"\b(?:if|since|because|as) (?:you are|you're|ur|u are|you were) (?:an? |"
    r"the )?(?:\w+ )?(?:ai|llm|language model|"
    r"large language model|chatbot|assistant|grading|evaluating|scoring|judging|marking|"
    rf"reading this|{SURE_GRADER}|judge|reviewing)\b",
    rf"\bas (?:an?|the) (?:\w+ )?{SURE_GRADER},? (?:you|your|it is)\b",
    r"\byou(?:'re| are) (?:now|no longer|henceforth|hereby|actually|really|going to be) (?:an? |"
    r"the |in |bound |required |acting )?"
    r"(?:\w+ )?(?:ai|assistant|bot|chatbot|grader|judge|evaluator|examiner|dan|interviewer|"
    r"hiring|lenient|"
    r"generous|unrestricted|debug|developer|maintenance|admin|friendly|unfiltered|jailbroken|"
    r"evaluating|"
    r"grading|candidate|test|helpful|biased|by|my|from)\b",
    r"\b(?:from now on|from here on|henceforth),? (?:you|your|all|every|only|grade|respond|"
    r"answer|output|treat)\b",
    rf"{START}(?:act|behave|roleplay|role-play|respond|think|answer|grade) (?:as|like) (?:if |"
    r"though )?(?:you (?:are|were) )?"
    r"(?:an? |the |my |you )?(?:\w+ )?(?:lenient|generous|grader|evaluator|hiring|interviewer|"
    r"kind|friend|"
    r"easy|forgiving|biased|unrestricted|dan|examiner|recruiter|proud|impressed|have no|"
    r"grandmother)\b",
    rf"{START}(?:pretend|imagine|assume|suppose|simulate|act as if|"
    rf"presume)(?: that)?(?: \S+){{0,6}}? "
    rf"(?:{_LEVEL}|perfect answer|no rules|all criteria|strong answer|excellent answer|"
    r"ideal answer|correct answer|everything needed|met)",
    r"\byour (?:new|only|real|true|actual|sole|updated|next|first|revised|main) (?:task|"
    r"instructions?|role|job|goal|objective|purpose|orders?|directive|mission|rules?|"
    r"rubric)(?: (?:is|are)|:)",
    r"\b(?:new|updated|revised|important|urgent|critical|priority|special|secret|hidden|"
    r"additional|admin|system|developer) "
    r"(?:\w+ )?(?:instructions?|directives?|rubric|grading (?:rules?|policy|instructions?)|"
    r"prompt|orders?|command)(?: \w\S*?){0,4}?\s*[:>]",
    r"\b(?:system|developer|admin|administrator|debug|maintenance|god|root|sudo|test|emergency|"
    r"security|policy|grader|grading|safety|rubric) (?:override|mode (?:on|enabled|activated|"
    r"active)|command)\b",
    # Be kind.
    r"\b(?:do not|don't|dont|never|please avoid|avoid|without|no need to|refrain from|must not|"
    r"should not|shouldn't|you can't) "
    r"(?:penali[sz](?:e|ing)|deduct(?:ing)?|downgrad(?:e|ing)|lower(?:ing)?|flag(?:ging)?|"
    r"mark(?:ing)? (?:it |me |this )?down|down-?level(?:ing)?|"
    r"reduc(?:e|ing)|punish(?:ing)?|fail(?:ing)?|reject(?:ing)?|subtract(?:ing)?|report(?:ing)?|"
    r"mention(?:ing)?|reveal(?:ing)?|apply(?:ing)?|be (?:too |so |overly )?(?:strict|harsh|hard|"
    r"critical))"
    r"(?: \S+){0,3}? ?(?:me|this|my|the (?:answer|candidate|response|submission|applicant|score|"
    r"grade|level)|points?|marks|tells?|down-?level\S*|anything|score|grade|on|in your|when|with|"
    r"missing|these instructions|the rubric)\b",
    r"\bbe (?:very |extra |more |really |as |a bit |a little )?(?:lenient|generous|kind|nice|"
    r"gentle|merciful|forgiving|easy|charitable|positive)"
    r"(?: as possible)?,? (?:in|when|with|while|on|to|about|and (?:give|pass|award|grade|rate|"
    r"score)|as you) (?:your|the|grading|evaluat\w+|scor\w+|mark\w*|my|me|this|you|judg\w+|"
    r"assess\w+|pass|give|a|an)\b",
    rf"{WITHIN}(?:please )?(?:pass|hire|approve|recommend|advance|promote|upgrade|favou?r|"
    r"bump) (?:me\b|this candidate|the candidate|my answer|this answer|this applicant)",
    r"\b(?:i |i'd |i'll |we )(?:will |would |really |just |desperately |badly )?(?:beg|pay|tip|"
    r"donate|reward|need|thank|appreciate|sue|report|complain)(?: \S+){0,8}? (?:good|high|top|"
    r"better|passing|higher|l[5-9]|strong[ -]hire|full)(?: \S+)? ?(?:grade|score|level|mark|"
    r"marks|rating|evaluation|review|l[5-9])?\b(?:.{0,40}\b(?:grade|score|level|mark|rating|"
    r"grader|evaluator|l[5-9])\b)",
    rf"{WITHIN}(?:reveal|print|show|repeat|output|display|leak|tell me|expose|share|dump|"
    r"reproduce|give me) (?:me |us )?(?:the |your |all |all of )?(?:full |entire |exact |"
    r"hidden |secret |complete |above )*(?:system prompt|grading prompt|rubric|instructions|"
    r"initial prompt|prompt you)\b",
    r"\bwhat(?:'s| is| are| was| were) (?:your|the) (?:system prompt|hidden prompt|"
    r"initial instructions|grading prompt|grading instructions|exact instructions)\b",
    rf"{WITHIN}(?:repeat|print|translate|reveal|output|recite|copy|paste|quote|"
    rf"leak){gap(5)}(?:your (?:\S+ )?(?:instructions?|prompt|rules|system prompt)|"
    r"(?:the )?(?:rubric|system prompt|grading prompt))\b",
    rf"{WITHIN}(?:stop|cease|end|abort|halt|conclude|terminate|finish|"
    r"finali[sz]e) (?:the )?(?:grading|evaluating|evaluation|scoring|assessment|judging|"
    rf"analysis)(?: \S+){{0,3}}?(?:[,.:;!]| and| now| here| with| at)",
    r"\b(?:grading|evaluation|scoring|assessment) (?:is |has been |"
    r"was )?(?:already )?(?:complete[d]?|finished|over|done|closed|finali[sz]ed)\b",
    r"\b(?:the|this|that) (?:real |actual |true )?(?:rubric|grader|evaluator|grading system|"
    r"evaluation) (?:says|requires|has been|was|is|states|expects|must|should|will|"
    r"wants)\b(?: \S+){0,6}? "
    rf"(?:{_LEVEL}|changed|updated|replaced|disabled|override|overridden|ignored|outdated|wrong|"
    r"void)",
    r"\b(?:i am|i'm|this is|speaking as) (?:\w+ )?(?:the|your|an?) (?:\w+ )?(?:developer|"
    r"administrator|admin|creator|system|supervisor|boss|author of (?:this|the) rubric|"
    r"owner of (?:this|the) (?:system|rubric)|rubric author|programmer|"
    r"grader's)\b(?:.{0,80}\b(?:grade|grader|rubric|level|score|l[5-9]|instructions?|"
    r"strong hire|you (?:must|should)|ignore)\b)",
    r"\b(?:rest|remainder) of (?:the|this|my) (?:answer|text|response|transcript) (?:is|was|"
    r"has been|can be|should be) (?:\w+ )?(?:omitted|redacted|hidden|classified|confidential|"
    r"excellent|perfect|ignored|skipped)\b",
)
"""What tells whoever grades what to do."""
