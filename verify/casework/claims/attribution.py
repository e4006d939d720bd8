"""Where a sentence names who says it: the forms of saying, the surest first."""

import re
from collections.abc import Iterator

from verify.casework.claims.source_kinds import ANONYMOUS_WORDS, is_body, may_speak
from verify.casework.claims.words import any_of, forms, word_list
from verify.casework.claims.words.events import EVENTS
from verify.casework.claims.words.speech import (
    ADVERBS,
    FAMILIAR_TITLES,
    HANDED_ON,
    SAYING,
    SAYING_BARE,
    SAYING_THAT,
    SHARED,
    WEAK_SAYING,
)
from verify.domain.claims import Span

_I = re.IGNORECASE
_BEHIND_PLURAL = (
    rf"(?:(?<=s\s)|(?<=s\snow\s)|(?<=s\salso\s)|(?<=s\sstill\s)){any_of(SAYING_BARE)}"
    rf"|(?<=(?:[Pp]olice|[Pp]eople)\s){any_of(SAYING_BARE)}"
    rf"|(?<=[Mm]edia\s){any_of(SAYING_BARE)}|blame(?=\s+(?:an?\s|the\s|(?-i:[A-Z])))"
    rf"|(?<!\bto\s)(?<!\bnot\s)(?<!\bwill\s)(?<!\bmay\s)(?<!\bcan\s)(?<!\bcould\s)"
    rf"(?<!\bwould\s)(?<!\bmight\s){any_of(SAYING_THAT)}(?=\s+that\b)"
)
# In small letters: Said is a name too.
# "People told to leave" say nothing.
_SAYING = (
    rf"(?-i:(?!told\s+(?:to|not\s+to)\b|estimated\s+at\b)(?:{any_of(SAYING)})|{_BEHIND_PLURAL})"
)
_ADVERBS = rf"(?:{any_of(ADVERBS)}\s+){{0,3}}"
_ASIDE = (
    r"(?:,\s*(?:by\s+contrast|however|meanwhile|for\s+(?:its|their|his|her)\s+part|in\s+turn|too"
    r"|on\s+the\s+other\s+hand|in\s+contrast|which\s[^,.;\"]{3,50}|who\s[^,.;\"]{3,50}),)?"
)
_TITLES = "Mr Mrs Ms Dr St Gen Col Lt Sgt Capt Maj Prof Rev Brig Adm Cmdr Sen Gov Insp Supt Det Rep"
_TITLE_STOP = rf"\b(?:{'|'.join(word_list(_TITLES))}|(?:[A-Z]\.)?[A-Z])\."
_NP = rf"(?P<who>(?:[^,.;:!?\"()—–]|{_TITLE_STOP})+?)"
# A full stop that ends no title and no initial.
_STOP = (
    "".join(rf"(?<!(?-i:\b{title}))" for title in word_list(_TITLES))
    + r"(?<!(?-i:\s[A-Z]))\.(?:\s|$)"
)
_ENDS = (
    rf"(?=[,;:!?—–()]|{_STOP}|\s+(?:who|which|that|for\s+our|to\s+our"
    r"|of\s+the\s+institute|in\s+a|at\s+a|on|after|when|and)\b|$)"
)
_ACCORDING = re.compile(
    rf"\b(?:according\s+to|in\s+the\s+words\s+of|as\s+per|data\s+from|(?:learned|learnt|learns"
    rf"|understood|heard)\s+from|citing"
    rf"|quoting)\s+{_NP}{_ENDS}",
    _I,
)
# "a smelter that residents say has poisoned the river"
_SAID_WITHIN = re.compile(
    r"\b(?:that|which|what|whom|who)\s+(?P<who>(?!(?:he|she|they|we|i|it|you|people|who)\b)(?:(?:the|local|some|many|two|three|several|state)\s+)?"
    r"(?:[A-Z]?[\w'’-]+)(?:\s+[\w'’-]+){0,2}?)\s+(?:say|says|said|believe[sd]?|claim(?:ed|s)?|alleged?"
    r"|alleges|suspect(?:ed|s)?|think|thinks|thought)\b"
)
# "an inquest heard", "the court was told"
_HEARING = re.compile(
    r"(?:^|,\s+|\band\s+)(?P<who>(?:an?|the)\s+(?:[\w'’-]+\s+){0,3}?(?:court|inquest|inquiry|jury|tribunal|hearing"
    r"|committee|panel|commission|parliament|council))\s+(?:heard|was\s+told|has\s+heard|were\s+told)\b",
    _I,
)
# '…," said Omar Said, a baker', ', informs the town hall', ', as reports the fire brigade'
_INVERTED = re.compile(
    rf"(?:[\"'?!,]|,\s*(?:how|as|so|it))\s*(?!told\s+(?-i:[A-Z]))(?:{_SAYING}|(?-i:{any_of(SAYING_BARE)})(?=\s+the\s))"
    rf"\s+{_NP}{_ENDS}",
    _I,
)
# ', the provincial health directorate said.'
_TRAILING = re.compile(rf",\s*(?:\"\s*)?{_NP}\s+{_ADVERBS}(?:{_SAYING})(?=[\s,.;:!?]|$)", _I)
# 'Residents said …', '… and a person briefed on the inquiry said it could'
_LEADING = re.compile(
    rf"(?:^|[;:\"]\s*|\b(?:and|but|although|while|though"
    rf"|whereas)\s+){_NP}{_ASIDE}\s+{_ADVERBS}(?P<verb>{_SAYING})"
    r"(?=[\s,.;:!?]|$)(?!\s+(?:[\w,.-]+\s+){1,3}lives\b)(?!\s+(?:responsibility|credit|victory|the\s+lives|up|out|pressure|birth"
    r"|way|off|down|themselves|himself|herself|itself)\b)",
    _I,
)
_APPOSED = re.compile(
    rf"^(?P<first>[^,.;:!?\"()]+),\s*(?P<who>(?:[^,.;:!?\"()]"
    rf"|{_TITLE_STOP})+?)\s*,\s*(?:who\s[^,.;\"]{{3,60}},\s*)?{_ADVERBS}(?:{_SAYING})\b",
    _I,
)
# "…, the governor of the region, Jan Rey, wrote"
_APPOSED_LATE = re.compile(
    rf"[,\"]\s*(?:and\s+)?(?P<first>(?:the|a|an|its|his|her)\s[^,.;:!?\"()]+),\s*(?P<who>"
    rf"(?=(?-i:[A-Z]))(?:[^,.;:!?\"()]|{_TITLE_STOP})+?)\s*,"
    rf"\s*(?:who\s[^,.;\"]{{3,60}},\s*)?{_ADVERBS}(?:{_SAYING})\b",
    _I,
)
# "On Monday, Jan Rey, governor of the region, said"
_ROLE_BEHIND = re.compile(
    rf"(?:^|[,\"]\s+)(?P<who>(?-i:(?:(?:Dr|Mr|Mrs|Ms|Prof|Gen|Col|Capt)\.?\s+)?[A-Z][\w'’-]+"
    rf"(?:\s+[A-Z][\w'’.-]+){{1,3}})),\s+(?P<role>(?-i:[a-z])[^,.;:!?\"()]{{3,90}}),\s+"
    rf"{_ADVERBS}(?:{_SAYING})\b",
    _I,
)
_AGE_IN = re.compile(
    rf"^(?P<who>(?:[^,.;:!?\"()]|{_TITLE_STOP})+?)(?:,\s*\d{{1,3}}\s*,"
    rf"|\s*\(\d{{1,3}}\))\s*(?:[^,.;:!?\"]{{0,40}},\s*)?{_ADVERBS}(?:{_SAYING})\b",
    _I,
)
# "…," bartender Jan Rey, 26, said.
_AGE_BEHIND = re.compile(
    rf"[\",]\s+(?P<who>[^,.;:!?\"()]{{2,50}}?),\s*\d{{1,3}},\s+{_ADVERBS}(?:{_SAYING})"
    rf"(?=[\s,.;:!?]|$)",
    _I,
)
_HANDED_ON = re.compile(
    rf"\b(?:{any_of(HANDED_ON)})\s+{_NP}(?=[,;:!?—–()]|\.(?:\s|$)|\s+(?:shows?|showing|captures?"
    rf"|appears?|for|on|is|was|were|has|had|which|who|in|and|as|at|to|that|purportedly"
    rf"|reflected|from"
    rf"|depicts?|records?|since|after|before|during|when|near|late|early|several|more\s+than"
    rf"|\d)\b|$)",
    _I,
)
_SHARED = re.compile(
    rf"^{_NP}\s+{_ADVERBS}(?:{any_of(SHARED)})\s+(?:[\w-]+\s+){{0,2}}?(?:videos?|footage"
    rf"|clips?|pictures|photos?|images?|recordings?)\b",
    _I,
)
# "Residents filmed tracers": it is their footage.
_FILMED = re.compile(
    r"^(?P<who>(?:[\w-]+\s+){0,2}(?:residents?|locals?|witness(?:es)?|passers-by|passer-by|neighbou?rs?"
    r"|villagers?|bystanders?|passengers?|drivers?|tourists?|fans?|fishermen))\s+(?:filmed|photographed"
    r"|videoed|recorded)\b",
    _I,
)
# "a video that the navy released"
_AIRED = re.compile(rf"\b(?:which|that)\s+{_NP}\s+(?:has\s+|had\s+)?(?:{any_of(SHARED)})\b", _I)
_COUNTED_BY = re.compile(rf"\b(?:which|that)\s+{_NP}\s+(?:put|puts|estimated|counted)\b", _I)
# As in "Governor says", with a colon for the verb; and "Update from the air force".
_CLAIM_OF = re.compile(
    rf"\b(?:claims?|assertions?|allegations?|statements?|reports?|word|accusations?|account)\s+(?:of|by"
    rf"|from)\s+{_NP}(?=\s+that\b)",
    _I,
)
# "In March has the geologist Jan Rey warned", of bad translations.
_TURNED = re.compile(
    r"^(?:Already|In|On|At|As|After|Before|Yesterday|Today|Since|From|Of|With|To|There|Here)\b"
    r"[^.;:\"]*?\b(?:has|have)\s+(?P<who>(?:the|an?|our)\s[^,.;:\"]+?)\s+(?:\w+\s+)?"
    r"(?-i:declared|said|told|warned|stated|reported|informed|announced|confirmed|explained)\b",
    _I,
)
_RECORDS_SHOW = re.compile(
    r"(?:^|,\s+)(?P<who>(?:the\s+)?(?:[\w-]+\s+){1,3}(?:records|documents|figures|statistics|filings|data))"
    r"\s+(?:show|showed|indicate|indicated)\b"
)
# "Officers came after callers reported shots"
_AFTER_CALLS = re.compile(
    r"\b(?:after|when|because|as)\s+(?P<who>(?:an?\s+|the\s+|several\s+|two\s+)?(?:[a-z-]+\s+){0,2}?(?:callers?|neighbou?rs?"
    r"|residents?|witness(?:es)?|motorists?|passers-by|passer-by|locals|drivers?|staff|villagers|relatives|fishermen|hikers?))"
    r"\s+(?:had\s+)?(?:reported|said|told|called|heard|saw)\b"
)
# ", our correspondent saw"
_EYES = re.compile(
    r"(?:^|,\s+)(?P<who>(?:an?|our|the|two|several)\s+(?:[\w'’-]+\s+){0,4}?(?:journalists?|correspondents?|reporters?"
    r"|photographers?|camera\s+crew|news\s+team))\s+(?:at\s+the\s+scene\s+|on\s+the\s+spot\s+)?(?:saw|witnessed|heard|counted|observed)\b"
)
_HEADED = re.compile(r"^(?:[Uu]pdate\s+from\s+)?(?P<who>[^,.;:!?\"()]{2,40}):\s+(?=\S)")
_SO = re.compile(
    r",\s*so\s+(?P<who>(?:an?|the|one|two)\s[^,.;:\"]{2,60})(?=[.;]\s*$|[.;]\s|,\s+(?:[A-Z]\w+\.?\s+){2,4}[.]?$|,\s[^,]{4,40}\.$)"
)
_OF_THINGS_TOO = re.compile(
    r"(?:supplied|provided|captured|taken|shot|carried|received|issued|sent)\b", _I
)
_TOLD_BEFORE = re.compile(
    r"\b(?:videos?|footage|clips?|film|recordings?|images?|pictures?|photos?|photographs?|sequence|statement"
    r"|figures?|reports?|documents?|list|map|data|letter|message|notice|order|warning|certificate|text"
    r"|vision|stills?|panorama|selfie|stream)\b",
    _I,
)
_NOT_SHARING = re.compile(r"\b(?:that|which|who|not|never)\b", _I)
_RELATIVE = re.compile(r"\b(?:that|which|who)\b", _I)
_BY_ACCOUNT = re.compile(r"\b(?P<who>by\s+(?:his|her|their)\s+(?:own\s+)?account)\b", _I)
_STANDS_IN = re.compile(rf"\b(?:it\s+stands\s+in|it\s+says\s+in)\s+{_NP}{_ENDS}", _I)
_CUT_OFF = re.compile(
    r"\s+(?:who|which|that|whose|where|when)\b.*$|\s+(?:has|have|had|did|does)\b.*$"
    r"|\s+(?:on|at|in|late|early)\s+(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b.*$",
    _I | re.DOTALL,
)
# "On Monday evening our team": the time is no part of the name.
# "According to the shepherd Jan Rey the shooting began at noon": without a comma.
_CLAUSE_BEHIND = re.compile(
    r"(?<!\bof)(?<!\bfor)(?<!\bat)(?<!\bin)(?<!\bby)(?<!\bfrom)(?<!\bwith)(?<!\bto)\s+(?:the|an?)\s+"
    r"[a-z-]+(?:\s+[a-z-]+){0,3}?\s+(?:was|were|is|are|has|have|had|began|fell|came|took|\w{3,}ed)\b.*$",
    re.DOTALL,
)
_TIMED = re.compile(
    r"(?:Between|On|In|Since|During|Last|At|By|From)\b.*\b(?:evening|morning|afternoon|night"
    r"|week|month|year"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|[12]\d{3}|[ap]\.?m\.?)\s+"
    r"(?=(?:the|our|an?|his|her|its|their)\s|[a-z]{4,}s\b)"
)
_FIRST_WORDS = re.compile(
    r"^(?:and|but|although|while|though|whereas|that|as|how|so|it|when|because|where|which"
    r"|also|later|then|"
    r"meanwhile|however|(?:its|his|her|their)\s+[a-z]+(?=\s+[A-Z]))\s+",
)
_FAMILIAR = re.compile(
    rf"(?:[\w-]+\s+)?(?i:{any_of(FAMILIAR_TITLES)}|(?:mum|mom|dad|mother|father|gran\w*)-of-[\w-]+)"
    r"(?:\s+of\s+[\w-]+)?\s+(?=[A-Z])"
)
_COMMON = re.compile(
    r"the\s+(?:[a-z-]+\s+){1,2}(?:operator|company|firm|owner|group|network|supplier|utility"
    r"|manager)\s+(?=[A-Z])"
    r"|the\s+(?:[a-z]+\s+)?(?:organisation|organization|charity|agency|union|association|platform"
    r"|newspaper|campaign|party)\s+(?=[A-Z])"
    r"|.*?\b(?:calling\s+(?:itself|himself|themselves)|known\s+as|called)\s+(?=(?:the\s+)?[A-Z])",
)
_ROLE = re.compile(r"(?:its|his|her|their|the)\s+(?!same\b)[a-z]")
_NAME_BEHIND = re.compile(
    r",\s+(?P<who>(?:(?:Dr|Mr|Mrs|Ms|Prof)\.\s+)?[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+)+)(?=[,.;]"
    r"|\s+(?:who|in)\b|$)"
)
_SAID = re.compile(
    rf"(?<![\w-])(?!measured|counted|recorded|believe|registered|estimated"
    rf"|thought|put(?!\s+(?:the|its|their|his|her|that|it|at)\b))(?:{_SAYING})(?![\w-])(?!\s+by\b)",
    _I,
)
_HAPPENED = re.compile(
    rf"(?<![\w-])(?:{forms(EVENTS['casualty'])}|{forms(EVENTS['strike'])}"
    rf"|{forms(EVENTS['explosion'])}"
    rf"|{forms(EVENTS['evacuation'])}|was|were|had|began|been)(?![\w-])",
    _I,
)
_IN_A_STATEMENT = re.compile(
    r"\b(?:in|on|at)\s+(?:an?\s+|the\s+|his\s+|her\s+|its\s+)?(?:[\w-]+\s+)?(?:statement|message|post|video"
    r"|interview|speech|address|letter|report|bulletin|briefing|news\s+conference|press\s+conference"
    r"|Telegram|Twitter|Facebook|X|television|radio)\s+$",
    _I,
)
_MOST_WORDS_OF_SAYING = 6
# ", a gang that was thought to be": nobody says it.
_IS_TOLD_OF = re.compile(r"\b(?:was|were|is|are|been)$", _I)
_PASSIVE = re.compile(r"\b(?:be|been|being|was|were|is|are|get|got)\s+(?:\w+ly\s+)?$", _I)


