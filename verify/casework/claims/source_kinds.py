"""Of which kind a source is, by the words that name it: official, named, unnamed.

The last word of the phrase counts most: "a spokesman for the army" is the army's, "residents of the
army town" are residents.
"""

import re

from verify.casework.claims.words import any_of, word_pattern
from verify.casework.claims.words.speech import (
    ANONYMOUS,
    GROUPS,
    OFFICIAL,
    RANKS,
    UNNAMED,
)
from verify.domain.claims import SourceKind

_I = re.IGNORECASE
_OFFICIAL, _UNNAMED, _GROUPS = (
    re.compile(rf"(?<![\w-]){any_of(table)}(?:e?s)?(?![\w-])", _I)
    for table in (OFFICIAL, UNNAMED, GROUPS)
)
ANONYMOUS_WORDS = word_pattern(ANONYMOUS)
_KIND_BY_HEAD = tuple(
    (re.compile(rf"(?<![\w-]){any_of(table)}(?:e?s)?$", re.IGNORECASE), kind)
    for table, kind in (
        (OFFICIAL, SourceKind.OFFICIAL),
        (GROUPS, SourceKind.NAMED),
        (UNNAMED, SourceKind.UNNAMED),
    )
)
_NAME = re.compile(
    r"(?<![\w-])[^\W\d_a-zß-öø-ÿ][\w'’-]*[\w](?:\s+[^\W\d_a-zß-öø-ÿ](?:[\w'’-]*\w)?\.?(?=\s|$|,))*"
)
SPEAKING_POSTS = re.compile(r"(?:[\w-]+\s+){0,2}(?:posts|accounts|users|channels)\b", _I)
_HEAD_END = re.compile(
    r"\s+(?:of|in|from|at|for|with|on|near|sharing|close|quoted|consulted|reached|contacted"
    r"|interviewed|seen|obtained|leaked|published"
    r"|prepared|briefed|familiar|speaking|posting"
    r"|living|working)\s.*$",
    _I | re.DOTALL,
)
# Speaks for a body, with or without a name.
_SPOKESPERSON = re.compile(r"\bspokes(?:man|woman|person|people|men|women)\b", _I)
_PHRASE = re.compile(
    r"(?:(?P<the>the|its|his|her|their|both)|an?|one|two|three|four|five|several|some|many"
    r"|other|local)\s+"
    r"(?:[\w'-]+\s+){0,4}[\w'-]+$",
    _I,
)
_POST = re.compile(
    r"(?:the\s+|an?\s+|its\s+)?(?:deputy\s+|acting\s+|vice\s+|former\s+)?(?:director|head|chief|chairman|chairwoman|chair|secretary"
    r"|member|coordinator|manager|adviser|advisor|representative|commander)\b.{0,12}\b(?:of|for|at|in)\b",
    _I,
)
# "State oil firm Qoram Petroleum": a firm, whoever owns it.
_FIRM = re.compile(
    r"\b(?:firm|company|airline|operator|utility|giant|conglomerate|carrier|contractor|manufacturer"
    r"|insurer|shipper|refiner|miner|developer|publisher|broadcaster|charity|watchdog|think\s?tank)\s+"
    r"(?-i:[A-Z])"
)
# "Subscribers", "peasant leaders"
_PLURAL = re.compile(
    r"(?:[A-Za-z][a-z-]*\s+){0,2}(?!(?-i:[A-Z]))[a-z-]{3,}(?<!s)s|[A-Z][a-z-]{2,}(?<!s)s"
)
_RANKED = re.compile(rf"(?:the\s+)?(?:{any_of(RANKS)})\.?\s+(?:[A-Z][\w.-]*\s+)*[A-Z]")
_PLURAL_PERSONS = ("ists", "ers", "ians", "ees", "men", "women")
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


def head_noun(words: str) -> str:
    """Return the last word of what names a source: "ministry" of "the interior ministry"."""
    last = re.findall(r"[\w'-]+", _HEAD_END.sub("", words))
    return last[-1].lower() if last else ""


def is_officer(following: str) -> bool:
    """Return whether a name's apposition is that of an officer: ", the mayor of Lesna,"."""
    apposed = re.match(r",\s+(?:the\s+|an?\s+|its\s+)?(?P<what>[^,.;\"]+)", following)
    if not apposed:
        return False
    what = apposed["what"].rstrip()
    # "Deputy director of the city's health commission"
    is_post = _POST.match(what) and _OFFICIAL.search(what)
    return bool(is_post or _KIND_BY_HEAD[0][0].search(_HEAD_END.sub("", what)))


