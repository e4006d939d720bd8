"""Blocks into sentences: abbreviations, initials, clock times and quotes end none.

What stands before the first sentence of a report (the dateline) or of an entry of a live blog (its
clock time) belongs to no sentence.
"""

import re
from dataclasses import dataclass

from verify.casework.claims.words import word_set
from verify.domain.articles import Article, BlockKind
from verify.domain.claims import Span

_END = re.compile(r"[.!?…؟۔।。！？]+['\")\]]*(?:\s+|(?<=[。！？])|$)")
_ABBREVIATIONS = word_set(
    "mr mrs ms dr prof st sr jr rev hon gen lt col maj capt cpt cmdr sgt cpl pvt adm brig insp "
    "det supt gov sen rep amb jan feb mar apr jun jul aug sep sept oct nov dec mon tue "
    "tues wed "
    "thu thur thurs fri sat sun no nos vs ca approx est etc inc ltd co corp fig al dept "
    "bros ave "
    "rd blvd hwy mt ft km u.s u.n u.k e.g i.e a.m p.m"
)
# These end a sentence as often as not, so the next word decides.
_MAY_END = word_set("a.m p.m etc inc ltd co corp u.s u.n u.k jr sr")
_GOES_ON = re.compile(
    r"(?:[A-Z]{2,4}\b|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|local\b|(?:[A-Z][a-z]+\s){1,3}[Tt]ime\b"
    r"|\d{1,2}:?\d\d\s(?:GMT|UTC|local)\b|"
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b)"
)
# "The U.S. Geological Survey" goes on, "in the U.S. The" does not.
_STATES = word_set("u.s u.n u.k e.u d.c")
_BEGINS = re.compile(
    r"(?:The|A|An|It|He|She|They|We|In|On|At|But|And|This|That|There|Officials|Police|Its|His|Her"
    r"|Their|No|One|Some|Most|Many|After|When|As|For)\b"
)
_LAST_WORD = re.compile(r"([^\s\"'(\[]+)$")
_LONGEST_WORD = 40
_CAPS = r"[^\W\d_a-zß-öø-ÿ][^\Wa-zß-öø-ÿ]+"
# As in: BEIRUT, Lebanon, Aug 23 (Some Agency) -
_DATELINE = re.compile(
    rf"{_CAPS}(?:[ /'-]{_CAPS})*(?:, [A-Z][\w. ]{{2,30}}?)?"
    rf"(?:, [A-Z][a-z]{{2,8}}\.? \d{{1,2}}(?:, \d{{4}})?)?"
    r"(?: \([^()]{2,40}\))? ?[-–—:]{1,2} +(?=\S)"
)
_CLOCK_MARK = re.compile(
    r"\[?\d{1,2}[:.h]\d\d\]?(?: ?[ap]\.?m\.?)?(?: [A-Z]{3,4})?"
    r"(?: +(?=[\"'(]?[^\Wa-z])| ?[-–—:|] +(?=\S))"
)


LONGEST_READ = 1_500
"""Characters of a sentence that is read for claims; no writer of news writes a longer one."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence by its place: `plain` is what words are looked for in, from `start` on."""

    i: int
    start: int
    end: int
    plain: str
    kind: BlockKind
    clock_mark: str | None

    @property
    def words(self) -> str:
        """What is read for claims: nothing of what is too long to be a sentence."""
        return self.plain if len(self.plain) <= LONGEST_READ else ""

    def span(self, start: int, end: int) -> Span:
        """Return offsets in the sentence as offsets in the article."""
        return self.start + start, self.start + end


def split_sentences(article: Article) -> list[Piece]:
    """Return the sentences in their order, the headline first."""
    pieces: list[Piece] = []
    for block in article.blocks:
        words = article.plain[block.start : block.end]
        start, clock_mark = 0, None
        clock = _CLOCK_MARK.match(words)
        if block.kind is not BlockKind.HEADLINE and clock:
            start, clock_mark = clock.end(), clock[0].strip()
        elif block.kind is BlockKind.PARAGRAPH and (dateline := _DATELINE.match(words)):
            start = dateline.end()
        ends = [*sentence_ends(words, start), len(words)]
        if block.kind is BlockKind.HEADLINE:
            ends = [len(words)]
        for end in ends:
            inner = words[start:end]
            first = block.start + start + len(inner) - len(inner.lstrip())
            last = block.start + start + len(inner.rstrip())
            if first < last:
                plain = article.plain[first:last]
                pieces.append(Piece(len(pieces), first, last, plain, block.kind, clock_mark))
            start = end
    return pieces


def sentence_ends(words: str, start: int = 0) -> list[int]:
    """Return where sentences end inside a block, without its own end.

    Examples
    --------
    >>> sentence_ends("It fell at 9 p.m. EST near St. Anne. Nobody was hurt.")
    [37]
    """
    ends = []
    for found in _END.finditer(words, start):
        following = words[found.end() : found.end() + 24].lstrip("\"'([")
        if not following or following[0].islower():
            continue
        before = _LAST_WORD.search(words[max(start, found.start() - _LONGEST_WORD) : found.start()])
        last = before[1] if before else ""
        if found[0].startswith(".") and _is_abbreviation(last, following):
            continue
        ends.append(found.end())
    return ends


def _is_abbreviation(last: str, following: str) -> bool:
    lowered = last.lower()
    if lowered in _STATES:
        return not _BEGINS.match(following)
    if lowered in _MAY_END:
        return bool(_GOES_ON.match(following))
    # An initial: "J. Smith"; but "I" and, in quotes, "A" may end a sentence too.
    return lowered in _ABBREVIATIONS or (len(last) == 1 and last.isupper() and last != "I")