_HEARD = re.compile(
    r"\b(?:court|inquest|inquiry|jury|tribunal|hearing|committee)\s+(?:heard|was\s+told)\s+(?:on\s+|late\s+|yesterday\s+)?$",
    _I,
)
# "Observers reported a jet over the area at 5.35"
_SIGHTED = re.compile(
    r"\b(?:an?|two|three|several|the)\s.*\b(?:over|near|above|in|at|off|from|around)\s",
    _I,
)
# "Has not replied" tells of no saying.
_NO_ANSWER = re.compile(r"repl|respond|answer|comment", _I)
_NOT_YET = re.compile(r"(?:\bnot|\bnever|n't)(?:\s+yet)?$", _I)


_RARER = (
    _HEARING,
    _AFTER_CALLS,
    _EYES,
    _SAID_WITHIN,
    _RECORDS_SHOW,
    _TURNED,
    _CLAIM_OF,
    _SO,
    _SHARED,
    _HANDED_ON,
    _AIRED,
    _COUNTED_BY,
    _STANDS_IN,
    _FILMED,
)


def tells_when_said(plain: str, start: int) -> bool:
    """Return whether a time at `start` is that of the saying, not of what is said.

    Parameters
    ----------
    plain : str
        The sentence.
    start : int
        Where the time begins.
    """
    if _HEARD.search(plain, 0, start):
        return True
    spoken = list(_SAID.finditer(plain, 0, start))
    if not spoken:
        return False
    gap = plain[spoken[-1].end() : start]
    if _IN_A_STATEMENT.search(gap):
        return True
    is_short = len(gap.split()) <= _MOST_WORDS_OF_SAYING and not re.search(r"[,;:\"]|\bthat\b", gap)
    if spoken[-1][0].lower().startswith("report") and _SIGHTED.search(gap):
        return False
    return is_short and (spoken[-1][0].lower() == "put" or not _HAPPENED.search(gap))


