"""Who says what a sentence tells: the words that name the source, and of what kind it is.

Footage is no source; who shared it is. Where a sentence names nobody, the article itself speaks.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from verify.casework.claims.words import any_of, forms, word_pattern
from verify.casework.claims.words.events import EVENTS
from verify.casework.claims.words.speech import (
    ADVERBS,
    ANONYMOUS,
    FAMILIAR_TITLES,
    GROUPS,
    HANDED_ON,
    OFFICIAL,
    RANKS,
    SAYING,
    SAYING_BARE,
    SHARED,
    UNNAMED,
    WEAK_SAYING,
)
from verify.domain.claims import SourceKind, Span

_BEHIND_PLURAL = (
    rf"(?<=s\s){any_of(SAYING_BARE)}|(?<=(?:police|people)\s){any_of(SAYING_BARE)}"
    rf"|(?<=media\s){any_of(SAYING_BARE)}|blame(?=\s+(?:an?\s|the\s|(?-i:[A-Z])))"
)
_SAYING = rf"(?:{any_of(SAYING)}|{_BEHIND_PLURAL})"
_ADVERBS = rf"(?:{any_of(ADVERBS)}\s+){{0,3}}"
_ASIDE = (
    r"(?:,\s*(?:by\s+contrast|however|meanwhile|for\s+(?:its|their|his|her)\s+part|in\s+turn|too"
    r"|on\s+the\s+other\s+hand|in\s+contrast),)?"
)
_TITLE_STOP = r"\b(?:Mr|Mrs|Ms|Dr|St|Gen|Col|Lt|Sgt|Capt|Maj|Prof|Rev|[A-Z])\."
_NP = rf"(?P<who>(?:[^,.;:!?\"()—–]|{_TITLE_STOP})+?)"
_OFFICIAL, _UNNAMED, _GROUPS = (word_pattern(table) for table in (OFFICIAL, UNNAMED, GROUPS))
_ANONYMOUS = word_pattern(ANONYMOUS)
_KIND_BY_HEAD = tuple(
    (re.compile(rf"(?<![\w-]){any_of(table)}$", re.IGNORECASE), kind)
    for table, kind in (
        (OFFICIAL, SourceKind.OFFICIAL),
        (GROUPS, SourceKind.NAMED),
        (UNNAMED, SourceKind.UNNAMED),
    )
)
_NAME = re.compile(
    r"(?<![\w-])[^\W\d_a-zß-öø-ÿ][\w'’-]*[\w](?:\s+[^\W\d_a-zß-öø-ÿ](?:[\w'’-]*\w)?\.?(?=\s|$|,))*"
)
_NOBODY = re.compile(
    r"(?:he|she|they|it|his|her|we|i|you|who|which|that|this|there|what|nobody|no\s+\w+|none"
    r"|neither.*|everyone|"
    r"some|many|one|people|nothing|these|those)$",
    re.IGNORECASE,
)
_ENDS = (
    r"(?=[,;:!?—–()]|(?<!(?-i:\s[A-Z]))\.(?:\s|$)|\s+(?:who|which|that|for\s+our|to\s+our"
    r"|of\s+the\s+institute|in\s+a|at\s+a|on|after|when|and)\b|$)"
)
_I = re.IGNORECASE
_ACCORDING = re.compile(
    rf"\b(?:according\s+to|in\s+the\s+words\s+of|as\s+per|data\s+from|citing"
    rf"|quoting)\s+{_NP}{_ENDS}",
    _I,
)
# '…," said Omar Said, a baker', ', informs the town hall', ', as reports the fire brigade'
_INVERTED = re.compile(rf"(?:[\"'?!,]|,\s*(?:how|as|so|it))\s*(?:{_SAYING})\s+{_NP}{_ENDS}", _I)
# ', the provincial health directorate said.'
_TRAILING = re.compile(rf",\s*(?:\"\s*)?{_NP}\s+{_ADVERBS}(?:{_SAYING})(?=[\s,.;:!?]|$)", _I)
# 'Residents said …', '… and a person briefed on the inquiry said it could'
_LEADING = re.compile(
    rf"(?:^|[;:\"]\s*|\b(?:and|but|although|while|though"
    rf"|whereas)\s+){_NP}{_ASIDE}\s+{_ADVERBS}(?P<verb>{_SAYING})"
    r"(?=[\s,.;:!?]|$)(?!\s+(?:responsibility|credit|victory|the\s+lives|up|out|pressure|birth"
    r"|way|off|down))",
    _I,
)
_APPOSED = re.compile(
    rf"^(?P<first>[^,.;:!?\"()]+),\s*(?P<who>(?:[^,.;:!?\"()]"
    rf"|{_TITLE_STOP})+?)\s*,\s*{_ADVERBS}(?:{_SAYING})\b",
    _I,
)
_AGE_IN = re.compile(
    rf"^(?P<who>[^,.;:!?\"()]+?)(?:,\s*\d{{1,3}}\s*,"
    rf"|\s*\(\d{{1,3}}\))\s*(?:[^,.;:!?\"]{{0,40}},\s*)?{_ADVERBS}(?:{_SAYING})\b",
    _I,
)
_HANDED_ON = re.compile(
    rf"\b(?:{any_of(HANDED_ON)})\s+{_NP}(?=[,;:!?—–()]|\.(?:\s|$)|\s+(?:shows?|captures?"
    rf"|appears?|for|on|is|was|which|who|in|and|as|"
    r"purportedly|reflected|from|depicts?|records?)\b|$)",
    _I,
)
_SHARED = re.compile(
    rf"^{_NP}\s+{_ADVERBS}(?:{any_of(SHARED)})\s+(?:[\w-]+\s+){{0,2}}?(?:videos?|footage"
    rf"|clips?|pictures|photos?|images?|recordings?)\b",
    _I,
)
_BY_ACCOUNT = re.compile(r"\b(?P<who>by\s+(?:his|her|their)\s+(?:own\s+)?account)\b", _I)
_STANDS_IN = re.compile(rf"\b(?:it\s+stands\s+in|it\s+says\s+in)\s+{_NP}{_ENDS}", _I)
_FOOTAGE = re.compile(
    r"\b(?:footage|videos?|clips?|film|recordings?|photos?|pictures?|images?|cameras?|data|posts)\b",
    _I,
)
_SPEAKING_POSTS = re.compile(r"(?:posts|accounts|users|channels)\b", _I)
_CUT_OFF = re.compile(
    r"\s+(?:who|which|that|whose|where|when)\b.*$|\s+(?:has|have|had|did|does)\b.*$"
    r"|\s+(?:on|at|in|late|early)\s+(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b.*$",
    _I | re.DOTALL,
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
    r"|the\s+[a-z]+\s+(?:organisation|organization|charity|agency)\s+(?=[A-Z])"
    r"|.*?\b(?:calling\s+(?:itself|himself|themselves)|known\s+as|called)\s+(?=(?:the\s+)?[A-Z])",
)
_INNER_CLAUSE = re.compile(
    r"\b(?:was|were|is|are|had\s+been|will|would|did|could|may|might|to\s+be|as|after|because)\b",
    _I,
)
_HEAD_END = re.compile(
    r"\s+(?:of|in|from|at|for|with|on|near|sharing|close|briefed|familiar|speaking|posting"
    r"|living|working)\s.*$",
    _I | re.DOTALL,
)
_RANKED = re.compile(rf"(?:the\s+)?(?:{any_of(RANKS)})\.?\s+(?:[A-Z][\w.-]*\s+)*[A-Z]")
_DAYS = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")
_ROLE = re.compile(r"(?:its|his|her|their)\s", _I)
_STATE_ACTS = re.compile(
    r"(?P<name>[A-Z][\w-]+)(?:'s?|n)?\s+(?:defence|defense|foreign|interior|government|army"
    r"|military|navy|parliament|president|"
    r"state\s+television|state\s+media|armed\s+forces|prime\s+minister|border\s+guards?|forces)\b"
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
_MOST_WORDS_OF_SAYING = 6
_PASSIVE = re.compile(r"\b(?:be|been|being|was|were|is|are|get|got)\s+(?:\w+ly\s+)?$", _I)
_DESIGNATION = re.compile(r"\b[A-Za-z]{1,4}-?\d")
_PERSONAL_ENDINGS = (
    "er",
    "or",
    "ist",
    "man",
    "woman",
    "ess",
    "ian",
    "ers",
    "ors",
    "ists",
    "men",
    "women",
    "nt",
    "ee",
    "ees",
)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who says it, [start, end) in the sentence."""

    start: int
    end: int
    kind: SourceKind


