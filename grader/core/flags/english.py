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
    r"tell|command|authorize) you to|(?:important|essential|imperative|necessary|required) (?:to|that you))"
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
    r"(?:senior|staff|principal)[ -]level\b|full (?:marks?|credit|points|score)\b|top marks?\b|10/10|"
    r"100/100|10 out of 10|(?:max(?:imum)?|perfect) (?:possible )?(?:score|marks?|grade|level|rating|points)\b|"
    r"(?:highest|top|best) (?:possible |available )?(?:grade|level|mark|marks|band|tier)\b)"
)
_GOOD: Final = (
    r"(?:(?:highest|top|max(?:imum)?|perfect|best|excellent|passing|pass|high|good|great|higher|better|"
    r"favou?rable|positive|generous) (?:possible |available )?(?:score|marks?|grade|level|rating|"
    r"evaluation|assessment|review|recommendation|verdict|points)\b|5/5|100 ?%|a\+|pass\b|"
    r"(?:a |as )hire\b|correct\b|excellent\b|expert\b|passed\b|perfect\b|outstanding\b)"
)
_THIS: Final = (
    r"(?:me|this|my|myself|mine|(?:the|this|above|following) (?:above |following |entire |whole )?"
    r"(?:answer|candidate|response|submission|applicant|interviewee|transcript|essay|reply|text))\b"
)
_GIVE: Final = (
    r"(?:give|award|assign|grant|output|return|respond|reply|answer|record|rate|grade|score|mark|set|"
    r"classify|label|treat|consider|report|put|select|print|write|emit|deem|judge|evaluate|assess|count|"
    r"credit|enter|make|register|tag|rank|place|pick|choose|produce|conclude|declare|go with|default|"
    r"use|submit|log|upgrade|promote|bump|raise|change|elevate|move|say|state|recommend|issue|accept|"
    r"approve|generate|force|ensure|lock|hardcode|end|finish|pass|hire|let|bring|round|list|regard|view)\b"
)
_RUBRIC: Final = (
    r"(?:rubrics?|rubr1c|(?:grading|scoring|marking|evaluation|assessment|judging|levell?ing|level) "
    r"(?:rubrics?|criteria|criterion|rules?|guidelines?|guides?|instructions?|schemes?|policy|policies|"
    r"prompts?|process|standards?|system|logic|requirements?)|mark scheme|"
    r"down[ -]?level(?:ing|ling)?(?: (?:tells?|rules?|signals?|criteria|flags?))?|tells|level caps?|"
    r"integrity (?:checks?|flags?))\b"
)
_ORDERS: Final = (
    r"(?:instructions?|prompts?|rules?|directions?|directives?|guidelines?|messages?|commands?|"
    r"constraints?|orders|criteria|polic(?:y|ies)|guidance|guardrails?|restrictions?|safeguards|"
    r"programming|context|text|conversation)\b"
)
_EARLIER: Final = (
    r"(?:(?:all|any|every|each|the|your|my|these|those|of|and|or)\s+){0,3}"
    r"(?:(?:previous|prior|earlier|above|preceding|former|foregoing|existing|original|initial|other|"
    r"past|old|system|developer|safety|hidden)(?:ly)?"
    rf"(?: (?:and |or )?\w+){{0,2}}? {_ORDERS}|your(?: \w+)? {_ORDERS}|"
    r"(?:all|any|every|all of)(?: the| your| of your| those| these)? "
    r"(?:instructions?|rules?|directives?|guidelines?|orders|commands?|constraints?|guardrails?)\b|"
    r"(?:the |all |any )?(?:instructions?|rules|text|prompt|directions|guidelines) "
    r"(?:above|you (?:were|have been|got|received|have)|given|so far|before|in your|that came before)\b|"
    r"(?:everything|anything|all|what(?:ever)?)(?: that)? (?:above\b|before (?:this|that)|you (?:were|have been|"
    r"know|'ve been)|was said|has been said|came before|i said before|i wrote|written above|that follows))"
)
_IGNORE: Final = (
    r"(?:ignore|1gn0r3|ign0re|1gnore|disregard|forget|override|overrule|bypass|skip|drop|set aside|"
    r"put aside|pay no attention to|do not (?:follow|apply|use|obey|consult|enforce|consider)|don't "
    r"(?:follow|apply|use|obey|consult|enforce|consider|bother with|worry about)|stop (?:following|using|applying)|discard|"
    r"throw (?:away|out)|neglect|suspend|disable|turn off|cancel|delete|erase|replace|abandon|"
    r"circumvent|refrain from (?:using|applying|following)|never mind|dismiss)"
)
_GRADER: Final = (
    r"(?:graders?|gr4der|evaluators?|assessors?|examiners?|judges?|reviewers?|scorers?|raters?|"
    r"markers?|ai|llm|language model|model|assistant|chatgpt|gpt(?:-?\d\w*)?|claude|gemini|bot|"
    r"grading (?:model|system|bot|ai|assistant|llm|agent|engine|software|tool)|"
    r"scoring (?:model|system|bot|ai|assistant|llm|engine)|(?:ai|llm|automated|automatic) "
    r"(?:grader|judge|evaluator|assessor|examiner|reviewer|scorer|rater|model|assistant|system|grading)"
    r"(?: (?:model|system|assistant))?|hiring (?:committee|system|panel|manager)|evaluation (?:model|system|panel))"
)
_SURE_GRADER: Final = (
    r"(?:graders?|evaluators?|assessors?|examiners?|scorers?|raters?|(?:ai|llm|automated|automatic) "
    r"(?:grader|judge|evaluator|assessor|examiner|reviewer|scorer|rater)s?|"
    r"(?:grading|scoring) (?:model|system|bot|ai|assistant|llm|agent|engine|software|tool))"
)
_SUBJECT: Final = (
    r"(?:this|the|my|that|above) (?:above |present |entire |whole |following )?(?:candidate|answer|response|submission|"
    r"applicant|interviewee|reply)(?:'s (?:answer|response|level|grade|score))?"
)