def quoted_spans(plain: str) -> list[Span]:
    """Return the stretches of a sentence within double quotes; an open one runs to its end."""
    marks = [found.start() for found in re.finditer('"', plain)]
    if len(marks) % 2:
        marks.append(len(plain))
    return [(first + 1, last) for first, last in zip(marks[::2], marks[1::2], strict=True)]


def candidates(plain: str) -> Iterator[tuple[int, int, str]]:
    """Yield what may be a source, the surest form first, each with what describes it."""
    for pattern in (_ACCORDING, _BY_ACCOUNT, _AGE_IN, _AGE_BEHIND):
        yield from ((*match.span("who"), "") for match in pattern.finditer(plain))
    yield from ((*match.span("who"), match["role"]) for match in _ROLE_BEHIND.finditer(plain))
    for pattern in (_APPOSED, _APPOSED_LATE):
        for match in pattern.finditer(plain):
            yield *_apposed(match), match["first"]
    trailing = [one for one in _TRAILING.finditer(plain) if not _IS_TOLD_OF.search(one["who"])]
    yield from ((*one.span("who"), "") for one in trailing if not plain[one.end() :].strip(" .!?"))
    for match in _LEADING.finditer(plain):
        is_weak = match["verb"].lower().split()[0] in WEAK_SAYING
        if _NO_ANSWER.match(match["verb"]) and _NOT_YET.search(match["who"]):
            continue
        is_told_of = is_weak and _RELATIVE.search(match["who"])
        is_passive = is_told_of or _PASSIVE.search(plain, 0, match.start("verb"))
        if not is_passive and (not is_weak or may_speak(match["who"])):
            yield *match.span("who"), ""
    for match in _INVERTED.finditer(plain):
        yield _role_or_name(plain, match.span("who"))
    yield from ((*match.span("who"), "") for match in trailing)
    for match in _HEADED.finditer(plain):
        if is_body(match["who"]) and not match["who"].isupper():
            yield *match.span("who"), ""
    for pattern in _RARER:
        for match in pattern.finditer(plain):
            if pattern is _HANDED_ON and _is_other_than_told(plain, match):
                continue
            if pattern is _SO:
                yield _role_or_name(plain, match.span("who"))
                continue
            if pattern is not _SHARED or not _NOT_SHARING.search(match["who"]):
                yield *match.span("who"), ""