def states_in(plain: str) -> frozenset[str]:
    """Return names that an article uses as those of states: "Vardia's army".

    Parameters
    ----------
    plain : str
        The whole article.
    """
    return frozenset(found["name"].removesuffix("n") for found in _STATE_ACTS.finditer(plain)) | {
        found["name"] for found in _STATE_ACTS.finditer(plain)
    }


class Speakers:
    """Who spoke before in an article, so that "he said" and a last name are known.

    Parameters
    ----------
    states : frozenset of str
        Names of states: a country that speaks is its government.
    """

    def __init__(self, states: frozenset[str]) -> None:
        self._states = states
        self._kinds: dict[str, SourceKind] = {}
        self._heads: dict[str, SourceKind] = {}
        self._last = SourceKind.UNNAMED

    def find(self, plain: str) -> Speaker | None:
        """Return who says what a sentence tells, or None for the article's own voice."""
        quoted = _quoted(plain)
        for start, end, described in _candidates(plain):
            if any(first <= start < last for first, last in quoted):
                continue
            speaker = self._speaker(plain, start, end, described)
            if speaker:
                self._remember(plain, speaker)
                return speaker
        return None

    def _speaker(self, plain: str, start: int, end: int, described: str) -> Speaker | None:
        start, end = _trimmed(plain, start, end)
        words = plain[start:end]
        if re.fullmatch(r"he|she|they|by\s+(?:his|her|their)\s+(?:own\s+)?account", words, _I):
            return Speaker(start, end, self._last)
        is_footage = _FOOTAGE.search(words) and not _SPEAKING_POSTS.match(words)
        if (
            len(words) < 2
            or is_footage
            or _DESIGNATION.search(words)
            or _NOBODY.match(words)
            or len(words.split()) > 14
        ):
            return None
        kind = self._kind(words, plain[end:])
        if kind is SourceKind.NAMED and _is_officer(described or plain[end:]):
            kind = SourceKind.OFFICIAL
        return Speaker(start, end, kind) if kind else None

    def _kind(self, words: str, following: str) -> SourceKind | None:
        if re.match(r"our\b", words, _I):
            return SourceKind.NAMED
        if _INNER_CLAUSE.search(words) or (_DAYS.search(words) and len(words.split()) < 3):
            return None
        is_anonymous = re.match(
            rf"[^,.;]{{0,20}}\b(?:who|speaking)\b[^.;]{{0,30}}{any_of(ANONYMOUS)}", following, _I
        )
        if _ANONYMOUS.search(words) or is_anonymous:
            return SourceKind.UNNAMED
        names = _names(words)
        for name in names:
            if name in self._states and len(words) <= len(name) + len("the "):
                return SourceKind.OFFICIAL
            if known := self._kinds.get(name.split()[-1]):
                return known
        known = self._heads.get(_head_noun(words))
        if known and not names and re.match(r"(?:the|this|that)(?:\s+same)?\s+[\w-]+$", words, _I):
            return known
        if len(names) > 1 and all(name in self._states for name in names):
            return SourceKind.OFFICIAL
        return _kind_by_words(words, names)

    def _remember(self, plain: str, speaker: Speaker) -> None:
        self._last = speaker.kind
        words = plain[speaker.start : speaker.end]
        for name in _names(words):
            self._kinds.setdefault(name.split()[-1], speaker.kind)
        self._heads[_head_noun(words)] = speaker.kind


