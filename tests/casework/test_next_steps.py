"""What to do next with a clip: at most three steps, those first that can change the answer most."""

from typing import Any

import msgspec
import pytest

from tests import analyses
from tests.casework.checks.clips import DAY, NIGHT, claim, clip, flashes, heard, match, search
from tests.claimed import metadata, position, writer
from verify.casework.checks.known import Known
from verify.casework.checks.proposing import overall, propose
from verify.casework.next_steps import next_steps
from verify.domain.claimed import WriterKind
from verify.domain.findings import Analysis
from verify.domain.matches import Search
from verify.domain.proposals import Subject
from verify.domain.triage import MOST_STEPS, TriagedClaim

NOTHING_ELSE: dict[str, Any] = {"metadata": None, "traces": [], "overlays": [], "flash_to_bang": []}


def _claimed(text: str, measurement: str, analysis: Analysis) -> TriagedClaim:
    proposals = propose(claim(text, measurement), Subject.CLIP, Known(analysis=analysis))
    return TriagedClaim(
        untrusted_text=text,
        is_asked=True,
        about=Subject.CLIP,
        outcome=overall(proposals),
        sky=None,
        no_sky=None,
        proposals=proposals,
    )


def _told(analysis: Analysis, found: Search | None, *claims: TriagedClaim) -> list[str]:
    steps = next_steps("a b.mp4", analysis, found, claims)
    assert len(steps) <= MOST_STEPS
    assert all(step.why for step in steps)
    return [f"{step.what} {step.why} {step.command or ''}" for step in steps]


def test_what_speaks_against_a_claim_comes_first_with_its_condition() -> None:
    dark = clip(NIGHT, **NOTHING_ELSE)
    fine = clip(DAY, **NOTHING_ELSE)

    unsaid = _told(dark, search(), _claimed("It was filmed by day.", "night", dark))
    sure = _told(fine, search(), _claimed("It was filmed at night.", "night", fine))

    assert "Look at what speaks against the claim" in unsaid[0]
    assert "only if it was filmed outdoors" in unsaid[0]
    assert "what could mislead" in sure[0]
    assert "verify case new" in unsaid[-1]


def test_a_match_is_laid_beside_and_where_none_is_search_engines_are_asked() -> None:
    bare = clip(NIGHT, **NOTHING_ELSE)

    like = _told(bare, search(match("likely", "2018-05-01")))
    turned_down = _told(bare, search(match("likely", "2018-05-01", accepted=False)))
    itself = match("confirmed", "2018-05-01")
    own = msgspec.structs.replace(itself.footage, sha256=analyses.SHA256)
    same_file = _told(bare, search(msgspec.structs.replace(itself, footage=own)))

    assert "verify archive compare 'a b.mp4' cdcdcdcdcdcd" in like[0]
    for told in (turned_down, same_file, _told(bare, None)):
        assert "verify reverse 'a b.mp4'" in told[0]
    assert "--claim TEXT" in like[1]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"metadata": metadata(positions=[position()])}, "35.8956, 36.5951"),
        (
            {"metadata": metadata(positions=[], writers=[writer(kind=WriterKind.PLATFORM)])},
            "as the camera wrote it",
        ),
        (heard(2.0), "Listen whether the bang at 00:00:03.000 belongs to the flash"),
        ({"traces": [analyses.a_trace()]}, "do not go on evenly"),
        ({"overlays": analyses.an_analysis().overlays}, "logos, handles, captions"),
    ],
)
def test_what_a_clip_offers_is_looked_at_next(changes: dict[str, Any], said: str) -> None:
    shown = clip(NIGHT, **(NOTHING_ELSE | {"flashes": flashes(1)} | changes))
    asked = _claimed("The clip shows a flash.", "brightness", shown)

    assert said in " ".join(_told(shown, search(), asked))


def test_a_device_that_wrote_its_own_file_is_not_asked_for_another() -> None:
    own = metadata(positions=[], writers=[writer(kind=WriterKind.DEVICE)])

    told = _told(clip(NIGHT, **(NOTHING_ELSE | {"metadata": own})), search())

    assert "as the camera wrote it" not in " ".join(told)