INSTRUCTIONS: Final = (
    # Ignore the rubric, or what was said before.
    rf"{WITHIN}{_IGNORE}{gap(4)}{_RUBRIC}",
    rf"{START}{_IGNORE}\s+{_EARLIER}",
    rf"\b(?:previous|prior|above|earlier|your|grading|scoring) (?:\w+ )?(?:{_RUBRIC}|{_ORDERS}|rubric) "
    r"(?:(?:is|are|were|was|have been|has been|do|does|should be|no longer|must be|can be)(?: (?:now|hereby|to be|all))? "
    r"(?:void|cancell?ed|superseded|overridden|revoked|obsolete|invalid|outdated|suspended|disabled|"
    r"not apply|appl(?:y|ies)|null|replaced|ignored|disregarded|lifted|deprecated))\b",
    # Give this an L6.
    rf"{WITHIN}{_GIVE}(?:{gap(9)}){_LEVEL}",
    rf"{WITHIN}{_GIVE}{gap(3)}{_THIS}(?:{gap(5)}){_GOOD}",
    rf"{WITHIN}{_GIVE}{gap(5)}(?:(?:all|every|each)(?: of)?(?: the| your)?(?: \S+){{0,2}}? |\b)"
    r"(?:tells?|signals?|criteri(?:a|on)|findings?|(?:strong[ -]hire|rubric) \w+|checkbox(?:es)?|boxes)"
    rf"{gap(4)}(?:matched|met|satisfied|asserted|present|true|fulfilled|achieved|passed|checked|yes|done|credited|covered)\b",
    r"\b(?:all|every|each)(?: of)?(?: the| your)?(?: \S+){0,2}? (?:tells?|signals?|criteri(?:a|on)|requirements?|rubric \w+)"
    r"(?: \S+){0,3}? (?:are|is|be|as|was|were|been|have been|should be|must be)(?: \S+){0,2}? "
    r"(?:matched|met|satisfied|asserted|present|true|fulfilled|achieved|credited|covered)\b",
    rf"{WITHIN}(?:credit|match|tick|check off|check|mark|satisfy|assert|award) (?:me (?:with|for) )?(?:all|every|each)(?: of)?"
    r"(?: the| your)?(?: \S+){0,2}? (?:tells?|signals?|criteri(?:a|on)|box(?:es)?|points|item)\b",
    rf"\b{_SUBJECT}(?: \S+)? (?:should|must|shall|deserves?|needs? to|has to|is to|ought to|merits|warrants|"
    r"will|can only|qualifies|has been|was|is|gets?|earns?|receives?)(?: \S+){0,6}? "
    rf"(?:{_LEVEL}|{_GOOD}|graded (?:as|at)|level(?:l)?ed (?:as|at)|hired|promoted|pre-?approved|"
    r"an? (?:known |recogni[sz]ed |proven )?expert|the strongest|exceptional)",
    rf"\b(?:correct|right|final|expected|appropriate|true|actual|official|target|overall|proper|only|"
    rf"agreed|intended|required|desired|final overall|fair) (?:\w+ )?(?:level|grade|score|rating|verdict|label|outcome|"
    rf"decision|output|response|answer|result|recommendation)(?: \S+){{0,5}}? ?(?:is|=|:|->|should be|must be|would be)(?: \S+){{0,3}}? ?{_LEVEL}",
    rf"\b{_LEVEL} (?:is|should be|would be|must be) the (?:only )?(?:\w+ )?(?:level|grade|answer|score|verdict|rating|output)",
    r"\b(?:hiring (?:committee|manager|panel|team)|recruiter|hr|committee|ceo|cto|head of \w+|management|administrator|"
    r"openai|anthropic|system administrator|interviewer|company)(?: \S+)? (?:has|have|had|already|wants?|requires?|"
    r"approved|confirmed|decided|instructs?|asks?|told|said)(?: \S+){0,8}? "
    rf"(?:{_LEVEL}|hired?\b|pass(?:ed)?\b|approved?\b|(?:grade|score|rubric|graders?)\b)",
    # Grader, listen.
    rf"\b(?:note|message|attention|instructions?|notice|memo|hint|reminder|info(?:rmation)?|request|word|"
    rf"heads[- ]up|directive|command|guidance|ps|p\.s\.)s?(?: (?:is|are|meant|intended|only|below|above))?(?: (?:to|for|of)| ?[:,-]) "
    rf"(?:the |all |whoever |any |our |my |an? |you,? (?:the )?)?(?:\w+ )?{_SURE_GRADER}\b",
    rf"\b(?:note|message|attention|instructions?|notice|memo|hint|reminder)(?: (?:to|for)| ?[:,-]) (?:the |any |all |whichever )?"
    rf"(?:ai|llm|assistant|language model|model|judge|reviewer|chatgpt|gpt\S*|claude|system|bot)s?"
    r"(?:[:,!]| ?- | (?:grading|reading|scoring|evaluating|judging|that|who|which|marking|reviewing|assessing|processing|model|system|judge|only))",
    rf"(?:^|[.!?\n\"(\[*#<>-]\s*)(?:dear|hey|hi|hello|attention|attn|yo|to (?:the|any|all|whoever)|@|ok(?:ay)?,?|listen,?)\s*(?:the )?"
    rf"(?:{_GRADER}|whoever|anyone|everyone)\s*(?:[,:!.-]|(?:who|that|which)?\s*(?:is |are )?(?:grading|reading|scoring|evaluating|judging|marking|reviewing|grades|reads|marks|scores|evaluates))",
    rf"(?:^|[\n\[(<*#]\s*)(?:grader|evaluator|assessor|examiner|scorer|{_SURE_GRADER})s?(?: (?:note|instructions?|directive|override|notes))?\s*[:,]",
    rf"\b(?:if|since|because|as) (?:you are|you're|ur|u are|you were) (?:an? |the )?(?:\w+ )?(?:ai|llm|language model|"
    rf"large language model|chatbot|assistant|grading|evaluating|scoring|judging|marking|reading this|{_SURE_GRADER}|judge|reviewing)\b",
    rf"\bas (?:an?|the) (?:\w+ )?{_SURE_GRADER},? (?:you|your|it is)\b",
    r"\byou(?:'re| are) (?:now|no longer|henceforth|hereby|actually|really|going to be) (?:an? |the |in |bound |required |acting )?"
    r"(?:\w+ )?(?:ai|assistant|bot|chatbot|grader|judge|evaluator|examiner|dan|interviewer|hiring|lenient|"
    r"generous|unrestricted|debug|developer|maintenance|admin|friendly|unfiltered|jailbroken|evaluating|"
    r"grading|candidate|test|helpful|biased|by|my|from)\b",
    r"\b(?:from now on|from here on|henceforth),? (?:you|your|all|every|only|grade|respond|answer|output|treat)\b",
    rf"{START}(?:act|behave|roleplay|role-play|respond|think|answer|grade) (?:as|like) (?:if |though )?(?:you (?:are|were) )?"
    r"(?:an? |the |my |you )?(?:\w+ )?(?:lenient|generous|grader|evaluator|hiring|interviewer|kind|friend|"
    r"easy|forgiving|biased|unrestricted|dan|examiner|recruiter|proud|impressed|have no|grandmother)\b",
    rf"{START}(?:pretend|imagine|assume|suppose|simulate|act as if|presume)(?: that)?(?: \S+){{0,6}}? "
    rf"(?:{_LEVEL}|rubric|grader|grading|perfect answer|no rules|all criteria|strong answer|excellent answer|ideal answer|correct answer|everything needed|met)",
    rf"\byour (?:new|only|real|true|actual|sole|updated|next|first|revised|main) (?:task|instructions?|role|job|goal|objective|purpose|orders?|directive|mission|rules?|rubric)(?: (?:is|are)|:)",
    r"\b(?:new|updated|revised|important|urgent|critical|priority|special|secret|hidden|additional|admin|system|developer) "
    r"(?:\w+ )?(?:instructions?|directives?|rubric|grading (?:rules?|policy|instructions?)|prompt|orders?|command)(?: \S+){0,4}?\s*[:>]",
    r"\b(?:system|developer|admin|administrator|debug|maintenance|god|root|sudo|test|emergency|security|policy|grader|grading|safety|rubric) (?:override|mode (?:on|enabled|activated|active)|command)\b",
    # Be kind.
    rf"\b(?:do not|don't|dont|never|please avoid|avoid|without|no need to|refrain from|must not|should not|shouldn't|you can't) "
    r"(?:penali[sz](?:e|ing)|deduct(?:ing)?|downgrad(?:e|ing)|lower(?:ing)?|flag(?:ging)?|mark(?:ing)? (?:it |me |this )?down|down-?level(?:ing)?|"
    r"reduc(?:e|ing)|punish(?:ing)?|fail(?:ing)?|reject(?:ing)?|subtract(?:ing)?|report(?:ing)?|mention(?:ing)?|reveal(?:ing)?|apply(?:ing)?|be (?:too |so |overly )?(?:strict|harsh|hard|critical))"
    r"(?: \S+){0,3}? ?(?:me|this|my|the (?:answer|candidate|response|submission|applicant|score|grade|level)|points?|marks|tells?|down-?level\S*|anything|score|grade|on|in your|when|with|missing|these instructions|the rubric)\b",
    r"\bbe (?:very |extra |more |really |as |a bit |a little )?(?:lenient|generous|kind|nice|gentle|merciful|forgiving|easy|charitable|positive)"
    r"(?: as possible)?,? (?:in|when|with|while|on|to|about|and (?:give|pass|award|grade|rate|score)|as you) (?:your|the|grading|evaluat\w+|scor\w+|mark\w*|my|me|this|you|judg\w+|assess\w+|pass|give|a|an)\b",
    rf"{WITHIN}(?:please )?(?:pass|hire|approve|recommend|advance|promote|upgrade|favou?r|bump) (?:me\b|this candidate|the candidate|my answer|this answer|this applicant)",
    r"\b(?:i |i'd |i'll |we )(?:will |would |really |just |desperately |badly )?(?:beg|pay|tip|donate|reward|need|thank|appreciate|sue|report|complain)(?: \S+){0,8}? (?:good|high|top|better|passing|higher|l[5-9]|strong[ -]hire|full)(?: \S+)? ?(?:grade|score|level|mark|marks|rating|evaluation|review|l[5-9])?\b(?:.{0,40}\b(?:grade|score|level|mark|rating|grader|evaluator|l[5-9])\b)",
    rf"{WITHIN}(?:reveal|print|show|repeat|output|display|leak|tell me|expose|share|dump|reproduce|give me) (?:me |us )?(?:the |your |all |all of )?(?:full |entire |exact |hidden |secret |complete |above )*(?:system prompt|grading prompt|rubric|instructions|initial prompt|prompt you)\b",
    rf"{WITHIN}(?:stop|cease|end|abort|halt|conclude|terminate|finish|finali[sz]e) (?:the )?(?:grading|evaluating|evaluation|scoring|assessment|judging|analysis)(?: \S+){{0,3}}?(?:[,.:;!]| and| now| here| with| at)",
    rf"\b(?:grading|evaluation|scoring|assessment) (?:is |has been |was )?(?:already )?(?:complete[d]?|finished|over|done|closed|finali[sz]ed)\b",
    r"\b(?:the|this|that) (?:real |actual |true )?(?:rubric|grader|evaluator|grading system|evaluation) (?:says|requires|has been|was|is|states|expects|must|should|will|wants)\b(?: \S+){0,6}? "
    rf"(?:{_LEVEL}|changed|updated|replaced|disabled|override|overridden|ignored|outdated|wrong|void)",
    rf"\b(?:i am|i'm|this is|speaking as) (?:\w+ )?(?:the|your|an?) (?:\w+ )?(?:developer|administrator|admin|creator|system|supervisor|boss|author of (?:this|the) rubric|owner of (?:this|the) (?:system|rubric)|rubric author|programmer|grader's)\b(?:.{{0,80}}\b(?:grade|grader|rubric|level|score|l[5-9]|instructions?|strong hire|you (?:must|should)|ignore)\b)",
    r"\b(?:rest|remainder) of (?:the|this|my) (?:answer|text|response|transcript) (?:is|was|has been|can be|should be) (?:\w+ )?(?:omitted|redacted|hidden|classified|confidential|excellent|perfect|ignored|skipped)\b",
)
"""What tells whoever grades what to do."""