def tells_when_said(plain: str, start: int) -> bool:
    """Return whether a time at `start` is that of the saying, not of what is said.

    Parameters
    ----------
    plain : str
        The sentence.
    start : int
        Where the time begins.
    """
    spoken = list(_SAID.finditer(plain, 0, start))
    if not spoken:
        return False
    gap = plain[spoken[-1].end() : start]
    is_short = len(gap.split()) <= _MOST_WORDS_OF_SAYING and not re.search(r"[,;:\"]|\bthat\b", gap)
    return is_short and (spoken[-1][0].lower() == "put" or not _HAPPENED.search(gap))


def _quoted(plain: str) -> list[Span]:
    marks = [found.start() for found in re.finditer('"', plain)]
    if len(marks) % 2:
        marks.append(len(plain))
    return [(first + 1, last) for first, last in zip(marks[::2], marks[1::2], strict=True)]


def _candidates(plain: str) -> Iterator[tuple[int, int, str]]:
    """Yield what may be a source, the surest form first, each with what describes it."""
    for pattern in (_ACCORDING, _BY_ACCOUNT, _AGE_IN):
        yield from ((*match.span("who"), "") for match in pattern.finditer(plain))
    for match in _APPOSED.finditer(plain):
        yield *_apposed(match), f", {match['first']},"
    trailing = list(_TRAILING.finditer(plain))
    yield from ((*one.span("who"), "") for one in trailing if not plain[one.end() :].strip(" .!?"))
    for match in _LEADING.finditer(plain):
        is_weak = match["verb"].lower().split()[0] in WEAK_SAYING
        is_passive = _PASSIVE.search(plain, 0, match.start("verb"))
        if not is_passive and (not is_weak or _may_speak(match["who"])):
            yield *match.span("who"), ""
    for match in _INVERTED.finditer(plain):
        yield *_role_or_name(plain, match.span("who")), ""
    yield from ((*match.span("who"), "") for match in trailing)
    for pattern in (_SHARED, _HANDED_ON, _STANDS_IN):
        yield from ((*match.span("who"), "") for match in pattern.finditer(plain))


