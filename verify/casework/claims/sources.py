"""Who says what a sentence tells: the words that name the source, and of what kind it is.

Footage is no source; who shared it is. Where a sentence names nobody, the article itself speaks.
"""

import re
from dataclasses import dataclass

from verify.casework.claims.attribution import candidates, quoted_spans, trimmed
from verify.casework.claims.source_kinds import (
    ANONYMOUS_WORDS,
    SPEAKING_POSTS,
    head_noun,
    is_officer,
    kind_by_words,
    names_in,
)
from verify.casework.claims.words import any_of
from verify.casework.claims.words.speech import (
    ANONYMOUS,
    CAPITALS,
)
from verify.domain.claims import SourceKind
from verify.gazetteer.towns import country_names

_I = re.IGNORECASE
_NOBODY = re.compile(
    r"(?:he|she|they|it|his|her|we|i|you|who|which|that|this|there|what|nobody|no\s+\w+|none"
    r"|neither.*|.*\s+one|everyone|"
    r"some|many|one|people|nothing|these|those)$",
    re.IGNORECASE,
)
_FOOTAGE = re.compile(
    r"\b(?:footage|videos?|clips?|film|recordings?|photos?|pictures?|images?|cameras?|data|posts)\b",
    _I,
)
_INNER_CLAUSE = re.compile(
    r"\b(?:was|were|is|are|had\s+been|will|would|did|could|may|might|to\s+be|as|after|because)\b"
    r"|(?<=\s)(?:began|took|came|went|fell|rose|broke|gave|said|says|saw|hit|struck|ran|flew|told"
    r"|made|found|burst|sank|shook|blew)\s"
)
# "Police arrested two men who said": they did, and said nothing.
_ACTS = re.compile(r"\s\w{2,}ed\s+(?:an?|the|two|three|four|five|six|several|some|\d+)\s")
_DAYS = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")
_STATE_ACTS = re.compile(
    r"(?<![\w-])(?P<name>[A-Z][\w-]{1,40})(?:'s?|n)?\s+(?:defence|defense|foreign|interior"
    r"|government|army"
    r"|military|navy|parliament|president|"
    r"state\s+television|state\s+media|armed\s+forces|prime\s+minister|border\s+guards?|forces"
    r"|troops|soldiers|border|air\s+force)\b"
)
_PREPOSITION = re.compile(
    r"(?:on|in|at|by|with|for|from|to|after|before|about|if|not|that|already|yesterday|only|even"
    r"|there|here|since|during)\s",
    re.IGNORECASE,
)
# "…, it added." names who spoke before, "…, it was said" nobody.
_IT_SPEAKS = re.compile(r"\s+(?:also\s+|later\s+)?(?:said|says|added|adds|claimed|noted)[.\"]*$")
_DESIGNATION = re.compile(r"\b[A-Za-z]{1,4}-?\d")


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
        quoted = quoted_spans(plain)
        for start, end, described in candidates(plain):
            if any(first <= start < last for first, last in quoted):
                continue
            speaker = self._speaker(plain, start, end, described)
            if speaker:
                self._remember(plain, speaker)
                return speaker
        return None

    def _speaker(self, plain: str, start: int, end: int, described: str) -> Speaker | None:
        start, end = trimmed(plain, start, end)
        # "killed what police described as smugglers"
        if " what " in plain[start:end]:
            start = plain.rindex(" what ", start, end) + len(" what ")
        words = plain[start:end]
        if re.fullmatch(r"he|she|they|by\s+(?:his|her|their)\s+(?:own\s+)?account", words, _I):
            return Speaker(start, end, self._last)
        if words.lower() == "it" and _IT_SPEAKS.match(plain, end) and plain[:start].endswith(", "):
            return Speaker(start, end, self._last)
        is_footage = _FOOTAGE.search(words) and not SPEAKING_POSTS.match(words)
        if (
            len(words) < 2
            or is_footage
            or _DESIGNATION.search(words)
            or _ACTS.search(words)
            or _PREPOSITION.match(words)
            or _NOBODY.match(words)
            or len(words.split()) > 14
        ):
            return None
        kind = self._kind(words, plain[end:])
        if kind is SourceKind.NAMED and (
            is_officer(plain[end:])
            or (described and self._kind(described, "") is SourceKind.OFFICIAL)
        ):
            kind = SourceKind.OFFICIAL
        return Speaker(start, end, kind) if kind else None

    def _kind(self, words: str, following: str) -> SourceKind | None:
        if re.match(r"our\b", words, _I):
            return SourceKind.NAMED
        if _INNER_CLAUSE.search(words) or (_DAYS.search(words) and len(words.split()) < 3):
            return None
        is_anonymous = re.match(
            rf"(?:,\s)?[^,.;]{{0,20}}\b(?:who|speaking)\b[^.;]{{0,30}}{any_of(ANONYMOUS)}",
            following,
            _I,
        )
        if ANONYMOUS_WORDS.search(words) or is_anonymous:
            return SourceKind.UNNAMED
        names = names_in(words)
        for name in names:
            if self._is_state(name) and len(words) <= len(name) + len("the "):
                return SourceKind.OFFICIAL
            if known := self._kinds.get(name.split()[-1]):
                return known
        known = self._heads.get(head_noun(words))
        if known and not names and re.match(r"(?:the|this|that)(?:\s+same)?\s+[\w-]+$", words, _I):
            return known
        if len(names) > 1 and all(self._is_state(name) for name in names):
            return SourceKind.OFFICIAL
        return kind_by_words(words, names)

    def _is_state(self, name: str) -> bool:
        """Whether a name is a country, or a capital that stands for its government."""
        return name in self._states or name in CAPITALS or name in country_names().values()

    def _remember(self, plain: str, speaker: Speaker) -> None:
        self._last = speaker.kind
        words = plain[speaker.start : speaker.end]
        for name in names_in(words) if speaker.kind is not SourceKind.UNNAMED else ():
            self._kinds.setdefault(name.split()[-1], speaker.kind)
        self._heads[head_noun(words)] = speaker.kind
