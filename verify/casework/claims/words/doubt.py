"""Words of doubt by strength, of denial, and where they mean something else."""

HEDGES = {
    3: r"""
unconfirmed|unverified|rumou?r(?:s|ed)?|(?:could|can) not (?:yet )?be (?:\w+ )?(?:verified
| confirmed|checked|established)|(?:could|can) be (?:\w+ )?(?:verified|confirmed)
| cannot be (?:\w+ )?(?:verified|confirmed)|not (?:been )?(?:\w+ )?(?:verified|confirmed)
| no (?:\w+ )?confirmation|yet to be (?:verified|confirmed)|unsubstantiated
""",
    2: r"""
alleged(?:ly)?|alleges|reported to (?:have|be)|reportedly|(?:is|are|was|were) said to
| said to (?:be|have|show)|(?:it is |is |are |was |were )?feared|fears? that|may(?! \d)
| might|could(?! (?:not|be (?:seen|heard|felt|read|smelled|smelt|made out)|see|hear|only
| barely|hardly))|purported(?:ly)?|purports|supposed(?:ly)?|as it is told|as (?:is|was) told
| so it is said|as (?:one|people) says?|it is said|no proof|without (?:offering |giving )?(?:proof
| evidence)|offered no (?:proof|evidence)|according to rumou?r|should have been fired
| (?:is|are|was|were) (?:stated|rumou?red) to|unclear whether|hearsay|word has it
| accused of|suspected of
""",
    1: r"""
appear(?:s|ed)? to|appears|apparent(?:ly)?|seem(?:s|ed|ingly)?|believe[sd]?|thought to
| (?:un)?likely|probabl[ey]|presumabl[ey]|perhaps|maybe|possibly|possible|suspect(?:ed|s)?(?= (?:to
| that|of|arson|gas|leak|sabotage|attack))|(?<!the\s)(?<!this\s)(?<!his\s)claim(?:s
| ed|ing)?(?! (?:the (?:bombing|attack|strike|blast|shooting|killing
| ambush|raid|assault|shelling|kidnapping|operation)|responsibility
| the li(?:fe|ves)|\d|credit|[a-z]+ lives))|by (?:his|her|their) (?:own )?account
| preliminarily|would (?:put|mean|make|place|suggest)|suggest(?:s|ed|ing)?|indicat(?:es?|ed|ing)
| assum(?:ed|es|ption)|understood to|consistent with|in (?:his|her|their) estimate|reckons?
| guess(?:ed|es)?|estimates that|looks? like|sounded like|looked like
""",
}
# "likely" of the future and of opinion is doubt too; these are none.
NO_HEDGE = r"""
un(?:believ|suspect|likely to forget)\w*|believe in|the claims? of responsibility
"""
# Words of a headline in single quotes: somebody's words, the paper does not make them its own.
SCARE_QUOTES = r"(?<![\w])'(?!s\s)[^']{3,60}'(?!\w)"

NEGATIONS = r"""
(?:has|have|had|was|were|is|are|did|does|do|could|would|can)(?: not|n't)\b|cannot|never
| nobody|no one|none\b|nothing|neither|denied|denies|deny|denying|rejected|rejects|dismissed
| disputed|disputes|baseless|unfounded|as (?:false|untrue|fabricat\w+|a
lie|lies|propaganda|nonsense)
| unhurt|unharmed|uninjured|unscathed|without (?:casualties|injuries|loss)
| (?<![\w-])no (?!fewer|less|more|longer|later|doubt|proof|evidence|wonder|excuse|matter)\w+
| too early to|refus(?:ed|es) to|declin(?:ed|es) to|ruled out|rules out
| not (?:a single|one)
"""
NO_NEGATION = r"""
(?:nobody|no one|nothing|none) (?:else|other)|not only|not (?:\w+ )?(?:expected|known|clear
| yet known|until|before|least)|no doubt
| (?:could|can)(?: not|not) be (?:\w+ )?(?:verified|confirmed)|could not (?:\w+ )?(?:verify
| confirm)|neither side's|(?:has|have|had) not been (?:named|identified|verified|confirmed)
| not (?:to be )?named|nothing but|then nothing|cannot be used|not authori[sz]ed
| would not (?:give|be named)|, and not\s|did not know|no proof
"""
"""Denials of something else than the event."""