def _head_noun(words: str) -> str:
    """Return the last word of what names a source: "ministry" of "the interior ministry"."""
    last = re.findall(r"[\w'-]+", _HEAD_END.sub("", words))
    return last[-1].lower() if last else ""


def _is_officer(following: str) -> bool:
    """Whether a name's apposition is that of an officer: ", the mayor of Lesna,"."""
    apposed = re.match(r",\s+(?:the\s+|an?\s+|its\s+)?(?P<what>[^,.;\"]+)", following)
    return bool(apposed and _KIND_BY_HEAD[0][0].search(_HEAD_END.sub("", apposed["what"].rstrip())))


def _apposed(match: re.Match[str]) -> Span:
    """Of "a researcher at the Lab, Jan Rey, said" take the person, else what comes first."""
    words = match["who"].split()
    is_person = 2 <= len(words) <= 4 and all(word[:1].isupper() for word in words)
    is_close = bool(_ANONYMOUS.search(match["first"]))
    return match.span("who") if is_person and not is_close else match.span("first")


def _role_or_name(plain: str, span: Span) -> Span:
    """Of "said its director, Ivan Petrenko" take the name."""
    if _ROLE.match(plain, span[0]):
        name = re.compile(r",\s+(?=[A-Z])(?P<who>(?:[A-Z][\w'’-]+\s?)+)").match(plain, span[1])
        if name:
            return name.start("who"), name.end("who")
    return span


def _may_speak(words: str) -> bool:
    """Whether a subject of "put", "gave", "counted" speaks: a body, a name, an officer."""
    tables = (_OFFICIAL, _GROUPS)
    return bool(
        any(table.search(words) for table in tables)
        or re.search(r"(?<=\S\s)[A-Z]", words)
        or re.fullmatch(r"[A-Z]\w+", words)
        or _SPEAKING_POSTS.match(words)
    )


def _trimmed(plain: str, start: int, end: int) -> Span:
    words = _CUT_OFF.sub("", plain[start:end])
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


def _names(words: str) -> list[str]:
    """Return the names in the words of a source, without a first word that is none."""
    names = [
        re.sub(r"^(?:The|A|An|Two|Three|Some|Several)\s+", "", one).removesuffix("'s")
        for one in _NAME.findall(words)
    ]
    if names and words.startswith(names[0]) and " " not in names[0]:
        is_common = any(table.match(words) for table in (_OFFICIAL, _UNNAMED, _GROUPS))
        if is_common or names[0] in {"The", "A", "An", "Two", "Three", "Some", "Several"}:
            return names[1:]
    return names


def _kind_by_words(words: str, names: list[str]) -> SourceKind | None:
    head = _HEAD_END.sub("", words)
    is_definite = (
        bool(re.match(r"(?:the|its|his|her|their)\b", words, _I))
        or "'" in words
        or bool(re.fullmatch(r"[A-Z]?[a-z]+s", head))
    )
    for pattern, kind in _KIND_BY_HEAD:
        if pattern.search(head) and not (names and kind is not SourceKind.OFFICIAL):
            is_unnamed = kind is SourceKind.NAMED and not is_definite
            return SourceKind.UNNAMED if is_unnamed else kind
    is_ranked = _RANKED.match(words)
    if is_ranked:
        return SourceKind.OFFICIAL
    if _OFFICIAL.search(words) and not (names and _GROUPS.search(head)):
        return SourceKind.OFFICIAL
    if names:
        is_told_by_place = re.search(
            r"\b(?:in|from|near|at)\s+(?:the\s+)?[A-Z]", words
        ) and _UNNAMED.search(head)
        return SourceKind.UNNAMED if is_told_by_place else SourceKind.NAMED
    if _GROUPS.search(words):
        return SourceKind.NAMED if is_definite else SourceKind.UNNAMED
    is_person = head.lower().endswith(_PERSONAL_ENDINGS) and bool(
        re.match(r"(?:an?|the|two|three|several|some|many|one|another|his|her|its)\s", words, _I)
    )
    return SourceKind.UNNAMED if is_person or _UNNAMED.search(words) else None
