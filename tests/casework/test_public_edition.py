"""What anybody may read of a case: nothing that tells of sources, colleagues or devices."""

from datetime import UTC, datetime
from typing import Any

import msgspec

from verify.casework.public_edition import public_case
from verify.domain.case_file import SCHEMA_NAME, CaseFile, claims_of
from verify.domain.cases import (
    CaseArticle,
    CaseClip,
    CaseOpening,
    ClaimsWritten,
    Note,
    OpeningQuestion,
    Verdict,
    WordedClaim,
)
from verify.domain.cases import LinkQuestion as Question
from verify.domain.checklist import Answer, AnswerStatus, ChecklistSet
from verify.domain.custody import Actor
from verify.domain.evidence import (
    Evidence,
    FileItem,
    LinkItem,
    ObservationItem,
    ReverseItem,
    Stance,
    Withdrawal,
)
from verify.domain.hypotheses import Bearing, Hypothesis, Weighing
from verify.domain.placing import Landmark, PlaceGiven
from verify.domain.proposals import Subject
from verify.domain.recordings import ClipFacts, ClipsCompared, RecordingRuling
from verify.domain.sources import DateClaimant, date_with_zone
from verify.domain.verdicts import VerdictWord

NOW = datetime(2020, 2, 28, tzinfo=UTC)
CLIP, OTHER = "ab" * 32, "cd" * 32


def _by(event: int, name: str = "hidden colleague") -> dict[str, Any]:
    actor = Actor(untrusted_name=name, known_by="own_word")
    return {"event": event, "case_id": "a" * 12, "actor": actor, "recorded_utc": NOW}


def _file(name: str) -> FileItem:
    return FileItem(file_sha256=OTHER, size_bytes=1, untrusted_name=name)


def _evidence(event: int, item: Any) -> Evidence:
    return Evidence(
        **_by(event),
        claim=1,
        stance=Stance.SUPPORTS,
        weight=None,
        item=item,
        further=None,
        proposal=None,
        untrusted_note="hidden note beside evidence",
    )


def _case() -> CaseFile:
    opening = CaseOpening(
        **_by(1),
        untrusted_title="told title",
        questions=[OpeningQuestion(question=Question.PLACE, text="told question")],
    )
    article = CaseArticle(
        **_by(2),
        untrusted_name="hidden article name",
        untrusted_text="hidden article text",
        untrusted_publisher="told publisher",
        untrusted_address="https://example.org/told",
        read=None,
        about=None,
        first_claim=2,
        claim_count=0,
    )
    worded = ClaimsWritten(
        **_by(3),
        claims=[WordedClaim(untrusted_text="told claim", about=Subject.EVENT)],
        first_claim=2,
        claim_count=1,
        replaces=[],
    )
    landmark = Landmark(
        untrusted_name="told minaret",
        at_s=1.0,
        box_px=(0, 0, 2, 2),
        reference=_file("hidden reference name"),
    )
    date = date_with_zone(DateClaimant.NAME, "hidden-name-20200227.mp4", NOW, "sent")
    facts = ClipFacts(
        clip_sha256=CLIP, duration_s=1.0, width_px=1, height_px=1, sharpness=None, dated=date
    )
    empty: dict[str, Any] = {name: [] for name in CaseFile.__struct_fields__}
    said: dict[str, Any] = {
        "schema": SCHEMA_NAME,
        "case_id": "a" * 12,
        "opening": opening,
        "last_event": 30,
        "articles": [article],
        "clips": [CaseClip(**_by(4), clip_sha256=CLIP, untrusted_name="hidden clip name")],
        "claims": claims_of(opening, [article], [worded]),
        "notes": [Note(**_by(5), claim=None, untrusted_text="hidden note")],
        "evidence": [
            _evidence(6, ObservationItem(untrusted_text="hidden observation")),
            _evidence(7, _file("hidden file name")),
            _evidence(8, LinkItem(untrusted_address="https://example.org/told-link")),
            _evidence(9, LinkItem(untrusted_address="https://example.org/hidden-withdrawn")),
            _evidence(10, ReverseItem(asked_event=5)),
        ],
        "withdrawals": [Withdrawal(**_by(11), evidence=9, untrusted_reason="hidden reason")],
        "verdicts": [
            Verdict(
                **_by(12, "told author"),
                claim=2,
                clip_sha256=None,
                verdict=VerdictWord.FALSE,
                untrusted_reason="told reason",
                instead_of=None,
            )
        ],
        "places": [
            PlaceGiven(
                **_by(13),
                clip_sha256=CLIP,
                latitude_deg=35.5,
                longitude_deg=36.5,
                radius_m=100,
                facing_deg=None,
                untrusted_known_by="hidden: his brother said so",
                landmarks=[landmark],
                instead_of=None,
            )
        ],
        "hypotheses": [
            Hypothesis(
                **_by(14), clip_sha256=CLIP, untrusted_text="told hypothesis", instead_of=None
            )
        ],
        "weighings": [
            Weighing(
                **_by(15),
                evidence=8,
                bearings=[Bearing(hypothesis=14, stance=Stance.SUPPORTS)],
                untrusted_note="hidden note beside a weighing",
            )
        ],
        "checklists": [ChecklistSet(**_by(16), untrusted_items=["told item"])],
        "answers": [
            Answer(
                **_by(17),
                item_number=1,
                untrusted_asked="told item",
                status=AnswerStatus.ANSWERED,
                untrusted_note="hidden answer",
            )
        ],
        "comparisons": [ClipsCompared(**_by(18), pairs=[], facts=[facts])],
        "rulings": [
            RecordingRuling(
                **_by(19),
                clip_sha256=CLIP,
                other_sha256=OTHER,
                is_same=True,
                untrusted_reason="hidden reason of a ruling",
            )
        ],
    }
    return CaseFile(**(empty | said))


def test_each_kind_of_record_tells_what_it_may_and_no_more() -> None:
    whole = msgspec.json.encode(_case()).decode()
    assert whole.count("hidden") > 30

    public = msgspec.json.encode(public_case(_case())).decode()

    assert "hidden" not in public
    for told in (
        *("title", "question", "publisher", "claim", "-link", " author", "reason", "minaret"),
        *("hypothesis", "item"),
    ):
        assert f"told{told}" in public or f"told {told.strip()}" in public, told
    assert "35.5" in public


def test_what_it_tells_is_a_case_by_its_form() -> None:
    content = msgspec.json.encode(public_case(_case()))

    read = msgspec.json.decode(content, type=CaseFile)
    assert len(read.evidence) == 2
    assert (read.notes, read.withdrawals) == ([], [])
