"""Whether a number counts something: "pier 4", "Su-22", "1988" and the pronoun "one" do not."""

import re

from verify.casework.claims.cardinals import CARDINAL
from verify.domain.claims import Span

_NAMED = re.compile(
    r"(?:second|minute|frame|pier|gate|route|highway|motorway|road|flight|unit|block|building"
    r"|platform|line"
    r"|district|ward|"
    r"school|room|apartment|flat|no|nos|number|numbers|channel|exit|terminal|runway|dock"
    r"|hangar|section|phase|hall|"
    r"article|chapter|page|grade|class|type|mark|model|version|group|stage|zone|sector|bus"
    r"|train|track|"
    r"lane|checkpoint|hospital|clinic|brigade|reactor|ward|precinct|chapter|hill|point|area|day|"
    r"deck|hold|berth|level|floor|shaft|camp|turbine|furnace|boiler|silo|pump|well|pylon|entrance|bay"
    r"|quay|carriage|coach|lock|compartment|row|seat|cell|lot|plot|table|verse|line|figure|resolution|boeing|airbus|atr|cessna|embraer|sukhoi|mig|tupolev|ilyushin|antonov|psalm"
    r"|world war)"
    r"\.?\s+(?:no\.?\s+)?$",
    re.IGNORECASE,
)
_COUNTS = re.compile(
    r"\s+(?:more\s+)?(?:[a-z]{3,}s|people|children|men|women|dead|killed|wounded|injured)\b"
)
_PRONOUN_ONE = re.compile(
    r"(?:no|each|every|any|this|the|last|new|large|small|big|next|first|second|third"
    r"|another|such|"
    r"which|other|by)\s+$",
    re.IGNORECASE,
)
# "84 passengers, 13 crew and one guide dog"
_LISTED_ONE = re.compile(
    rf"(?<![\w.,-]){CARDINAL}\s+[a-z]+(?:\s+[a-z]+)?(?:,|,?\s+and)\s+$", re.IGNORECASE
)
# "Cut in two" counts nothing.
_PARTED = re.compile(
    r"\b(?:cut|split|br(?:eak|oke)\w*|tore|torn|divided|snapped|sliced|folded|bent)\b[^,.;]{0,30}\bin(?:to)?\s+$",
    re.IGNORECASE,
)
# "Six people with burns and one with a broken wrist"
_ONE_MORE = re.compile(rf"(?<![\w.,-]){CARDINAL}\s[^.;:]*(?:,|\band)\s+$", re.IGNORECASE)
# Behind a number that ranks or names: "3rd", "4-A", "911 call", "3D".
# "On the film one counts twelve flashes"
_PRONOUN_ACTS = re.compile(
    r"\s+(?:counts|sees|hears|recogni[sz]es|reads|can|could|must|does|may|might)\b"
)
# "The 400 block of Elm Street"
_ADDRESS = re.compile(r"\s+block\s+of\s+(?:[NSEW]\.?\s+)?[A-Z\d]")
# "In his 20s", "the early 1990s"
_DECADE = re.compile(r"\d?\d?\d0['’]?s\b")
_OF_DECADE = re.compile(
    r"\b(?:in|into|from|of|his|her|their|the|early|mid|late|mid-to-late)[ -]$", re.IGNORECASE
)
# "Three coaches left the rails and one fell on its side"
_ACTED = re.compile(
    r"\s+(?:fell|was|overturned|caught|died|survived|sank|burned|exploded|crashed|landed"
    r"|collapsed|escaped|remain(?:s|ed)|is|has|had|lost|broke|hit|struck|missed)\b"
)
_NAMES_ON = re.compile(r"[A-Za-z]|-(?:[A-Z]|\d)|\s+(?:calls?|operators?|dispatch)\b")


def is_quantity(
    plain: str,
    found: re.Match[str],
    span: Span,
    counts_one: re.Pattern[str],
    *,
    has_unit: bool,
) -> bool:
    """Return whether a number counts or measures, rather than names, dates or ranks.

    Parameters
    ----------
    plain : str
        The sentence.
    found : match
        Of a number, with groups `low` and `high`.
    span : Span
        Where it stands, with its currency.
    counts_one : pattern
        What may follow "one" where it is a number.
    has_unit : bool
        Whether a unit stands behind it.
    """
    start, end = span
    words, before = found["low"].lower(), plain[:start]
    if _DECADE.match(plain, start) and _OF_DECADE.search(before):
        return False
    if words in {"one"} and not found["high"]:
        following = plain[end:]
        if _PRONOUN_ONE.search(before) and not re.match(
            r"\s+(?:of\s+(?:them|whom)|person)", following
        ):
            return False
        if _PRONOUN_ACTS.match(following):
            return False
        is_listed: object = _LISTED_ONE.search(before) and re.match(
            r"\s+(?![a-z]+\s+than\b|of\b|who\b|which\b|another\b)[A-Za-z]{3,}", following
        )
        is_listed = is_listed or (_ONE_MORE.search(before) and re.match(r"\s+with\b", following))
        is_listed = is_listed or (
            _ONE_MORE.search(before)
            and not plain[:start].endswith(" the ")
            and _ACTED.match(following)
        )
        is_sole = re.search(r"\b(?:only|just|exactly)\s+$", before)
        return bool(counts_one.match(following) or is_listed or is_sole)
    if _ADDRESS.match(plain, end):
        return False
    if words in {"a", "an"} or (
        _NAMED.search(before) and not _COUNTS.match(plain, end) and not has_unit
    ):
        return False
    if words == "two" and _PARTED.search(before) and re.match(r"\s*(?:$|[,.;:!?])", plain[end:]):
        return False
    following = plain[end : end + 12]
    if _NAMES_ON.match(following) and not has_unit:
        return False
    if re.search(r"\bpoint\s+$|[A-Za-z][-.]$|[A-Za-z]$|#$|\d[.,:/]$", before):
        return False
    if re.fullmatch(r"(?:1[5-9]|20)\d\d", words) and re.search(
        r"(?:since|in|of|by|from|until|summer|winter|spring|autumn|year|the)\s+$",
        before,
        re.IGNORECASE,
    ):
        return False
    # "the Airbus 320 landed": a name before it, and nothing that is counted behind it.
    name = re.search(r"(?<=\S\s)([A-Z][a-z]+|[A-Z]{2,})\s$", before)
    if name and not has_unit and not _is_titled(plain) and words.isdigit():
        return (
            bool(
                re.match(
                    r"\s+(?:more\s+)?[a-z]+s\b|\s+(?:people|children|men|women|dead|wounded"
                    r"|injured)\b",
                    plain[end:],
                )
            )
            and not name[1].isupper()
        )
    return True


def _is_titled(plain: str) -> bool:
    """Whether most words have a capital, as in the headlines of some papers."""
    words = re.findall(r"[A-Za-z]{4,}", plain)
    return len(words) > 3 and sum(word[0].isupper() for word in words) > 0.7 * len(words)
