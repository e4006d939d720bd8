"""A case as it may be shown to anybody: without what would tell of sources, colleagues or devices.

A verdict keeps its author, since it stands nowhere without one. Everything else is told without
who wrote it. What somebody adds to a case's form is left out until it is decided here.
"""

from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from verify.casework.accounts import released
from verify.domain.case_file import CaseFile
from verify.domain.cases import CaseArticle, CaseClip, Recorded
from verify.domain.checklist import Answer
from verify.domain.evidence import (
    Evidence,
    FileItem,
    FindingItem,
    Item,
    LinkItem,
    MatchItem,
    MomentItem,
    SkyItem,
    WordsItem,
)
from verify.domain.hypotheses import Weighing
from verify.domain.packages import LEFT_OUT
from verify.domain.placing import Landmark, PlaceGiven
from verify.domain.recordings import ClipsCompared, RecordingRuling

# Parts of an analysis that tell of light, picture and sound, and of nobody.
_TOLD_FINDINGS = frozenset(
    {
        "timebase",
        "shots",
        "keyframes",
        "brightness",
        "flashes",
        "lights",
        "mains",
        "exposure",
        "sounds",
        "audio_present",
        "audio_silent",
        "flash_to_bang",
        "traces",
        "viewer_safety",
    }
)


def public_case(case: CaseFile) -> CaseFile:
    """Return a case for anybody to read."""
    told = msgspec.structs.replace(public_draft(case), releases=case.releases)
    return msgspec.structs.replace(released(told), releases=[])


def public_draft(case: CaseFile) -> CaseFile:
    """Return a case for anybody, but that accounts in it still wait to be decided on."""
    withdrawn = case.withdrawn
    standing = [one for one in case.evidence if one.event not in withdrawn]
    decided: dict[str, Any] = {
        "opening": _nameless(case.opening),
        "articles": _each(_article, case.articles),
        "clips": _each(_clip, case.clips),
        "claims": [_nameless(claim) for claim in case.claims],
        "evidence": _each(_evidence, [one for one in standing if _may_be_told(one)]),
        "verdicts": list(case.verdicts),
        "places": _each(_place, case.standing_places()),
        "hypotheses": [_nameless(one) for one in case.standing_hypotheses()],
        "weighings": _each(
            _weighing, [one for one in case.weighings if one.event not in withdrawn]
        ),
        "checklists": [_nameless(one) for one in case.checklists],
        "answers": _each(_answer, case.answers),
        "comparisons": _each(_comparison, case.comparisons),
        "rulings": _each(_ruling, [one for one in case.rulings if one.event not in withdrawn]),
    }
    undecided: dict[str, Any] = {
        name: [] for name in case.__struct_fields__ if isinstance(getattr(case, name), list)
    }
    told: CaseFile = msgspec.structs.replace(case, **(undecided | decided))
    return told


def _each(told: Callable[[Any], Recorded], records: Sequence[Recorded]) -> list[Recorded]:
    return [_nameless(told(one)) for one in records]


def _nameless(record: Recorded) -> Any:
    return msgspec.structs.replace(record, actor=LEFT_OUT)


def _article(article: CaseArticle) -> CaseArticle:
    return msgspec.structs.replace(article, untrusted_name=None, untrusted_text=None, read=None)


def _clip(clip: CaseClip) -> CaseClip:
    return msgspec.structs.replace(clip, untrusted_name=None)


def _may_be_told(evidence: Evidence) -> bool:
    return bool(evidence.items) and all(_is_nobodys_word(item) for item in evidence.items)


def _is_nobodys_word(item: Item) -> bool:
    if isinstance(item, FindingItem):
        return item.pointer.split("/")[1] in _TOLD_FINDINGS
    return isinstance(item, MomentItem | MatchItem | SkyItem | WordsItem | FileItem | LinkItem)


def _evidence(evidence: Evidence) -> Evidence:
    return msgspec.structs.replace(
        evidence,
        item=evidence.item and _item(evidence.item),
        further=evidence.further and [_item(item) for item in evidence.further],
        untrusted_note=None,
    )


def _item(item: Item) -> Item:
    if isinstance(item, FileItem):
        return msgspec.structs.replace(item, untrusted_name="")
    return item


def _place(place: PlaceGiven) -> PlaceGiven:
    landmarks = place.landmarks and [_landmark(one) for one in place.landmarks]
    return msgspec.structs.replace(place, untrusted_known_by=None, landmarks=landmarks)


def _landmark(landmark: Landmark) -> Landmark:
    reference = landmark.reference
    if isinstance(reference, FileItem):
        reference = msgspec.structs.replace(reference, untrusted_name="")
    return msgspec.structs.replace(landmark, reference=reference)


def _weighing(weighing: Weighing) -> Weighing:
    return msgspec.structs.replace(weighing, untrusted_note=None)


def _answer(answer: Answer) -> Answer:
    return msgspec.structs.replace(answer, untrusted_note=None)


def _comparison(comparison: ClipsCompared) -> ClipsCompared:
    # A claimed date quotes the name or post that claims it.
    return msgspec.structs.replace(comparison, facts=None)


def _ruling(ruling: RecordingRuling) -> RecordingRuling:
    return msgspec.structs.replace(ruling, untrusted_reason=None)
