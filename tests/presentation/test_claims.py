"""What a file says of itself is put in words: in order of the questions, with its doubts."""

import re

import msgspec
import pytest

from tests import claimed
from tests.analyses import an_analysis
from verify.domain.claimed import (
    ContentCredentials,
    CredentialState,
    Metadata,
    StatedTime,
    WriterConfidence,
)
from verify.presentation.claims import Claim, claims
from verify.presentation.summary import summary, warnings

# What no text of the machine says; only a person judges.
_VERDICTS = re.compile(r"\b(verified|authentic|genuine|fake|proves|confirms that|original)\b", re.I)


def _claims(metadata: Metadata, c2pa: ContentCredentials | None = None) -> list[Claim]:
    return claims(msgspec.structs.replace(an_analysis(), metadata=metadata, c2pa=c2pa))


def _one(found: list[Claim], label: str) -> Claim:
    (claim,) = (claim for claim in found if claim.label == label)
    return claim


def test_what_matters_comes_first() -> None:
    labels = [claim.label for claim in _claims(claimed.metadata(), claimed.credentials())]

    assert list(dict.fromkeys(labels)) == [
        *("Time", "Own timecode", "Place", "Track", "Device", "Writer", "Encoded by"),
        *("Made with", "History", "Content Credentials", "Doubt"),
    ]


def test_a_place_comes_with_towns_doubts_and_its_own_precision() -> None:
    place = _one(_claims(claimed.metadata()), "Place")

    assert place.text == "35.89560, 36.59510, 446 m"
    assert place.notes == (
        "Doubt: The receiver marked it as not measured at that moment.",
        "5.2 km (± 2.9 km) south-west of Idlib, Syria",
        "read from location; one step of its last digit is 11 m on the ground",
    )


@pytest.mark.parametrize(
    ("bearing_deg", "words"),
    [(0.0, "north of"), (22.4, "north of"), (22.6, "north-east of"), (359.9, "north of")],
)
def test_a_bearing_is_a_point_of_the_compass(bearing_deg: float, words: str) -> None:
    near = claimed.near_place(bearing_deg=bearing_deg)
    metadata = claimed.metadata(positions=[claimed.position(nearest=[near])])

    assert any(words in note for note in _one(_claims(metadata), "Place").notes)


def test_what_is_not_stated_is_said() -> None:
    metadata = claimed.metadata(
        untrusted_created=None, positions=[], untrusted_device=None, track=None
    )

    found = _claims(metadata)

    for label in ("Time", "Place", "Device"):
        assert _one(found, label).text == "not stated"


def test_a_writer_is_told_with_how_it_is_known_and_who_else_it_may_be() -> None:
    matched = claimed.writer(confidence=WriterConfidence.COMMON)

    writer = _one(_claims(claimed.metadata(writers=[matched])), "Writer")

    assert writer.text == "FFmpeg's libraries, the structure fits, as it fits others"
    assert writer.notes == ("The tag encoder says: Lavf60", "Many use them.")


def test_a_signer_is_never_vouched_for() -> None:
    found = _claims(claimed.metadata(), claimed.credentials())

    notes = _one(found, "Content Credentials").notes
    assert any("whether that signer is to be trusted is not checked" in note for note in notes)
    assert any("content of this file (assertion.dataHash.mismatch" in note for note in notes)


@pytest.mark.parametrize("state", list(CredentialState))
def test_no_text_of_ours_is_a_verdict(state: CredentialState) -> None:
    credentials = claimed.credentials(state=state)

    for claim in _claims(claimed.metadata(), credentials):
        assert not _VERDICTS.search(" ".join((claim.label, claim.text, *claim.notes)))


def test_a_file_with_many_times_does_not_fill_the_page() -> None:
    times = [StatedTime(source=f"track {i}", untrusted_text="2020") for i in range(60)]

    notes = _one(_claims(claimed.metadata(times=times)), "Time").notes

    assert len(notes) == 12
    assert notes[-1] == "and 49 more, in analysis.json"


def test_nothing_is_said_of_what_was_not_read() -> None:
    analysis = msgspec.structs.replace(an_analysis(), metadata=None, c2pa=None)

    assert claims(analysis) == []


def test_credentials_that_do_not_hold_are_read_first() -> None:
    broken = msgspec.structs.replace(an_analysis(), c2pa=claimed.credentials())
    whole = msgspec.structs.replace(
        an_analysis(), c2pa=claimed.credentials(state=CredentialState.VALID, faults=[])
    )

    assert any("Content Credentials that do not hold" in text for text in warnings(broken))
    assert not any("Content Credentials" in text for text in warnings(whole))
    assert any("It carries Content Credentials." in text for text in summary(whole))


def test_the_summary_names_the_town_and_the_device_as_claims() -> None:
    told = " ".join(summary(an_analysis()))

    assert "a position at 35.8956, 36.5951 (5.2 km (± 2.9 km) south-west of Idlib, Syria)" in told
    assert "a device named Maker Model 1" in told
    assert "Such fields can be written by anyone." in told