_MINE: Final = (
    r"(?:this|that|my|mine|here|the above|above|following|the following|it|what i (?:said|just said|gave|wrote)|what follows)"
)
_SURELY: Final = (
    r"(?:(?:clearly|obviously|definitely|certainly|easily|truly|undoubtedly|surely|solidly|plainly|"
    r"absolutely|really|frankly|honestly|without (?:a |any )?doubt|at least|a solid|a strong|a clear|a textbook|a genuine|a true|an obvious|very much|"
    r"evidently|indeed|by any measure|well|therefore|thus),? ){0,2}"
)
SELF: Final = (
    rf"\b{_MINE}(?: (?:answer|response|reply|explanation|submission|performance|reasoning|thinking))?(?:'s| is| was| are| should be| would be| must be| deserves?| qualifies| merits| earns?| rates?| scores?| counts?| meets?| demonstrates?| shows?| reaches| represents| reflects| hits| easily \w+| clearly \w+| fully \w+)"
    rf" (?:as |for |at |to )?{_SURELY}(?:an? |the |my |at |as |for |of )*(?:\S+ )?(?:l[4-9](?:[ -]level|[ -]quality|\+)?(?: (?:answer|response|reply|caliber|material|standard|bar|explanation|depth|quality|level|thinking|territory))?(?:[.,!;:)\n\"]|$| (?:and|because|by|since|so|in|from|if))|level[ -]?(?:[5-9]|l[4-9])\b|strong[ -]hire\b|(?:senior|staff|principal|expert|top|l[4-9])[ -](?:level|tier|grade|quality) (?:answer|response|reply|explanation)|full marks\b|top marks\b|10/10|10 out of 10|100 ?%(?:[.,!]|$)|a\+)",
    rf"\bi(?:'m| am| deserve| consider myself| would call myself| rate myself| should be| must be| qualify| score| merit| clearly \w+| easily \w+| definitely \w+|'d (?:rate|grade|score|call|put|place|give|level) (?:myself|this|my(?: own)? \w+|it)| would (?:rate|grade|score|call|put|place|give|level) (?:myself|this|my(?: own)? \w+|it)| (?:rate|grade|score|give|put|place|assess|level|see|view|regard) (?:myself|this|my(?: own)? \w+)| have (?:clearly |definitely |fully |already )?(?:demonstrated|shown|met|reached|earned|hit|proven))"
    rf" (?:as |for |at |to (?:be )?|be )?{_SURELY}(?:an? |the |my |at |as |for |of |to be |all |every |graded )*(?:(?:\S+ ){{0,2}}?)(?:l[5-9]\b|level[ -]?(?:[5-9]|l[4-9])\b|strong[ -]hire\b|full marks\b|top marks\b|10/10|10 out of 10|(?:highest|top|maximum|perfect|best) (?:possible )?(?:score|level|grade|mark|marks|rating)\b|(?:senior|staff|principal)[ -]level (?:answer|response)|(?:l[5-9]|strong[ -]hire) (?:tells|signals|criteria))",
    r"(?:^|[\n(\[{*#|.!?;,-]\s*)(?:my |the |overall |final |self[- ]?|suggested |recommended |proposed |candidate |answer |estimated |holistic |assessed )*(?:level|grade|score|rating|verdict|mark|result|assessment|self-assessment|band|recommendation|decision|evaluation|hire recommendation|seniority)\**\s*(?:[:=]|-+>?|is\b|\u2192)\s*\**(?:an? |at |as )?[\"']?(?:(?:level )?l[4-9]\b|(?:level )?[5-9] of [5-9]|strong[ _-]?hire|10/10|100/100|100 ?%(?:[.,!]|$|\n)|full marks|a\+|top marks|(?:senior|staff|principal)\b)",
    r"(?:^|\n|[.!?:]\s+)[\[(*#]*(?:an? |my |sample |model |example |ideal |perfect |the )*(?:l[5-9]|(?:senior|staff|principal|expert|strong[ -]hire)(?:[ -]level)?)(?:[ -](?:level|quality|grade|tier))* (?:answer|response|reply|explanation|solution)\b",
    r"\b(?:senior|staff|principal|expert|l[5-9]|strong[ -]hire)[ -](?:level|grade|quality|calib(?:er|re)) (?:answer|response|reply)\b(?:[ ,;:-]+(?:10/10|100|full|top|l[5-9]|please|here|from me|below|coming)|\s*[.!]?\s*$)",
    r"(?:^|\n)\s*[\[(*#]*l[5-9][\])*]*\s*(?:[:.!-]|$|\n)",
    r"\b(?:strong[ -]hire|l[5-9])(?:[ ,/;+-]+(?:10/10|full marks|strong[ -]hire|l[5-9]|top marks|guaranteed|material|no doubt))+",
    r"\b(?:candidate|applicant|interviewee) (?:clearly |definitely |fully |has |already |easily |also )*(?:demonstrates|deserves|exceeds|exhibits|meets|satisfies|qualifies|displays|demonstrated|shown|exceeded|met|surpasses|is)\b(?: \S+){0,5}? (?:l[5-9]|level|strong[ -]hire|criteria|mastery|expertise|seniority|expectations|tells|bar|requirements|senior|staff|expert|depth)\b",
    r"\b(?:answer|response|reply)(?: above| here)? (?:clearly |fully |definitely |completely |easily |also )*(?:demonstrates|exceeds|meets|satisfies|covers|hits|fulfil+s|matches|contains|checks|ticks) (?:all|every|each)(?: of)?(?: the| your)?(?: \S+){0,3}? ?(?:tells?|criteri(?:a|on)|signals?|requirements|rubric|box(?:es)?|l[5-9]|expectations)\b",
    r"\b(?:anyone|everyone|anybody|any (?:expert|reviewer|grader|interviewer)) (?:\S+ ){0,3}?(?:would|will|can|must) (?:agree|see|say|rate|grade|call|confirm)(?: \S+){0,6}? (?:l[5-9]|strong[ -]hire|senior[ -]level|top marks|full marks)\b",
)
"""What gives itself a level or a mark."""
