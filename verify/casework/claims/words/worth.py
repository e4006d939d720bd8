"""What makes a sentence worth checking, and what makes it opinion, wish, question or scenery."""

OPINION = r"""
should (?:never|not|be|have)|ought to|must (?:never|not|be|do|act|stop)|need(?:s)? to|deserve[sd]?
| in (?:our|my) (?:own )?(?:opinion|view)|my own view|(?:do not|don't|I|we|to) think|excuse
| shame(?:ful|ful)?|disgrace\w*|outrage(?:ous)?|scandal\w*|unforgivable|heartbreaking|tragic\w*
| god\b|on earth|miracles?|who would have|let us|wonders?\b|the kind of|the sort of|hope(?:s|d)?\b
| beautiful|magical|wonderful|terrible|horrible|unbearable|unimaginable|hell\b|nightmare|dream
| greatest|the worst|the best|too many|too long|too often|too little|never again|forever
| had it coming|enough is enough|meant to be|honest\w*|proud|pride|lessons?|mood|spirit|soul
| heart|wants? to (?:know|hear|see|live)|looks? after|cannot (?:predict|describe|imagine)
| everyone knows|everybody knows|nobody (?:cares|listens)|as if|(?:was|is|felt|feels) like
| any ?more\b|whoever|one's|one (?:does|can|cannot|must|should|never|has to)|a place where
| you (?:\w+ )?(?:never|always|learn|build|get used|cannot|can't|fear|pray)|we have (?:asked
| demanded|called|pleaded|begged|waited)|such is|that is how
| for long|ever (?:seen|will|get)|refuge|lifeline|precious little|gamble|business anywhere
"""
FUTURE = r"""
will(?! not say)|expects?|shall|(?:is|are) (?:due|expected|scheduled|planned|set|slated) (?:to
| for|on|by)|plans? to
| intends? to|going to|tomorrow|next (?:week|month|year|monday|tuesday|wednesday|thursday
| friday|saturday|sunday)|may the next|is to (?:be|meet|vote)|are to be|later this (?:week
| month|year)
"""
FIRST_PERSON = r"""
I|we|my|(?<!to\s)(?<!for\s)(?<!with\s)our(?!
(?:correspondent|reporter|newspaper|station))|(?<!to\s)(?<!told\s)us|me|I'm|I'll|we're|we'll|I've|we've|let's
"""
ADDRESS = r"""
stay with us|anyone with information|thank you|read more|follow (?:us|our)|this
page|subscribe|click|sign up
| this story (?:is|will)|more follows|more to follow|breaking news|our live|good (?:night
| morning)|photograph:|photo:|image:|advertisement
"""
UNKNOWN = r"""
(?:it is |it was |is |was |remains? )(?:still |as yet )?(?:unclear|unknown
| not (?:yet )?(?:known|clear))|from where comes|(?:we|one) (?:cannot|can not|could not|do not
| did not) (?:yet )?(?:say|tell|know)|nobody knows|no one knows
"""
BACKGROUND = r"""
for (?:years|decades|centuries|generations)|long been|since time|always been|traditionally
| is a (?:town|place|city|country|village) that|are the \w+ service
"""
PAST = r"""
\w{2,}ed|was|were|had|has|have|did|fell|rose|broke|began|took|came|went|said|told|struck|hit
| shot|found|left|lost|led|ran|saw|heard|felt|burnt|sank|fled|held|put|gave|flew|swept|threw
| built|made|sent|cut|caught|brought|blew|hid|fed|fought|sought|shone|shrank|swung|sped|clung
| became|bore|caught|withdrew|rose|grew|drove|bent|bought|chose|dug|froze|got|hung
| kept|knelt|knew|laid|lay|leapt|lit|meant|met|paid|rang|rode|sat|sold|slept|slid|spoke|spent
| set|shut|split|beat|overran|overtook|withdrew|slew|forgot|hurled|spat|stung|strode|swore
| stole|stuck|swam|tore|thought|woke|wore|won|wrote|hurt|drew|ate|flung|flowed|shook|spread|stood
"""
