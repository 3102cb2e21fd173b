"""The words with which people negate, turn down, attribute, endorse and take back.

Expressions are separated by bars; `(a|b)` is a choice, and a choice or word before `?` may be
missing. Words match in any inflection, and adverbs may stand between them.
"""

from __future__ import annotations

from typing import Final

from grader.core.scoring.sign import Sign

EXPRESSIONS: Final[dict[Sign, str]] = {
    Sign.NOTHING: """
        if you ask me | hard to (argue|object|say anything) (against|to) | hard to
        (beat|fault) | (silly|foolish|mad|crazy|stupid|insane|fool) not to | not only | not
        just | not merely | not simply | no doubt | no question | no wonder | no matter | no
        surprise | not to mention | not least | no problem | why not | or not | not bad |
        not a bad | no secret | no more than | no fewer than | not more than | not less than
        | no less than | not so much | nothing but | nothing beats | nothing against | can
        not (stress|overstate|emphasize|recommend|praise|exaggerate|say|repeat) | could not
        be (simpler|easier|clearer|happier|better) | can not go wrong | can not beat | do
        not get me wrong | no free lunch | nothing (wrong|fancy) with | drop (in|into) |
        drop (it|them|one) (in|into) | skip (ahead|to) | (do not|never|should not|must
        not|can not|would not|let us not) (forget|ignore|neglect) | (do not|never|should
        not|must not|can not|would not) (underestimate|overlook|discount|dismiss) | can not
        (avoid|skip|escape|drop) | can not (do|live|work|get away) without | not
        (skip|avoid|drop|omit) | never (skip|avoid|drop| omit) | no need to (say|explain) |
        without (a|any)? doubt | without question | without saying | no one size | not sure
        (exactly)? how to put | not going to lie | not a fan boy | not that
        (hard|difficult|expensive|complicated) | never (come|came) second | never been a
        problem | no longer a (problem|question) | not know (much|enough|well) | never mind
        the
    """,
    Sign.NEGATE: """
        not | never | without | neither | nor | nobody | none | nothing | nowhere | hardly |
        rarely | seldom | scarcely | barely | no longer | no need | no reason | no point |
        no benefit | no value | no sense | no use | no way | no one | no evidence | no case
        for | no sign | no chance | no room for | no place for | (lack|lacks|lacking) | lack
        of | avoid | instead of | rather than | in place of | in lieu of | as opposed to |
        free of | (get|got| gets) rid of | do away with | dispense with | spare
        (you|us|me|one) | saves (you|us|me) from | (stay|steer|shy|keep|move|back|walk|turn)
        away from | (stay|steer|keep) clear of | refrain from | refuse to |
        (was|am|be|argue|argued|advise|advised|recommend|recommended|
        decided|vote|voted|warn) against | talk (him|her|them|us|me|people|clients) out of |
        doubt | skeptical (of|about|that) | wary of | myth | misconception | fallacy |
        illusion | mistaken | mistake to | lie to | nonsense (to|that) | wrong (to|that) |
        false that |
        (silly|foolish|crazy|pointless|useless|overkill|wasteful|premature|absurd|unwise|
        dangerous) to | give up on | (stop|quit) (using|doing|running) | unconvinced |
        disagree (with|that) | unlikely to | used to (think|believe|say|assume|claim|tell) |
        far from | anything but | too (much|many) trouble to | waste of (time|money) to |
        fail to | fails to | (can|could) do without | less of a | except (for)? | other than
        | apart from | spared | unnecessary to | need not | at no (point|time|stage) | in no
        (case|way|sense) | under no (circumstance|condition) | on no account | by no means |
        not once | zero (reason|need| point|benefit|use|value) | no (time|patience|appetite)
        for | not see why
    """,
    Sign.NO: "no",
    Sign.DROP: """
        skip | drop | ditch | omit | forgo | forego | reject | abandon | discard | decline |
        refuse | scrap | ban | forbid | rule out | pass on | leave out | veto | dismiss |
        forget about | forget | cut out | throw out | rip out | shelve | park | put off
    """,
    Sign.DISMISS: """
        overkill | useless | pointless | nonsense | rubbish | unnecessary | unneeded |
        wasteful | waste of | bad idea | myth | snake oil | out of the question | off the
        table | no good | no use | non starter | nonstarter | too (much) trouble | not worth
        | not needed | not necessary | not required | not useful | not helpful | not help |
        not work | not pay | not recommended | not recommend | not convinced | not good idea
        | never (works|pays|helps|pay| work|help) | rarely
        (works|pays|helps|needed|necessary|justified|worth) | hardly (ever)?
        (works|pays|helps|needed|worth) | not matter | make no sense | makes no sense | not
        make sense | is dead | go away | disappear | drop out | falls away | not an option |
        not for (me|us) | not (my|our) (thing|choice|way) | not the (way|answer|right) | not
        (justified| warranted) | (is|was|were|are|got|get|been)
        (rejected|dropped|abandoned|skipped|refused| declined|discarded|scrapped|ruled
        out|avoided|overrated|banned) | overrated | overhyped | hardly worth | no point |
        buys (you|us) nothing | gains (you|us) nothing | gives nothing | is gone | not exist
        | (is|was|are|were) (false|untrue|bogus|a lie|wishful thinking| hogwash) | not true
        | not (an)? issue | not use | not used | not apply | i (skip|avoid|
        pass|decline|refuse) | we
        (skip|avoid|skipped|avoided|refused|declined|rejected|dropped| abandoned) | leaves
        me cold | can wait | no | nope | nah | none | no thanks | (not|never)
        (come|came|enter|figure|feature) (in|into) (it|this|that|play|question|the
        picture|any of it) | (not|never) (enter|cross) (my|our) (head|mind) | (not|never)
        (enter|occur to) (it| me|us) | (not|never) (come|came) up | (not|never)
        (figure|feature) | (play|have|has|had) no (part|role|place|bearing|influence) |
        (not|never) (play|have|has|had) (part|role|place) | (not|never) (be)? part of |
        (have|has|had) nothing to do with | not have anything to do with | be nowhere |
        nowhere (to be)? (seen|found|in sight) | (not|never) (considered|
        discussed|mentioned|planned|tried|attempted) | (not|never) in the
        (running|cards|plan| picture) | (not|never) on (our|my)?
        (table|cards|menu|list|agenda|radar) | (not|never)
        (concern|consideration|factor|option|topic) | nobody (needs|gets|wants|uses) | no
        one (needs|gets|wants|uses)
    """,
    Sign.SOURCE: """
        call | equate | conflate | (have|hold|has|had|with) (no|not)
        (strong|real|firm|particular|settled)? (opinion|view|position|stance|thoughts)
        (on|about|of) | no (opinion|view) (on|about) | not (have|hold)
        (strong|real|firm|particular)? (opinion|view|position|stance|thoughts) (on|
        about|of) | (can|could) not (comment|speak) (on|to|about) | not
        (qualified|competent) to (say|comment|speak|judge) | nothing to say (on|about) |
        something to do with |
        (bad|poor|terrible|typical|naive|lazy|canned|mediocre|failing|junior)
        (answer|candidate|response|reply) (here)?
        (would|should|might|is|has|says|mentions|must|will) | wrong
        (answer|candidate|response|reply) (here)? (would|should|might) | something
        (with|about) | something to do with | (have|has|often|always|sometimes|only|i|we)
        (heard|read) (that|people|some|folks|others| it)
        (say|said|claim|claimed|argue|insist|from)? | (have|has) been told | (have|has) seen
        (claims | people (say|claim|argue)) | was told | were told | (i am|we
        are|me|us|everyone| you) told that | told (me|us|everyone|him|her) (that)? |
        (people|they|always|often|will| vendors|folks) tell (you|me|us) (that)? |
        (you|one|we|i) (often|always|sometimes|will|do)? (hear|hears|read|reads) (that | it
        said | claims | (people|folks) (say|claim)) | (you|one| we|i)
        (often|always|sometimes|will|do)? see (it said | claims | (people|folks) (say|
        claim)) | it is (often|commonly|sometimes|widely|usually|frequently)? (said|claimed|
        believed|assumed|argued|thought|held) | (often|commonly|widely)
        (said|claimed|believed| repeated) | supposedly | allegedly | according to |
        conventional wisdom | common wisdom | received wisdom | popular belief | common
        belief | common advice | (notion|idea|argument) (that|goes) |
        (claim|belief|slogan|mantra|wisdom|folklore|dogma|catechism|cliche|refrain|
        rumour|line|creed|story) (that|goes|was|says) | (fashionable|usual|common|standard|
        popular|prevailing|orthodox|textbook|official) (view|line|take|story|advice|opinion|
        position|answer|wisdom) (is|says|goes|holds|was) | (people|others|folks)
        (mention|raise| cite|quote|bring up|talk about) | (had|has|have)
        (catechism|mantra|creed|slogan|motto| rule|theory|doctrine) | if
        (i|someone|somebody|you|anyone|one) (was|were) to (answer|give|
        write|list|sound|impress|grade) | i was (going|about|tempted) to say | if (someone|
        somebody|you|anyone|anybody|people|he|she|they|candidate)
        (say|says|said|tell|tells|told|
        ask|asks|asked|claim|claims|claimed|argue|argues|argued) |
        (one|someone|somebody|you| people|some) (could|might|may|can)
        (say|argue|claim|object|think|insist|propose) | (top|
        excellent|complete|strong|good|senior|better|weak|weaker|ideal|perfect|great|staff|model|
        textbook|book|expected|right) (answer|candidate|engineer|response|reply|hire) (here
        | (to| for) (that|this|it))? (would|should|might|has|says|mentions|must) |
        (l4|l5|l6|l7) (would| answer|candidate|engineer|says|is) | is it
        (true|right|correct|possible) | is it not | want me to (say|mention|tell|talk) |
        want to hear | like me to (say|mention) | looking for me to |
        (rubric|grader|interviewer|scorecard|marking scheme|checklist) (want|wants|look|
        looks|expect|expects|reward|rewards|says|lists|has) | the tells (are|would) |
        supposed to (say|mention) | expected to (say|mention) | expect me to |
        (speak|talk|act|behave|pretend) as (if|though) | pretend that | you
        (asked|ask|said|mentioned|wanted to know) | your question | the question
        (is|was|asks) | question whether
    """,
    Sign.SOURCE_AFTER: """
        (no|not have) (opinion|view|experience) (on|with|of|about) (any of)? (it|
        that|this|them|those|these|either) | (can|could) not (comment|speak) (on|to|about)
        (any of)? (it| that|this|them|those|these|either) | or so (they|people|i|he|she)
        (say|said|claim|hear|am told|heard) | or so (the)? (story| claim|saying) goes | as
        (the)? saying goes | as they say | so (i am|we are) told | so i hear | or so i
        (was|have been) told | is what (people|they|everybody|everyone) (say|claim| tell) |
        at least that is what (they|people) (say|claim|tell)
    """,
    Sign.DENY: """
        not (confirm|vouch for|verify|buy|agree|believe|accept|share|subscribe|hold with|see
        it| see that|find it|find that|think
        so|trust|convinced|sold|true|so|right|correct|my experience|in my experience|what
        i|what we|how i|how we|the case|hold up|persuaded) | (i| we)
        (disagree|doubt|differ|beg to differ) | nonsense | rubbish | bullshit | bogus |
        baloney | hogwash | myth | backwards | (is|are|was|were)
        (wrong|false|mistaken|untrue| overrated|outdated|hype|marketing|a lie|lazy) |
        (do|did|go|went) the (other way|opposite) | the other way round | the opposite |
        never (saw|seen|found|understood|believed|bought| worked|held) |
        (it|that|they|he|she) (is|are|was|were|do|did|does|has|have) not | neither
        (has|have|is|was) | (none|nothing|little) of (it|that|this|them|those|these|what) |
        argued with (him|her|them) | not take (it|that|this|them) (as|for) | no truth | not
        ring true | grain of salt | pinch of salt | cargo cult | contrary | overrated |
        wishful | not (our|my) (experience|finding|case) | (i|we)
        (ignore|ignored|reject|rejected|dismiss|dismissed) (that|it|them|this) | no evidence
        | not follow | not work | not hold | (could|can) not (reproduce|confirm|see) | found
        (the)? (opposite|otherwise) | saw (the)? (opposite| otherwise)
    """,
    Sign.ENDORSE: """
        (they|he|she|that|it|this|people|which) (is|are|was|were)
        (right|true|correct|fair|spot on|sound|exactly right|accurate|so true) | i
        (agree|concur) | (could|can) not agree more | that is what (i|we) (do|use|find|see)
        | agreed | we agree | rightly | correctly | i think so too | me too | so do i | so
        do we | can confirm | could confirm | (match|matches| matched|fits|fit)
        (my|our|what) | in my experience (too|also|that|it|this|they) | (is|has been|was)
        (also)? (my|our) experience | fair point | i (do)? (buy|believe) (that|it|this) | i
        share | i second | i would second | i side with | good advice | sound advice | with
        good reason | for good reason | i stand by | i (am)? with them | proved (right|true)
        | turned out (true|right|to be true|to be right) | and it is | and it (does|did) |
        and they are | i (have)? (seen|saw) (it|that|this|the same) | (so|and|which) (i|we)
        (do|did|have) | learned it the hard way | i have come to (agree|believe)
    """,
    Sign.RETRACT: """
        not (know|sure|remember|recall|certain|tell|say) which
        (is|has|was|does|gets|needs|means) which | (maybe|perhaps) not | or (is|was) it
        (the)? (other way|opposite|reverse) | or the other way (around|round) | or the
        (opposite|reverse) | (always|keep|often) (mix|mixing|confusing|confuse)
        (them|those|these) up | not (know|understand) what (any of)?
        (it|that|this|these|those|they) (word)? (mean|means) | take (that|it|this) back |
        scratch (that|it) | strike (that|it) | forget (that|it) | ignore that | disregard
        (that|what) | cancel that | actually no | no wait | wait no | sorry no | no sorry |
        hang on no | no actually | no hang on | hold on no | well no actually | correction |
        correct myself | misspoke | i retract | withdraw (that|it) | i (was|am) wrong | that
        (was|is) wrong | on reflection no | on second thought | i take back |
        (forget|ignore|disregard) what i said | changed my mind | change my mind | that is
        not right | that was not right | i got (that|it) (wrong|backwards) | let me
        (rephrase|restate| start over|take) | said that wrong | mixed (that|those|them|it)
        up | other way around sorry | i (mixed|confused) (up|them|those|that) | had that
        backwards
    """,
    Sign.UNKNOWN: """
        not know | never heard | no idea | not familiar | unfamiliar | not (quite)?
        (sure|certain) (what|if|whether|how|which|where|why|when) | not remember what | no
        clue | not recall | could not (say|tell) (you)? what | can not (say|tell) (you)?
        what | not heard of | whatever (that|it) (is|means|stands) | not come across | never
        come across | (not|could not|can not) (say|tell|explain)? (you|me)? what
        (it|they|that) (do|does|is|are|means) | new to me | means nothing to me | ring no
        bell | not ring a bell | not aware of
    """,
}
