"""What people wrote into a case, record by record, as it is read back out of the custody log.

Each record is one event and is never changed: an edited claim is a new claim that names the one it
takes the place of, and a second verdict names the first. `case_file` puts them together. Words of
people and articles are `untrusted_*`, and None once they were erased.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from verify.domain.articles import MOST_CHARACTERS
from verify.domain.claims import ArticleClaims
from verify.domain.custody import Actor
from verify.domain.footage import Sha256
from verify.domain.proposals import Subject
from verify.domain.verdicts import VerdictWord

LONGEST_TITLE = 200
LONGEST_TEXT = 10_000
"""Of a note, a reason or a claim, characters."""
LONGEST_ADDRESS = 2_000
MOST_CLAIMS = MOST_CHARACTERS
"""Of one record: an article has fewer claims than characters."""
CASE_ID = "^[0-9a-f]{12}$"

CaseId = Annotated[str, Meta(pattern=CASE_ID, description="of a case; drawn by lot")]
ClaimNumber = Annotated[int, Meta(ge=1, description="of a claim within its case; never used again")]
EventNumber = Annotated[int, Meta(ge=1, description="number of an event in the custody log")]
Title = Annotated[str, Meta(max_length=LONGEST_TITLE)]
Text = Annotated[str, Meta(max_length=LONGEST_TEXT)]
Address = Annotated[str, Meta(max_length=LONGEST_ADDRESS)]


class LinkQuestion(StrEnum):
    """What ties a clip to an event; while one is open, a clip tells nothing of the event."""

    COPY = "copy"
    FILMED_BY = "filmed_by"
    PLACE = "place"
    TIME = "time"


LINK_QUESTIONS = {
    LinkQuestion.COPY: "Is this the file that the camera wrote, or a copy of it?",
    LinkQuestion.FILMED_BY: "Who filmed it?",
    LinkQuestion.PLACE: "Where was it filmed?",
    LinkQuestion.TIME: "When was it filmed?",
}
"""What every case opens with."""


class ClaimFrom(StrEnum):
    """Where a claim in a case comes from."""

    OPENING = "opening"
    """One of the questions that every case opens with."""
    MACHINE = "machine"
    """Read in an article by rules."""
    PERSON = "person"


class Recorded(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What every record has: who wrote it, when, in which event, and whether its words are gone."""

    event: EventNumber
    case_id: CaseId
    actor: Actor
    recorded_utc: Annotated[datetime, Meta(tz=True)]
    is_erased: bool = False


class OpeningQuestion(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A question that a case opened with, in the words of that time."""

    question: LinkQuestion
    text: Text


class CaseOpening(Recorded, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A case was opened; its questions are its first claims, numbered from 1."""

    untrusted_title: Title | None
    questions: list[OpeningQuestion]


class CaseArticle(Recorded, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An article, its text kept, and all that the machine read in it.

    Its claims take the numbers from `first_claim` on, in the order in which they were read.
    """

    untrusted_name: str | None
    untrusted_text: Annotated[str, Meta(max_length=MOST_CHARACTERS)] | None
    untrusted_publisher: str | None
    untrusted_address: Address | None
    read: ArticleClaims | None
    about: Annotated[
        list[Subject] | None,
        Meta(description="what each claim seems to be about; null: the event, or erased"),
    ]
    first_claim: ClaimNumber
    claim_count: Annotated[int, Meta(ge=0, le=MOST_CLAIMS)]


class CaseClip(Recorded, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Footage that a case is about, known by its bytes; it need not be in the archive."""

    clip_sha256: Sha256
    untrusted_name: str | None


class WordedClaim(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A claim as a person worded it."""

    untrusted_text: Text
    about: Subject


class ClaimsWritten(Recorded, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Claims that a person wrote, and those that they take the place of.

    None is added, one is edited, one by several is split, several by one are merged.
    """

    claims: list[WordedClaim] | None
    first_claim: ClaimNumber
    claim_count: Annotated[int, Meta(ge=1, le=MOST_CLAIMS)]
    replaces: list[ClaimNumber]


class Note(Recorded, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A person's words on a case, or on one claim of it."""

    claim: ClaimNumber | None
    untrusted_text: Text | None


class Verdict(Recorded, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A person's word on a claim or on footage, one of both; the last of the same holds."""

    claim: ClaimNumber | None
    clip_sha256: Sha256 | None
    verdict: VerdictWord
    untrusted_reason: Text | None
    instead_of: Annotated[EventNumber | None, Meta(description="the verdict that it replaces")]


class AccessSet(Recorded, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A person's word on who may see a case; it stands in the register, beside its opening.

    Each says what changes, so that of two at once neither is lost. Keys are those of people in
    this home (`people.Person`): a name could later be somebody else's.
    """

    is_private: bool | None = None
    admits: list[str] | None = None
    excludes: list[str] | None = None
    untrusted_admitted: list[str] | None = None
    untrusted_excluded: list[str] | None = None
    """Names, in the order of the keys."""


class CaseClosing(Recorded, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A person's word that work on a case has ended, or goes on; the last one holds.

    It only says so: whatever is written into the case later is taken.
    """

    is_closed: bool
    untrusted_reason: Text | None
