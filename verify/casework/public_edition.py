"""A case as it may be shown to anybody: without what would tell of sources, colleagues or devices.

A verdict keeps its author, since it stands nowhere without one. Everything else is told without
who wrote it. What somebody adds to a case's form is left out until it is decided here.
"""

from collections.abc import Sequence
from typing import Any, TypeVar

import msgspec

from verify.casework.accounts import released
from verify.domain.case_file import CaseFile
from verify.domain.cases import Recorded
from verify.domain.evidence import (
    Evidence,
    FileItem,
    FindingItem,
    Item,
    LinkItem,
    MatchItem,
    MomentItem,
    OffsetItem,
    SkyItem,
    WordsItem,
)
from verify.domain.packages import LEFT_OUT
from verify.domain.placing import Landmark

_Record = TypeVar("_Record", bound=Recorded)
_Thing = TypeVar("_Thing", bound=Item)

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

    def standing(records: Sequence[_Record]) -> list[_Record]:
        return [one for one in records if one.event not in case.withdrawn]

    decided: dict[str, Any] = {
        "opening": _told(case.opening, "title"),
        "articles": [_told(one, "publisher", "address", read=None) for one in case.articles],
        "clips": [_told(one) for one in case.clips],
        "claims": [_told(one, "text") for one in case.claims],
        "evidence": [_evidence(one) for one in standing(case.evidence) if _may_be_told(one)],
        "verdicts": list(case.verdicts),
        "places": [
            _told(one, landmarks=one.landmarks and [_landmark(each) for each in one.landmarks])
            for one in case.standing_places()
        ],
        "hypotheses": [_told(one, "text") for one in case.standing_hypotheses()],
        "weighings": [_told(one) for one in standing(case.weighings)],
        "checklists": [_told(one, "items") for one in case.checklists],
        "answers": [_told(one, "asked") for one in case.answers],
        # A claimed date quotes the name or post that claims it.
        "comparisons": [_told(one, facts=None) for one in case.comparisons],
        "rulings": [_told(one) for one in standing(case.rulings)],
    }
    undecided: dict[str, Any] = {
        name: [] for name in case.__struct_fields__ if isinstance(getattr(case, name), list)
    }
    draft: CaseFile = msgspec.structs.replace(case, **(undecided | decided))
    return draft


def _told(record: _Record, *texts: str, **changes: Any) -> _Record:
    """Return a record without who wrote it, and of its texts with these alone."""
    told = {f"untrusted_{text}" for text in texts}
    hidden = {
        name: None
        for name in record.__struct_fields__
        if name.startswith("untrusted_") and name not in told
    }
    return msgspec.structs.replace(record, actor=LEFT_OUT, **hidden, **changes)


def _evidence(evidence: Evidence) -> Evidence:
    return _told(
        evidence,
        item=evidence.item and _item(evidence.item),
        further=evidence.further and [_item(item) for item in evidence.further],
    )


def _may_be_told(evidence: Evidence) -> bool:
    return bool(evidence.items) and all(_is_nobodys_word(item) for item in evidence.items)


def _is_nobodys_word(item: Item) -> bool:
    if isinstance(item, FindingItem):
        return item.pointer.split("/")[1] in _TOLD_FINDINGS
    return isinstance(
        item, MomentItem | MatchItem | OffsetItem | SkyItem | WordsItem | FileItem | LinkItem
    )


def _item(item: _Thing) -> _Thing:
    return msgspec.structs.replace(item, untrusted_name="") if isinstance(item, FileItem) else item


def _landmark(landmark: Landmark) -> Landmark:
    return msgspec.structs.replace(landmark, reference=_item(landmark.reference))
