"""Names of places, told by the words around them and by the article's own second mention.

A gazetteer would add namesakes and miss villages, so none is asked here: "in the village of Tell
Safra" says that Tell Amra is a place. Once a name was one, it is one wherever it stands.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from verify.casework.claims.words import any_of, forms
from verify.casework.claims.words.arms import DESIGNATIONS
from verify.casework.claims.words.geography import (
    ADJECTIVES,
    BODIES,
    DIRECTIONS,
    FUNCTION_WORDS,
    KINDS,
    NOT_PLACES,
    PARTS,
    PREFIXES,
    PREPOSITIONS,
    SETTLEMENTS,
    STRUCK,
    TYPES,
    UNDERWENT,
)
from verify.domain.claims import Span
from verify.gazetteer.towns import country_names

_CAPITAL = r"[^\W\d_a-zß-öø-ÿəıāīūḥ]"
_WORD = rf"{_CAPITAL}[\w'’]*(?:-[\w'’]+)*"
_JOINT = (
    r"(?:\s+(?:de|del|de\s+la|la|al|el|an|ad|bin|ben|upon|sur|of\s+the|am|an\s+der|i|y|da|das"
    r"|do|dos|di|du|des|von|van)\s+"
    r"|\s+d['’]|\s+)"
)
_NAME = (
    rf"(?:(?:{any_of(PREFIXES)})\s+)?(?:al-|el-|ar-|an-|as-|ad-|az-)?{_WORD}(?:{_JOINT}(?:al-"
    rf"|el-)?{_WORD})*"
)
# "A cold-storage plant", "the coal mine"
_TYPE = (
    rf"(?:(?:{any_of(KINDS)}|[a-z]+-[a-z]+|{any_of(TYPES)})\s+){{0,2}}{any_of(TYPES)}s?"
    r"(?!\s+(?:blockade|accident|crash|users|safety|toll|workers?|closures?|strike|passengers|staff)\b)"
)
_ADJECTIVE = rf"(?:(?:{any_of(ADJECTIVES)})\s+)?"
_PART = (
    rf"(?:[Tt]he\s+(?:[a-z-]+\s+)?(?:{any_of(PARTS)}|(?<!\bto\sthe\s){any_of(DIRECTIONS)})"
    rf"|{any_of(PARTS)})\s+of\s+(?:the\s+)?(?:city\s+of\s+|town\s+of\s+)?"
)
_SETTLEMENT = (
    rf"(?:(?:the|a)\s+)?(?:[\w'’-]+\s+){{0,3}}?(?:{any_of(SETTLEMENTS)})\s+(?:(?:of|called"
    rf"|named)\s+|(?={_CAPITAL}))"
)
_AFTER = any_of(PREPOSITIONS)
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        # "in the centre of Montero", "the port of Bir Salim"
        rf"(?<![\w-])(?P<place>{_PART}{_NAME}(?:\s+{_TYPE}(?![\w-]))?)",
        # "in the village of Tell Amra", "the Syrian town of Hasra"
        rf"\b(?:[Ii]n|[Aa]t|[Nn]ear|[Oo]n|[Oo]ff?|[Tt]o|[Ff]rom|[Ff]or|[Oo]utside|[Oo]ver|[Aa]round"
        rf"|[Aa]cross|[Tt]hrough|[Aa]gainst"
        rf"|[Ii]nto|[Nn]aming|[Rr]eached|[Hh]it|[Ss]truck"
        rf"|[Ee]ntered)\s+{_SETTLEMENT}(?P<place>{_NAME})",
        # "outside Lomnik"
        rf"(?<![\w-])(?P<place>[Oo]utside\s+{_NAME}(?:\s+{_TYPE}\b)?)",
        # "at Daran pass", "in southern Idlib", "on Harbour Street" and "on Hasra" by what follows
        rf"(?<![\w-])(?:{_AFTER}|(?i:{any_of(DIRECTIONS)}|upstream|downstream|inland|upriver|downriver|short|offshore)\s+(?:of|from)|distance\s+from"
        rf"|away\s+from)\s+(?P<place>(?:[Tt]he\s+)?{_ADJECTIVE}{_NAME}(?:\s+{_TYPE}"
        rf"(?![\w-]))?)",
        rf"(?:village|town|city|hamlet|settlement|suburb|capital|port|resort),\s+(?P<place>{_NAME})"
        rf"|\b[Nn]eighbou?ring\s+(?P<second>{_NAME})",
        # Not "neighbour Jan Rey"
        rf"\b[Nn]eighbou?r\s+(?P<place>{_WORD})(?![\w'’-]|\s+{_CAPITAL})",
        rf"(?i:\bbetween)\s+(?P<place>{_NAME})\s+and\s+(?P<second>{_NAME})",
        rf"(?i:strikes?|attacks?|raids?|assault|march|shelling|bombing|bombardment|advance|fired"
        rf"|offensive)\s+(?:on|against)\s+(?P<place>(?:the\s+)?{_ADJECTIVE}{_NAME})",
        rf"(?i:shelling|bombing|bombardment|siege|fall|invasion|occupation|evacuation"
        rf"|destruction|flooding|blockade|recapture|liberation|storming|battle)\s+(?:of|for)\s+(?P<place>(?:the\s+)?{_ADJECTIVE}{_NAME})",
        rf"\b(?:seen|heard|felt|visible|filmed|fired|launched|evacuated|driven|fled|withdrew"
        rf"|withdrawn|retreated|took\s+off|departed|disappeared|escaped|operating|pulled\s+out|pulled\s+back)"
        rf"\s+(?:from|of"
        rf"|as\s+far(?:\s+away)?\s+as)\s+(?P<place>(?:the\s+)?{_NAME})",
        rf"\b(?:road|way|train|flight|bus|convoy|taken|travelling|returned|fled|moved|spread|flown"
        rf"|airlifted|rushed|withdrew|retreated|deployed|extended|diverted|heading|headed|advanced"
        rf"|sent)\s+to\s+(?P<place>{_NAME})",
        rf"\b(?:bound|heading|headed|en\s+route|left|departed|fled)\s+(?:for|to)\s+(?P<place>{_NAME})",
        # "In Lomnik, a fire"
        rf"(?:^|[\"“;:]\s*)(?:In|Near|Across|Around|Throughout|Inside|Above|Off|Along)\s+"
        rf"(?P<place>(?:the\s+)?{_ADJECTIVE}{_NAME}(?:\s+{_TYPE}(?![\w-]))?)",
        # "the unit in Dana, north-west Lomania, was hit", "E. Lomania's Shanli"
        rf",\s+(?P<place>(?:{any_of(DIRECTIONS, ADJECTIVES)})\s+{_NAME})(?=\s*[,.;)]|$)",
        rf"\b(?:[Ii]n|[Nn]ear|[Aa]t)\s+(?:[A-Z]\.\s+)?[A-Z][a-z]+['’]s\s+(?P<place>{_NAME})(?!['’\w])",
        # "Lomnik was shelled", "Lomnik came under fire"
        rf"(?:^|[,;]\s+|\b(?:and|but|that|as|while|when|where|after|before)\s+)(?P<place>{_NAME})\s+"
        rf"(?:{forms(UNDERWENT)})",
        rf"(?:^|\s)(?P<place>(?:[Tt]he\s+)?{_WORD}(?:\s+[Rr]iver)?)\s+(?:(?:bursts?|broke|breaks|bursting|overflowed|topped|left)"
        rf"\s+its\s+(?:banks|bed)|overflowed|overflows)",
        # "the M4", "the A12 motorway"
        rf"\b(?:on|along|off|of|at|to|from|closed|blocked)\s+(?P<place>the\s+[ABEMNR]-?\d{{1,4}}"
        rf"(?:\s+{_TYPE})?)(?![\w-])",
        # "at Lomnik's main railway station"
        rf"\b(?:{_AFTER}|to|from|hit|struck|of)\s+(?P<place>{_NAME}['’]s\s+(?:[a-z-]+\s+){{0,2}}{_TYPE}(?![\w-]))",
        # "Selora airport", "the Elder road bridge", "Harbour Street"
        rf"(?P<place>(?:(?<![\w-])the\s+)?{_ADJECTIVE}{_NAME}\s+(?:{_TYPE})(?![\w-]|\s+of\s))",
        rf"(?P<place>(?:(?<![\w-])the\s+)?{_NAME}(?:{_JOINT}(?:"
        rf"{any_of(' | '.join(one.strip().title() for one in TYPES.split('|')))}))(?![\w-]))",
        rf"(?i:residents|inhabitants|people|villagers|families|citizens|population)\s+(?:of|in"
        rf"|from)\s+(?P<place>(?:the\s+)?{_NAME})",
        rf"(?:marched|walked|sailed|travelled|moved|came|flew|drove)\s+(?:from"
        rf"|to)\s+(?P<place>(?:the\s+)?{_NAME})",
        r"(?<![A-Z][a-z] )\b(?P<place>(?:Route|Highway|Interstate"
        r"|Motorway|Autobahn)\s+[A-Z]?\d+)(?!\d|\s*(?:km|kilomet|mile|met(?:re|er)))",
        rf"\b[Ff]rom\s+(?P<place>{_NAME})\s+(?:in)?to\s+(?P<second>{_NAME})",
        rf"(?:[Vv]illage|[Tt]own|[Cc]ity|[Hh]amlet|[Dd]istrict|[Ss]uburb|[Pp]rovince|[Ii]sland|[Vv]illages|[Tt]owns|[Cc]ities"
        rf"|[Hh]amlets|[Dd]istricts|[Ss]uburbs|[Pp]rovinces|[Ii]slands|[Ss]ettlements|[Pp]orts)\s+of\s+(?P<place>{_NAME})",
        # "Hill 402", "Kilometre 12"
        r"(?<![\w'’-])(?P<place>(?:Hill|Height|Point|Kilomet(?:re|er)|Camp|Ridge|Zone|Sector|Checkpoint|Block|Junction)"
        r"\s+(?:No\.?\s+)?\d[\d.]*\d|(?:Hill|Height|Camp|Zone|Sector|Checkpoint|Block|Junction)\s+\d)(?!\w|[.,]?\d)",
        rf"(?:kilomet(?:re|er)s?|km|miles?|met(?:re|er)s|m"
        rf"|yards)\s+from\s+(?P<place>(?:the\s+)?{_NAME})",
        rf"(?P<place>(?:[Tt]he\s+)?(?:{_WORD}\s+)?(?:Mosque|Cathedral|Church|Bridge|Square"
        rf"|Market|University|Port|Bay|Gulf|Tower)\s+of\s+{_NAME})",
        # "the hospital of Radna"
        rf"(?P<place>[Tt]he\s+(?:hospital|clinic|terminal|station|market|airport|bridge|school|church|mosque"
        rf"|factory|stadium|prison|university)\s+of\s+{_NAME})",
        # "the river Morna"
        rf"(?P<place>(?i:the\s+)(?:river|lake|mount|port|isle|airfield|airport)(?:\s+of)?\s+{_NAME})",
        rf"(?P<place>the\s+(?:street|square|bridge|valley|hill|gate)\s+of\s+(?:the\s+)?{_WORD})",
        rf"(?<![\w'’-])(?P<place>(?:Port|Lake|River|Mount|Cape|Fort|Isla|Ilha|Isola|Pulau|Puerto|Porto|Ras)\s+{_WORD}(?:\s+{_WORD})?)",
        # "on Rua Nova", "the Calle Mayor"
        rf"(?<![\w'’-])(?P<place>(?:the\s+)?(?:Rua|Rue|Calle|Via|Avenida|Plaza|Praça|Piazza|Strada|Ulitsa"
        rf"|Rruga|Largo|Paseo|Carrer|Corso|Jalan)\s+(?:(?:de|del|da|do|dos|di|la|las|los)\s+)*{_WORD}(?:\s+{_WORD})?)",
        # "rocks sleepy Lomnik"
        rf"\b(?:{any_of(STRUCK)})\s+(?:(?!the\b|by\b)[a-z-]+\s+)?(?P<place>(?:the\s+)?{_ADJECTIVE}"
        rf"{_NAME}(?:\s+{_TYPE}(?![\w-]))?)",
    )
)
_SHIP = re.compile(
    rf"\b(?:[Tt]anker|[Ss]hip|[Ff]erry|[Vv]essel|[Ff]rigate|[Tt]rawler|[Yy]acht|[Cc]arrier|[Ff]reighter"
    rf"|[Bb]oat|[Ll]iner|[Dd]estroyer|[Bb]arge|[Cc]ruiser|[Ss]ubmarine|[Tt]ug)\s+(?P<name>{_WORD}(?:\s+{_WORD})?)"
)
_ALSO = re.compile(
    rf"(?:also\s+(?:spelled|spelt|written|known\s+as|called|transliterated(?:\s+as)?)|formerly|"
    rf"which\s+[\w\s]{{1,24}}?\s+calls?|in\s+\w+\s+called)\s+(?P<place>{_NAME})"
)
_LIST = re.compile(
    rf"(?:,\s+{_NAME})*,?\s+and\s+{_NAME}(?!\s+(?:said|says|were|was|are|is|have|had)\b)"
)
_LISTED = re.compile(rf"(?:,|and)\s+(?P<place>{_NAME})")
_NOT_PLACE = re.compile(rf"(?:[Tt]he\s+)?{any_of(NOT_PLACES)}")
_FUNCTION = re.compile(rf"(?:{any_of(FUNCTION_WORDS)})(?:\s|$)")
_IS_BODY = re.compile(rf"(?:^|[\s-])(?:{any_of(BODIES)})$")
_PERSON_FOLLOWS = re.compile(
    r"\s*,\s+\d{1,3}\s*,|\s*,?\s+(?:said|says|told|added|wrote|tweeted|claimed|announced"
    r"|reported(?!\s+by))\b|'s?\s+(?:army"
    r"|ministry|military|government|president|defence|troops|forces|minister|spokes\w+)\b"
    r"|-(?:based|led|style|flagged|made|backed|born|registered|owned)"
)
_PERSON_BEFORE = re.compile(
    r"(?:\b(?:finger|blame|fingers)\s+(?:at|on)\s+|\b(?:accus(?:ed|es|ing)|blam(?:ed|es|ing)|urg(?:ed|es|ing)|warned)\s+(?:the\s+)?|\b(?:based|born|headquartered|lives?|living|raised)\s+(?:in|at|near)\s+(?:the\s+)?"
    r"|\b(?:Mr|Mrs|Ms|Dr|President|Minister|Colonel|General|Captain|Mayor|Chief|Inspector"
    r"|Officer|Governor|"
    r"Sergeant|Major|Lieutenant|Judge|Senator|Professor|King|Queen|Prince|Mum|Dad)\.?\s+"
    r"|\b(?:a|an|the)\s+(?:\w+\s+){0,2}(?!road|border|highway|railway|line|motorway|route|flight"
    r"|train|bus|ferry|convoy|pipeline|way|march|voyage|journey)\w+\s+from\s+)$"
)
_DESIGNATED = re.compile(rf"(?:{'|'.join(DESIGNATIONS)})(?![\w])")
# "In Thai border town": a kind of town, by whose it is.
_OF_COUNTRY = re.compile(
    r"(?:the\s+)?[A-Z][a-z]+(?:ian|ean|an|ish|ese|i|ch|ai)\s+"
    r"(?:border|port|coastal|frontier|market|mining|garrison|resort|holiday)\s+(?:town|city|village|region|area)"
)
_NO_NAME = re.compile(
    r"(?:The|the)\s+(?:County|District|Province|State|City|Municipality|Region|Village|Town|Government)"
)
_ROAD_NUMBER = re.compile(r"(?:the\s+)?[ABEMNR]-?\d")
_ARTICLE = re.compile(r"^(?:the|The)\s+")
_EXTRA = re.compile(
    rf"^(?:(?:the\s+)?(?i:outside|north\s+of|south\s+of|east\s+of|west\s+of)\s+|{_PART}"
    rf"|(?:the\s+)?(?:{any_of(ADJECTIVES)})\s+|the\s+(?:river|port|lake|island)\s+(?:of\s+)?"
    rf"|the\s+)"
)
_OWNED = re.compile(r"['’]s\s+(?=[a-z]).*$")
# "the Lomanian city of Lomnik": the name comes behind.
_SETTLED = re.compile(r"\s(?:village|town|city|capital|port|resort|island)$")
_AT_BORDER = re.compile(
    r"\s(?:border|coast|coastal|frontier|harbour|mountain|market|mining|garrison)$"
)
_NAME_BEHIND = re.compile(
    rf"(?:\s+(?:village|town|city|port|region|district|province|area|post))?\s+of\s+{_CAPITAL}"
)
_TRAILING = re.compile(rf"\s+(?:{_TYPE})$", re.IGNORECASE)


def bare_name(place: str) -> str:
    """Return the name in what is told of a place.

    Examples
    --------
    >>> bare_name("the south side of Ashby"), bare_name("Daran pass"), bare_name("outside Lomnik")
    ('Ashby', 'Daran', 'Lomnik')
    """
    name = place
    while (shorter := _EXTRA.sub("", name, count=1)) != name:
        name = shorter
    kept = _TRAILING.sub("", _OWNED.sub("", name))
    return kept or name


def known_names(sentences: Iterable[str], dateline: str | None) -> frozenset[str]:
    """Return the names that the article itself shows to be places.

    Parameters
    ----------
    sentences : iterable of str
        All sentences.
    dateline : str or None
        As the article's head gives it; "LOMNIK" is Lomnik.
    """
    names = {bare_name(plain[start:end]) for plain in sentences for start, end in _told(plain)}
    # A country acts as often as things happen in it.
    names -= set(country_names().values())
    if dateline:
        head = dateline.split(",")[0].strip()
        names.add(head.title() if head.isupper() else head)
    return frozenset(name for name in names if len(name) > 2 and name[0].isupper())


def ship_names(sentences: Iterable[str]) -> frozenset[str]:
    """Return the names of ships: "the tanker Ondine" is no place, nor is "the Ondine" later."""
    return frozenset(found["name"] for plain in sentences for found in _SHIP.finditer(plain))


def find_places(plain: str, known: frozenset[str], taken: Sequence[Span]) -> list[Span]:
    """Return where a sentence names a place, longest words first, none twice.

    Parameters
    ----------
    plain : str
        The sentence.
    known : frozenset of str
        Names that are places, from `known_names`.
    taken : sequence of Span
        What is no place: who says it, and times.
    """
    found = list(_told(plain))
    for name in sorted(known, key=len, reverse=True):
        whole = re.compile(rf"(?<![\w'’-]){re.escape(name)}(?![\w’]|'[^s]|-\w)")
        found += [
            match.span()
            for match in whole.finditer(plain)
            if not _is_part_of_name(plain, *match.span())
        ]
    kept: list[Span] = []
    for start, end in sorted(found, key=lambda span: (span[0] - span[1], span[0])):
        overlaps = any(start < stop and end > first for first, stop in (*kept, *taken))
        if not overlaps:
            kept.append((start, end))
    return sorted(kept)


def _is_part_of_name(plain: str, start: int, end: int) -> bool:
    """Whether a known name stands in another: in that of a ship, a newspaper, a person."""
    is_led = start > 1 and re.search(rf"{_CAPITAL}[\w']+\s$", plain[:start])
    is_followed = re.match(rf"\s{_CAPITAL}\w", plain[end:])
    return bool(is_led or is_followed or _is_person_or_body(plain, start, end))


def _told(plain: str) -> Iterator[Span]:
    for pattern in (*_PATTERNS, _ALSO):
        for match in pattern.finditer(plain):
            for group in ("place", "second"):
                if match.groupdict().get(group):
                    span = _checked(plain, *match.span(group))
                    if span:
                        yield span
                        yield from _listed(plain, span[1])


def _listed(plain: str, at: int) -> Iterator[Span]:
    """Yield the other places of a list: "in Lomnik, Tessin and Bruno"."""
    listed = _LIST.match(plain, at)
    if listed:
        for match in _LISTED.finditer(plain, at, listed.end()):
            span = _checked(plain, *match.span("place"))
            if span:
                yield span


def _checked(plain: str, start: int, end: int) -> Span | None:
    words = plain[start:end]
    while _NOT_PLACE.fullmatch(_last_word(words)) and " " in words:
        words = words.rsplit(None, 1)[0]
        end = start + len(words)
    name = bare_name(words.replace("The ", "the ", 1) if words.startswith("The ") else words)
    last = re.sub(r"^(?:al|el|ar|an|as|ad|az)-", "", _last_word(name)) if name else ""
    if (
        not last
        or not (last[0].isupper() or last.isdigit())
        or _NOT_PLACE.fullmatch(name)
        or len(name) < 2
        or _NO_NAME.fullmatch(words)
        or _FUNCTION.match(name)
        or _OF_COUNTRY.fullmatch(words)
        or (_DESIGNATED.match(name) and not _ROAD_NUMBER.match(words))
        or ((_SETTLED.search(words) or _AT_BORDER.search(words)) and _NAME_BEHIND.match(plain, end))
        or _is_person_or_body(plain, start, end)
    ):
        return None
    if words.endswith(("'s", "’s")) and words[:-2] in country_names().values():
        return None
    if words.endswith(("'s", "’s")):
        end -= 2
    elif words.endswith("'"):
        end -= 1
    return start, end


def _last_word(words: str) -> str:
    return words.rsplit(None, 1)[-1]


def _is_person_or_body(plain: str, start: int, end: int) -> bool:
    words = plain[start:end]
    # "The Hume Highway 14 kilometres south of Tarcutta" has no number.
    is_measured = re.match(r"\s+\d[\d.,]*\s?(?:km|kilomet|mile|met(?:re|er)|m\b)", plain[end:])
    is_numbered = re.match(r"\s+\d", plain[end:]) and not re.search(r"\d$", words)
    is_numbered = is_numbered and not is_measured
    return bool(
        is_numbered
        or _IS_BODY.search(words)
        or _PERSON_BEFORE.search(plain[:start])
        or _PERSON_FOLLOWS.match(plain, end)
    )