def is_body(words: str) -> bool:
    """Return whether words name a state body or a group: "the air force", "Governor"."""
    is_headed = any(pattern.search(words) for pattern, _ in _KIND_BY_HEAD[:2])
    return is_headed or bool(_RANKED.match(words))


def may_speak(words: str) -> bool:
    """Whether a subject of "put", "gave", "counted" speaks: a body, a name, an officer."""
    tables = (_OFFICIAL, _GROUPS, _UNNAMED)
    return bool(
        any(table.search(words) for table in tables)
        or re.search(r"(?<=\S\s)[A-Z]", words)
        or re.fullmatch(r"[A-Z]\w+", words)
        or SPEAKING_POSTS.match(words)
    )


def names_in(words: str) -> list[str]:
    """Return the names in the words of a source, without a first word that is none."""
    names = [
        re.sub(r"^(?:The|A|An|Two|Three|Some|Several)\s+", "", one).removesuffix("'s")
        for one in _NAME.findall(words)
    ]
    if names and words.startswith(names[0]) and " " not in names[0]:
        is_common = any(table.match(words) for table in (_OFFICIAL, _UNNAMED, _GROUPS))
        # "Air raid alert": a common word at the head of a sentence, no name.
        is_common = is_common or bool(
            re.match(rf"{re.escape(names[0])}\s+(?!and\b|of\b)[a-z]", words)
        )
        is_common = is_common or words.lower().endswith(_PLURAL_PERSONS)
        if is_common or names[0] in {"The", "A", "An", "Two", "Three", "Some", "Several"}:
            return names[1:]
    return names


def kind_by_words(words: str, names: list[str]) -> SourceKind | None:
    """Return of which kind a source is by its words, or None if they name no source.

    Parameters
    ----------
    words : str
        What names the source.
    names : list of str
        The names in it, from `names_in`.
    """
    if words.lower() in {"staff", "hospital staff", "clinic staff", "ground staff"}:
        return SourceKind.UNNAMED
    if _SPOKESPERSON.search(words):
        return SourceKind.OFFICIAL if _OFFICIAL.search(words) else SourceKind.NAMED
    head = _HEAD_END.sub("", words)
    is_definite = bool(
        re.match(r"(?:the|its|his|her|their)\b", words, _I) or re.fullmatch(r"[A-Z]?[a-z]+s", head)
    )
    for pattern, kind in _KIND_BY_HEAD:
        is_name = re.search(r"(?<=\S\s)[A-Z]", head) or re.match(r"[A-Z][\w'-]+$", head)
        # "Witnesses interviewed by the mission", but "Witness for Peace"
        is_title = re.match(r"\S+\s+(?:for|of)\s+[A-Z]", words)
        is_named = bool(is_name) and not (pattern.fullmatch(head) and not is_title)
        if pattern.search(head) and not (names and is_named and kind is not SourceKind.OFFICIAL):
            is_unnamed = kind is SourceKind.NAMED and not is_definite
            return SourceKind.UNNAMED if is_unnamed else kind
    is_ranked = _RANKED.match(words)
    if is_ranked:
        return SourceKind.OFFICIAL
    if names and _FIRM.search(words):
        return SourceKind.NAMED
    if _OFFICIAL.search(words):
        return SourceKind.OFFICIAL
    if names:
        is_told_by_place = re.search(
            r"\b(?:in|from|near|at)\s+(?:the\s+)?[A-Z]", words
        ) and _UNNAMED.search(head)
        return SourceKind.UNNAMED if is_told_by_place else SourceKind.NAMED
    if _GROUPS.search(words):
        return SourceKind.NAMED if is_definite else SourceKind.UNNAMED
    if _UNNAMED.search(words) or (" " not in words and words.endswith(_PLURAL_PERSONS)):
        return SourceKind.UNNAMED
    if _PLURAL.fullmatch(words):
        return SourceKind.UNNAMED
    # A body or person that no table knows: "the utility said", "a stallholder said".
    phrase = _PHRASE.match(words)
    if phrase is None:
        return None
    is_person = head.lower().endswith(_PERSONAL_ENDINGS)
    return SourceKind.NAMED if phrase["the"] and not is_person else SourceKind.UNNAMED