def _is_other_than_told(plain: str, match: re.Match[str]) -> bool:
    """Whether what is handed on is no news: "munitions supplied by an ally", "shot by police"."""
    verb = plain[match.start() : match.start("who")]
    return bool(_OF_THINGS_TOO.match(verb) and not _TOLD_BEFORE.search(plain, 0, match.start()))


def _apposed(match: re.Match[str]) -> Span:
    """Of "a researcher at the Lab, Jan Rey, said" take the person, else what comes first."""
    words = match["who"].split()
    words = words[1:] if words[0].lower() == "the" else words
    is_person = 1 <= len(words) <= 4 and all(word[:1].isupper() for word in words)
    is_close = bool(ANONYMOUS_WORDS.search(match["first"]))
    return match.span("who") if is_person and not is_close else match.span("first")


def _role_or_name(plain: str, span: Span) -> tuple[int, int, str]:
    """Of "said its director, Ivan Petrenko" take the name; the role says of what kind it is."""
    role = plain[slice(*span)]
    name = _NAME_BEHIND.match(plain, span[1]) if _ROLE.match(role) else None
    return (*name.span("who"), role) if name else (*span, "")


def trimmed(plain: str, start: int, end: int) -> Span:
    """Return what names a source without the small words, clauses and common nouns around it."""
    words = _CLAUSE_BEHIND.sub("", _CUT_OFF.sub("", plain[start:end]))
    if timed := _TIMED.match(words):
        start, words = start + timed.end(), words[timed.end() :]
    while first := _FIRST_WORDS.match(words):
        start, words = start + first.end(), words[first.end() :]
    blank = len(words) - len(words.lstrip(" \"'"))
    start, words = (
        start + blank,
        words.strip(" \"'") if not words.endswith("s'") else words.lstrip(" \"'"),
    )
    for lead in (_FAMILIAR, _COMMON):
        if found := lead.match(words):
            start, words = start + found.end(), words[found.end() :]
    return start, start + len(words)
